/** How a cell's code behaves differently here than in Colab or Jupyter. */

import { fill } from "../../phrases.ts";

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

/** Says it below the code: one line that opens. */
export class DifferencesNote {
  node = Object.assign(document.createElement("details"), { className: "cell-differs" });
  #list = document.createElement("ul");
  #shown = "";
  #drift;

  /** @param why the published code's figures may differ a little from the recorded ones */
  constructor(why?: string) {
    this.#drift = why ? [fill(WORDS.differences.last_digits, { why })] : [];
    const summary = document.createElement("summary");
    summary.textContent = WORDS.differences.title;
    this.node.append(summary, this.#list);
    this.node.hidden = true;
  }

  /** @param source the cell's code as it stands */
  show(source: string) {
    const found = [...this.#drift, ...differences(source)];
    if (found.join() === this.#shown) return;
    this.#shown = found.join();
    this.node.hidden = !found.length;
    this.#list.replaceChildren(
      ...found.map((words) => Object.assign(document.createElement("li"), { textContent: words })),
    );
  }
}
