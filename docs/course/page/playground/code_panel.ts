/** The program of the setup as it stands: what Start runs, and what a reader can edit instead of using the controls. */

import { fill, reasonOf, whole } from "../../../../live_cells/live/phrases.ts";
import { Copier } from "../../../../live_cells/live/page/elements/copier.ts";
import { forTheClass, save } from "../../../../live_cells/live/page/elements/files.ts";
import { bar, button, text } from "../../../../live_cells/live/page/elements/nodes.ts";
import type { Kernel } from "../../../../live_cells/live/page/kernel/kernel.ts";
import { aboutLine, passedLines, type About } from "./code/code_lines.ts";
import { FreeCode } from "./code/free_code.ts";
import { ProgramEditor } from "./code/program_editor.ts";
import { notebookOf, scriptOf, sectionsOf } from "./setup/program.ts";
import { rateAt } from "./setup/rate_at.ts";
import { readProgram } from "./setup/read_program.ts";
import { isSame, stackFor, withEnd, type Setup } from "./setup/setup.ts";
import { figure } from "./setup/words.ts";
import type { Store } from "./store.ts";
import type { Trainer } from "./trainer.ts";

const HERE = WORDS.playground.code;

type Around = {
  /** Light what a line is about. */
  light: (about: About) => void;
  /** Show the newest moment of the run. */
  leaveMoment: () => void;
  announce: (words: string) => void;
};

export class CodePanel {
  node = text("div", "pg-code");
  #store;
  #run;
  #announce;
  #leaveMoment;
  #editor;
  #free;
  #said = text("span", "pg-said");
  #where = text("p", "pg-code-where");
  #note = text("div", "pg-code-free");
  #runButton;
  #stopButton;
  #programs;
  /** The program that the reader wrote, if it is no setup's. */
  #own: string | null = null;
  #last = "";

