/** The bar above a page's first cell: what concerns all of them, and how Python is. */

import { fill } from "../../phrases.ts";
import { config } from "../config.js";
import { bar, button, loadingText, megabytes, text } from "../elements/nodes.ts";
import { Menu } from "../elements/menu.ts";
import { Note } from "../elements/notes.ts";
import type { Kernel, KernelState } from "../kernel/kernel.ts";
import type { Lesson } from "./lesson.ts";
import { lineValuesButtons } from "./line_values.ts";
import { LostNote } from "./lost_note.ts";
import { RunAll } from "./run_all.ts";
import { saveNotebook } from "./notebook.ts";
import { OfflineLabel } from "./offline.ts";
import { OwnFiles } from "./own_files.ts";
import { shortcutsButton } from "./shortcuts.ts";
import { VariablesPanel } from "./variables.ts";

const { pyodide } = config;

const STATUS: Record<KernelState, (kernel: Kernel) => string> = {
  off: () => fill(WORDS.python.off, { size: megabytes((pyodide.image ?? pyodide).bytes) }),
  loading: ({ progress }) => (progress ? loadingText(progress) : WORDS.python.starting),
  ready: () => WORDS.python.ready,
  busy: ({ progress }) => (progress ? loadingText(progress) : WORDS.python.running),
  dead: () => WORDS.python.dead,
};

export class PageBar {
  #lesson;
  #saves;
  #runAll;
  #menu = new Menu(WORDS.page.more);
  #variables;
  #offline;
  #lost;
  #failed = new Note("live-failed");
  #status = text("span", "live-status");
  #stop;

  /** @param saves lets the reader save the page as a notebook */
  constructor(lesson: Lesson, saves: () => void = () => saveNotebook(lesson.cells)) {
    const { kernel } = lesson;
    this.#lesson = lesson;
    this.#saves = saves;
    this.#runAll = new RunAll(lesson);
    this.#variables = new VariablesPanel(lesson, () => this.#menu.focus());
    this.#offline = new OfflineLabel(kernel);
    this.#lost = new LostNote(lesson);
    this.#stop = button(WORDS.buttons.stop, "stop", () => kernel.interrupt(), { title: WORDS.page.stop_elsewhere });
  }

  /** Show all of it. @param first the first cell @param place whose end the progress stays at */
  mount(first: HTMLElement, place: HTMLElement) {
    const { cells } = this.#lesson;
    const files = new OwnFiles(this.#lesson, place);
    const restart = () => {
      this.#runAll.forget();
      this.#lesson.kernel.restart();
    };
    const restartAndRun = () => {
      restart();
      this.#runAll.begin();
    };
    this.#menu.add(
      button(WORDS.page.restart, "restart", restart, { title: WORDS.page.restart_title }),
      button(WORDS.page.restart_and_run_all, "all", restartAndRun, {
        title: WORDS.page.restart_and_run_all_title,
      }),
      button(WORDS.buttons.notebook, "save", this.#saves, {
        title: WORDS.page.notebook_title,
      }),
      files.opener,
      this.#variables.opener,
      ...lineValuesButtons(() => {
        for (const cell of cells) cell.noteLines([]);
      }),
      shortcutsButton(),
    );
    const [wide, narrow] = document.querySelectorAll(".live-place");
    if (narrow?.checkVisibility()) {
      narrow.append(...wide.childNodes);
      wide.remove();
    }
    const room = document.querySelector(".live-room") ?? first.parentElement?.insertBefore(text("div", ""), first);
    const line = bar(
      "live-bar",
      WORDS.page.bar,
      button(WORDS.page.run_all, "all", () => this.#runAll.begin(), { title: WORDS.page.run_all_title }),
      this.#menu.node,
      this.#stop,
      this.#status,
      this.#offline.node,
    );
    room?.replaceWith(line);
    (line.closest(".live-place") ?? line).after(this.#lost.node, this.#failed.node, files.node, this.#variables.node);
    place.append(this.#runAll.node);
  }

  /** One more button in the menu. */
  add(item: HTMLButtonElement) {
    this.#menu.add(item);
  }

  /** Say what one of its buttons could not do; nothing takes that away. */
  say(words: string) {
    this.#failed.say(words);
    this.#lesson.announce(words);
  }

  refresh() {
    const { kernel, cells } = this.#lesson;
    this.#stop.hidden = !kernel.running || cells.some((cell) => cell.runs(kernel.running));
    this.#status.textContent = STATUS[kernel.state](kernel);
    this.#lost.refresh(cells.some((cell) => cell.notes.offersReplay));
    this.#offline.refresh();
    if (kernel.state !== "loading") this.#variables.refresh();
  }
}
