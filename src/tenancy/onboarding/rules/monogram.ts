/** A logo for whoever brings none: the first letter of the name on the brand's colour, in black or white. */
export function monogram(name: string, primaryColor: string): string {
  const letter = Array.from(name.normalize('NFC')).find((one) => /[\p{L}\p{N}]/u.test(one)) ?? '•';
  const ink = luminance(primaryColor) > 0.179 ? '#000' : '#fff';
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="${primaryColor}"/>` +
    `<text x="32" y="44" text-anchor="middle" font-family="system-ui,sans-serif" font-size="34" font-weight="700" fill="${ink}">${letter.toUpperCase()}</text></svg>`
  );
}

/** WCAG 2 relative luminance of `#rrggbb`; above 0.179 black reads better than white. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
