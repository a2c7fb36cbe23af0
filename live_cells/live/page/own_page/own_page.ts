/**
 * A notebook of one's own: a page of cells that a reader makes, kept in this browser as edits are, saved as a notebook
 * file, shared as a link. Files of others can be opened in it; nothing of them runs by itself.
 */

import { fill, reasonOf } from "../../phrases.ts";
import { Copier } from "../elements/copier.ts";
import { address, forTheClass, save } from "../elements/files.ts";
import { bar, button } from "../elements/nodes.ts";
import { Note } from "../elements/notes.ts";
import { Estimates, Lesson } from "../lesson/lesson.ts";
import { PageBar } from "../lesson/page_bar.ts";
import type { OpenPage } from "../page_parts.ts";
import { CellList } from "./cell_list.ts";
import { OwnEdits } from "./code_cell.ts";
import { pageOfFile, takeDropped } from "./file_reading.ts";
import { NotebookError, emptyCell, fileName, notebookOf, type OwnPage } from "./notebook_file.ts";
import { PageHead } from "./page_head.ts";
import { PageKeeper } from "./page_keeper.ts";
import { forgetPage, freeName, keepPage, keptPage, keptPages, newPageId, type KeptPage } from "./page_store.ts";
import { forgetSharedPage, pageLink, sharedPage } from "./share_page.ts";
import { startersBar } from "./starters.ts";

/** The fragment of links that begin a new page. */
const NEW = "#new";

class OwnNotebook {
  #starters;
  #place;
  #lesson;
  #list;
  #pageBar;
  #head;
  #keeper;
  #note = new Note("own-note");
  #copier;
  #announce;
  #ends: (() => void)[] = [];

