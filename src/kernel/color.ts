/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** WCAG 2.2, 1.4.3: text of normal size. */
export const TEXT_CONTRAST = 4.5;

/** WCAG 2.2 contrast ratio of two `#rrggbb` colours, 1 to 21. */
export function contrastOf(a: string, b: string): number {
  return contrast(parseHex(a), parseHex(b));
}

/** WCAG 2.2 contrast ratio, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].toSorted((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/**
 * The colour itself, or the nearest mix on the way to another that can be read on all of the grounds; that other
 * one when there is none.
 */
export function readable(
  color: Rgb,
  { on, towards }: { readonly on: readonly Rgb[]; readonly towards: Rgb },
): Rgb {
  for (let share = 1; share > 0; share -= 0.04) {
    const candidate = mix(color, towards, share);
    if (on.every((ground) => contrast(candidate, ground) >= TEXT_CONTRAST)) return candidate;
  }
  return towards;
}

/** `share` of `a`, the rest of `b`. */
export function mix(a: Rgb, b: Rgb, share: number): Rgb {
  const channel = (index: 0 | 1 | 2) => Math.round(a[index] * share + b[index] * (1 - share));
  return [channel(0), channel(1), channel(2)];
}

/** Of `#rrggbb`. */
export function parseHex(color: string): Rgb {
  const value = Number.parseInt(color.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

export function hex(color: Rgb): string {
  return `#${color.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** Relative luminance of sRGB, 0 to 1 (WCAG 2.2). */
function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((channel) => {
    const share = channel / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
