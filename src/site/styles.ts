import type { Brand, CORNERS, FONTS } from '../kernel/tenant.ts';
import { type Palette, themeOf } from './theme.ts';
import type { Vocabulary } from './vocabulary.ts';

const SANS = 'ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif';
const SERIF = 'ui-serif,"Iowan Old Style","Palatino Linotype",Palatino,Georgia,serif';

/** Families that devices have already: a page waits for no font. Of headings, and of text where it differs. */
const FAMILIES: Readonly<Record<(typeof FONTS)[number], Family>> = {
  system: { display: SANS, weight: 750 },
  humanist: {
    display: 'Seravek,"Gill Sans Nova",Ubuntu,Calibri,"DejaVu Sans",source-sans-pro,sans-serif',
    text: 'Seravek,"Gill Sans Nova",Ubuntu,Calibri,"DejaVu Sans",source-sans-pro,sans-serif',
    weight: 700,
  },
  geometric: { display: 'Avenir,Montserrat,Corbel,"URW Gothic",source-sans-pro,sans-serif', weight: 700 },
  serif: { display: SERIF, weight: 600 },
  slab: { display: 'Rockwell,"Rockwell Nova","Roboto Slab","DejaVu Serif","Sitka Small",serif', weight: 700 },
  rounded: {
    display:
      'ui-rounded,"Hiragino Maru Gothic ProN",Quicksand,Comfortaa,Manjari,"Arial Rounded MT Bold",sans-serif',
    weight: 700,
  },
};

interface Family {
  readonly display: string;
  readonly text?: string;
  readonly weight: number;
}

/** Radii of what is pressed and of what it lies on. */
const RADII: Readonly<Record<(typeof CORNERS)[number], readonly [string, string]>> = {
  square: ['.125rem', '.1875rem'],
  soft: ['.875rem', '1.125rem'],
  round: ['1.5rem', '1.625rem'],
};

/** The looks of a brand: all that its style sheet depends on. */
export type Looks = Pick<Brand, 'primaryColor' | 'onPrimaryColor' | 'font' | 'corners'>;

/** The whole style sheet of a site. It depends on nothing but the looks of its brand and the heading's family. */
export function styleSheet(looks: Looks, heading: Vocabulary['heading']): string {
  const { brand, onBrand, light, dark } = themeOf(looks.primaryColor, looks.onPrimaryColor);
  const names = Object.keys(light) as (keyof Palette)[];
  const pairs = names.map((name) => `--${name}:light-dark(${light[name]},${dark[name]})`);
  const { display, text = SANS, weight } = FAMILIES[looks.font ?? (heading === 'serif' ? 'serif' : 'system')];
  const [small, large] = RADII[looks.corners ?? 'soft'];
  const root = [
    'color-scheme:light dark',
    `--brand:${brand};--onBrand:${onBrand}`,
    ...pairs,
    '--danger:light-dark(#a3231a,#ff9d92)',
    `--sans:${text};--display:${display};--weight:${weight}`,
    `--r:${small};--R:${large}`,
  ];
  return `:root{${root.join(';')}}${SHEET}`;
}

