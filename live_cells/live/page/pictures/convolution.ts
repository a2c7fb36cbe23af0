/** The picture of a convolution: the window is moved, the kernel and how it slides are changed, and the output follows. */

import { fill } from "../../phrases.ts";
import { bar, button, text } from "../elements/nodes.ts";
import { legend } from "./caption.ts";
import type { Tensor } from "./checks.ts";
import { Choice } from "./choice.ts";
import type { ConvolutionData } from "./convolution_data.ts";
import type { Pair } from "./sliding.ts";
import { ConvolutionFields } from "./convolution_fields.ts";
import { convolutionLayout } from "./convolution_layout.ts";
import { drawOn, kernelChips, wayOf } from "./convolution_tools.ts";
import { formulaOf, misfitOf, titleOf } from "./convolution_words.ts";
import type { ChosenNumber } from "./chosen_number.ts";
import { convolve, patchAt, withPadding } from "./convolve.ts";
import { followPointer } from "./dragging.ts";
import { covered, padded, windowAround } from "./sliding.ts";
import { FoldedTable, gridOf } from "./folded_table.ts";
import { Grid } from "./grid.ts";
import { type Inks, inksOf } from "./paint.ts";
import { Places } from "./places.ts";
import { Player } from "./player.ts";
import { Products } from "./products.ts";

/** `isPart`: it is a part of another picture, in whose description its numbers are elsewhere. */
type Options = { at?: Pair; name?: string; onMove?: (at: Pair) => void; isPart?: boolean };

export class ConvolutionPicture {
  node = text("div", "picture-live");
  #recorded;
  #data;
  /** What comes out is called so. */
  #name;
  #onMove;
  #isPart;
  #at: Pair;
  #pointed: Pair | null = null;
  #pressed: Pair | null = null;
  #row = text("div", "picture-convolution");
  #image = new Grid(WORDS.pictures.convolution.image, { isInk: true });
  #output;
  #places;
  #fields;
  #products = new Products();
  #title = text("p", "picture-name");
  #formula = text("p", "picture-formula");
  #fault = text("p", "picture-fault");
  #player;
  #chips;
  #pen;
  #clear;
  #reset;
  #choice = new Choice(this.node);
  #table;
  #width = 0;
  #inks: Inks | null = null;
  #frame = 0;
  #room = new ResizeObserver(() => this.node.isConnected && this.#row.clientWidth !== this.#width && this.#draw());

