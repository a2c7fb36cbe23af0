/** Keeps the page that is shown in this browser, and sees when another tab has changed it. */

import type { OwnPage } from "./notebook_file.ts";
import { keepPage, keptPage, newPageId, watchPage } from "./page_store.ts";

/** Milliseconds without a change after which a page is kept: it is written as a whole. */
const PAUSE = 300;

type Callbacks = {
  /** The page as it stands. */
  page: () => OwnPage;
  /** How much of it the browser has kept. */
  onKept: (kept: "all" | "code" | "nothing") => void;
  /** Another tab has changed it, or deleted it; nothing is kept until the reader has chosen. */
  onConflict: (isDeleted: boolean) => void;
};

export class PageKeeper {
  id = newPageId();
  /** Is the page from a link, and not yet the reader's? */
  isShared = false;
  /** When the page was kept last; another tab may have kept it since. */
  #changed = 0;
  #timer = 0;
  #isPending = false;
  #callbacks;
  #ends: (() => void)[];

  constructor(callbacks: Callbacks) {
    this.#callbacks = callbacks;
    const flush = () => this.flush();
    addEventListener("pagehide", flush);
    this.#ends = [
      () => removeEventListener("pagehide", flush),
      watchPage((id) => id === this.id && this.#reportConflict()),
    ];
  }

  leave() {
    this.flush();
    for (const end of this.#ends) end();
  }

  /** Another page is shown. @param changed when it was kept; 0 if it never was */
  turnTo(id: string, changed: number) {
    this.id = id;
    this.#changed = changed;
  }

  /** Keep the page, soon. @returns whether that is so: what fails is said when it does */
  later() {
    if (this.isShared) return true;
    this.#isPending = true;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.keep(), PAUSE);
    return true;
  }

  /** Keep now what waits. */
  flush() {
    if (this.#isPending) this.keep();
  }

  /** Keep nothing of what waits. */
  drop() {
    clearTimeout(this.#timer);
    this.#isPending = false;
  }

  keep() {
    this.drop();
    if (this.isShared || this.#reportConflict()) return;
    const changed = Math.max(Date.now(), this.#changed + 1);
    const kept = keepPage({ ...this.#callbacks.page(), id: this.id, changed });
    if (kept !== "nothing") this.#changed = changed;
    this.#callbacks.onKept(kept);
  }

  /** Keep it as another page. */
  keepCopy() {
    this.turnTo(newPageId(), 0);
    this.keep();
  }

  #reportConflict(): boolean {
    const there = keptPage(this.id);
    if ((there?.changed ?? 0) === this.#changed) return false;
    this.drop();
    this.#callbacks.onConflict(there === null);
    return true;
  }
}
