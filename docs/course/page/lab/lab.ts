/** The lab: a drawing becomes ten probabilities, by way of the page's own cells. */

import { fill, reasonOf } from "../../../../live_cells/live/phrases.ts";
import type { LiveCell } from "../../../../live_cells/live/page/cell/cell.ts";
import { bar, button, loadingText, text } from "../../../../live_cells/live/page/elements/nodes.ts";
import type { Kernel } from "../../../../live_cells/live/page/kernel/kernel.ts";
import { AnswerView } from "./answer.ts";
import { Drawing, inkPicture } from "./drawing.ts";
import { opening } from "./opening.ts";
import { Python } from "./python_calls.ts";
import { WeightsPanel } from "./weights_panel.ts";

const INVITATION = WORDS.lab.invitation;

type Page = { kernel: Kernel; cells: LiveCell[]; startOnIntent: (node: HTMLElement) => void };

/** @returns to be called when the page is left */
export function mountLab({ kernel, cells, startOnIntent }: Page): () => void {
  const python = new Python(kernel, cells);
  const answer = new AnswerView();
  const drawing = new Drawing(WORDS.lab.canvas, () => ask("drawing"));
  const panel = new WeightsPanel(python, () => ask(shown, again));
  let shown = "drawing"; // or a test digit
  /** Which of them: a digit, and how often it has been taken. */
  let again: number[] = [];
  const turns = Array(10).fill(0);
  let waiting: [source: string, details: number[]] | null = null;
  let isAsking = false;
  let wasLoading = false;

  /** Ask for an answer to what is on the sheet; of several requests while one is under way, the last counts. */
  async function ask(source: string, details: number[] = []) {
    [shown, again] = [source, details];
    if (drawing.isEmpty && source === "drawing") return answer.clear(INVITATION);
    waiting = [source, details];
    if (isAsking) return;
    isAsking = true;
    showStop(); // Python may be busy with something else, on which this waits
    while (waiting) {
      const [now, digit] = waiting;
      waiting = null;
      await answerTo(now, digit);
    }
    isAsking = false;
    showStop();
  }

  function showStop() {
    stop.disabled = !isAsking || !["busy", "loading"].includes(kernel.state);
  }

  async function answerTo(source: string, [digit = 0, turn = 0]: number[]) {
    try {
      const files = source === "drawing" ? [{ name: "drawing.bin", bytes: drawing.ink }] : [];
      const found = await python.predict(source, { digit, turn, files });
      if (drawing.isEmpty && source === "drawing") return; // cleared meanwhile
      if (source === "test") drawing.show(inkPicture(found.picture, 28));
      answer.show(found, python.describe(found));
      panel.show(found);
    } catch (error) {
      answer.fail(reasonOf(error));
    }
  }

  /** Begin with a digit and what was recorded about it, unless the reader has drawn meanwhile. */
  async function showOpening() {
    const recorded = await opening().catch(() => null); // where it cannot be had, the sheet is empty
    if (!recorded || !drawing.isEmpty || isAsking) return;
    drawing.show(inkPicture(recorded.picture, 28), true);
    answer.show(recorded, python.describe(recorded));
    answer.add(INVITATION);
  }

  const take = (digit: number) => ask("test", [digit, turns[digit]++]);
  const digits = Array.from({ length: 10 }, (_, digit) =>
    button(String(digit), "digit", () => take(digit), { title: fill(WORDS.lab.take, { digit }) }),
  );
  const stop = button(WORDS.buttons.stop, "stop", () => python.stop(), { title: WORDS.lab.stop_title });
  const changing = (action: () => void) => () => {
    action();
    ask("drawing");
  };
  const undo = changing(() => drawing.undo());
  const clear = changing(() => drawing.clear());
  const sheet = text("div", "lab-draw");
  sheet.append(
    drawing.node,
    bar(
      "lab-tools",
      WORDS.lab.drawing,
      button(WORDS.buttons.undo, "reset", undo),
      button(WORDS.buttons.clear, "close", clear),
      stop,
    ),
  );
  const tests = bar("lab-tests", WORDS.lab.tests, text("span", "lab-words", WORDS.lab.tests_short), ...digits);
  const [place] = document.querySelectorAll('[data-lab="drawing"]');
  const [weights] = document.querySelectorAll('[data-lab="weights"]');
  place.replaceChildren(sheet, answer.node, tests);
  weights.replaceChildren(panel.node);
  answer.clear(INVITATION);
  showOpening();
  drawing.node.addEventListener("pointerdown", () => kernel.start(), { once: true });
  for (const node of [drawing.node, tests]) startOnIntent(node);
  return kernel.watch(({ state, progress }) => {
    showStop();
    if (isAsking && progress) answer.say(`${loadingText(progress)} …`);
    else if (wasLoading && state === "busy") answer.say(`${WORDS.python.running} …`);
    wasLoading = isAsking && progress !== null;
  });
}