  /** @param about what it shows, in a sentence */
  constructor(data: ConvolutionData, about: string, { at, name, onMove, isPart = false }: Options = {}) {
    this.#recorded = data;
    this.#data = structuredClone(data);
    this.#name = name ?? WORDS.pictures.convolution.output;
    this.#onMove = onMove;
    this.#isPart = isPart;
    this.#at = at ?? startOf(data);
    this.#output = new Grid(this.#name);
    const window = [about, WORDS.pictures.convolution.window].filter(Boolean).join(" ");
    this.#places = new Places(this.#output, window, WORDS.pictures.convolution.keys, {
      size: () => sizeOf(this.#data),
      at: () => this.#at,
      onPoint: (there) => this.#point(there),
      onPin: (there) => this.#pin(there),
    });
    this.#fields = new ConvolutionFields(this.#data, () => this.#change());
    this.#reset = button(WORDS.pictures.reset, "reset", () => this.#restore(), { title: WORDS.pictures.reset_title });
    this.#reset.setAttribute("aria-label", WORDS.pictures.reset_name); // the cell has a Reset of its own
    this.#reset.disabled = true;
    this.#table = new FoldedTable(() => this.#tables(), this.#choice);
    const said = WORDS.pictures.convolution;
    this.#player = new Player(said.played, count(this.#data), {
      onStep: (step) => this.#showStep(step),
      lasts: (step) => lasts(step, count(this.#data)),
      say: (step) => fill(said.sums, { count: step, all: count(this.#data) }),
    });
    this.#chips = kernelChips(data, (kernel) => this.#exchange(kernel));
    this.#pen = button(said.pen, "pen", () => this.#takePen(), { title: said.pen_title });
    this.#pen.setAttribute("aria-pressed", "false");
    this.#clear = button(said.clear, "clear", () => this.#clearImage(), { title: said.clear_title });
    const drawing = bar("picture-pen", said.drawing, this.#pen, this.#clear);
    const tools = text("div", "picture-bar");
    tools.append(this.#fields.settings, this.#reset, legend(said.scale_of));
    this.#choice.follow(tools);
    this.#choice.follow(this.#row);
    this.#row.append(this.#image.node, this.#fields.kernel, this.#output.node);
    const panel = text("div", "picture-panel");
    panel.toggleAttribute("data-tall", true);
    const words = text("div", "picture-words");
    words.append(this.#title, this.#formula);
    panel.append(this.#products.node, words);
    const more = text("div", "picture-bar picture-choices");
    more.append(this.#chips.node, drawing);
    this.node.append(this.#row, this.#player.node, tools, more, this.#fault, panel, this.#table.node);
    this.#beMovable();
  }

  mount() {
    this.#draw();
    this.#room.observe(this.#row);
  }

  /** The page has other colors now. */
  repaint() {
    this.#inks = null;
    this.#draw();
  }

  leave() {
    cancelAnimationFrame(this.#frame);
    this.#room.disconnect();
    this.#player.leave();
  }

  /** Put the window elsewhere. */
  move(at: Pair) {
    this.#at = this.#places.within(at);
    this.#show();
  }

  #beMovable() {
    const { drawing: image } = this.#image;
    image.setAttribute("aria-hidden", "true"); // the place in the output says the same
    image.classList.add("picture-draggable");
    let last: Pair | null = null;
    const draw = (event: PointerEvent) => {
      const [row, column] = this.#image.placeOf(event).map((one, i) => Math.floor(one) - this.#data.padding[i]);
      for (const [y, x] of wayOf(last ?? [row, column], [row, column])) drawOn(this.#data.image, y, x);
      last = [row, column];
      this.#change();
    };
    const drag = (event: PointerEvent) => {
      if (this.#isPen) return draw(event);
      const place = this.#image.placeOf(event);
      const [row, column] = place.map((one, i) => Math.floor(one) - this.#data.padding[i]);
      this.#pin(windowAround(this.#data, place), [row, column]);
    };
    followPointer(image, drag, () => {
      last = null;
    });
  }

  get #isPen() {
    return this.#pen.getAttribute("aria-pressed") === "true";
  }

  #takePen() {
    const isPen = !this.#isPen;
    this.#pen.setAttribute("aria-pressed", String(isPen));
    this.#image.drawing.classList.toggle("picture-drawn-on", isPen);
  }

  #clearImage() {
    this.#data.image.values.fill(0);
    if (!this.#isPen) this.#takePen();
    this.#change();
  }

  #exchange(kernel: Tensor) {
    this.#fields.exchange(kernel);
    this.#change();
  }

  /** The first sums alone; the window is where the last of them was made. */
  #showStep(step: number) {
    const size = sizeOf(this.#data);
    this.#pointed = null;
    this.#pressed = null;
    if (size && step) this.#at = [Math.floor((step - 1) / size[1]), (step - 1) % size[1]];
    this.#showOutput();
    this.#show();
  }

  #showOutput() {
    const { output } = this.#data;
    const size = sizeOf(this.#data);
    if (!output || !size || !this.#inks) return;
    const { side } = convolutionLayout(this.#data, this.#width || 700);
    this.#output.show({ size, values: output.values, cell: side, filled: this.#player.at }, this.#inks);
  }

  #point(at: Pair | null) {
    this.#pointed = at;
    this.#show();
  }

  /** @param pressed the place in the image that was pressed to have the window there */
  #pin(at: Pair, pressed: Pair | null = null) {
    this.#pointed = null;
    this.#pressed = pressed;
    this.#at = this.#places.within(at);
    this.#show();
    this.#onMove?.(this.#at);
  }

  #change() {
    this.#reset.disabled = false;
    this.#frame ||= requestAnimationFrame(() => {
      this.#compute();
      this.#draw();
    });
  }

  #compute() {
    const before = count(this.#data);
    this.#data.output = convolve(this.#data);
    if (count(this.#data) !== before) this.#player.resize(count(this.#data));
    this.#at = this.#places.within(this.#at);
    this.#pointed = null;
    this.#pressed = null;
  }

  #restore() {
    Object.assign(this.#data, structuredClone(this.#recorded));
    this.#fields.exchange(this.#recorded.kernel);
    this.#fields.restore();
    this.#chips.release();
    this.#player.resize(count(this.#data));
    this.#reset.disabled = true;
    this.#at = this.#places.within(this.#at);
    this.#draw();
  }

  #draw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#width = this.#row.clientWidth;
    this.#inks ??= inksOf(this.node);
    const data = this.#data;
    const [rows, columns] = padded(data);
    const { isNarrow, side } = convolutionLayout(data, this.#width || 700);
    this.#row.toggleAttribute("data-narrow", isNarrow);
    const values = withPadding(data);
    this.#image.show({ size: [rows, columns], values, cell: side, said: data.image.shape }, this.#inks);
    const isPadded = data.padding.some((more) => more > 0);
    const [height, width] = data.image.shape;
    this.#image.mark("picture-edge-of-image", isPadded ? [{ at: data.padding, size: [height, width] }] : []);
    this.#fields.draw(this.#inks);
    const { output } = data;
    this.#output.node.hidden = !output;
    this.#fault.hidden = Boolean(output);
    this.#fault.textContent = output ? "" : misfitOf(data);
    this.#player.node.hidden = !output;
    this.#showOutput();
    this.#show();
    this.#table.refresh();
  }

  /** Show the window, and how the number comes about. */
  #show() {
    const data = this.#data;
    const { output, stride, dilation, kernel } = data;
    const at = this.#pointed ?? this.#at;
    this.#choice.isChanged = this.#isPart || !this.#reset.disabled;
    this.#choice.state(output && this.#sumAt(output), this.#pixelOf(this.#pressed));
    this.#products.node.hidden = !output;
    this.#title.toggleAttribute("data-hint", !output);
    if (!output) {
      this.#image.mark("picture-window", []);
      this.#image.mark("picture-tap", []);
      this.#title.textContent = "";
      this.#formula.textContent = "";
      return;
    }
    const corner: Pair = [at[0] * stride[0], at[1] * stride[1]];
    const isApart = dilation.some((apart) => apart > 1);
    const taps = Array.from({ length: isApart ? kernel.values.length : 0 }, (_, i): Pair => {
      const [u, v] = [Math.floor(i / kernel.shape[1]), i % kernel.shape[1]];
      return [corner[0] + u * dilation[0], corner[1] + v * dilation[1]];
    });
    this.#image.mark(
      "picture-tap",
      taps.map((tap) => ({ at: tap, size: [1, 1] })),
    );
    this.#image.mark("picture-window", [{ at: corner, size: covered(data) }]);
    this.#output.mark("picture-window", [{ at, size: [1, 1] }]);
    const place = at[0] * output.shape[1] + at[1];
    this.#title.textContent = titleOf(this.#name, output, at);
    this.#formula.textContent = formulaOf(data, at, output.values[place]);
    this.#products.show(patchAt(data, at), kernel);
    this.#places.say(at, `${this.#title.textContent}. ${this.#formula.textContent}`);
  }

  /** The sum that is made, with its place in the description. */
  #sumAt({ shape, values }: Tensor): ChosenNumber {
    const place = this.#at[0] * shape[1] + this.#at[1];
    return { path: ["output", "values", place], value: values[place] };
  }

  /** A number of the image; there is none in the padding. */
  #pixelOf(place: Pair | null): ChosenNumber | null {
    const { shape, values } = this.#data.image;
    if (!place || place.some((one, i) => one < 0 || one >= shape[i])) return null;
    const at = place[0] * shape[1] + place[1];
    return { path: ["image", "values", at], value: values[at] };
  }

  #tables() {
    const words = WORDS.pictures.convolution;
    const named = { image: words.image, kernel: words.kernel, output: this.#name };
    return Object.entries(named).flatMap(([key, name]) => {
      const tensor = this.#data[key as keyof typeof named];
      return tensor ? [gridOf(name, tensor, this.#choice.isChanged ? undefined : [key, "values"])] : [];
    });
  }
}

const count = ({ output }: ConvolutionData) => output?.values.length ?? 0;

/** The first sums take their time; then they go on faster and faster. */
export const lasts = (step: number, all: number) => Math.max(1100 * 0.72 ** step, Math.min(9000 / (all || 1), 240), 12);

const sizeOf = ({ output }: ConvolutionData): Pair | null => (output ? [output.shape[0], output.shape[1]] : null);

/** Where most is seen at first: at the output that is farthest from zero. */
export function startOf({ output }: { output?: Tensor }): Pair {
  if (!output) return [0, 0];
  const sizes = output.values.map((value) => (Number.isFinite(value) ? Math.abs(value) : 0));
  const at = sizes.indexOf(Math.max(...sizes));
  return [Math.floor(at / output.shape[1]), at % output.shape[1]];
}
