/** The look of numbers that are links, and of their ancestry: it comes with them, not with every page. */

/** @param color of links */
export const markStyle = (color: string) =>
  `::highlight(origin) { text-decoration: underline dotted 1.5px; color: ${color}; }`;

export const STYLE = `
.live-cells [data-output][data-number] { cursor: pointer; }
${markStyle("var(--link)")}
.live-cells .live-button--origin { font-size: 0.64rem; }
.live-cells .origin-chosen { display: flex; flex-wrap: wrap; gap: 0.3rem; margin: 0.2rem 0 0.4rem; }
.live-cells .origin-chosen > .live-button {
  border: 1px solid color-mix(in srgb, var(--ink) 18%, transparent);
  padding-inline: 0.6rem;
  font-size: 0.66rem;
  font-variant-numeric: tabular-nums;
}
.live-cells [data-output] :is(td, rect)[data-path] { cursor: pointer; }
.live-cells td[data-path]:focus { outline: 0; }
.live-cells td[data-path]:focus-visible { outline: 2px solid var(--link); outline-offset: -1px; }
.live-cells td[data-picked] { color: var(--link); font-weight: 600; text-decoration: underline dotted 1.5px; text-underline-offset: 0.2em; }
.live-cells .training-cells rect[data-picked] { stroke: var(--link); stroke-width: 2.5; }
.live-cells .origin-walker { padding: 0.3rem var(--cell-inset); }
.live-cells .origin-walker:focus-visible { outline: 2px solid var(--link); outline-offset: -2px; }
.live-cells .origin-tools { display: flex; align-items: center; gap: 0.3rem; margin-top: 0.3rem; font-size: 0.72rem; }
.live-cells .origin-panel {
  border-top: 1px solid var(--cell-line);
  padding: 0.5rem var(--cell-inset) 0.7rem;
  font-size: 0.72rem;
  max-height: 26rem;
  overflow: auto;
  scrollbar-width: thin;
}
.live-cells .origin-panel:focus { outline: 0; }
.live-cells .origin-panel:focus-visible { outline: 2px solid var(--link); outline-offset: -2px; }
.live-cells .origin-top { display: flex; align-items: center; gap: 0.3rem; }
.live-cells .origin-title { flex: 1; font-weight: 600; }
.live-cells .origin-status { margin: 0.3rem 0 0; color: var(--ink-soft); font-size: 0.72rem; }
.live-cells .origin-status:empty { display: none; }
.live-cells ol.origin-levels { list-style: none; margin: 0.4rem 0 0; padding: 0; }
.live-cells ol.origin-levels > li.origin-level {
  margin: 0;
  padding: 0.35rem 0 0.35rem 0.9rem;
  border-left: 2px solid var(--cell-line);
  position: relative;
}
.live-cells li.origin-level::before {
  content: "";
  position: absolute;
  left: -0.29rem;
  top: 0.85rem;
  width: 0.45rem;
  height: 0.45rem;
  border-radius: 50%;
  background: var(--cell-line);
}
.live-cells li.origin-level:last-child { border-left-color: var(--link); }
.live-cells li.origin-level:last-child::before { background: var(--link); }
.live-cells .origin-formula {
  font-family: var(--font-code);
  font-size: 0.95em;
  line-height: 1.9;
  overflow-wrap: anywhere;
}
.live-cells .origin-label { color: var(--ink-soft); }
.live-cells .origin-value { font-weight: 600; }
.live-cells .origin-number {
  font: inherit;
  color: var(--link);
  background: color-mix(in srgb, var(--link) 8%, transparent);
  border: 0;
  border-radius: 0.2rem;
  padding: 0.1rem 0.25rem;
  min-height: 1.5rem;
  cursor: pointer;
  text-decoration: underline dotted 1px;
  text-underline-offset: 0.2em;
}
.live-cells .origin-number:hover { background: color-mix(in srgb, var(--link) 18%, transparent); }
.live-cells .origin-number:focus-visible { outline: 2px solid var(--link); }
.live-cells .origin-number[aria-expanded="true"] { background: var(--link); color: var(--paper, #fff); text-decoration: none; }
.live-cells .origin-words { margin: 0.1rem 0 0; color: var(--ink-soft); }
.live-cells .origin-words .live-button--line, .live-cells .origin-formula .live-button--more {
  font: inherit;
  padding: 0;
  border: 0;
  background: none;
  color: var(--link);
  text-decoration: underline dotted 1px;
  cursor: pointer;
  display: inline;
  min-height: 0;
}
.live-cells .origin-source { overflow-wrap: anywhere; }
.live-cells svg .picture-edge.origin-lit { stroke: var(--link); stroke-opacity: 1; opacity: 1; }
.live-cells svg .picture-unit.origin-lit .picture-ring, .live-cells svg .module-node.origin-lit > .module-ring { stroke: var(--link); stroke-width: 2; }
.live-cells svg text.origin-lit { fill: var(--link); font-weight: 700; text-decoration: underline; }
@media (max-width: 44.984375em) {
  .live-cells .live-button--origin span { position: absolute; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
}
@media print { .live-cells .origin-panel, .live-cells .origin-walker { display: none; } }
`;
