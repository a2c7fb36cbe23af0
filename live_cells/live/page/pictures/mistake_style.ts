/** The look of notes of mistakes: it comes with the first one, not with every page. */

export const STYLE = `
.live-cells .mistake {
  display: flex;
  flex-wrap: wrap;
  gap: 0.3rem 0.8rem;
  align-items: center;
  margin: 0.6rem 0 0;
  text-align: left;
  padding: 0.5rem 0.9rem;
  border-left: 0.15rem solid var(--cell-error);
  background: color-mix(in srgb, var(--cell-error) 5%, transparent);
}
.live-cells .cell[data-tags~="exercise"][data-state="done"] .mistake {
  display: none; /* finding it is the exercise */
}
.live-cells .mistake-note {
  flex: 0 1 auto;
  min-width: 0;
  margin: 0;
}
.live-cells :is(.mistake, .misfit) .live-button--mistake {
  border: 1px solid color-mix(in srgb, var(--ink) 18%, transparent);
}
.live-cells .mistake-more {
  flex: 1 1 100%;
  min-width: 0;
  max-width: none;
  margin: 0;
  font-size: inherit;
  font-style: normal;
}
.live-cells .mistake-more:focus {
  outline: 0;
}
.live-cells .mistake-more > p {
  margin: 0.4rem 0 0;
}
.live-cells .mistake-line {
  margin-top: 0;
}
.live-cells .mistake-line::before {
  content: attr(data-line);
  margin-right: 0.8em;
  color: var(--ink-soft);
  font-family: var(--text-font, inherit);
}
.live-cells .mistake-fix {
  font-weight: 600;
}
.live-cells .mistake-units {
  display: flex;
  flex-wrap: wrap;
  gap: 0.2rem 0.8rem;
  align-items: center;
  margin: 0.5rem 0 0;
  color: var(--ink-soft);
}
.live-cells .mistake-units svg {
  max-width: 100%;
  height: auto;
  color: var(--ink);
}
.live-cells .mistake-units circle {
  fill: var(--accent);
  stroke: var(--accent);
  stroke-width: 1.5;
}
.live-cells .mistake-units circle.mistake-dead {
  fill: none;
  stroke: var(--cell-error);
}
.live-cells .mistake-units line {
  stroke: var(--cell-error);
  stroke-width: 1.5;
}
.live-cells ol.mistake-layers {
  display: flex;
  flex-wrap: wrap;
  gap: 0.3rem 0.4rem;
  margin: 0.5rem 0 0;
  padding: 0;
  list-style: none;
}
.live-cells ol.mistake-layers li {
  display: flex;
  flex-direction: column;
  margin: 0;
  padding: 0.15rem 0.5rem 0.2rem;
  border: 1px solid var(--cell-line);
  border-bottom: 0.2rem solid var(--accent);
  border-radius: 0.2rem;
}
.live-cells ol.mistake-layers li.mistake-cut {
  border-style: dashed;
  border-bottom: 0.2rem dashed var(--cell-error);
}
.live-cells ol.mistake-layers code {
  padding: 0;
  background: none;
}
.live-cells ol.mistake-layers span {
  color: var(--ink-soft);
  font-size: 0.85em;
}
.live-cells .mistake-cut span {
  color: var(--cell-error);
}
`;
