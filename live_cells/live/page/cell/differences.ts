/** How a cell's code behaves differently here than in Colab or Jupyter. */

import { fill } from "../../phrases.ts";
import { button, text } from "../elements/nodes.ts";

const DIFFERENCES: [code: RegExp, words: string][] = [
  [/\bcuda\b|\bmps\b|torch\.accelerator/, WORDS.differences.gpu],
  [/\bnum_workers\s*=\s*[1-9]/, WORDS.differences.workers],
  [/\b(?:datasets\.)?MNIST\(/, WORDS.differences.mnist],
  [/\btorch\.save\(|\.savefig\(|\bopen\([^)]*["'][wax]b?\+?["']/, WORDS.differences.files],
  [/\btime\.(?:time|perf_counter|monotonic|process_time)\(|%timeit|%%?time\b/, WORDS.differences.times],
  [/\brequests\b|\burllib\b|\burlopen\(/, WORDS.differences.network],
  [/\bthreading\b|\bmultiprocessing\b|\bconcurrent\.futures\b/, WORDS.differences.threads],
];

/** @returns sentences, none for most code */
export function differences(source: string): string[] {
  const code = source.replace(/(^|\s)#(?!\s*@).*$/gm, "");
  return DIFFERENCES.filter(([pattern]) => pattern.test(code)).map(([, words]) => words);
}

/** Says it below the code, when it is asked for. */
export class DifferencesNote {
  node = text("ul", "cell-differs");
  opener = button(WORDS.differences.title, "differs", () => this.#open(this.node.hidden));
  #shown = "";
  #drift;

  /** @param why the published code's figures may differ a little from the recorded ones */
  constructor(why?: string) {
    this.#drift = why ? [fill(WORDS.differences.last_digits, { why })] : [];
    this.opener.hidden = true;
    this.#open(false);
  }

  /** @param source the cell's code as it stands */
  show(source: string) {
    const found = [...this.#drift, ...differences(source)];
    if (found.join() === this.#shown) return;
    this.#shown = found.join();
    this.opener.hidden = !found.length;
    if (!found.length) this.#open(false);
    this.node.replaceChildren(...found.map((words) => text("li", "", words)));
  }

  #open(isOpen: boolean) {
    this.node.hidden = !isOpen;
    this.opener.setAttribute("aria-expanded", String(isOpen));
  }
}
