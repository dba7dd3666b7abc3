import { minified } from '../site/styles.ts';

/** What the agenda's pages need beside the sheet of the site. Colours of states reach 4.5:1 on both grounds. */
export const DESK_SHEET = minified(`
:root{--ok:light-dark(#17683a,#7fd8a3);--warn:light-dark(#855000,#f2bd6b)}
.bar .wrap{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:0 1rem}
.bar .exit{font-family:var(--sans);font-weight:400;font-size:.9375rem;text-decoration:underline;min-height:2.75rem}
.wide{max-width:80rem}
main{padding-block:1.25rem 7rem}
.tabs{position:fixed;inset:auto 0 0;z-index:1;background:var(--surface);border-top:1px solid var(--line);padding-bottom:env(safe-area-inset-bottom)}
.tabs ul{display:grid;grid-template-columns:repeat(4,1fr)}
.tabs a{display:flex;flex-direction:column;align-items:center;justify-content:center;gap:.125rem;min-height:3.75rem;font-size:.8125rem;font-weight:600;color:var(--muted);text-decoration:none}
.tabs a:focus-visible{outline-offset:-4px}
.tabs svg{width:1.5rem;height:1.5rem}
.tabs a[aria-current]{color:var(--accent)}
.tabs .far{display:none}
.head{display:flex;flex-wrap:wrap;align-items:end;justify-content:space-between;gap:.75rem 1.5rem}
.when-nav{display:flex;align-items:center;gap:.5rem}
.when-nav .button{min-width:3rem;padding-inline:.75rem}
.jump{display:flex;gap:.5rem;align-items:center}
.jump input,.pick input,.pick select,.field select{font:inherit;min-height:3rem;padding:.5rem .75rem;border-radius:var(--r);border:1px solid var(--muted);background:var(--surface);color:var(--ink);max-width:100%}
.field select,.pick select,.pick input{width:100%;min-height:3.25rem}
.stack>input[type=hidden]+*{margin-top:0}
.filters .chips{margin-top:.5rem}
.turn{display:grid;gap:1rem}
.boards{display:grid;gap:1.75rem 1.5rem;grid-template-columns:repeat(auto-fill,minmax(min(100%,18.5rem),1fr));align-items:start}
.board>header{display:flex;justify-content:space-between;align-items:baseline;gap:1rem;margin-bottom:.5rem}
.board h2{font-size:1.125rem}
.lines>li{display:grid;grid-template-columns:3.25rem minmax(0,1fr);gap:.625rem;align-items:stretch}
.lines>li+li{margin-top:.375rem}
.lines>li>time{padding-top:.75rem;font-size:.9375rem;font-weight:600;font-variant-numeric:tabular-nums;text-align:end}
.slip{display:flex;align-items:center;gap:.5rem;min-height:3rem;border-radius:var(--r);border:1px solid var(--line);background:var(--surface);border-inline-start:.3125rem solid var(--accent)}
.slip>a:first-child{flex:1;min-width:0;padding:.625rem .75rem;color:inherit;text-decoration:none;border-radius:.75rem}
.slip:hover{background:var(--tint)}
.slip strong{display:block;font-weight:650;line-height:1.3}
.slip .small{display:block;color:var(--muted);line-height:1.35}
.slip form{padding-inline-end:.5rem}
.slip form button{min-height:2.75rem;padding:.375rem .875rem}
.slip.pending{border-inline-start-color:var(--warn)}
.slip.checked-in{border-inline-start-color:var(--ok)}
.slip.completed{border-inline-start-color:var(--line);background:none}
.slip.no-show{border-inline-start-color:var(--danger);background:none}
.tag{display:inline-block;font-size:.8125rem;font-weight:650;padding:.0625rem .5rem;border-radius:1rem;border:1px solid currentColor;color:var(--muted);line-height:1.35;white-space:nowrap}
.tag.pending,.tag.over{color:var(--warn)}
.tag.checked-in{color:var(--ok)}
.tag.no-show,.tag.cancelled{color:var(--danger)}
.tags{display:flex;flex-wrap:wrap;gap:.25rem .375rem;margin-top:.25rem}
.gap{display:flex;align-items:center;justify-content:space-between;gap:.5rem;min-height:2.75rem;padding:.375rem .75rem;border-radius:var(--r);border:1px dashed var(--line);color:var(--muted);text-decoration:none;font-size:.9375rem}
a.gap:hover{border-color:var(--accent);background:var(--tint);color:var(--accent)}
a.gap b{font-size:1.375rem;line-height:1;color:var(--accent);font-weight:500}
.shut{display:flex;align-items:center;justify-content:space-between;gap:.5rem;min-height:2.75rem;padding:.375rem .75rem;border-radius:var(--r);border:1px solid var(--line);background:repeating-linear-gradient(135deg,var(--tint) 0 6px,transparent 6px 12px);font-size:.9375rem}
.shut span{background:var(--page);border-radius:.5rem;padding:.125rem .5rem}
.shut button{min-height:2.75rem;padding:.25rem .75rem;font-size:.9375rem}
.now{display:flex;align-items:center;gap:.5rem;color:var(--danger);font-size:.8125rem;font-weight:700;font-variant-numeric:tabular-nums;grid-column:1/-1}
.now::after{content:"";flex:1;border-top:2px solid currentColor}
.asks>li{padding:1rem 1.25rem;display:grid;gap:.75rem}
.asks>li+li{border-top:1px solid var(--line)}
.asks .actions>*{flex:1 1 8rem}
.attention{border-color:var(--warn)}
.big{display:grid;gap:.75rem;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr))}
.big{align-items:start}
.big>li>a.button,.big button{width:100%}
.big .stack>*+*{margin-top:0}
.big button,.big .button{flex-direction:column;align-items:flex-start;justify-content:center;text-align:start;min-height:5.25rem;padding:.875rem 1.125rem;font-size:1.125rem;line-height:1.3;gap:.25rem}
.big .small{font-weight:400;font-size:.9375rem;color:var(--muted)}
.big .free{color:var(--ok);font-weight:600}
.big .busy{color:var(--warn);font-weight:600}
.pair{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr))}
.options{margin-top:.5rem;display:flex;flex-wrap:wrap;gap:.5rem}
.options label{position:relative;display:inline-flex;flex-direction:column;justify-content:center;min-height:3rem;padding:.375rem .875rem;border:1px solid var(--line);border-radius:var(--r);background:var(--surface);font-weight:600;line-height:1.25;cursor:pointer}
.options input{position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0;cursor:pointer}
.options label:has(:checked){background:var(--accent);border-color:var(--accent);color:var(--onAccent)}
.options label:has(:focus-visible){outline:3px solid var(--accent);outline-offset:3px}
.options .small{font-weight:400;font-size:.8125rem;color:var(--muted)}
.options label:has(:checked) .small{color:inherit}
.mosaic{display:grid;gap:.375rem;grid-template-columns:repeat(auto-fill,minmax(4.5rem,1fr))}
.mosaic a{display:flex;flex-direction:column;align-items:center;justify-content:center;min-height:3.25rem;border-radius:.75rem;border:1px solid var(--line);background:var(--tint);color:var(--ink);text-decoration:none;font-weight:650;line-height:1.2;font-variant-numeric:tabular-nums}
.mosaic span{font-size:.75rem;font-weight:400;color:var(--muted)}
.mosaic .yes{background:var(--surface);border:2px solid var(--ok);color:var(--ok)}
.mosaic .yes span{color:inherit}
.mosaic .soft{background:none;border-style:dashed;border-color:var(--muted)}
.mosaic .hard{background:repeating-linear-gradient(135deg,var(--tint) 0 5px,transparent 5px 10px)}
.mosaic .hard span,.mosaic .hard b{background:var(--page);border-radius:.25rem;padding-inline:.25rem}
.mosaic a:hover{border-color:var(--accent)}
.reason{scroll-margin-top:1rem}
.reason:target{border-color:var(--accent);border-width:2px}
.reason>*+*{margin-top:.625rem}
.reason h3{font-size:1.125rem;display:flex;justify-content:space-between;gap:1rem;align-items:baseline}
.reason h3 span{font:600 .9375rem/1.4 var(--sans);color:var(--muted);letter-spacing:0;white-space:nowrap}
.reason .who{font-weight:600}
.verdict{font-size:1.1875rem;text-wrap:balance}
.copy{font:inherit;font-size:.875rem;width:100%;min-height:2.75rem;padding:.5rem .75rem;border-radius:.75rem;border:1px dashed var(--muted);background:var(--tint);color:var(--ink)}
.sheet{max-width:42rem}
.split{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:.5rem 1rem}
.split button,.split .button{min-height:2.75rem;padding:.375rem .875rem}
.bad{color:var(--danger)}
.good{color:var(--ok)}
fieldset legend{font-weight:650;margin-bottom:.375rem;padding:0}
@media(min-width:56rem){.tabs{position:static;border:0;border-bottom:1px solid var(--line)}.tabs ul{display:flex;flex-wrap:wrap;max-width:80rem;margin-inline:auto;padding-inline:.5rem}.tabs a{flex-direction:row;min-height:3.25rem;padding-inline:.75rem;font-size:.9375rem}.tabs svg{display:none}.tabs .far{display:block}.tabs .near{display:none}.tabs a[aria-current]{box-shadow:inset 0 -3px var(--accent)}main{padding-bottom:3rem}.turn{grid-template:auto 1fr/minmax(0,1fr) 21rem;gap:1rem 3rem;align-items:start}.turn>aside{grid-area:1/2/3}}
@media(forced-colors:active){.options label:has(:checked){outline:3px solid Highlight}}
@media print{.tabs{display:none}}
.preview{width:100%;height:34rem;background:var(--page)}
.usage{display:block;width:100%;height:.625rem;margin-top:.25rem;accent-color:var(--accent)}
.contrasts th{text-align:start;font-weight:400;padding:.25rem 0}
.contrasts td{text-align:end;padding:.25rem 0 .25rem 1rem}
.contrasts{width:100%;border-collapse:collapse}
.contrasts thead th+th{text-align:end;padding-inline-start:1rem}
.scroll{overflow-x:auto}
.field input[type=color]{padding:.25rem;max-width:8rem;cursor:pointer}
`);
