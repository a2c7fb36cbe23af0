/** The drawing of a surface: axes, lines of one height, minima, paths, and the start that is dragged. */

import { type Selection, select } from "./d3.ts";
import { brief } from "./printed.ts";
import type { Path, Place, SurfaceData } from "./surface_data.ts";
import { type Contour, contours, type Frame } from "./surface_ground.ts";

/** Length of the arrow of a gradient, in pixels: its direction is what counts. */
const ARROW = 38;

type All = Selection<undefined>;

/** @returns the start */
export function drawSurface(svg: SVGSVGElement, data: SurfaceData, frame: Frame): SVGElement {
  const all = select(svg);
  const { left, top, width, height } = frame;
  const id = `window-${crypto.randomUUID()}`;
  box(all.append("clipPath").attr("id", id), frame);
  drawContours(all, contours(data, frame));
  box(all.append("g").attr("class", "surface-frame"), frame);
  drawAxes(all, data, frame);
  const stars = all.append("g").attr("class", "surface-lowest").selectAll("path").data(data.lowest).join("path");
  stars.attr("d", (place) => starAt(frame.to(place)));
  const paths = all.append("g").attr("clip-path", `url(#${id})`).selectAll("g").data(data.paths).join("g");
  paths.attr("class", "surface-path").attr("data-path", (_, i) => i);
  for (const name of ["surface-line", "surface-dots", "surface-gradient", "surface-step", "surface-now"])
    paths.append("path").attr("class", name);
  all.append("circle").attr("class", "surface-pointed").attr("r", 7).style("display", "none");
  const start = all.append("g").attr("class", "surface-start").attr("tabindex", 0).attr("role", "slider");
  start.append("circle").attr("class", "surface-reach").attr("r", 18);
  start.append("circle").attr("class", "surface-ring").attr("r", 7);
  all.attr("viewBox", `0 0 ${left + width + 12} ${top + height + 40}`);
  return start.nodes()[0];
}

function box(place: All, { left, top, width, height }: Frame) {
  place.append("rect").attr("x", left).attr("y", top).attr("width", width).attr("height", height);
}

function drawContours(all: All, lines: Contour[]) {
  const place = all.append("g").attr("class", "surface-contours").attr("aria-hidden", "true");
  const line = place.selectAll("path").data(lines).join("path");
  line.attr("d", (one) => one.line);
  const words = place.selectAll("text").data(lines.filter(({ label }) => label));
  const label = words.join("text").text(({ level }) => shortly(level));
  label.attr("x", (one) => one.label?.[0] ?? 0).attr("y", (one) => (one.label?.[1] ?? 0) + 3.5);
}

function drawAxes(all: All, { x, y }: SurfaceData, { left, top, width, height }: Frame) {
  const place = all.append("g").attr("class", "surface-axes").attr("aria-hidden", "true");
  const shares = [0, 0.25, 0.5, 0.75, 1];
  const along = place.append("g").selectAll("text").data(shares).join("text");
  along.attr("x", (share) => left + share * width).attr("y", top + height + 15);
  along.text((share) => shortly(x[0] + share * (x[1] - x[0])));
  const up = place.append("g").attr("class", "surface-up").selectAll("text").data(shares).join("text");
  up.attr("x", left - 6).attr("y", (share) => top + height * (1 - share) + 4);
  up.text((share) => shortly(y[0] + share * (y[1] - y[0])));
  const { first_weight, second_weight } = WORDS.pictures;
  const names = [
    { words: first_weight, turn: `translate(${left + width / 2} ${top + height + 33})` },
    { words: second_weight, turn: `translate(11 ${top + height / 2}) rotate(-90)` },
  ];
  const name = place.append("g").selectAll("text").data(names).join("text");
  name.attr("transform", ({ turn }) => turn).text(({ words }) => words);
}

/** Show so many steps of each path; of those that are hidden, none. */
export function drawPaths(svg: SVGSVGElement, paths: Path[], hidden: Set<number>, step: number, frame: Frame) {
  const places = paths.map(({ points }) =>
    points
      .slice(0, step + 1)
      .filter(isSomewhere)
      .map((one) => near(frame, one)),
  );
  const all = select(svg).selectAll<Path>(".surface-path");
  all.style("display", (_, i) => (hidden.has(i) ? "none" : null));
  const draw = (name: string, line: (found: Place[]) => string) =>
    svg.querySelectorAll(`.${name}`).forEach((node, i) => {
      node.setAttribute("d", line(places[i]));
    });
  draw("surface-line", (found) => `M${found.map((one) => one.join(" ")).join("L")}`);
  draw("surface-dots", (found) => found.map((one) => `M${one.join(" ")}h0`).join(""));
  const here = paths.map(({ points, gradients }, i) => ({
    at: places[i].at(-1),
    points,
    gradients,
    last: places[i].length - 1,
  }));
  const arrows = (name: string, way: (one: (typeof here)[0]) => Place | null) =>
    svg.querySelectorAll(`.${name}`).forEach((node, i) => {
      const to = here[i].at && way(here[i]);
      node.setAttribute("d", here[i].at && to ? arrow(here[i].at, to) : "");
    });
  arrows("surface-gradient", ({ points, gradients, last }) => downhill(frame, points[last], gradients[last]));
  arrows("surface-step", ({ points, last }) =>
    points[last + 1]?.every(Number.isFinite) ? near(frame, points[last + 1]) : null,
  );
  draw("surface-now", (found) => `M${found[found.length - 1].join(" ")}h0`);
}

/** Where the negative gradient leads to, as far as an arrow is long; nowhere without one. */
function downhill(frame: Frame, place: Place, [a, b]: Place): Place | null {
  const size = Math.hypot(a, b);
  if (!(size > 0) || !Number.isFinite(size)) return null;
  const [x, y] = frame.to(place);
  const [toX, toY] = frame.to([place[0] - a / size, place[1] - b / size]);
  const long = Math.hypot(toX - x, toY - y) || 1;
  return [x + ((toX - x) * ARROW) / long, y + ((toY - y) * ARROW) / long];
}

/** A line with a tip; none if it would be shorter than its tip. */
function arrow([x, y]: Place, [toX, toY]: Place) {
  const [dx, dy] = [toX - x, toY - y];
  const long = Math.hypot(dx, dy);
  if (long < 6) return "";
  const tip = (turn: number) => {
    const [u, v] = [(dx / long) * 6, (dy / long) * 6];
    return `${toX - u - turn * v * 0.6} ${toY - v + turn * u * 0.6}`;
  };
  return `M${x} ${y}L${toX} ${toY}M${tip(1)}L${toX} ${toY}L${tip(-1)}`;
}

const isSomewhere = (place: Place) => place.every(Number.isFinite);

/** Where it is drawn; what is far outside, at least beyond the edge. */
function near(frame: Frame, place: Place): Place {
  const [x, y] = frame.to(place).map((one) => Math.round(Math.min(1e5, Math.max(-1e5, one)) * 10) / 10);
  return [x, y];
}

/** Axes need no more digits than they have. */
const shortly = (value: number) =>
  Number.isInteger(value) ? brief(value).replace(/\.0+$/, "") : brief(value).replace(/0$/, "");

function starAt([x, y]: Place) {
  const corners = Array.from({ length: 10 }, (_, i) => {
    const reach = i % 2 ? 4 : 9;
    return `${x + reach * Math.sin((Math.PI * i) / 5)} ${y - reach * Math.cos((Math.PI * i) / 5)}`;
  });
  return `M${corners.join("L")}Z`;
}
