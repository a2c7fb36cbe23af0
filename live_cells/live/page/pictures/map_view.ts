/** Below a network: the map that is chosen, the maps that it comes from, and, of one of its pixels, the convolution. */

import { counted, fill } from "../../phrases.ts";
import { text } from "../elements/nodes.ts";
import { ConvolutionPicture } from "./convolution.ts";
import type { Pair } from "./sliding.ts";
import { Grid } from "./grid.ts";
import { lineOfMap, mapAt, mapBefore, type MapSum, type Source, sumOfMap } from "./maps.ts";
import { titleOf } from "./names.ts";
import type { Numbers, Place, Unit } from "./numbers.ts";
import { type Inks, inksOf } from "./paint.ts";
import { Places } from "./places.ts";
import { added, shown } from "./printed.ts";
import { largestOf } from "./products.ts";

/** Sides of a map that is chosen, of one that it comes from, of a kernel. */
const SIDE = { chosen: 168, source: 64, kernel: 40 };
/** Maps that are shown of those that a map comes from: the ones that contribute most. */
const MOST = 16;

export class MapView {
  node = text("section", "picture-maps");
  #numbers;
  #onLeave;
  #unit: Unit | null = null;
  #sum: MapSum | null = null;
  #sources: Source[] = [];
  #at: Pair = [0, 0];
  #pointed: Pair | null = null;
  #map: Grid | null = null;
  #places: Places | null = null;
  #line = text("p", "picture-formula");
  #pixel = text("div", "picture-pixel");
  #source: Source | null = null;
  #picture: ConvolutionPicture | null = null;