const SHEET = minified(`
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;min-height:100svh;display:flex;flex-direction:column;background:var(--page);color:var(--ink);font:1.0625rem/1.5 var(--sans);overflow-wrap:break-word}
h1,h2,h3,p,ul,ol,dl,dd,figure,fieldset{margin:0;padding:0}
ul,ol{list-style:none}
fieldset{border:0;min-width:0}
h1,h2,h3{font-family:var(--display);font-weight:var(--weight);line-height:1.15;letter-spacing:-.02em;text-wrap:balance}
h1{font-size:clamp(1.75rem,1.4rem + 1.8vw,2.5rem)}
h2{font-size:1.25rem;letter-spacing:-.01em}
a{color:var(--accent);text-underline-offset:.2em;text-decoration-thickness:1px}
:focus-visible{outline:3px solid var(--accent);outline-offset:3px;border-radius:.5rem}
.wrap{width:100%;max-width:42rem;margin-inline:auto;padding-inline:1.25rem}
.wide{max-width:64rem}
main{flex:1;padding-block:1.75rem 3.5rem}
.muted{color:var(--muted)}
.small{font-size:.9375rem}
.num{font-variant-numeric:tabular-nums}
.stack>*+*{margin-top:1rem}
.loose>*+*{margin-top:2rem}
.skip{position:absolute;inset-inline-start:-100vw;top:.5rem;background:var(--surface);padding:.75rem 1rem;border-radius:.75rem;z-index:2}
.skip:focus{inset-inline-start:.5rem}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.bar{background:var(--brand);color:var(--onBrand)}
.bar a{display:inline-flex;align-items:center;gap:.75rem;min-height:3.75rem;color:inherit;text-decoration:none;font-family:var(--display);font-weight:var(--weight);font-size:1.0625rem}
.bar :focus-visible,.hero :focus-visible{outline-color:var(--onBrand)}
.bar img{width:2.25rem;height:2.25rem}
.hero{background:var(--brand);color:var(--onBrand);padding-block:2.5rem 2.75rem}
.hero img{width:4.5rem;height:4.5rem;display:block;margin-bottom:1.25rem}
.hero h1{font-size:clamp(2.25rem,1.6rem + 3.4vw,3.75rem);line-height:1.05}
.hero .tagline{font-size:1.1875rem;margin-top:.75rem;max-width:38ch;text-wrap:balance}
.hero ul{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin-top:1.25rem;font-size:.9375rem}
.hero a{color:inherit;display:inline-block;padding-block:.4rem}
.columns{display:grid;gap:2.5rem}
.card{background:var(--surface);border:1px solid var(--line);border-radius:var(--R)}
.pad{padding:1.25rem}
.rows>li+li{border-top:1px solid var(--line)}
.row{display:grid;grid-template-columns:1fr auto;gap:.125rem 1rem;align-items:center;padding:1rem 1.25rem;min-height:4.5rem;color:inherit;text-decoration:none}
.rows>li:first-child .row{border-radius:var(--R) var(--R) 0 0}
.rows>li:last-child .row{border-radius:0 0 var(--R) var(--R)}
.rows>li:only-child .row{border-radius:var(--R)}
.row strong{font-size:1.0625rem;font-weight:650}
.row .price{font-weight:650;text-align:end;white-space:nowrap}
.row .side{text-align:end;white-space:nowrap}
.row:hover{background:var(--tint)}
.row:focus-visible{outline-offset:-3px}
.row span,.row strong{display:block}
.category{margin-bottom:.75rem}
.place+.place{margin-top:1.25rem;padding-top:1.25rem;border-top:1px solid var(--line)}
.place strong{font-weight:650}
.place a{display:inline-block;padding-block:.3rem}
.button,button{appearance:none;font:inherit;font-weight:650;cursor:pointer;border:1px solid var(--line);background:var(--surface);color:var(--ink);border-radius:var(--r);min-height:3rem;padding:.625rem 1.25rem;display:inline-flex;align-items:center;justify-content:center;text-align:center;text-decoration:none}
.button:hover,button:hover{border-color:var(--accent);background:var(--tint)}
.primary,.primary:hover{background:var(--accent);border-color:var(--accent);color:var(--onAccent)}
.primary:hover{filter:brightness(1.08)}
.danger{color:var(--danger)}
.full{width:100%}
.actions{display:flex;flex-wrap:wrap;gap:.75rem}
.actions>*{flex:1 1 11rem}
.actions button{width:100%}
button[aria-disabled=true]{opacity:.6;cursor:progress}
.facts{display:grid;gap:.75rem}
.facts>div{display:grid;grid-template-columns:5.5rem minmax(0,1fr);gap:.75rem;align-items:baseline}
.facts>.lead{display:block;padding-bottom:1rem;margin-bottom:.25rem;border-bottom:1px solid var(--line)}
.facts dt{font-size:.9375rem;color:var(--muted)}
.facts dd{font-weight:600}
.facts .when{font-family:var(--display);font-weight:var(--weight);font-size:1.25rem;line-height:1.25;letter-spacing:-.01em}
.facts .when b{display:block;font-size:2rem;line-height:1.15;font-weight:inherit;letter-spacing:-.02em}
.facts .note{font-weight:400}
.kept{margin:1.25rem -1.25rem -1.25rem;padding:.875rem 1.25rem;background:var(--tint);border-top:1px solid var(--line);border-radius:0 0 calc(var(--R) - 1px) calc(var(--R) - 1px);font-size:.9375rem}
.kept time{font-weight:700}
time[data-left]::after{content:" (" attr(data-left) ")";font-weight:400}
.tick{width:3.25rem;height:3.25rem;border-radius:50%;background:var(--accent);color:var(--onAccent);display:grid;place-items:center;margin-bottom:.75rem}
.chips{display:flex;flex-wrap:wrap;gap:.5rem}
.chip{display:inline-flex;flex-direction:column;justify-content:center;min-height:3rem;padding:.375rem 1rem;border:1px solid var(--line);border-radius:var(--r);background:var(--surface);color:var(--ink);text-decoration:none;font-weight:600;line-height:1.25}
.people{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.75rem,1fr))}
.people .chip{display:flex;height:100%}
.chip .small{font-weight:400;font-size:.8125rem;color:var(--muted)}
.chip:hover{border-color:var(--accent);background:var(--tint)}
.chip[aria-current]{background:var(--accent);border-color:var(--accent);color:var(--onAccent)}
.chip[aria-current] .small{color:inherit}
.label{font-size:.9375rem;font-weight:650;margin-bottom:.625rem;display:block;font-family:var(--sans);letter-spacing:0}
.weeks{display:flex;align-items:center;justify-content:space-between;gap:.5rem;margin-bottom:.5rem}
.weeks h2{font-size:.9375rem;font-family:var(--sans);font-weight:650;letter-spacing:0}
.weeks a,.weeks .off{min-width:3rem;min-height:3rem;display:inline-flex;align-items:center;justify-content:center;font-size:1.375rem;text-decoration:none;border-radius:var(--r)}
.weeks a:hover{background:var(--tint)}
.weeks .off{visibility:hidden}
.days{display:grid;grid-template-columns:repeat(7,1fr);gap:.25rem}
.day{display:flex;flex-direction:column;align-items:center;justify-content:center;min-height:4.25rem;border-radius:var(--r);border:1px solid var(--line);background:var(--surface);color:var(--ink);text-decoration:none;line-height:1.2}
.day b{font-size:1.1875rem;font-weight:700}
.day span{font-size:.75rem}
.day .state{font-size:.6875rem;color:var(--muted)}
.day.none{border-color:transparent;background:none;color:var(--muted);font-weight:400}
.day.none b{font-weight:400}
.day:hover{border-color:var(--accent)}
.day[aria-current]{background:var(--accent);border-color:var(--accent);color:var(--onAccent)}
.day[aria-current] .state{color:inherit}
.times{display:grid;grid-template-columns:repeat(auto-fill,minmax(4.75rem,1fr));gap:.5rem}
.times button{padding:.5rem .25rem;width:100%;flex-direction:column;line-height:1.25;font-variant-numeric:tabular-nums}
summary{cursor:pointer;min-height:2.75rem;display:inline-flex;align-items:center;color:var(--accent);font-weight:650}
summary::before{content:"+ ";white-space:pre}
details[open] summary::before{content:"− "}
details .chips{margin-top:.25rem}
.times .small{display:block;font-weight:400;font-size:.75rem;color:var(--muted)}
.part+.part{margin-top:1.25rem}
.part h3{font:650 .875rem/1.4 var(--sans);color:var(--muted);letter-spacing:0;margin-bottom:.5rem}
.alert{border-radius:var(--R);padding:1.125rem 1.25rem;background:var(--tint);border:1px solid var(--line);border-inline-start:.375rem solid var(--accent)}
.alert h2{font-size:1.125rem}
.alert ul:not(.people) li+li{margin-top:.375rem}
.alert.error{border-inline-start-color:var(--danger)}
.alert>*+*{margin-top:.625rem}
.alert .people{grid-template-columns:repeat(auto-fill,minmax(8.5rem,1fr))}.alert .people button{flex-direction:column;line-height:1.3;width:100%;padding:.5rem}
.alert .small{font-weight:400}
.field label,.field .labeled{display:block;font-weight:650;margin-bottom:.125rem}
.field .hint{display:block;font-size:.9375rem;color:var(--muted);margin-bottom:.375rem}
.field .wrong{display:block;color:var(--danger);font-weight:600;font-size:.9375rem;margin-bottom:.375rem}
.field input,.field select,.field textarea{font:inherit;width:100%;min-height:3.25rem;padding:.75rem 1rem;border-radius:var(--r);border:1px solid var(--muted);background:var(--surface);color:var(--ink)}
.field textarea{min-height:5.5rem;resize:vertical}
.field input:focus,.field select:focus,.field textarea:focus{outline:3px solid var(--accent);outline-offset:1px}
.field [aria-invalid]{border-color:var(--danger);border-width:2px}
.check,.field .check{display:flex;gap:.75rem;align-items:center;min-height:3rem;font-weight:400;margin:0}
.check input,.field .check input{flex:none;width:1.5rem;min-height:0;height:1.5rem;padding:0;accent-color:var(--accent)}
.code{font-size:1.5rem;font-weight:700;letter-spacing:.06em;font-variant-numeric:tabular-nums}
.back{display:inline-flex;align-items:center;min-height:2.75rem}
footer{border-top:1px solid var(--line);padding-block:1.5rem 2rem;font-size:.9375rem;color:var(--muted)}
footer ul{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem}
footer a{color:inherit;display:inline-block;padding-block:.5rem}
.legal{margin-top:.5rem}
.lines-kept{white-space:pre-line}
[hidden]{display:none!important}
@media(min-width:56rem){.columns{grid-template-columns:minmax(0,1fr) 18rem;gap:3.5rem}.side-by-side{display:grid;grid-template-columns:minmax(0,1fr) 20rem;gap:3rem;align-items:start}.side-by-side>aside{order:2}.day{min-height:4.75rem}}
@media(prefers-reduced-motion:no-preference){.button,button,.chip,.day,.row{transition:background-color .12s,border-color .12s}}
@media(forced-colors:active){.chip[aria-current],.day[aria-current]{outline:3px solid Highlight}}
@media print{.bar,footer,.actions,.noprint{display:none}}
`);

/** For sheets that are written one rule a line. */
export function minified(css: string): string {
  return css.replaceAll('\n', '');
}
