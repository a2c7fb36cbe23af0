/** The lab's way to Python: it runs the page's cells where they have changed, then a call of live_lab/calls.py. */

import type { File } from "../../../../live_cells/live/messages.ts";
import { fill } from "../../../../live_cells/live/phrases.ts";
import type { LiveCell } from "../../../../live_cells/live/page/cell/cell.ts";
import { config } from "../../../../live_cells/live/page/config.js";
import { required } from "../../../../live_cells/live/page/elements/nodes.ts";
import { STOPPED, callPython } from "../../../../live_cells/live/page/kernel/calls.ts";
import type { Kernel } from "../../../../live_cells/live/page/kernel/kernel.ts";
import type { Answer } from "./answer.ts";

const CELLS = ["as-mnist", "make-model", "predict"];

/** A model that may answer; `right` of `of` test digits are right. */
export type Model = { key: string; title: string; right: number; of: number };

/** What live_lab/calls.py answers, whatever was asked: the models there are, and the key of the one in use. */
export type Standing = { models: Model[]; used: string };

/** What loading weights from a file came to. */
type Loaded = Standing & { notices: string[]; sizes: string };

/** What the reader has chosen; it stays while other pages of the site are read. */
const chosen: { model: string; file: File | null; generation: number } = { model: "", file: null, generation: 0 };

export class Python {
  #kernel;
  #cells;
  #isStopped = false;

  /** @param cells of the page */
  constructor(kernel: Kernel, cells: LiveCell[]) {
    this.#kernel = kernel;
    this.#cells = cells.filter((cell) => CELLS.includes(cell.id));
  }

  /** From now on ask this model. */
  choose(key: string) {
    chosen.model = key;
  }

  /** End what has been asked for: the cells and the call that are still to run, too. */
  stop() {
    this.#isStopped = true;
    this.#kernel.interrupt();
  }

  async predict(
    source: string,
    { digit, turn, files }: { digit: number; turn: number; files: File[] },
  ): Promise<Standing & Answer> {
    await this.#prepare();
    const found = await this.#call<Standing & Answer>("predict", [source, chosen.model, digit, turn], files);
    if (!isNumbers(found.picture, 28 * 28) || !isNumbers(found.probabilities, 10))
      throw new Error(WORDS.lab.no_numbers);
    return found;
  }

  /** Load weights from a file; what was loaded before stays if they are refused. */
  async load(file: File): Promise<Loaded | { error: string }> {
    await this.#prepare();
    const found = await this.#load(file);
    if (!("error" in found)) Object.assign(chosen, { file, model: "file", generation: this.#kernel.generation });
    return found;
  }

  /** The weights of the model in use, as a file. */
  async save(): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> }> {
    await this.#prepare();
    const { used } = await this.#call<Standing>("save", [chosen.model]);
    const file = await this.#kernel.ask("file", "weights.bin");
    if (!file) throw new Error(WORDS.lab.busy);
    const own = used === "mine" ? "model.safetensors" : "digits-model.safetensors";
    return { name: used === "file" && chosen.file ? chosen.file.name : own, bytes: file.bytes };
  }

  /** The model in use, in words. */
  describe({ models, used }: Standing) {
    const model = required(models.find(({ key }) => key === used));
    return `${titleOf(model)}: ${fill(WORDS.lab.right, { right: model.right, all: model.of })}`;
  }

  /** Have the page's cells run as they stand, and the chosen file loaded, in the Python that is there now. */
  async #prepare() {
    this.#isStopped = false;
    this.#kernel.start();
    for (const cell of this.#cells) {
      if (cell.isCurrent) continue;
      if (cell.shared) throw new Error(WORDS.lab.shared_code);
      const outcome = await cell.run({});
      if (this.#isStopped) throw new Error(STOPPED);
      if (outcome !== "done") throw new Error(WORDS.lab.unfinished);
    }
    const { file, generation } = chosen;
    if (!file || generation === this.#kernel.generation) return;
    await this.#load(file);
    chosen.generation = this.#kernel.generation;
  }

  #load({ name, bytes }: File) {
    return this.#call<Loaded | { error: string }>("load", [name, WORDS.weights_file], [{ name: "weights.bin", bytes }]);
  }

  /** Call a function of live_lab/calls.py. @returns its answer */
  #call<Found>(name: string, values: (string | number | object)[], files?: File[]) {
    return callPython<Found>(this.#kernel, { cell: "lab", source: config.pagePrograms.ask_lab }, name, values, files);
  }
}

export function titleOf({ key, title }: Model) {
  if (key === "recorded") return WORDS.lab.recorded_weights;
  return key === "mine" ? WORDS.lab.own_model : title;
}

const isNumbers = (value: unknown, length: number) =>
  Array.isArray(value) && value.length === length && value.every((number) => Number.isFinite(number));
