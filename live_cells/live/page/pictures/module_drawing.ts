/** The drawing of a module: boxes with their shapes, lines by which one follows from another, and numbers where a box is open. */

import { fill } from "../../phrases.ts";
import type { Call, Numbers } from "./module_data.ts";
import {
  classRows,
  detailOf,
  isSign,
  type ModuleLayout,
  type Placed,
  shapeText,
  titleOf,
  type Way,
} from "./module_layout.ts";
import type { Tree } from "./module_tree.ts";
import { asShares, type Inks, paintPixels } from "./paint.ts";
import { brief } from "./printed.ts";
import { svg } from "./svg.ts";

/** Numbers of a box that is closed, as a strip of shades. */
const STRIP = { most: 12, height: 6, width: 9 };
const HEAD = 44;

export type Shown = { tree: Tree; layout: ModuleLayout; inks: Inks; isBack: boolean };

/** @returns everything that can be chosen, by its key */
export function drawModule(sheet: SVGGElement, shown: Shown): Map<string, SVGGElement> {
  const { layout } = shown;
  const frames = svg("g");
  const marks = new Map<string, SVGGElement>();
  const nodes = svg("g");
  for (const placed of layout.placed) {
    if (placed.item.kind === "entry" || placed.item.kind === "exit") continue;
    const node = nodeOf(placed, shown);
    marks.set(placed.key, node);
    (placed.isOpen ? frames : nodes).append(node);
  }
  const ways = svg("g", { class: "module-ways", "aria-hidden": "true" }, ...layout.ways.map(wayOf));
  sheet.replaceChildren(frames, ways, nodes);
  return marks;
}

