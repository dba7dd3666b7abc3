const MAX_NAME = 64;
const MAX_SUBJECT = 160;

/**
 * `"Barbería Sur" <turnos@example.com>`: the name always quoted, and nothing in it that could end the quotes, the
 * header or the address, whatever somebody called their shop (RFC 5322, 3.2.4 and 3.4).
 */
export function mailbox(name: string, address: string): string {
  const plain = oneLine(name)
    .replaceAll(/["\\<>]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return plain === '' ? address : `"${cut(plain, MAX_NAME)}" <${address}>`;
}

/** One line without control characters: a header ends where a line does. */
export function subjectLine(text: string): string {
  return cut(oneLine(text).replaceAll(/\s+/g, ' ').trim(), MAX_SUBJECT);
}

/** Also U+2028 and U+2029, and marks that turn the direction of what is read. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, ' ');
}

/** Never in the middle of a character. */
function cut(text: string, longest: number): string {
  const letters = [...text];
  return letters.length <= longest ? text : `${letters.slice(0, longest - 1).join('')}…`;
}
