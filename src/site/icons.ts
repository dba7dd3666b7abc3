import type { Brand, TenantProfile } from '../kernel/tenant.ts';

/** Part of the icon that the logo fills: what is outside of 80 % may be cut off (W3C, maskable icons). */
const SIZE = 512;
const MARGIN = 88;

export function brandImagePath(hash: string): string {
  return `/marca/${hash}.png`;
}

/** Browsers keep a logo for an hour: a version of its own has an address of its own. */
export function logoPath({ version }: Brand): string {
  return version === undefined ? '/logo.svg' : `/logo.svg?v=${version}`;
}

export function iconPath({ version }: Brand): string {
  return version === undefined ? '/icono.svg' : `/icono.svg?v=${version}`;
}

/** Some scrapers show no SVG: where there is a picture, they get that. */
export function socialImagePath(brand: Brand): string {
  const { images } = brand;
  return images?.social === undefined ? logoPath(brand) : brandImagePath(images.social);
}

/** The logo on its colour, square, for tabs and home screens: an SVG that holds the logo as an image, inert. */
export function iconSvg({ logoSvg, primaryColor }: Brand): string {
  const logo = btoa(String.fromCharCode(...new TextEncoder().encode(logoSvg)));
  const inner = SIZE - 2 * MARGIN;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}" viewBox="0 0 ${SIZE} ${SIZE}">` +
    `<rect width="${SIZE}" height="${SIZE}" fill="${primaryColor}"/>` +
    `<image x="${MARGIN}" y="${MARGIN}" width="${inner}" height="${inner}" href="data:image/svg+xml;base64,${logo}"/></svg>`
  );
}

/** W3C Web Application Manifest: the site as something that can be put on a home screen. */
export function manifestOf({ name, locale, brand }: TenantProfile): object {
  const png = (['icon-192', 'icon-512'] as const).flatMap((image) => {
    const hash = brand.images?.[image];
    const size = image.slice('icon-'.length);
    return hash === undefined
      ? []
      : [{ src: brandImagePath(hash), sizes: `${size}x${size}`, type: 'image/png', purpose: 'any maskable' }];
  });
  return {
    name,
    short_name: name.length <= 12 ? name : (name.split(' ')[0] ?? name),
    description: brand.description ?? brand.tagline,
    lang: locale,
    id: '/',
    start_url: '/',
    scope: '/',
    display: 'minimal-ui',
    theme_color: brand.primaryColor,
    background_color: brand.primaryColor,
    icons: [...png, { src: iconPath(brand), sizes: 'any', type: 'image/svg+xml', purpose: 'any maskable' }],
  };
}
