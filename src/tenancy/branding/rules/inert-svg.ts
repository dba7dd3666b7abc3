/** What a drawing is made of; whatever else an SVG may hold, a logo does not need. */
const ELEMENTS = new Set(
  (
    'svg g defs symbol use title desc metadata path rect circle ellipse line polyline polygon text tspan textPath ' +
    'linearGradient radialGradient stop clipPath mask pattern marker style ' +
    'filter feGaussianBlur feOffset feBlend feColorMatrix feFlood feComposite feMerge feMergeNode feDropShadow'
  ).split(' '),
);

/**
 * True for an SVG that only draws: known elements, no event attributes, no entities or processing instructions but
 * the XML declaration, and nothing that points anywhere but into the drawing itself.
 */
export function isInertSvg(svg: string): boolean {
  if (/<!(?!--)|<\?(?!xml[\s?])/i.test(svg)) return false;
  const text = svg.replaceAll(/<!--[\s\S]*?-->/g, '');
  for (const [, name = '', attributes = ''] of text.matchAll(
    /<\/?([^\s/>]+)((?:"[^"]*"|'[^']*'|[^"'>])*)>/g,
  )) {
    if (name !== '?xml' && !ELEMENTS.has(name)) return false;
    if (/(?:^|[\s/"'])on\w+\s*=/i.test(attributes)) return false;
    if (/(?:href|src)\s*=\s*(?!["']#)/i.test(attributes)) return false;
  }
  return !/url\(\s*(?!["']?#)|@import|expression\(|javascript:|&#|\\/i.test(text);
}
