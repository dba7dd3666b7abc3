import { contrast, hex, parseHex, readable, TEXT_CONTRAST } from '../../../kernel/color.ts';

const BLACK = [0, 0, 0] as const;
const WHITE = [255, 255, 255] as const;

/**
 * Undefined when text of one colour can be read on the other (WCAG 2.2: 4.5:1). Otherwise the ratio that it has and
 * the nearest colour of the text that can be read.
 * @param ground `#rrggbb`
 * @param text `#rrggbb`
 */
export function unreadable(
  ground: string,
  text: string,
): { readonly ratio: number; readonly proposal: string } | undefined {
  const [on, color] = [parseHex(ground), parseHex(text)];
  const ratio = contrast(on, color);
  if (ratio >= TEXT_CONTRAST) return undefined;
  const towards = contrast(on, WHITE) > contrast(on, BLACK) ? WHITE : BLACK;
  return { ratio, proposal: hex(readable(color, { on: [on], towards })) };
}
