/** A program that no control can describe: it runs as a cell does, and prints below. */

import { Output } from "../../../../../live_cells/live/page/output/output.ts";
import { text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import type { Job } from "../../../../../live_cells/live/page/kernel/contract.ts";
import type { Kernel } from "../../../../../live_cells/live/page/kernel/kernel.ts";

export class FreeCode {
  node = text("div", "cell-output pg-printed");
  /** Called when a run begins or ends. */
  onChange = () => {};
  #kernel;
  #output;
  #job: Job | null = null;

  #say;

  /** @param say called with why a program did not run to its end, where Python does not print it */
  constructor(kernel: Kernel, say: (words: string) => void) {
    this.#kernel = kernel;
    this.#say = say;
    this.node.hidden = true;
    this.#output = new Output(this.node);
  }

  get isRunning() {
    return this.#job !== null;
  }

  run(source: string) {
    if (this.#job) return;
    this.node.hidden = false;
    const job: Job = {
      cell: "playground-code",
      session: "playground-code",
      fleeting: true,
      source,
      onStart: () => this.#output.begin(true),
      onPrompt: (secret) => this.#output.prompt({ secret, onLine: (line) => this.#kernel.reply(line) }),
      onParts: (parts) => this.#output.add(parts),
      onEnd: ({ note }) => {
        this.#output.end(true);
        if (note) this.#say(note);
        this.#job = null;
        this.onChange();
      },
    };
    this.#job = job;
    this.#kernel.enqueue(job);
    this.onChange();
  }

  stop() {
    if (this.#job) this.#kernel.stop(this.#job);
  }

  /** Its output goes. */
  clear() {
    this.stop();
    this.#output.begin(true);
    this.#output.end(true);
    this.node.hidden = true;
  }
}
