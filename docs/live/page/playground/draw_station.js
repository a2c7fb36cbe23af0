/** The last station: the model that was just trained reads the reader's handwriting; and its test. */

import { config } from "../config.js";
import { bar, button, text } from "../elements/toolbar.js";
import { AnswerView } from "../lab/answer.js";
import { Drawing, inkPicture } from "../lab/drawing.js";
import { isMnist } from "./setup/setup.js";
import { figure } from "./setup/words.js";

const LABEL =
  "Canvas to draw a digit on with a mouse, pen or finger. You can also choose a digit from the test set below.";
const INVITATION = "Draw a digit, or take one from the test set: the model that you have just trained answers.";
const NO_DIGITS = "Train a model on MNIST first: it will read your handwriting here.";

export class DrawStation {
  node = text("div", "lab pg-draw");

  #trainer;
  #drawing = new Drawing(LABEL, () => this.#changed(() => {}));
  #answer = new AnswerView();
  #test;
  #tested = text("p", "pg-said");
  /** The model that was tested last. */
  #judged = "";
  /** The test digit on the sheet, and which of them; null for a drawing. @type {[digit: number, turn: number]|null} */
  #taken = null;
  #turns = Array(10).fill(0);
  /** @type {HTMLButtonElement[]} */
  #digits;
  #isAsking = false;
  #isWanted = false;
  /** The model that was asked last. */
  #asked = "";

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
    this.#digits = this.#turns.map((_, digit) =>
      button(String(digit), "digit", () => this.#take(digit), { title: `Take a ${digit} from the test set` }),
    );
    const digits = bar(
      "lab-tests",
      "Digits from the test set",
      text("span", "lab-words", "Test digits"),
      ...this.#digits,
    );
    const test = text("div", "lab-tests");
    test.append(this.#test, this.#tested);
    this.node.append(sheet, this.#answer.node, digits, test);
    this.refresh();
  }

  refresh() {
    const { hasModel, isBusy, setup, version } = this.#trainer;
    const isReady = hasModel && setup !== null && isMnist(setup);
    this.#test.disabled = !isReady || isBusy;
    for (const digit of this.#digits) digit.disabled = !isReady;
    if (!isReady) this.#answer.clear(NO_DIGITS);
    else if (this.#drawing.isEmpty) this.#answer.clear(INVITATION);
    else if (!isBusy && version !== this.#asked) this.#ask();
    if (version !== this.#judged) this.#tested.textContent = "";
  }

  /** @param {() => void} change */
  #changed(change) {
    this.#taken = null;
    change();
    if (this.#drawing.isEmpty) this.refresh();
    else this.#ask();
  }

  /** @param {number} digit of which the next is taken from the test set */
  #take(digit) {
    this.#taken = [digit, this.#turns[digit]++];
    this.#ask();
  }

  async #ask() {
    const { setup, hasModel } = this.#trainer;
    if (!hasModel || !setup || !isMnist(setup)) return this.#answer.clear(NO_DIGITS);
    this.#isWanted = true;
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#asked = this.#trainer.version;
    while (this.#isWanted) {
      this.#isWanted = false;
      try {
        const by = `your model after ${counted(this.#trainer)}`;
        const taken = this.#taken;
        if (taken) {
          const found = await this.#trainer.view("test_digit", null, taken);
          this.#drawing.show(inkPicture(found.picture, 28));
          this.#answer.show(found, `${by}. Test digit: a ${taken[0]}, number ${taken[1] + 1}`);
        } else {
          const files = [{ name: "drawing.bin", bytes: this.#drawing.ink }];
          this.#answer.show(await this.#trainer.view("digit", null, [config.asMnist], files), by);
        }
      } catch (error) {
        this.#answer.fail(/** @type {Error} */ (error).message);
      }
    }
    this.#isAsking = false;
  }

  async #runTest() {
    this.#tested.textContent = "Testing …";
    this.#judged = this.#trainer.version;
    try {
      const { accuracy, loss, of } = await this.#trainer.view("test", null);
      const right = Math.round(accuracy * of);
      this.#tested.textContent = `${(100 * accuracy).toFixed(2)} % of the test set is right: ${right.toLocaleString("en")} of ${of.toLocaleString("en")}; the loss is ${figure(loss)}. Choose by the validation data, not by this.`;
    } catch (error) {
      this.#tested.textContent = /** @type {Error} */ (error).message;
    }
  }
}

/** How far it has trained, in words. @param {import("./trainer.js").Trainer} trainer */
function counted({ epoch, steps }) {
  if (epoch === 0) return steps === 1 ? "1 step" : `${steps} steps`;
  return epoch === 1 ? "1 epoch" : `${epoch} epochs`;
}
