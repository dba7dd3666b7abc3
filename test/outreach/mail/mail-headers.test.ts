import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mailbox, subjectLine } from '../../../src/outreach/mail/rules/mail-headers.ts';

const ADDRESS = 'turnos@correo.example';

describe('whom a mail is from', () => {
  it.each([
    ['Barbería Sur', '"Barbería Sur" <turnos@correo.example>'],
    ['Ana, Leo & Cía.', '"Ana, Leo & Cía." <turnos@correo.example>'],
    ['Sur"\r\nBcc: todos@example.com\r\n\r\n', '"Sur Bcc: todos@example.com" <turnos@correo.example>'],
    ['Sur" <otro@example.com>', '"Sur otro@example.com" <turnos@correo.example>'],
    ['Sur\\', '"Sur" <turnos@correo.example>'],
    ['Sur\u2028Bcc: x', '"Sur Bcc: x" <turnos@correo.example>'],
    ['\u202eruS', '"ruS" <turnos@correo.example>'],
    ['"\n"', 'turnos@correo.example'],
  ])('%j is %s', (name, from) => {
    expect(mailbox(name, ADDRESS)).toBe(from);
  });

  it('is one line with one address in it, whatever the shop is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-composite', maxLength: 80 }), (name) => {
        const from = mailbox(name, ADDRESS);
        expect(from).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        expect(from).toMatch(/^(?:"[^"\\<>]+" <turnos@correo\.example>|turnos@correo\.example)$/u);
        expect([...from].length).toBeLessThan(100);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a subject', () => {
  it('is one line of at most 160 letters', () => {
    expect(subjectLine('Tu agenda de Sur\r\nBcc: todos@example.com está lista')).toBe(
      'Tu agenda de Sur Bcc: todos@example.com está lista',
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 150, maxLength: 170 }), (text) => {
        expect(subjectLine(text)).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        expect([...subjectLine(text)].length).toBeLessThanOrEqual(160);
      }),
      { numRuns: 50 },
    );
  });
});
