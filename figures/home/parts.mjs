// What the live figure is made of: its looks, how elements are made, how numbers are said.
export const STYLE = `
.fp-how { text-align: left; font-size: .62rem; line-height: 1.35; display: grid; gap: .2rem 1.2rem; grid-template-columns: minmax(0, 1fr); }
.fp-how { --how-up: #06528d; --how-down: #b8430a; }
.fp-how .fp-stage { position: relative; touch-action: pan-y; align-self: start; }
.fp-how .fp-stage svg { position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none; overflow: visible; }
.fp-how ol { list-style: none; margin: 0 !important; padding: 0; position: relative; }
.fp-how li { margin: 0 !important; height: 27px; display: grid; grid-template-columns: 37% 5.4rem 1fr; align-items: center; contain: strict; }
.fp-how li > select { grid-column: 2; width: 5.4rem; height: 25px; contain: strict; padding: 0 .2rem; border: 1px solid transparent; border-radius: 4px; background: var(--md-default-bg-color, transparent); color: inherit; font: inherit; font-weight: 600; cursor: pointer; text-align: center; text-align-last: center; appearance: none; }
.fp-how li > select:hover, .fp-how li > select:focus-visible { border-color: var(--fp-muted); }
.fp-how li.fp-here > select { text-decoration: underline; text-underline-offset: 3px; }
.fp-how li > span { grid-column: 3; padding-left: .4rem; color: var(--fp-quiet); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.fp-how .fp-answer > b { grid-column: 2; text-align: center; }
.fp-how fieldset, .fp-how .fp-row { contain: layout; border: 0; margin: .15rem 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem .5rem; align-items: center; }
.fp-how legend { float: left; margin-right: .4rem; padding: 0; }
.fp-how fieldset { display: grid; grid-template-columns: repeat(4, max-content); gap: .25rem .2rem; }
.fp-how.fp-touch fieldset label:has(> input[type="radio"]) { margin-right: 0; }
.fp-how fieldset > legend { grid-column: 1 / -1; font-weight: 600; }
.fp-how input[type=range] { flex: 1; min-width: 8rem; height: 28px; }
.fp-how button, .fp-how .fp-pick { min-height: 28px; }
.fp-how label { white-space: nowrap; }
.fp-how input[type=text] { flex: 1; min-width: min(12rem, 100%); box-sizing: border-box; font: inherit; padding: .2rem .3rem; border: 1px solid var(--fp-muted); border-radius: 4px; background: none; color: inherit; }
.fp-how .fp-loss { width: 100%; height: 84px; display: block; overflow: visible; contain: strict; }
.fp-how small { color: var(--fp-quiet); font-size: .58rem; opacity: 1; }
.fp-how [role=status] { min-height: 4.2em; margin: .2rem 0; font-size: .68rem; }
.fp-how input[type=number] { width: 3.6rem; min-height: 26px; box-sizing: border-box; font: inherit; border: 1px solid var(--fp-muted); border-radius: 4px; background: none; color: inherit; }
.fp-how.fp-touch details.fp-fold > summary { min-height: 24px; align-content: center; }
.fp-how [hidden], .fp-how details:not([open]) > div { display: none !important; }
.fp-how label:has(> select) { white-space: normal; max-width: 100%; }
.fp-how select.fp-pick { max-width: 100%; font: inherit; padding: .1rem .2rem; border: 1px solid var(--fp-muted); border-radius: 4px; background: var(--md-default-bg-color, transparent); color: inherit; }
.fp-how > div { min-width: 0; }
@media (max-width: 30rem) { .fp-how li { grid-template-columns: 66% 5.4rem; } .fp-how li > span { display: none; } }
@media (min-width: 60rem) { .fp-how { grid-template-columns: minmax(0, 10fr) minmax(0, 9fr); } }
@media print { .fp-how { display: none; } }
[data-md-color-scheme="slate"] .fp-how { --how-up: #7ab8f5; --how-down: #f08a4b; }`;
const SVG = "http://www.w3.org/2000/svg";
export const svg = (name, attributes) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};
export const make = (name, attributes = {}, ...children) => {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
};
export const share = (x) => (x > 0.995 ? "100 %" : `${(100 * x).toFixed(x < 0.095 ? 1 : 0)} %`);
export const signed = (x) => `${x < 0 ? "−" : "+"}${Math.abs(x).toFixed(Math.abs(x) < 0.0995 ? 3 : 2)}`;
