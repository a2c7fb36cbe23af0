/** What is documented that a cell's examples print. An error that is documented is no failure. */

import type { Outcome, Part } from "../../messages.ts";
import { text } from "../elements/nodes.ts";
import type { Example, Printed } from "./doctest.ts";

const ERROR = /^(?:Traceback \(|[\w.]*(?:Error|Exception)\b)/;

export class Documented {
  #node = text("div", "cell-documented");
  #source;
  #examples: Example[];
  /** What the run under way has shown, by example; null while it cannot be compared. */
  #shown: Part[][] | null = null;

  /** @param source the published code */
  constructor(cell: HTMLElement, source: string) {
    const documented: string[] = JSON.parse(cell.dataset.documented || "[]");
    const sources = source.split(/^(?=[ \t]*>>>)/m);
    this.#source = source;
    this.#examples = documented.map((each, index) => ({ source: sources[index] ?? "", documented: each }));
    this.clear();
    if (documented.length) cell.querySelector("[data-output]")?.after(this.#node);
  }

  clear() {
    this.#node.hidden = true;
    this.#shown = null;
  }

  /** @param source what runs: with an edit, other examples than the documented ones */
  begin(source: string) {
    this.clear();
    if (!this.#examples.length || source !== this.#source) return;
    this.#shown = this.#examples.map(() => []);
    void report(); // it is here when the run is over
  }

  receive(parts: Part[]) {
    for (const part of parts) {
      const shown = this.#shown?.[part.example ?? 0];
      if (part.part === "clear") shown?.splice(0);
      else shown?.push(part);
    }
  }

  /** Is it an error where one is documented? */
  isExpected({ ours, example = 0 }: Part) {
    return this.#shown !== null && !ours && ERROR.test(this.#examples[example]?.documented ?? "");
  }

  /** How a run counts: it fails with an error where none is documented. */
  judge(outcome: Outcome): Outcome {
    if (!this.#shown || outcome === "stopped") return outcome;
    const errors = this.#shown.flat().filter(({ part }) => part === "error");
    return errors.every((error) => this.isExpected(error)) ? "done" : "failed";
  }

  /** The run is over: show how it compares. @param announce says it to screen readers */
  async finish(outcome: Outcome, announce: (words: string) => void) {
    const shown = this.#shown;
    if (!shown || outcome === "stopped" || shown.flat().some(({ ours }) => ours)) return;
    const { reportOf } = await report();
    if (shown !== this.#shown) return; // another run has begun
    const found = reportOf(this.#examples, shown.map(printed));
    if (!found) return;
    this.#node.dataset.verdict = found.sameness;
    this.#node.replaceChildren(...found.nodes);
    this.#node.hidden = false;
    if (found.sameness === "different") announce(found.words);
  }
}

const report = () => import("./documented_report.ts");

/** What a session would have printed. */
function printed(parts: Part[]): Printed {
  const texts = parts.map(({ part, text, plain }) => {
    if (part === "stdout") return text;
    return part === "stderr" || part === "error" || part === "comm" ? "" : `${plain || text}\n`;
  });
  const error = parts.find(({ part }) => part === "error");
  return { text: texts.join(""), error: error ? (error.plain ?? error.text) : null };
}
