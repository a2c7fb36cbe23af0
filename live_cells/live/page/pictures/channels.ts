/** The picture of a convolution over several channels: each has a table of the kernel, and their sums are added up. */

import { fill } from "../../phrases.ts";
import { button, text } from "../elements/nodes.ts";
import { legend } from "./caption.ts";
import type { Tensor } from "./checks.ts";
import { Choice } from "./choice.ts";
import type { ChosenNumber } from "./chosen_number.ts";
import { type ChannelsData, partsOf } from "./channels_data.ts";
import { channelsLayout } from "./channels_layout.ts";
import { sumOfChannels } from "./channels_words.ts";
import { lasts, startOf } from "./convolution.ts";
import type { ConvolutionData } from "./convolution_data.ts";
import { ConvolutionFields } from "./convolution_fields.ts";
import { misfitOf, titleOf } from "./convolution_words.ts";
import { patchAt, sumAt, withPadding } from "./convolve.ts";
import { followPointer } from "./dragging.ts";
import { FoldedTable, gridOf } from "./folded_table.ts";
import { Grid } from "./grid.ts";
import { type Inks, inksOf } from "./paint.ts";
import { Places } from "./places.ts";
import { Player } from "./player.ts";
import { shown } from "./printed.ts";
import { largestOf, Products, shade } from "./products.ts";
import { covered, outputSize, padded, type Pair, windowAround } from "./sliding.ts";

/** One channel: its image, its table of the kernel, the products and their sum. */
type Channel = { part: ConvolutionData; image: Grid; fields: ConvolutionFields; products: Products; sum: HTMLElement };

export class ChannelsPicture {
  node = text("div", "picture-live");
  #recorded;
  #data;
  #channels: Channel[];
  #at: Pair;
  #pointed: Pair | null = null;
  #rows = text("div", "picture-channels");
  #output = new Grid(WORDS.pictures.convolution.output);
  #places;
  #title = text("p", "picture-name");
  #formula = text("p", "picture-formula");
  #fault = text("p", "picture-fault");
  #player;
  #reset;
  #choice = new Choice(this.node);
  #table;
  #width = 0;
  #inks: Inks | null = null;
  #frame = 0;
  #room = new ResizeObserver(() => this.node.isConnected && this.#rows.clientWidth !== this.#width && this.#draw());

