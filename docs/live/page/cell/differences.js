/** What a cell's code does here that it does otherwise in Colab or Jupyter, told before anybody wonders. */

/** @type {[code: RegExp, words: string][]} */
const DIFFERENCES = [
  [
    /\bcuda\b|\bmps\b|torch\.accelerator/,
    "A page has no GPU: torch.cuda.is_available() is False here, and the code runs on the CPU. Colab offers one.",
  ],
  [
    /\bnum_workers\s*=\s*[1-9]/,
    "The loader works in the same process here, whatever num_workers says; the batches are the same.",
  ],
  [
    /\b(?:datasets\.)?MNIST\(/,
    "MNIST comes with this site, so download=True fetches nothing from elsewhere. The images are the same.",
  ],
  [
    /\btorch\.save\(|\.savefig\(|\bopen\([^)]*["'][wax]b?\+?["']/,
    "Files are kept in this tab only, until it is closed or Python restarts.",
  ],
  [
    /\btime\.(?:time|perf_counter|monotonic|process_time)\(|%timeit|%%?time\b/,
    "The times are those of this browser, not of PyTorch.",
  ],
  [/\brequests\b|\burllib\b|\burlopen\(/, "A page can fetch only from its own site; Colab can fetch from anywhere."],
  [
    /\bthreading\b|\bmultiprocessing\b|\bconcurrent\.futures\b/,
    "Python has a single thread and a single process here.",
  ],
];

/** @param {string} source @returns {string[]} sentences, none for most code */
export function differences(source) {
  const code = source.replace(/(^|\s)#(?!\s*@).*$/gm, "");
  return DIFFERENCES.filter(([pattern]) => pattern.test(code)).map(([, words]) => words);
}

/** Says it below the code: one line that opens. */
export class DifferencesNote {
  node = Object.assign(document.createElement("details"), { className: "cell-differs" });
  #list = document.createElement("ul");
  #shown = "";
  #drift;

  /** @param {string} [why] the published code's figures may differ a little from the recorded ones */
  constructor(why) {
    this.#drift = why ? [`The last digits may differ from the recorded ones: ${why}.`] : [];
    const summary = document.createElement("summary");
    summary.textContent = "What is different here";
    this.node.append(summary, this.#list);
    this.node.hidden = true;
  }

  /** @param {string} source the cell's code as it stands */
  show(source) {
    const found = [...this.#drift, ...differences(source)];
    if (found.join() === this.#shown) return;
    this.#shown = found.join();
    this.node.hidden = !found.length;
    this.#list.replaceChildren(
      ...found.map((words) => Object.assign(document.createElement("li"), { textContent: words })),
    );
  }
}
