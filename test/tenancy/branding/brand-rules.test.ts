import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrastOf } from '../../../src/kernel/color.ts';
import { unreadable } from '../../../src/tenancy/branding/rules/brand-contrast.ts';
import { isInertSvg } from '../../../src/tenancy/branding/rules/inert-svg.ts';
import { pngSize } from '../../../src/tenancy/branding/rules/png-size.ts';

const anyColor = fc
  .integer({ min: 0, max: 0xff_ff_ff })
  .map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('a pair of colours', () => {
  it('is refused exactly when its contrast is under 4.5, with a colour that can be read', () => {
    fc.assert(
      fc.property(anyColor, anyColor, (ground, text) => {
        const found = unreadable(ground, text);
        expect(found === undefined).toBe(contrastOf(ground, text) >= 4.5);
        if (found !== undefined) expect(contrastOf(ground, found.proposal)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it('is proposed near what was wanted', () => {
    expect(unreadable('#ffffff', '#999999')?.proposal).toBe('#747474');
  });
});

describe('a logo', () => {
  it.each([
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z" fill="#123"/></svg>',
    '<?xml version="1.0"?><!-- by hand --><svg xmlns:xlink="http://www.w3.org/1999/xlink"><defs><linearGradient id="a"/></defs><use xlink:href="#b"/><rect fill="url(#a)"/></svg>',
    '<svg><style>.a{fill:red}</style><text class="a">Peluquería &amp; más</text></svg>',
  ])('that only draws is taken: %s', (svg) => expect(isInertSvg(svg)).toBe(true));

  it.each([
    '<svg><script>alert(1)</script></svg>',
    '<svg onload="alert(1)"/>',
    "<svg><g/onclick='alert(1)'/></svg>",
    '<svg><a href="https://example.com"><path d=""/></a></svg>',
    '<svg><use href="https://example.com/x.svg#a"/></svg>',
    '<svg><image href="data:image/svg+xml;base64,AAAA"/></svg>',
    '<svg><foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject></svg>',
    '<svg><animate attributeName="href" to="javascript:alert(1)"/></svg>',
    '<svg><set attributeName="onload" to="x"/></svg>',
    '<svg><style>@import "https://example.com/a.css";</style></svg>',
    '<svg><rect fill="url(https://example.com/a)"/></svg>',
    '<svg><rect style="fill:u&#114;l(//example.com)"/></svg>',
    '<!DOCTYPE svg [<!ENTITY x "y">]><svg>&x;</svg>',
    '<?xml-stylesheet href="https://example.com/a.css"?><svg/>',
    '<svg><iframe src="https://example.com"/></svg>',
    '<svg><handler/></svg>',
  ])('that does more is refused: %s', (svg) => expect(isInertSvg(svg)).toBe(false));
});

describe('a PNG', () => {
  const header = [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52];
  const png = Uint8Array.from([...header, 0, 0, 0, 192, 0, 0, 1, 0, 8, 6, 0, 0, 0, 1, 2, 3, 4]);
  it('says how large it is', () => expect(pngSize(png)).toEqual([192, 256]));
  it('is nothing else', () => {
    expect(
      pngSize(new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"></svg>')),
    ).toBeUndefined();
    expect(pngSize(png.slice(0, 20))).toBeUndefined();
  });
});
