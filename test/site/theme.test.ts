import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contrastOf } from '../../src/kernel/color.ts';
import { themeOf } from '../../src/site/theme.ts';

const anyColor = fc
  .integer({ min: 0, max: 0xff_ff_ff })
  .map((value) => `#${value.toString(16).padStart(6, '0')}`);

test('the contrast is the one of WCAG', () => {
  expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrastOf('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  expect(contrastOf('#3b4a7a', '#3b4a7a')).toBe(1);
});

test('whatever the brand colour, every text can be read on what it lies on, light and dark', () => {
  fc.assert(
    fc.property(anyColor, (color) => {
      const theme = themeOf(color);
      const pairs = [
        [theme.onBrand, theme.brand],
        ...[theme.light, theme.dark].flatMap((palette) => [
          [palette.onAccent, palette.accent],
          ...[palette.page, palette.surface, palette.tint].flatMap((ground) => [
            [palette.ink, ground],
            [palette.muted, ground],
            [palette.accent, ground],
          ]),
        ]),
      ] as [string, string][];
      for (const [text, ground] of pairs) expect(contrastOf(text, ground)).toBeGreaterThanOrEqual(4.5);
    }),
    { numRuns: 2000 },
  );
});
