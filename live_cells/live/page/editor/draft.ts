/** Which code a cell shows: the published one, the reader's edit of it, or one from a link. */

import { diffNode } from "../elements/line_diff.ts";
import { button } from "../elements/nodes.ts";
import type { Note } from "../elements/notes.ts";
import { Edits, type KeptEdits } from "./edits.ts";
import type { mountEditor } from "./editor.ts";
import { forgetShared } from "./share.ts";

export class Draft {
  /** Is this code from a link, and not yet taken over? */
  shared = false;

  /** The code that came with a link. */
  #sharedSource: string | null = null;
  /** The code that another tab has kept meanwhile, till the reader decides. */
  #elsewhere: string | null = null;
  #original;
  #edits: KeptEdits;
  #editor;
  #note;
  #unwatch;

  /**
   * @param kept names the cell among all of the site, or keeps what is written itself
   * @param editor shows the published code
   * @param note where the reader is asked
   */
  constructor(kept: string | KeptEdits, editor: ReturnType<typeof mountEditor>, note: Note) {
    this.#original = editor.get();
    this.#edits = typeof kept === "string" ? new Edits(kept, this.#original) : kept;
    this.#editor = editor;
    this.#note = note;
    this.#unwatch = this.#edits.watch(() => this.#changedElsewhere());
  }

  /** The reader goes on to another page. */
  leave() {
    this.#unwatch();
  }

  /** The published code. */
  get original() {
    return this.#original;
  }

  get edited() {
    return this.#edits.isPublished && this.#editor.get() !== this.#original;
  }

  /** Will the code that it shows be here when the page has been reloaded? */
  get isKept() {
    const source = this.#editor.get();
    if (this.shared) return source === this.#sharedSource; // it is in the address
    return source === (this.#edits.current ?? this.#original);
  }

  /** Show the reader's edit, or the published code. */
  open() {
    const { current, outdated, aside } = this.#edits;
    this.shared = false;
    this.#elsewhere = null;
    if ((current ?? this.#original) !== this.#editor.get()) this.#editor.set(current ?? this.#original);
    this.#note.clear();
    if (current === null && outdated !== null) this.#offerOutdated(outdated);
    if (aside !== null) this.#offerOther(aside);
  }

  /** Show code that came with a link: marked, never run by itself, and kept only if the reader says so. */
  openShared(source: string) {
    this.shared = true;
    this.#sharedSource = source;
    this.#editor.set(source);
    this.#note.ask(WORDS.edits.shared, {
      [WORDS.edits.keep_shared]: () => {
        this.shared = false;
        this.#editor.set(this.#editor.get()); // its change event keeps it now
        if (!this.edited || this.#edits.current === this.#editor.get()) forgetShared();
        this.#editor.focus();
      },
      [WORDS.edits.discard_shared]: () => this.#discardShared(),
    });
  }

  #discardShared() {
    forgetShared();
    this.open();
  }

  /** The code has changed: keep it. */
  changed() {
    if (this.shared) return;
    if (this.#elsewhere === this.#editor.get()) {
      this.#elsewhere = null;
      this.#edits.putAside(null);
      this.#withdrawOffer();
    }
    if (this.#elsewhere !== null && !this.#edits.putAside(this.#elsewhere)) this.#note.say(WORDS.edits.not_kept);
    else if (this.#edits.isPublished && !this.edited) this.#edits.forget();
    else if (!this.#edits.keep(this.#editor.get())) this.#note.say(WORDS.edits.not_kept);
  }

  /** Back to the published code; from code that came with a link, to what was there before. */
  reset() {
    if (this.shared) return this.#discardShared();
    this.#editor.set(this.#original);
    this.#note.clear();
    if (this.#elsewhere !== null) this.#offerOther(this.#elsewhere);
  }

  /** Another tab has kept an edit, or forgotten one. Keeping anything now could overwrite what it keeps next. */
  #changedElsewhere() {
    if (this.shared) return; // decided first
    this.#offerOther(this.#edits.current ?? this.#original);
  }

  /** Another tab shows other code in this cell: nothing is lost, the reader chooses. */
  #offerOther(other: string) {
    const isSame = other === this.#editor.get();
    this.#elsewhere = isSame ? null : other;
    if (isSame) return this.#withdrawOffer();
    const decide = (source: string) => {
      this.#elsewhere = null;
      this.#edits.putAside(null);
      this.#editor.set(source); // its change event keeps it
      this.#editor.focus();
    };
    this.#offer(WORDS.edits.elsewhere, this.#editor.get(), other, {
      [WORDS.edits.use_other]: () => decide(other),
      [WORDS.edits.keep_this]: () => decide(this.#editor.get()),
    });
  }

  /** The published code has changed since the reader's edit: nothing is lost, the reader chooses. */
  #offerOutdated(edit: string) {
    this.#offer(WORDS.edits.outdated, this.#original, edit, {
      [WORDS.edits.use]: () => {
        this.#edits.adopt(); // takes no more room, which there may not be
        this.#editor.set(edit);
        this.#editor.focus();
      },
      [WORDS.edits.discard]: () => {
        this.#edits.forgetOutdated();
        this.#editor.focus();
      },
    });
  }

  /** Both tabs show the same code now. */
  #withdrawOffer() {
    if (this.#note.words === WORDS.edits.elsewhere) this.#note.clear();
  }

  /** Offer a choice, and a comparison of two codes. */
  #offer(words: string, here: string, there: string, choices: Record<string, () => void>) {
    const diff = diffNode(here, there);
    diff.hidden = true;
    const compare = button(WORDS.edits.compare, "choose", () => {
      diff.hidden = !diff.hidden;
      compare.setAttribute("aria-expanded", String(!diff.hidden));
    });
    compare.setAttribute("aria-expanded", "false");
    this.#note.ask(words, choices, compare, diff);
  }
}