/** A line through its turns, level where it begins and ends. */
function wayOf({ from, to, points }: Way) {
  const path = points.map(([x, y], i) => {
    if (!i) return `M${x.toFixed(1)} ${y.toFixed(1)}`;
    const [before, above] = points[i - 1];
    const half = (before + x) / 2;
    return `C${half.toFixed(1)} ${above.toFixed(1)} ${half.toFixed(1)} ${y.toFixed(1)} ${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  const [x, y] = points[points.length - 1];
  const isInner = to.startsWith("exit");
  const tip = isInner
    ? ""
    : `M${(x - 5).toFixed(1)} ${(y - 3.5).toFixed(1)}L${x.toFixed(1)} ${y.toFixed(1)}L${(x - 5).toFixed(1)} ${(y + 3.5).toFixed(1)}`;
  return svg("path", { class: "module-way", d: path.join("") + tip, "data-start": from, "data-end": to });
}

function nodeOf(placed: Placed, shown: Shown) {
  const { item, x, y, width, height, isOpen, sheet, key } = placed;
  const isGroup = item.kind === "call" && shown.tree.isGroup(item.call.id);
  const kind = isOpen
    ? "frame"
    : item.kind !== "call"
      ? "end"
      : isGroup
        ? "group"
        : sheet
          ? "numbers"
          : isSign(item.call)
            ? "sign"
            : "call";
  const node = svg("g", {
    class: `module-node module-node--${kind}`,
    "data-key": key,
    "data-depth": placed.depth % 2,
    role: "button",
    tabindex: -1,
    "aria-label": nameOf(shown.tree, placed),
    transform: `translate(${x.toFixed(2)} ${y.toFixed(2)})`,
  });
  if (item.kind === "call") node.setAttribute("aria-expanded", String(isOpen || Boolean(sheet)));
  if (item.kind === "call" && item.call.fault) node.classList.add("module-node--faulty");
  const radius = kind === "sign" || kind === "end" ? Math.min(height / 2, 15) : kind === "frame" ? 12 : 7;
  if (kind === "group") node.append(svg("rect", { class: "module-behind", x: 4, y: -4, width, height, rx: radius }));
  node.append(
    svg("rect", { class: "module-ring", x: -4, y: -4, width: width + 8, height: height + 8, rx: radius + 4 }),
  );
  node.append(svg("rect", { class: "module-body", width, height, rx: radius }));
  if (item.kind === "call") node.append(...inCall(placed, item.call, kind, shown), ...tiesOf(placed, item.call, shown));
  else if (item.kind === "input" || item.kind === "output") node.append(...inEnd(placed, item.kind, item.index, shown));
  return node;
}

/** Below a call, those elsewhere that use its weights. */
function tiesOf({ width, height, isOpen }: Placed, call: Call, { tree }: Shown) {
  const names = isOpen ? [] : tree.tiedTo(call.id).map((one) => `${titleOf(one)} ${one.name}`.trim());
  const at = { x: width / 2, y: height + 13 };
  return names.length ? [svg("text", { class: "module-tied", ...at }, `= ${names.join(", ")}`)] : [];
}

function inCall({ width, height, sheet }: Placed, call: Call, kind: string, shown: Shown): SVGElement[] {
  const { tree } = shown;
  if (kind === "sign") return [svg("text", { class: "module-sign", x: width / 2, y: height / 2 + 5 }, call.kind)];
  const title = svg("text", { class: "module-title", x: kind === "frame" ? 12 : width / 2, y: 18 }, titleOf(call));
  if (kind === "frame") {
    const close = svg("text", { class: "module-close", x: width - 14, y: 18 }, "×");
    return [
      title,
      close,
      svg("text", { class: "module-detail", x: 20 + titleOf(call).length * 7.6, y: 18 }, call.name),
    ];
  }
  const detail = svg("text", { class: "module-detail", x: width / 2, y: 34 }, detailOf(tree, call));
  const numbers = tree.data.tensors[call.outputs[0]];
  if (sheet) return [title, detail, sheetOf(numbers, sheet, width, shown)];
  return numbers ? [title, detail, ...stripOf(numbers, width, height - 16, shown)] : [title, detail];
}

function inEnd({ width, height }: Placed, kind: "input" | "output", index: number, shown: Shown): SVGElement[] {
  const { data } = shown.tree;
  const end = data[kind === "input" ? "inputs" : "outputs"][index];
  const numbers = data.tensors[end.tensor];
  const title = svg("text", { class: "module-title", x: width / 2, y: 18 }, end.name);
  const rows = kind === "output" ? classRows(data, index) : 0;
  if (rows) return [title, ...classesOf(data.classes, numbers, rows, width)];
  const detail = svg("text", { class: "module-detail", x: width / 2, y: 34 }, shapeText(numbers.shape));
  return [title, detail, ...stripOf(numbers, width, height - 15, shown)];
}

/** The first numbers, as shades. */
function stripOf(numbers: Numbers, room: number, y: number, { inks, isBack }: Shown) {
  const some = (isBack ? (numbers.gradient ?? []) : numbers.values).slice(
    0,
    Math.min(STRIP.most, Math.floor((room - 12) / STRIP.width)),
  );
  const shares = asShares(some);
  const left = (room - some.length * STRIP.width) / 2;
  return shares.map((share, i) =>
    svg("rect", {
      class: "module-shade",
      x: left + i * STRIP.width,
      y,
      width: STRIP.width - 1,
      height: STRIP.height,
      fill: `rgb(${inks.signed(share).join(" ")})`,
    }),
  );
}

/** All numbers that are there, in tiles. */
function sheetOf(numbers: Numbers, sheet: NonNullable<Placed["sheet"]>, width: number, { inks, isBack }: Shown) {
  const { rows, columns, cell, tiles } = sheet;
  const values = (isBack && numbers.gradient) || numbers.values;
  const shares = asShares(values);
  const [wide, high] = [columns * cell[0], rows * cell[1]];
  const group = svg("g", { class: "module-sheet", transform: `translate(${(width - sheet.width) / 2} ${HEAD})` });
  const canvas = document.createElement("canvas");
  for (const tile of tiles) {
    const some = Array.from({ length: rows * columns }, (_, i) => shares[tile.first + i] ?? 0);
    paintPixels(canvas, some, columns, inks.signed);
    const image = svg("image", {
      x: tile.x,
      y: tile.y,
      width: wide,
      height: high,
      preserveAspectRatio: "none",
      href: canvas.toDataURL(),
    });
    group.append(image, svg("rect", { class: "module-tile", x: tile.x, y: tile.y, width: wide, height: high }));
    if (cell[0] < 40) continue;
    for (let i = 0; i < rows * columns && tile.first + i < values.length; i += 1) {
      const at = {
        x: tile.x + ((i % columns) + 0.5) * cell[0],
        y: tile.y + (Math.floor(i / columns) + 0.5) * cell[1] + 4,
      };
      group.append(svg("text", { class: "module-number", ...at }, brief(values[tile.first + i])));
    }
  }
  return group;
}

/** Scores beside the names of their classes; the largest is marked. */
function classesOf(classes: string[], { values }: Numbers, rows: number, width: number) {
  const scores = values.slice(0, classes.length);
  const best = scores.indexOf(Math.max(...scores));
  const few = [...scores.keys()]
    .sort((one, other) => scores[other] - scores[one])
    .slice(0, rows)
    .sort((one, other) => one - other);
  const low = Math.min(0, ...scores);
  const high = Math.max(...scores) - low || 1;
  return few.flatMap((index, row) => {
    const y = 28 + row * 17;
    const name = `module-class${index === best ? " module-winner" : ""}`;
    return [
      svg("rect", {
        class: `${name} module-bar`,
        x: 62,
        y,
        width: ((scores[index] - low) / high) * (width - 110),
        height: 11,
        rx: 2,
      }),
      svg("text", { class: `${name} module-name`, x: 56, y: y + 10 }, classes[index].slice(0, 9)),
      svg("text", { class: `${name} module-score`, x: width - 8, y: y + 10 }, brief(scores[index])),
    ];
  });
}

/** What a box is called, for those who cannot see where it stands. */
export function nameOf(tree: Tree, { item }: Placed): string {
  const { data } = tree;
  if (item.kind === "input" || item.kind === "output") {
    const end = data[item.kind === "input" ? "inputs" : "outputs"][item.index];
    const best =
      item.kind === "output" && classRows(data, item.index) ? bestOf(data.classes, data.tensors[end.tensor]) : "";
    const words = WORDS.pictures.module;
    const name = fill(item.kind === "input" ? words.input : words.output, {
      name: end.name,
      shape: shapeText(data.tensors[end.tensor].shape),
    });
    return best ? `${name}: ${best}` : name;
  }
  if (item.kind !== "call") return "";
  const { call } = item;
  const names = tree
    .tiedTo(call.id)
    .map((one) => one.name || titleOf(one))
    .join(", ");
  const tied = names && fill(WORDS.pictures.module.shares, { names });
  return [[titleOf(call), call.name, detailOf(tree, call)].filter(Boolean).join(", "), tied].filter(Boolean).join(". ");
}

export function bestOf(classes: string[], { values }: Numbers) {
  const scores = values.slice(0, classes.length);
  return classes[scores.indexOf(Math.max(...scores))] ?? "";
}
