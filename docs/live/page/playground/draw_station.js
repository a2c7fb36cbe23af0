/** The last station: the model that was just trained reads the reader's handwriting; and its test. */

import { config } from "../config.js";
import { bar, button, text } from "../elements/toolbar.js";
import { AnswerView } from "../lab/answer.js";
import { Drawing } from "../lab/drawing.js";
import { isMnist } from "./setup/setup.js";

const LABEL = "Canvas to draw a digit on with a mouse, pen or finger.";
const INVITATION = "Draw a digit: the model that you have just trained answers.";
const NO_DIGITS = "Train a model on MNIST first: it will read your handwriting here.";

export class DrawStation {
  node = text("div", "lab pg-draw");

  #trainer;
  #drawing = new Drawing(LABEL, () => this.#ask());
  #answer = new AnswerView();
  #test;
  #tested = text("p", "pg-said");
  #isAsking = false;
  #isWanted = false;

  /** @param {import("./trainer.js").Trainer} trainer */
  constructor(trainer) {
    this.#trainer = trainer;
    this.node.dataset.lab = "drawing";
    this.#test = button("Test", "run", () => this.#runTest(), {
      title: "Judge the model by the 10,000 digits of the test set",
    });
    const undo = button("Undo", "reset", () => this.#changed(() => this.#drawing.undo()));
    const clear = button("Clear", "close", () => this.#changed(() => this.#drawing.clear()));
    const sheet = text("div", "lab-draw");
    sheet.append(this.#drawing.node, bar("lab-tools", "The drawing", undo, clear));
    const test = text("div", "lab-tests");
    test.append(this.#test, this.#tested);
    this.node.append(sheet, this.#answer.node, test);
    this.refresh();
  }

  refresh() {
    const { hasModel, isBusy, setup } = this.#trainer;
    const isReady = hasModel && setup !== null && isMnist(setup);
    this.#test.disabled = !isReady || isBusy;
    if (!isReady) this.#answer.clear(NO_DIGITS);
    else if (this.#drawing.isEmpty) this.#answer.clear(INVITATION);
    if (isBusy) this.#tested.textContent = "";
  }

  /** @param {() => void} change */
  #changed(change) {
    change();
    if (this.#drawing.isEmpty) this.refresh();
    else this.#ask();
  }

  async #ask() {
    const { setup, hasModel } = this.#trainer;
    if (!hasModel || !setup || !isMnist(setup)) return this.#answer.clear(NO_DIGITS);
    this.#isWanted = true;
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#isWanted) {
      this.#isWanted = false;
      try {
        const files = [{ name: "drawing.bin", bytes: this.#drawing.ink }];
        const found = await this.#trainer.view("digit", null, [config.asMnist], files);
        this.#answer.show(found, `your model after ${this.#trainer.epoch} epochs`);
      } catch (error) {
        this.#answer.fail(/** @type {Error} */ (error).message);
      }
    }
    this.#isAsking = false;
  }

  async #runTest() {
    this.#tested.textContent = "Testing …";
    try {
      const { accuracy, loss, of } = await this.#trainer.view("test", null);
      const right = Math.round(accuracy * of);
      this.#tested.textContent = `${(100 * accuracy).toFixed(2)} % of the test set is right: ${right.toLocaleString("en")} of ${of.toLocaleString("en")}; the loss is ${Number(loss.toPrecision(3))}. Choose by the validation data, not by this.`;
    } catch (error) {
      this.#tested.textContent = /** @type {Error} */ (error).message;
    }
  }
}
