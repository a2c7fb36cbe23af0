/** Of D3's modules, what draws pictures: this file alone knows them. */

export { type Drag, drag } from "d3-drag";
export { interpolateRgb } from "d3-interpolate";
export { select, type Selection } from "d3-selection";
export { linkHorizontal } from "d3-shape";
