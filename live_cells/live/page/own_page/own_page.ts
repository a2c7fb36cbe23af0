/**
 * A notebook of one's own: a page of cells that a reader makes, kept in this browser as edits are, saved as a notebook
 * file, shared as a link. Files of others can be opened in it; nothing of them runs by itself.
 */

import { fill, reasonOf } from "../../phrases.ts";
import { Copier } from "../elements/copier.ts";
import { address, choose, forTheClass, save } from "../elements/files.ts";
import { bar, button, text } from "../elements/nodes.ts";
import { Note } from "../elements/notes.ts";
import { Estimates, Lesson } from "../lesson/lesson.ts";
import { PageBar } from "../lesson/page_bar.ts";
import type { OpenPage } from "../page_parts.ts";
import { CellList } from "./cell_list.ts";
import { OwnEdits } from "./code_cell.ts";
import { NotebookError, emptyCell, fileName, notebookOf, readNotebook, type OwnPage } from "./notebook_file.ts";
import { forgetPage, keepPage, keptPage, keptPages, newPageId, watchPage, type KeptPage } from "./page_store.ts";
import { forgetSharedPage, pageLink, sharedPage } from "./share_page.ts";

/** Bytes of a notebook file that a page can show. */
const LARGEST = 20_000_000;
/** Milliseconds without a change after which a page is kept: it is written as a whole. */
const PAUSE = 300;
/** The fragment of links that begin a new page. */
const NEW = "#new";

class OwnNotebook {
  #place;
  #lesson;
  #list;
  #pageBar;
  #name = text("input", "own-name");
  #pages = text("select", "own-pages");
  #kept = text("span", "own-kept");
  #note = new Note("own-note");
  #copier;
  #announce;
  #id = newPageId();
  /** Is it from a link, and not yet taken over? */
  #isShared = false;
  /** When the page that is shown was kept last; another tab may have kept it since. */
  #changed = 0;
  #timer = 0;
  #isPending = false;
  #ends: (() => void)[] = [];

