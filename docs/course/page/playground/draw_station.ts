/** A sheet for a digit, which the model on the stage reads while it learns; digits of the test set; and the test. */

import { counted, fill, percentOf, reasonOf, whole } from "../../../../live_cells/live/phrases.ts";
import { config } from "../../../../live_cells/live/page/config.js";
import { bar, button, text } from "../../../../live_cells/live/page/elements/nodes.ts";
import { AnswerView, type Answer } from "../lab/answer.ts";
import { Drawing, inkPicture } from "../lab/drawing.ts";
import { isMnist } from "./setup/setup.ts";
import { figure } from "./setup/words.ts";
import type { Trainer } from "./trainer.ts";

const { invitation: INVITATION, no_model: NO_DIGITS } = WORDS.playground.draw;

export class DrawStation {
  node = text("div", "lab pg-draw");

  #trainer;
  #drawing = new Drawing(WORDS.lab.canvas, () => this.#changed(() => {}));
  #answer = new AnswerView();
  #test;
  #tested = text("p", "pg-said");
  /** The model that was tested last. */
  #judged = "";
  /** The test digit on the sheet, and which of them; null for a drawing. */
  #taken: [digit: number, turn: number] | null = null;
  #turns = Array(10).fill(0);
  #digits: HTMLButtonElement[];
  /** Has the reader drawn, or cleared the sheet? */
  #isUsed = false;
  #isAsking = false;
  #isWanted = false;
  #onPicture;

  /** @param onPicture called with the digit to read: gray values from 0 to 255 */
  constructor(trainer: Trainer, onPicture: (picture: number[]) => void) {
    this.#trainer = trainer;
    this.#onPicture = onPicture;
    Object.assign(this.node.dataset, { lab: "drawing", playground: "draw" });
    this.#test = button(WORDS.playground.draw.test, "run", () => this.#runTest(), {
      title: fill(WORDS.playground.draw.test_title, { count: whole(10_000) }),
    });
    const undo = button(WORDS.buttons.undo, "reset", () => this.#changed(() => this.#drawing.undo()));
    const clear = button(WORDS.buttons.clear, "close", () => this.#changed(() => this.#drawing.clear()));
    const sheet = text("div", "lab-draw");
    sheet.append(this.#drawing.node, bar("lab-tools", WORDS.lab.drawing, undo, clear));
    this.#digits = this.#turns.map((_, digit) =>
      button(String(digit), "digit", () => this.#take(digit), { title: fill(WORDS.lab.take, { digit }) }),
    );
    const digits = bar("lab-tests", WORDS.lab.tests, text("span", "lab-words", WORDS.lab.tests_short), ...this.#digits);
    const test = text("div", "lab-tests");
    test.append(this.#test, this.#tested);
    this.node.append(sheet, this.#answer.node, digits, test);
    this.refresh();
  }

  refresh() {
    const { hasModel, isBusy, setup, shownVersion: version } = this.#trainer;
    const isReady = hasModel && setup !== null && isMnist(setup);
    this.#test.disabled = !isReady || isBusy;
    for (const digit of this.#digits) digit.disabled = !isReady;
    if (!isReady) this.#answer.clear(NO_DIGITS);
    else if (this.#drawing.isEmpty) this.#answer.clear(INVITATION);
    if (version !== this.#judged) this.#tested.textContent = "";
  }

  /** Show what a model says of the digit on the sheet, if there is one; a given digit lies on it until the reader draws. */
  read(picture: number[], probabilities: number[] | null) {
    if (this.#drawing.isEmpty && !this.#isUsed) this.#drawing.show(inkPicture(picture, 28), true);
    if (probabilities && !this.#drawing.isEmpty) this.#answer.show({ picture, probabilities }, this.#by);
  }

  /** Which model says so, of what. */
  get #by() {
    const by = fill(WORDS.playground.draw.by, { time: trainedFor(this.#trainer) });
    if (!this.#taken) return by;
    const [digit, turn] = this.#taken;
    return fill(WORDS.playground.draw.by_of_test, { by, digit, number: turn + 1 });
  }

  #changed(change: () => void) {
    this.#isUsed = true;
    this.#taken = null;
    change();
    if (this.#drawing.isEmpty) this.refresh();
    else this.#ask();
  }

  /** @param digit of which the next is taken from the test set */
  #take(digit: number) {
    this.#taken = [digit, this.#turns[digit]++];
    this.#ask();
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
        const taken = this.#taken;
        if (taken) {
          const found = await this.#trainer.view("test_digit", this.#trainer.viewedEpoch, taken);
          this.#drawing.show(inkPicture(found.picture, 28));
          this.#show(found);
        } else {
          const files = [{ name: "drawing.bin", bytes: this.#drawing.ink }];
          this.#show(await this.#trainer.view("digit", this.#trainer.viewedEpoch, [config.asMnist], files));
        }
      } catch (error) {
        this.#answer.fail(reasonOf(error));
      }
    }
    this.#isAsking = false;
  }

  #show(found: Answer) {
    this.#answer.show(found, this.#by);
    this.#onPicture(found.picture);
  }

  async #runTest() {
    this.#tested.textContent = WORDS.playground.draw.testing;
    this.#judged = this.#trainer.shownVersion;
    try {
      const { accuracy, loss, of } = await this.#trainer.view("test", this.#trainer.viewedEpoch);
      const right = Math.round(accuracy * of);
      this.#tested.textContent = fill(WORDS.playground.draw.tested, {
        percent: percentOf((100 * accuracy).toFixed(2)),
        right: whole(right),
        all: whole(of),
        loss: figure(loss),
      });
    } catch (error) {
      this.#tested.textContent = reasonOf(error);
    }
  }
}

/** How far it has trained, in words. */
function trainedFor({ shownEpoch, shownStep }: Trainer) {
  const { steps, epochs } = WORDS.playground.draw;
  return shownEpoch === 0 ? counted(steps, shownStep) : counted(epochs, shownEpoch);
}