  /** @param about what it shows, in a sentence */
  constructor(data: ChannelsData, about: string) {
    this.#recorded = data;
    this.#data = structuredClone(data);
    this.#at = startOf(data);
    const said = WORDS.pictures.convolution;
    this.#channels = partsOf(this.#data).map((part, i) => this.#channel(part, data.names[i], i));
    this.#places = new Places(this.#output, [about, said.window].filter(Boolean).join(" "), said.keys, {
      size: () => this.#size,
      at: () => this.#at,
      onPoint: (there) => this.#point(there),
      onPin: (there) => this.#pin(there),
    });
    this.#reset = button(WORDS.pictures.reset, "reset", () => this.#restore(), { title: WORDS.pictures.reset_title });
    this.#reset.setAttribute("aria-label", WORDS.pictures.reset_name); // the cell has a Reset of its own
    this.#reset.disabled = true;
    this.#table = new FoldedTable(() => this.#tables(), this.#choice);
    this.#player = new Player(said.played, this.#count, {
      onStep: (step) => this.#showStep(step),
      lasts: (step) => lasts(step, this.#count),
      say: (step) => fill(said.sums, { count: step, all: this.#count }),
    });
    const tools = text("div", "picture-bar");
    tools.append(this.#channels[0].fields.settings, this.#reset, legend(said.scale_of));
    this.#choice.follow(tools);
    this.#choice.follow(this.#rows);
    const words = text("div", "picture-words");
    words.append(this.#title, this.#formula);
    const result = text("div", "picture-summed");
    result.append(this.#output.node, words);
    this.node.append(this.#rows, this.#fault, result, this.#player.node, tools, this.#table.node);
  }

  mount() {
    this.#draw();
    this.#room.observe(this.#rows);
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

  #channel(part: ConvolutionData, name: string, i: number): Channel {
    const fields = new ConvolutionFields(part, () => this.#change(), i * part.kernel.values.length);
    const channel = { part, fields, image: new Grid(name, { isInk: true }), products: new Products(false) };
    const sum = text("span", "picture-cell picture-channel-sum");
    const { drawing } = channel.image;
    drawing.setAttribute("aria-hidden", "true"); // the place in the output says the same
    drawing.classList.add("picture-draggable");
    followPointer(drawing, (event) => this.#pin(windowAround(part, channel.image.placeOf(event))));
    const row = text("div", "picture-channel");
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", name);
    row.append(channel.image.node, fields.kernel, channel.products.node, sum);
    this.#rows.append(row);
    return { ...channel, sum };
  }

  get #parts() {
    return this.#channels.map(({ part }) => part);
  }

  get #size(): Pair | null {
    return this.#data.output ? outputSize(this.#parts[0]) : null;
  }

  get #count() {
    return this.#data.output?.values.length ?? 0;
  }

  #change() {
    this.#reset.disabled = false;
    this.#frame ||= requestAnimationFrame(() => {
      this.#compute();
      this.#draw();
    });
  }

  #compute() {
    const [first, ...others] = this.#parts;
    const { stride, padding, dilation } = first; // the fields write them there
    for (const one of [this.#data, ...others]) Object.assign(one, { stride, padding, dilation });
    const before = this.#count;
    const size = outputSize(first);
    const places = size
      ? Array.from({ length: size[0] * size[1] }, (_, i): Pair => [Math.floor(i / size[1]), i % size[1]])
      : [];
    const sumOf = (place: Pair) => this.#parts.reduce((sum, part) => sum + sumAt(part, place), first.bias);
    this.#data.output = size ? { shape: size, values: places.map((place) => Math.fround(sumOf(place))) } : undefined;
    if (this.#count !== before) this.#player.resize(this.#count);
    this.#at = this.#places.within(this.#at);
    this.#pointed = null;
  }

  #restore() {
    this.#data = structuredClone(this.#recorded);
    for (const [i, part] of partsOf(this.#data).entries()) {
      const { part: mine, fields } = this.#channels[i];
      Object.assign(mine, part);
      fields.restore();
    }
    this.#player.resize(this.#count);
    this.#reset.disabled = true;
    this.#at = this.#places.within(this.#at);
    this.#draw();
  }

  /** The first sums alone; the window is where the last of them was made. */
  #showStep(step: number) {
    const size = this.#size;
    this.#pointed = null;
    if (size && step) this.#at = [Math.floor((step - 1) / size[1]), (step - 1) % size[1]];
    this.#draw();
  }

  #point(at: Pair | null) {
    this.#pointed = at;
    this.#show();
  }

  #pin(at: Pair) {
    this.#pointed = null;
    this.#at = this.#places.within(at);
    this.#show();
  }

  #draw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#width = this.#rows.clientWidth;
    this.#inks ??= inksOf(this.node);
    const inks = this.#inks;
    const { side, isNarrow } = channelsLayout(this.#data, this.#width || 640);
    this.#rows.toggleAttribute("data-narrow", isNarrow);
    for (const { part, image, fields } of this.#channels) {
      image.show({ size: padded(part), values: withPadding(part), cell: side.image, said: part.image.shape }, inks);
      const isPadded = part.padding.some((more) => more > 0);
      const [height, width] = part.image.shape;
      image.mark("picture-edge-of-image", isPadded ? [{ at: part.padding, size: [height, width] }] : []);
      fields.draw(inks);
    }
    const { output } = this.#data;
    const size = this.#size;
    this.#output.node.hidden = this.#player.node.hidden = !output;
    this.#fault.hidden = Boolean(output);
    this.#fault.textContent = output ? "" : misfitOf(this.#parts[0]);
    if (output && size)
      this.#output.show({ size, values: output.values, cell: side.output, filled: this.#player.at }, inks);
    this.#show();
    this.#table.refresh();
  }

  /** Show the window in each channel, and how the number comes about. */
  #show() {
    const { output, names } = this.#data;
    const at = this.#pointed ?? this.#at;
    const sums = this.#parts.map((part) => (output ? sumAt(part, at) : 0));
    for (const [i, { part, image, products, sum }] of this.#channels.entries()) {
      const corner: Pair = [at[0] * part.stride[0], at[1] * part.stride[1]];
      image.mark("picture-window", output ? [{ at: corner, size: covered(part) }] : []);
      products.node.hidden = sum.hidden = !output;
      products.show(patchAt(part, at), part.kernel);
      sum.textContent = `= ${shown(sums[i])}`;
      shade(sum, sums[i], largestOf(sums));
    }
    this.#output.mark("picture-window", output ? [{ at, size: [1, 1] }] : []);
    const [, columns] = output?.shape ?? [];
    const value = output?.values[at[0] * columns + at[1]] ?? 0;
    const place = this.#at[0] * columns + this.#at[1];
    this.#choice.isChanged = !this.#reset.disabled;
    this.#choice.state(...(output ? this.#stated(output, place) : []));
    this.#title.textContent = output ? titleOf(WORDS.pictures.convolution.output, output, at) : "";
    this.#formula.textContent = output ? sumOfChannels(this.#parts, names, at, value) : "";
    this.#places.say(at, `${this.#title.textContent}. ${this.#formula.textContent}`);
  }

  /** The number that is made, and what each channel adds to it: only the page has computed that. */
  #stated({ values }: Tensor, place: number): ChosenNumber[] {
    const sums = this.#parts.map((part, i) => ({ path: ["sums", i, place], value: sumAt(part, this.#at) }));
    return [{ path: ["output", "values", place], value: values[place] }, ...sums];
  }

  #tables() {
    const words = WORDS.pictures.convolution;
    const pathOf = (key: string) => (this.#choice.isChanged ? undefined : [key, "values"]);
    const tables = this.#channels.flatMap(({ part }, i) =>
      (["image", "kernel"] as const).map((key) => {
        const first = i * part[key].values.length;
        return gridOf(`${this.#data.names[i]}: ${words[key]}`, part[key], pathOf(key), first);
      }),
    );
    const { output } = this.#data;
    return output ? [...tables, gridOf(words.output, output, pathOf("output"))] : tables;
  }
}
