/** Below a picture: how the number that is pointed at comes about, and a slider for one that may be changed. */

import { text } from "../elements/nodes.ts";
import { isTall } from "./data.ts";
import { explain, gap, type Line } from "./formulas.ts";
import { isPicture, nameOf } from "./names.ts";
import { type Numbers, type Place, reachOf } from "./numbers.ts";
import { asShares, inksOf, mapOf, paintPixels } from "./paint.ts";
import { Slider } from "./slider.ts";

type Doing = { onChange: (place: Place, value: number) => void; onPick: (place: Place) => void };

export class Panel {
  node = text("div", "picture-panel");
  #title = text("p", "picture-name");
  #lines = text("div", "picture-formulas");
  #image = text("canvas", "picture-image");
  #slider;
  #place: Place | null = null;
  #numbers;
  #doing;

  constructor(numbers: Numbers, doing: Doing) {
    this.#numbers = numbers;
    this.#doing = doing;
    this.#image.setAttribute("role", "img");
    this.#slider = new Slider((value) => this.#place && doing.onChange(this.#place, value));
    const words = text("div", "picture-words");
    words.append(this.#title, this.#lines, this.#slider.node);
    this.node.append(this.#image, words);
    this.node.toggleAttribute("data-tall", isTall(numbers.data));
    this.show(null, false);
  }

  /** @param place what is pointed at */
  show(place: Place | null, isBack: boolean) {
    const isNew = place !== this.#place;
    this.#place = place;
    const numbers = this.#numbers;
    const hasMaps = numbers.data.modules.some(({ output }) => output?.shape.length === 3);
    const { hint, hint_drag, maps } = WORDS.pictures;
    const hints = [hint, ...(numbers.canChange ? [hint_drag] : []), ...(hasMaps ? [maps.choose] : [])];
    this.#title.textContent = place ? nameOf(numbers, place, isBack) : hints.join(" ");
    this.#title.toggleAttribute("data-hint", !place);
    const lines = place ? this.#linesOf(place, isBack) : [];
    this.#lines.replaceChildren(
      ...lines.map((pieces) => {
        const line = text("p", "picture-formula");
        for (const [i, { text: words, place: there }] of pieces.entries())
          line.append(gap(pieces, i), there ? this.#link(words, there) : words);
        return line;
      }),
    );
    this.#showImage(place, isBack);
    this.#showSlider(place, isNew);
  }

  #link(words: string, place: Place) {
    const link = Object.assign(text("button", "picture-term", words), { type: "button" });
    link.addEventListener("click", () => this.#doing.onPick(place));
    return link;
  }

  #linesOf(place: Place, isBack: boolean): Line[] {
    if (!isPicture(this.#numbers, place)) return explain(this.#numbers, place, isBack);
    const module = place.kind === "unit" && this.#numbers.data.modules[place.column - 1];
    return module ? [[{ text: module.text }]] : [];
  }

  /** A unit's weights where its inputs are an image; a map, larger. */
  #showImage(place: Place | null, isBack: boolean) {
    const { data } = this.#numbers;
    const isUnit = place?.kind === "unit" && place.column > 0;
    const shape = isUnit ? data.modules[place.column - 1].output?.shape : undefined;
    const isMap = isUnit && shape?.length === 3;
    const weights = isUnit && !isMap ? this.#numbers.weightImage(place) : null;
    const values = isMap ? mapOf(this.#numbers, place.column, place.row, isBack) : weights;
    const [height, width] = isMap ? shape.slice(1) : (data.image ?? [1, 1]);
    this.#image.hidden = !values;
    if (!values) return;
    this.#image.style.aspectRatio = `${width} / ${height}`;
    this.#image.setAttribute("aria-label", weights ? WORDS.pictures.weight_image : (this.#title.textContent ?? ""));
    paintPixels(this.#image, asShares(values), width, inksOf(this.node).signed);
  }

  #showSlider(place: Place | null, isNew: boolean) {
    const numbers = this.#numbers;
    if (!place || !numbers.isMovable(place)) return this.#slider.show(undefined);
    this.#slider.show(numbers.valueOf(place) ?? 0, isNew ? reachOf(numbers, place) : undefined);
  }
}