  constructor(place: HTMLElement, { kernel, startOnIntent, announcer }: OpenPage) {
    loadStyle();
    this.#place = place;
    this.#announce = announcer(place);
    this.#lesson = new Lesson(kernel, new Estimates(kernel), this.#announce);
    this.#lesson.edits = (_id, source) => new OwnEdits(source, () => this.#later());
    this.#list = new CellList(this.#lesson, {
      onChange: () => this.#later(),
      onRemoved: (undo) => this.#note.ask(WORDS.own_page.removed, { [WORDS.buttons.undo]: undo }),
      onCode: (element) => {
        const starts = element.querySelectorAll<HTMLElement>(".live-button--run, .highlight");
        for (const node of starts) startOnIntent(node);
      },
    });
    this.#copier = new Copier((words) => this.#say(words));
    this.#pageBar = new PageBar(this.#lesson, () => this.#download());
    this.#build();
    this.#ends.push(
      kernel.watch(() => this.#refresh()),
      watchPage((id) => id === this.#id && this.#changedElsewhere()),
    );
    const flush = () => this.#flush();
    addEventListener("pagehide", flush);
    const onHash = () => void this.#openLinked();
    addEventListener("hashchange", onHash);
    this.#ends.push(
      () => removeEventListener("pagehide", flush),
      () => removeEventListener("hashchange", onHash),
    );
    void this.#open();
  }

  leave() {
    this.#flush();
    for (const end of this.#ends) end();
    this.#list.leave();
    this.#lesson.leave();
  }

  // ------------------------------------------------------------- elements

  #build() {
    this.#name.setAttribute("aria-label", WORDS.own_page.name);
    this.#name.maxLength = 120;
    this.#name.spellcheck = false;
    this.#name.addEventListener("input", () => this.#later());
    this.#pages.setAttribute("aria-label", WORDS.own_page.pages);
    this.#pages.addEventListener("change", () => this.#choose(this.#pages.value));
    this.#kept.setAttribute("role", "status");
    const title = text("div", "own-title");
    title.append(this.#name, this.#pages);
    const files = bar(
      "own-files",
      WORDS.own_page.files,
      button(WORDS.own_page.new_page, "plus", () => this.#begin()),
      button(
        WORDS.own_page.open,
        "add",
        () => choose({ accept: ".ipynb,application/x-ipynb+json" }, (files) => this.#take(files)),
        {
          title: WORDS.own_page.open_title,
        },
      ),
      button(WORDS.own_page.download, "save", () => this.#download(), { title: WORDS.own_page.download_title }),
      button(WORDS.own_page.link, "share", () => this.#share(), { title: WORDS.own_page.link_title }),
      button(WORDS.own_page.delete, "remove", () => this.#askToDelete()),
      this.#kept,
    );
    const end = bar("own-end", WORDS.own_page.add);
    end.append(
      button(WORDS.own_page.code, "plus", () => this.#list.add("code"), {
        title: fill(WORDS.own_page.add_end, { kind: WORDS.own_page.code }),
      }),
      button(WORDS.own_page.text, "plus", () => this.#list.add("text"), {
        title: fill(WORDS.own_page.add_end, { kind: WORDS.own_page.text }),
      }),
    );
    this.#place.classList.add("own-page", "live-cells");
    this.#place.append(title, files, this.#copier.node, this.#note.node, this.#list.node, end);
    this.#pageBar.mount(this.#list.node, this.#place);
    const options = { capture: true }; // before a cell's editor, and before Python gets the file
    this.#place.addEventListener("dragover", (event) => event.preventDefault(), options);
    this.#place.addEventListener("drop", (event) => this.#dropped(event), options);
  }

  #say(words: string) {
    this.#note.say(words);
    this.#announce(words);
  }

  #refresh() {
    for (const cell of this.#lesson.cells) cell.refresh();
    this.#pageBar.refresh();
  }

  // ---------------------------------------------------------------- pages

  /** The page that a link has or asks for, or the last one, or a new one. */
  async #open() {
    if (await this.#openLinked()) return;
    const [last] = keptPages();
    if (last) this.#show(last);
    else this.#begin(false);
  }

  async #openLinked() {
    if (location.hash === NEW) {
      history.replaceState(history.state, "", location.pathname + location.search);
      this.#begin(false);
      return true;
    }
    const page = await sharedPage(location.hash);
    if (!page) return false;
    this.#flush();
    this.#isShared = true;
    this.#show({ ...page, id: newPageId(), changed: 0 });
    this.#kept.textContent = "";
    this.#note.ask(WORDS.own_page.shared, {
      [WORDS.own_page.keep_shared]: () => {
        this.#isShared = false;
        forgetSharedPage();
        this.#keep();
      },
      [WORDS.own_page.discard_shared]: () => {
        this.#isShared = false;
        forgetSharedPage();
        void this.#open();
      },
    });
    return true;
  }

  /** @param isAsked does the reader want one more? */
  #begin(isAsked = true) {
    this.#flush();
    this.#isShared = false;
    forgetSharedPage();
    const taken = new Set(keptPages().map(({ name }) => name));
    let name = WORDS.own_page.untitled as string;
    for (let number = 2; taken.has(name); number++) name = `${WORDS.own_page.untitled} ${number}`;
    this.#show({ id: newPageId(), name, cells: [emptyCell("code")], changed: 0 });
    if (!isAsked) return;
    this.#keep();
    this.#name.focus();
    this.#name.select();
  }

  #choose(id: string) {
    const page = keptPage(id);
    this.#flush();
    if (page) this.#show(page);
  }

  #show({ id, name, cells, changed }: KeptPage) {
    this.#id = id;
    this.#changed = changed;
    this.#note.clear();
    this.#name.value = name;
    this.#kept.textContent = changed ? WORDS.own_page.kept : "";
    this.#list.show(cells.length ? cells : [emptyCell("code")]);
    this.#listPages();
    this.#refresh();
  }

  /** The pages to choose from. */
  #listPages() {
    const pages = keptPages();
    if (!pages.some(({ id }) => id === this.#id)) pages.unshift({ ...this.#page, id: this.#id, changed: 0 });
    this.#pages.replaceChildren(
      ...pages.map(({ id, name }) => new Option(name || WORDS.own_page.untitled, id, false, id === this.#id)),
    );
    this.#pages.hidden = pages.length < 2;
  }

  get #page(): OwnPage {
    return { name: this.#name.value.trim() || WORDS.own_page.untitled, cells: this.#list.cells };
  }

  // -------------------------------------------------------------- keeping

  /** Keep the page, soon. @returns whether that is so: what fails is said when it does */
  #later() {
    if (this.#isShared) return true;
    this.#isPending = true;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#keep(), PAUSE);
    return true;
  }

  #flush() {
    if (this.#isPending) this.#keep();
  }

  #keep() {
    clearTimeout(this.#timer);
    this.#isPending = false;
    if (this.#isShared) return;
    const there = keptPage(this.#id);
    if (there && there.changed !== this.#changed) return this.#changedElsewhere();
    const changed = Math.max(Date.now(), this.#changed + 1);
    const kept = keepPage({ ...this.#page, id: this.#id, changed });
    if (kept === "nothing") {
      this.#kept.textContent = "";
      return this.#note.say(WORDS.own_page.not_kept);
    }
    this.#changed = changed;
    this.#kept.textContent = kept === "all" ? WORDS.own_page.kept : WORDS.own_page.kept_code;
    this.#listPages();
  }

  /** Another tab has changed this page, or deleted it: nothing is lost, the reader chooses. */
  #changedElsewhere() {
    const there = keptPage(this.#id);
    if (there?.changed === this.#changed) return;
    clearTimeout(this.#timer);
    this.#isPending = false;
    const asCopy = () => {
      this.#id = newPageId();
      this.#changed = 0;
      this.#keep();
    };
    if (!there) return this.#note.ask(WORDS.own_page.deleted_elsewhere, { [WORDS.own_page.keep_copy]: asCopy });
    this.#note.ask(WORDS.own_page.changed_elsewhere, {
      [WORDS.own_page.use_other]: () => this.#choose(this.#id),
      [WORDS.own_page.keep_copy]: asCopy,
    });
  }

  #askToDelete() {
    const page = this.#page;
    const id = this.#id;
    this.#note.ask(fill(WORDS.own_page.ask_delete, { name: page.name }), {
      [WORDS.own_page.delete]: () => {
        clearTimeout(this.#timer);
        this.#isPending = false;
        forgetPage(id);
        void this.#open().then(() =>
          this.#note.ask(fill(WORDS.own_page.deleted, { name: page.name }), {
            [WORDS.buttons.undo]: () => {
              this.#flush();
              keepPage({ ...page, id, changed: Date.now() });
              this.#choose(id);
            },
          }),
        );
      },
      [WORDS.own_page.cancel]: () => {},
    });
  }

  // ---------------------------------------------------------------- files

  #dropped(event: DragEvent) {
    const files = [...(event.dataTransfer?.files ?? [])];
    const isOurs = files.some(({ name }) => name.toLowerCase().endsWith(".ipynb"));
    const isCell = event.target instanceof Element && event.target.closest("[data-live][data-cell]");
    if (!files.length || (!isOurs && isCell)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void this.#take(files);
  }

  /** Open a file as one more page. */
  async #take([file]: File[]) {
    if (!file) return;
    const { name, size } = file;
    try {
      if (size > LARGEST) throw new NotebookError(WORDS.own_page.too_large);
      const page = readNotebook(await file.text(), name.replace(/\.(?:ipynb|json)$/i, ""));
      this.#flush();
      this.#isShared = false;
      forgetSharedPage();
      this.#show({ ...page, id: newPageId(), changed: 0 });
      this.#keep();
      this.#announce(fill(WORDS.own_page.opened, { name }));
    } catch (error) {
      const why = error instanceof NotebookError ? error.message : reasonOf(error);
      this.#say(fill(WORDS.own_page.not_opened, { name, why }));
    }
  }

  #download() {
    const page = this.#page;
    const content = [JSON.stringify(notebookOf(page), null, 1), "\n"];
    save(new Blob(content, { type: "application/x-ipynb+json" }), fileName(page.name));
  }

  async #share() {
    await this.#copier.copy(WORDS.cell.link_copied, pageLink(this.#page).then(forTheClass));
  }
}

/** The style sheet of such pages, which no other page loads. */
function loadStyle() {
  const href = address("../style/own_page.css");
  if (document.querySelector(`link[href="${href}"]`)) return;
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
}

/** @param place where the page is to be @returns what ends it */
export function mountOwnPage(place: HTMLElement, page: OpenPage): () => void {
  const notebook = new OwnNotebook(place, page);
  return () => notebook.leave();
}