  /** @param onLeave the focus goes back to the map among the others */
  constructor(numbers: Numbers, onLeave: (unit: Unit) => void) {
    this.#numbers = numbers;
    this.#onLeave = onLeave;
    this.node.hidden = true;
    this.node.addEventListener("keydown", ({ key }) => {
      if (key === "Escape" && this.#unit) this.#onLeave(this.#unit);
    });
  }

  leave() {
    this.#picture?.leave();
  }

  /** Show where a map comes from; null: none. */
  show(place: Place | null) {
    const unit = place?.kind === "unit" ? place : null;
    if (unit && this.#unit && unit.column === this.#unit.column && unit.row === this.#unit.row) return;
    this.#unit = unit;
    this.repaint();
  }

  /** Draw it anew, in the colors that the page has. */
  repaint() {
    this.#picture?.leave();
    this.#picture = null;
    this.#pointed = null;
    this.#source = null;
    this.#sum = this.#unit && sumOfMap(this.#numbers, this.#unit);
    const before = this.#unit && !this.#sum ? mapBefore(this.#numbers, this.#unit) : null;
    const output = this.#unit && mapAt(this.#numbers, this.#unit.column, this.#unit.row);
    this.node.hidden = !output || (!this.#sum && !before);
    this.#pixel.replaceChildren();
    if (!this.#unit || !output || this.node.hidden) return this.node.replaceChildren();
    const inks = inksOf(this.node);
    const name = titleOf(this.#numbers, this.#unit);
    const rows = text("div", "picture-sources");
    if (this.#sum) rows.append(...this.#sourceRows(this.#sum, inks));
    else if (before) rows.append(this.#grid(this.#nameBefore(this.#unit.row), before, SIDE.chosen, inks).node);
    const map = this.#grid(name, output, SIDE.chosen, inks);
    this.#map = map;
    this.#at = farthest(output.values, output.shape[1]);
    this.#places = new Places(map, fill(WORDS.pictures.maps.pixel, { name }), WORDS.pictures.convolution.keys, {
      size: () => [output.shape[0], output.shape[1]],
      at: () => this.#at,
      onPoint: (at) => this.#point(at),
      onPin: (at) => this.#pin(at),
    });
    const words = text("div", "picture-words");
    words.append(text("p", "picture-name", this.#about(name)), text("p", "", WORDS.pictures.maps.hint), this.#line);
    const result = text("div", "picture-result");
    result.append(map.node, words);
    this.node.setAttribute("aria-label", name);
    this.node.replaceChildren(result, rows, this.#pixel);
    this.#say();
  }

  /** Go on to the pixels of the map. @returns false where none is shown */
  enter() {
    if (this.node.hidden) return false;
    this.#map?.drawing.focus();
    return true;
  }

  #about(name: string) {
    if (!this.#unit || !this.#sum)
      return fill(WORDS.pictures.maps.from, { name, before: this.#nameBefore(this.#unit?.row ?? 0) });
    const { sources, missing, bias } = this.#sum;
    const sum = counted(WORDS.pictures.maps.sum, sources.length + missing, { name });
    return bias === undefined ? `${sum}.` : `${sum}${fill(WORDS.pictures.maps.bias, { bias: shown(bias) })}.`;
  }

  #nameBefore = (row: number) => {
    const column = (this.#unit?.column ?? 1) - 1;
    return titleOf(this.#numbers, { kind: "unit", column, row });
  };

  #grid(name: string, { shape, values }: { shape: number[]; values: number[] }, side: number, inks: Inks, largest = 0) {
    const grid = new Grid(name);
    const cell = side / Math.max(...shape);
    grid.show({ size: [shape[0], shape[1]], values, cell, largest }, inks);
    return grid;
  }

  /** Each map with its kernel and its contribution; those that contribute most come first if there are many. */
  #sourceRows({ sources, missing }: MapSum, inks: Inks): HTMLElement[] {
    const size = ({ convolution }: Source) =>
      convolution.output.values.reduce((sum, value) => sum + Math.abs(value), 0);
    const isMany = sources.length > MOST;
    this.#sources = isMany ? [...sources].sort((a, b) => size(b) - size(a)).slice(0, MOST) : sources;
    const kernels = largestOf(sources.flatMap(({ convolution }) => convolution.kernel.values));
    const parts = largestOf(sources.flatMap(({ convolution }) => convolution.output.values));
    const rows = this.#sources.map((source) => {
      const { image, kernel, output } = source.convolution;
      const words = WORDS.pictures.maps;
      const row = text("div", "picture-source");
      const name = this.#nameBefore(source.row);
      const isInput = this.#unit?.column === 1 && this.#numbers.data.image;
      const short = isInput ? WORDS.pictures.input : name.replace(/^.*, /, "");
      const opener = Object.assign(text("button", "picture-term", short), { type: "button" });
      opener.setAttribute("aria-label", fill(words.open, { name }));
      const before = this.#grid("", image, SIDE.source, inks).node;
      before.firstElementChild?.replaceChildren(opener);
      const sign = (words: string) => text("span", "picture-sign", words);
      row.append(
        before,
        ...[sign("∗"), this.#grid(WORDS.pictures.convolution.kernel, kernel, SIDE.kernel, inks, kernels).node],
        ...[sign("="), this.#grid(words.part, output, SIDE.source, inks, parts).node],
      );
      row.addEventListener("click", () => this.#open(source));
      return row;
    });
    const left = sources.length - this.#sources.length + missing;
    return left ? [...rows, text("p", "picture-folded", counted(WORDS.pictures.maps.more, left))] : rows;
  }

  #point(at: Pair | null) {
    this.#pointed = at;
    this.#say();
  }

  #pin(at: Pair) {
    this.#at = at;
    this.#pointed = null;
    this.#say();
    if (!this.#picture) this.#open(this.#source ?? this.#strongest());
    else this.#picture.move(at);
  }

  /** The map that contributes most to the pixel. */
  #strongest(): Source | null {
    const i = this.#index(this.#at);
    const size = ({ convolution }: Source) => Math.abs(convolution.output.values[i]) || 0;
    return this.#sources.reduce<Source | null>((most, one) => (most && size(most) >= size(one) ? most : one), null);
  }

  /** The convolution of one map, at the pixel. */
  #open(source: Source | null) {
    if (!source || !this.#sum) return;
    this.#source = source;
    this.#picture?.leave();
    const { sources, missing, bias, output } = this.#sum;
    const isOnly = sources.length === 1 && !missing;
    const data = isOnly ? { ...source.convolution, bias: bias ?? 0, output } : source.convolution;
    const before = this.#nameBefore(source.row);
    const name = isOnly ? WORDS.pictures.convolution.output : fill(WORDS.pictures.maps.part_of, { name: before });
    this.#picture = new ConvolutionPicture(data, before, {
      at: this.#at,
      name,
      isPart: true,
      onMove: (at) => {
        this.#at = at;
        this.#say();
      },
    });
    this.#pixel.replaceChildren(this.#picture.node);
    this.#picture.mount();
    for (const [i, opener] of this.node.querySelectorAll(".picture-source .picture-term").entries())
      opener.setAttribute("aria-pressed", String(this.#sources[i] === source));
  }

  #index([row, column]: Pair) {
    return row * (this.#sum?.output.shape[1] ?? 0) + column;
  }

  /** How the pixel's number comes about. */
  #say() {
    const at = this.#pointed ?? this.#at;
    if (!this.#unit) return;
    const output = mapAt(this.#numbers, this.#unit.column, this.#unit.row);
    if (!output) return;
    this.#map?.mark("picture-window", [{ at, size: [1, 1] }]);
    const before = this.#sum ? null : mapBefore(this.#numbers, this.#unit);
    const module = this.#numbers.data.modules[this.#unit.column - 1];
    const formula = this.#sum ? this.#sumLine(this.#sum, at) : before ? lineOfMap(module, before, output, at) : "";
    const [row, column] = at;
    const place = fill(WORDS.pictures.convolution.place, { name: titleOf(this.#numbers, this.#unit), row, column });
    this.#line.textContent = formula;
    this.#places?.say(at, `${place}. ${formula}`);
  }

  #sumLine({ sources, rest, missing, bias, output }: MapSum, at: Pair) {
    const i = this.#index(at);
    const named = new Set(this.#sources);
    const others = sources.filter((source) => !named.has(source));
    const left = others.reduce((sum, { convolution }) => sum + convolution.output.values[i], missing ? rest[i] : 0);
    const terms = this.#sources.map(({ convolution }) => convolution.output.values[i]);
    const words = terms.map((value, k) => (k ? added(value) : shown(value)));
    const count = others.length + missing;
    if (count) words.push(added(left, counted(WORDS.pictures.more_terms, count, { sum: shown(Math.abs(left)) })));
    if (bias !== undefined) words.push(added(bias));
    return `${words.join(" ")} = ${shown(output.values[i])}`;
  }
}

function farthest(values: number[], width: number): Pair {
  const sizes = values.map((value) => (Number.isFinite(value) ? Math.abs(value) : 0));
  const at = sizes.indexOf(Math.max(...sizes));
  return [Math.floor(at / width), at % width];
}