  constructor(kernel: Kernel, store: Store, run: Trainer, { light, leaveMoment, announce }: Around) {
    this.#store = store;
    this.#run = run;
    this.#announce = announce;
    this.#leaveMoment = leaveMoment;
    this.#free = new FreeCode(kernel, (words) => this.#say(words));
    this.#free.onChange = () => this.#showFree();
    this.#editor = new ProgramEditor({
      onEdit: (source) => this.#edited(source),
      onLine: (line) => light(line === null ? null : aboutLine(this.#editor.source, line)),
      ask: (about, words) => kernel.ask(about, words),
    });
    const copier = new Copier((words) => this.#say(words));
    const saveText = (type: string, name: string, content: string) => save(new Blob([content], { type }), name);
    this.#programs = [
      button(WORDS.buttons.copy, "copy", () => copier.copy(HERE.copied, this.#script)),
      button(
        WORDS.buttons.notebook,
        "save",
        () => saveText("application/x-ipynb+json", "playground.ipynb", notebookOf(this.#sections, store.link)),
        { title: HERE.notebook_title },
      ),
      button(HERE.script, "save", () => saveText("text/x-python", "playground.py", this.#script), {
        title: HERE.script_title,
      }),
      button(HERE.go_on, "edit", () => this.#goOn(), { title: HERE.go_on_title }),
    ];
    const link = button(HERE.link, "share", () => copier.copy(HERE.link_copied, forTheClass(store.link)), {
      title: HERE.link_title,
    });
    this.#runButton = button(HERE.run, "run", () => this.#runOwn(), { title: HERE.run_title });
    this.#stopButton = button(WORDS.buttons.stop, "stop", () => this.#free.stop());
    const back = button(HERE.back, "reset", () => this.#comeBack(), { title: HERE.back_title });
    this.#note.append(
      text("p", "", HERE.free),
      bar("pg-buttons", HERE.own_title, this.#runButton, this.#stopButton, back),
    );
    this.node.append(
      bar("pg-buttons", HERE.title, ...this.#programs, link, this.#said),
      copier.node,
      this.#where,
      this.#note,
      this.#editor.node,
      this.#free.node,
    );
    this.#showFree();
    store.watch(() => this.refresh());
  }

  /** The setup with an end: a program without one trains as long as the run has, if that is of it. */
  get #shown() {
    const { setup } = this.#store;
    return withEnd(setup, this.#isOfRun ? this.#run.epochsSoFar || undefined : undefined);
  }

  get #isOfRun() {
    return isSame(this.#store.setup, this.#run.setup);
  }

  get #script() {
    return this.#own ?? scriptOf(this.#shown);
  }

  get #sections() {
    const [name, title] = ["code", HERE.title];
    return this.#own === null ? sectionsOf(this.#shown) : [{ name, title, source: this.#own }];
  }

  /** Take the program to a page of one's own. */
  async #goOn() {
    try {
      const { goOnWithNotebook } = await import("../../../../live_cells/live/page/own_page/going_on.ts");
      await goOnWithNotebook(notebookOf(this.#sections, this.#store.link), WORDS.playground.notebook.title);
    } catch (error) {
      this.#say(fill(WORDS.own_page.not_copied, { reason: reasonOf(error) }));
    }
  }

  /** The setup or the run has changed. */
  refresh() {
    this.locate();
    const { setup } = this.#store;
    const isWhole = stackFor(setup).fits;
    const source = isWhole ? scriptOf(this.#shown) : `# ${HERE.unfit}\n`;
    for (const one of this.#programs) one.disabled = !isWhole && this.#own === null;
    if (source === this.#last) return;
    const isFirst = !this.#last;
    this.#last = source;
    this.#said.textContent = "";
    if (this.#own === null) this.#editor.show(source, !isFirst && isWhole);
    this.locate();
  }

  /** Say where the program is at the playhead. */
  locate() {
    const { setup, shownStep: step, shownEpoch: epoch, losses, isRecorded } = this.#run;
    const isThere = setup !== null && this.#isOfRun && step > 0 && this.#own === null;
    const rate = setup ? figure(rateAt(setup, Math.max(step - 1, 0))) : "";
    const loss = isRecorded ? undefined : losses[step - 1];
    const words = typeof loss === "number" ? HERE.where_loss : HERE.where;
    const said = isThere ? fill(words, { epoch, step: whole(step), rate, loss: figure(loss) }) : HERE.before;
    if (this.#where.textContent !== said) this.#where.textContent = said;
    this.#editor.markPassed(isThere ? passedLines(this.#editor.source, step) : []);
  }

  leave() {
    this.#free.stop();
    this.#editor.leave();
  }

  #edited(source: string) {
    const shown = this.#shown;
    const found = readProgram(source, shown);
    const wasOwn = this.#own !== null;
    this.#own = found ? null : source;
    if (found) {
      const epochs = found.epochs === shown.epochs ? this.#store.setup.epochs : found.epochs;
      this.#take({ ...found, epochs });
    }
    if (wasOwn !== !found) this.#showFree();
  }

  /** The reader wrote the program of another setup: the controls follow, and the lines that depend on it. */
  #take(setup: Setup) {
    this.#last = "";
    if (isSame(setup, this.#store.setup)) this.refresh();
    else {
      this.#store.change(setup);
      this.#leaveMoment();
    }
  }

  #runOwn() {
    if (this.#own === null) return;
    this.#run.pause();
    this.#free.run(this.#own);
  }

  #comeBack() {
    this.#own = null;
    this.#last = "";
    this.#free.clear();
    this.refresh();
    this.#showFree();
    this.#editor.focus();
  }

  #showFree() {
    const isOwn = this.#own !== null;
    this.#note.hidden = !isOwn;
    this.#where.hidden = isOwn;
    const { isRunning } = this.#free;
    this.#runButton.hidden = isRunning;
    this.#stopButton.hidden = !isRunning;
    for (const one of this.#programs) one.disabled = !isOwn && !stackFor(this.#store.setup).fits;
  }

  #say(words: string) {
    this.#said.textContent = words;
    this.#announce(words);
  }
}
