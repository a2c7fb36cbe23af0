/** The head of a page of one's own: its name, the pages to choose from, what can be done with it, and whether it is kept. */

import { choose } from "../elements/files.ts";
import { bar, button, text } from "../elements/nodes.ts";
import { keptPages } from "./page_store.ts";

type Actions = {
  onName: () => void;
  onChosen: (id: string) => void;
  begin: () => void;
  open: (files: File[]) => void;
  download: () => void;
  share: () => void;
  askToDelete: () => void;
};

export class PageHead {
  node = text("div", "own-head");
  #name = text("input", "own-name");
  #pages = text("select", "own-pages");
  #kept = text("span", "own-kept");

  constructor({ onName, onChosen, begin, open, download, share, askToDelete }: Actions) {
    const words = WORDS.own_page;
    this.#name.setAttribute("aria-label", words.name);
    this.#name.maxLength = 120;
    this.#name.spellcheck = false;
    this.#name.addEventListener("input", onName);
    this.#pages.setAttribute("aria-label", words.pages);
    this.#pages.addEventListener("change", () => onChosen(this.#pages.value));
    this.#kept.setAttribute("role", "status");
    const title = text("div", "own-title");
    title.append(this.#name, this.#pages);
    const chooses = () => choose({ accept: ".ipynb,application/x-ipynb+json" }, open);
    const files = bar(
      "own-files",
      words.files,
      button(words.new_page, "plus", begin),
      button(words.open, "add", chooses, { title: words.open_title }),
      button(words.download, "save", download, { title: words.download_title }),
      button(words.link, "share", share, { title: words.link_title }),
      button(words.delete, "remove", askToDelete),
    );
    const row = text("div", "own-row live-place");
    row.append(files, text("div", "live-room"), this.#kept);
    this.node.append(title, row);
  }

  get name() {
    return this.#name.value.trim() || WORDS.own_page.untitled;
  }

  set name(name: string) {
    this.#name.value = name;
  }

  /** Let the reader write a name over the one that is there. */
  askName() {
    this.#name.focus();
    this.#name.select();
  }

  sayKept(words: string) {
    this.#kept.textContent = words;
  }

  /** List the pages that are kept, and the one that is shown. */
  listPages(shown: string) {
    const pages = keptPages().map(({ id, name }) => ({ id, name }));
    if (!pages.some(({ id }) => id === shown)) pages.unshift({ id: shown, name: this.name });
    this.#pages.replaceChildren(
      ...pages.map(({ id, name }) => new Option(name || WORDS.own_page.untitled, id, false, id === shown)),
    );
    this.#pages.hidden = pages.length < 2;
  }
}
