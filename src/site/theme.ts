import { contrast, hex, mix, parseHex, type Rgb, readable, TEXT_CONTRAST } from '../kernel/color.ts';

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

/** All colours of a site, from its one brand colour, and from the colour of the text on it if that was chosen. */
export function themeOf(primaryColor: string, onPrimaryColor?: string): Theme {
  const brand = parseHex(primaryColor);
  return {
    brand: primaryColor,
    onBrand: onPrimaryColor ?? hex(textOn(brand)),
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

/** Black is the last resort: where white stays under 4.5:1, it never does. */
function textOn(ground: Rgb): Rgb {
  return [WHITE, INK].find((text) => contrast(text, ground) >= TEXT_CONTRAST) ?? BLACK;
}
