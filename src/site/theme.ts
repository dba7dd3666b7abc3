type Rgb = readonly [number, number, number];

/** WCAG 2.2, 1.4.3: text of normal size. */
const TEXT_CONTRAST = 4.5;
const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
const INK: Rgb = [20, 20, 22];

/** The colours of one appearance. Every text colour reaches 4.5:1 on the surface it is made for. */
export interface Palette {
  readonly page: string;
  readonly surface: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly accent: string;
  readonly onAccent: string;
  readonly tint: string;
}

interface Theme {
  readonly brand: string;
  readonly onBrand: string;
  readonly light: Palette;
  readonly dark: Palette;
}

/** All colours of a site, from its one brand colour (`#rrggbb`). */
export function themeOf(primaryColor: string): Theme {
  const brand = parseHex(primaryColor);
  return {
    brand: primaryColor,
    onBrand: hex(textOn(brand)),
    light: paletteOf(brand, {
      page: mix(brand, [251, 250, 248], 0.02),
      surface: WHITE,
      ink: mix(brand, INK, 0.12),
      towards: BLACK,
    }),
    dark: paletteOf(brand, {
      page: mix(brand, [15, 16, 17], 0.1),
      surface: mix(brand, [26, 27, 29], 0.12),
      ink: mix(brand, [240, 240, 238], 0.05),
      towards: lightTint(brand),
    }),
  };
}

interface Ground {
  readonly page: Rgb;
  readonly surface: Rgb;
  readonly ink: Rgb;
  /** Where the accent moves until it can be read. */
  readonly towards: Rgb;
}

function paletteOf(brand: Rgb, { page, surface, ink, towards }: Ground): Palette {
  const tint = mix(brand, surface, 0.09);
  const accent = readable(brand, { on: [page, surface, tint], towards });
  return {
    page: hex(page),
    surface: hex(surface),
    ink: hex(ink),
    muted: hex(readable(mix(ink, page, 0.55), { on: [page, surface, tint], towards })),
    line: hex(mix(ink, surface, 0.14)),
    accent: hex(accent),
    onAccent: hex(textOn(accent)),
    tint: hex(tint),
  };
}

/** A light colour of the brand's hue: on dark grounds an accent stays recognizable instead of turning grey. */
function lightTint(brand: Rgb): Rgb {
  const strongest = Math.max(...brand, 1);
  const [red, green, blue] = brand.map((channel) => Math.round((channel / strongest) * 255));
  return mix([red ?? 255, green ?? 255, blue ?? 255], WHITE, 0.4);
}

/** The colour itself, or the nearest mix on the way to another that can be read on all of the grounds. */
function readable(color: Rgb, { on, towards }: { on: readonly Rgb[]; towards: Rgb }): Rgb {
  for (let share = 0; share < 1; share += 0.04) {
    const candidate = mix(towards, color, share);
    if (on.every((ground) => contrast(candidate, ground) >= TEXT_CONTRAST)) return candidate;
  }
  return towards;
}

/** Black is the last resort: where white stays under 4.5:1, it never does. */
function textOn(ground: Rgb): Rgb {
  return [WHITE, INK].find((text) => contrast(text, ground) >= TEXT_CONTRAST) ?? BLACK;
}

/** WCAG 2.2 contrast ratio of two `#rrggbb` colours, 1 to 21. */
export function contrastOf(a: string, b: string): number {
  return contrast(parseHex(a), parseHex(b));
}

function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].toSorted((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((channel) => {
    const share = channel / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** `share` of `a`, the rest of `b`. */
function mix(a: Rgb, b: Rgb, share: number): Rgb {
  const channel = (index: 0 | 1 | 2) => Math.round(a[index] * share + b[index] * (1 - share));
  return [channel(0), channel(1), channel(2)];
}

function parseHex(color: string): Rgb {
  const value = Number.parseInt(color.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function hex(color: Rgb): string {
  return `#${color.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}
