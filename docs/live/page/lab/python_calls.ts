/** The lab's way to Python: it runs the page's cells where they have changed, then a call of lab_answers.py. */

import { config } from "../config.js";
import { STOPPED, callPython } from "../kernel/calls.js";
import { fill } from "../../phrases.js";

/**
 * @typedef {import("../../messages.js").File} File
 */

const CELLS = ["as-mnist", "make-model", "predict"];

/**
 * A model that may answer; `right` of `of` test digits are right.
 * @typedef {{key: string, title: string, right: number, of: number}} Model
 * What lab_answers.py answers, whatever was asked: the models there are, and the key of the one in use.
 * @typedef {{models: Model[], used: string}} Standing
 */

/**
 * What the reader has chosen; it stays while other pages of the site are read.
 * @type {{model: string, file: File|null, generation: number}}
 */
const chosen = { model: "", file: null, generation: 0 };

export class Python {
  #kernel;
  #cells;
  #isStopped = false;

  /** @param {import("../kernel/kernel.js").Kernel} kernel @param {import("../cell/cell.js").LiveCell[]} cells of the page */
  constructor(kernel, cells) {
    this.#kernel = kernel;
    this.#cells = cells.filter((cell) => CELLS.includes(cell.id));
  }

  /** From now on ask this model. @param {string} key */
  choose(key) {
    chosen.model = key;
  }

  /** End what has been asked for: the cells and the call that are still to run, too. */
  stop() {
    this.#isStopped = true;
    this.#kernel.interrupt();
  }

  /**
   * @param {string} source @param {{digit: number, turn: number, files: File[]}} details
   * @returns {Promise<Standing & import("./answer.js").Answer>}
   */
  async predict(source, { digit, turn, files }) {
    await this.#prepare();
    const found = await this.#call("predict", [source, chosen.model, digit, turn], files);
    if (!isNumbers(found.picture, 28 * 28) || !isNumbers(found.probabilities, 10))
      throw new Error(WORDS.lab.no_numbers);
    return found;
  }

  /**
   * Load weights from a file; what was loaded before stays if they are refused.
   * @param {File} file
   * @returns {Promise<(Standing & {notices: string[], sizes: string})|{error: string}>}
   */
  async load(file) {
    await this.#prepare();
    const found = await this.#load(file);
    if (!found.error) Object.assign(chosen, { file, model: "file", generation: this.#kernel.generation });
    return found;
  }

  /** The weights of the model in use, as a file. @returns {Promise<{name: string, bytes: Uint8Array<ArrayBuffer>}>} */
  async save() {
    await this.#prepare();
    const { used } = await this.#call("save", [chosen.model]);
    const answer = await this.#kernel.ask("file", "weights.bin");
    const file = /** @type {{bytes: Uint8Array<ArrayBuffer>}|null} */ (answer);
    if (!file) throw new Error(WORDS.lab.busy);
    const own = used === "mine" ? "model.safetensors" : "digits-model.safetensors";
    return { name: used === "file" && chosen.file ? chosen.file.name : own, bytes: file.bytes };
  }

  /** The model in use, in words. @param {Standing} standing */
  describe({ models, used }) {
    const model = /** @type {Model} */ (models.find(({ key }) => key === used));
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

  /** @param {File} file */
  #load({ name, bytes }) {
    return this.#call("load", [name, WORDS.weights_file], [{ name: "weights.bin", bytes }]);
  }

  /**
   * Call a function of lab_answers.py.
   * @param {string} name @param {(string|number|object)[]} values @param {File[]} [files]
   * @returns {Promise<any>} its answer
   */
  #call(name, values, files) {
    return callPython(this.#kernel, { cell: "lab", source: config.pagePrograms.ask_lab }, name, values, files);
  }
}

/** @param {Model} model */
export function titleOf({ key, title }) {
  if (key === "recorded") return WORDS.lab.recorded_weights;
  return key === "mine" ? WORDS.lab.own_model : title;
}

/** @param {unknown} value @param {number} length */
const isNumbers = (value, length) =>
  Array.isArray(value) && value.length === length && value.every((number) => Number.isFinite(number));