  constructor(place: HTMLElement, { kernel, startOnIntent, announcer }: OpenPage) {
    loadStyle();
    this.#place = place;
    this.#announce = announcer(place);
    this.#keeper = new PageKeeper({
      page: () => this.#page,
      onKept: (kept) => this.#sayKept(kept),
      onConflict: (isDeleted) => this.#askWhichTab(isDeleted),
    });
    this.#lesson = new Lesson(kernel, new Estimates(kernel), this.#announce);
    this.#lesson.edits = (_id, source) => new OwnEdits(source, () => this.#keeper.later());
    this.#list = new CellList(this.#lesson, {
      onChange: () => this.#keeper.later(),
      onRemoved: (undo) => this.#note.ask(WORDS.own_page.removed, { [WORDS.buttons.undo]: undo }),
      onCode: (element) => {
        const starts = element.querySelectorAll<HTMLElement>(".live-button--run, .highlight");
        for (const node of starts) startOnIntent(node);
      },
    });
    this.#copier = new Copier((words) => this.#say(words));
    this.#pageBar = new PageBar(this.#lesson, () => this.#download());
    this.#head = new PageHead({
      onName: () => this.#keeper.later(),
      onChosen: (id) => this.#choose(id),
      begin: () => this.#begin(),
      open: (files) => this.#take(files),
      download: () => this.#download(),
      share: () => this.#share(),
      askToDelete: () => this.#askToDelete(),
    });
    this.#starters = startersBar(this.#place, (source) => this.#start(source));
    this.#build();
    const onHash = () => void this.#openLinked();
    addEventListener("hashchange", onHash);
    this.#ends.push(
      kernel.watch(() => this.#refresh()),
      () => removeEventListener("hashchange", onHash),
    );
    void this.#open();
  }

  leave() {
    this.#keeper.leave();
    for (const end of this.#ends) end();
    this.#list.leave();
    this.#lesson.leave();
  }

  #build() {
    const adds = (kind: "code" | "text") =>
      button(WORDS.own_page[kind], "plus", () => this.#list.add(kind), {
        title: fill(WORDS.own_page.add_end, { kind: WORDS.own_page[kind] }),
      });
    const end = bar("own-end", WORDS.own_page.add, adds("code"), adds("text"));
    this.#place.classList.add("own-page", "live-cells");
    this.#place.append(this.#head.node, this.#copier.node, this.#note.node, this.#list.node, this.#starters, end);
    this.#place.addEventListener("input", () => (this.#starters.hidden = true));
    this.#pageBar.mount(this.#list.node, this.#place);
    takeDropped(this.#place, (files) => this.#take(files));
  }

  #start(source: string) {
    this.#list.show([emptyCell("code", source)]);
    this.#starters.hidden = true;
    this.#lesson.cells[0]?.focus();
    this.#keeper.later();
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

  get #page(): OwnPage {
    return { name: this.#head.name, cells: this.#list.cells };
  }

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
    this.#leavePage(true);
    this.#show({ ...page, id: newPageId(), changed: 0 });
    const decided = (then: () => void) => () => {
      this.#keeper.isShared = false;
      forgetSharedPage();
      then();
    };
    this.#note.ask(WORDS.own_page.shared, {
      [WORDS.own_page.keep_shared]: decided(() => this.#keeper.keep()),
      [WORDS.own_page.discard_shared]: decided(() => void this.#open()),
    });
    return true;
  }

  /** @param isAsked does the reader want one more? */
  #begin(isAsked = true) {
    this.#leavePage();
    const name = freeName(WORDS.own_page.untitled);
    this.#show({ id: newPageId(), name, cells: [emptyCell("code")], changed: 0 });
    if (!isAsked) return;
    this.#keeper.keep();
    this.#head.askName();
  }

  #choose(id: string) {
    const page = keptPage(id);
    this.#keeper.flush();
    if (page) this.#show(page);
  }

  /** Another page is going to be shown. @param isShared is it one from a link? */
  #leavePage(isShared = false) {
    this.#keeper.flush();
    this.#keeper.isShared = isShared;
    if (!isShared) forgetSharedPage();
  }

  #show({ id, name, cells, changed }: KeptPage) {
    this.#keeper.turnTo(id, changed);
    this.#note.clear();
    this.#head.name = name;
    this.#head.sayKept(changed ? WORDS.own_page.kept : "");
    this.#list.show(cells.length ? cells : [emptyCell("code")]);
    const isEmpty = cells.length < 2 && !cells[0]?.source;
    this.#starters.hidden = !isEmpty || !this.#starters.querySelector("button");
    if (isEmpty && matchMedia("(pointer: fine)").matches) this.#lesson.cells[0]?.focus();
    this.#head.listPages(id);
    this.#refresh();
  }

  // -------------------------------------------------------------- keeping

  #sayKept(kept: "all" | "code" | "nothing") {
    const words = { all: WORDS.own_page.kept, code: WORDS.own_page.kept_code, nothing: "" };
    this.#head.sayKept(words[kept]);
    if (kept === "nothing") this.#note.say(WORDS.own_page.not_kept);
    else this.#head.listPages(this.#keeper.id);
  }

  /** Another tab has changed this page, or deleted it: nothing is lost, the reader chooses. */
  #askWhichTab(isDeleted: boolean) {
    const asCopy = { [WORDS.own_page.keep_copy]: () => this.#keeper.keepCopy() };
    if (isDeleted) return this.#note.ask(WORDS.own_page.deleted_elsewhere, asCopy);
    const takeTheirs = { [WORDS.own_page.use_other]: () => this.#choose(this.#keeper.id) };
    this.#note.ask(WORDS.own_page.changed_elsewhere, { ...takeTheirs, ...asCopy });
  }

  #askToDelete() {
    const page = this.#page;
    const { id } = this.#keeper;
    const comeBack = () => {
      this.#keeper.flush();
      keepPage({ ...page, id, changed: Date.now() });
      this.#choose(id);
    };
    const remove = async () => {
      this.#keeper.drop();
      forgetPage(id);
      await this.#open();
      this.#note.ask(fill(WORDS.own_page.deleted, { name: page.name }), { [WORDS.buttons.undo]: comeBack });
    };
    this.#note.ask(fill(WORDS.own_page.ask_delete, { name: page.name }), {
      [WORDS.own_page.delete]: () => void remove(),
      [WORDS.own_page.cancel]: () => {},
    });
  }

  // ---------------------------------------------------------------- files

  /** Open a file as one more page. */
  async #take([file]: File[]) {
    if (!file) return;
    const { name } = file;
    try {
      const page = await pageOfFile(file);
      this.#leavePage();
      this.#show({ ...page, id: newPageId(), changed: 0 });
      this.#keeper.keep();
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
