/** Puts a text where the reader can paste it from, also where browsers keep pages from the clipboard: on plain http. */

import { Note } from "./note.js";
import { fill } from "../../phrases.js";

export class Copier {
  #note = new Note("cell-copied");
  #onCopied;

  /** @param {(words: string) => void} onCopied says so */
  constructor(onCopied) {
    this.#onCopied = onCopied;
  }

  /** Where the reader finds what could not be copied. */
  get node() {
    return this.#note.node;
  }

  /** @param {string} words to say when it is done @param {string|Promise<string>} text */
  async copy(words, text) {
    this.#note.clear();
    try {
      const found = await text;
      if ((await isWritten(found)) || isCopied(found)) this.#onCopied(words);
      else this.#offer(found);
    } catch (error) {
      this.#note.say(fill(WORDS.copying.failed, { reason: /** @type {Error} */ (error).message }));
    }
  }

  /** @param {string} words to say when it is done @param {Promise<Blob>} png */
  async copyPicture(words, png) {
    this.#note.clear();
    try {
      await navigator.clipboard.write([new ClipboardItem({ "image/png": png })]);
      this.#onCopied(words);
    } catch {
      this.#note.say(WORDS.copying.no_pictures);
    }
  }

  /** @param {string} text */
  #offer(text) {
    const field = fieldOf(text);
    field.setAttribute("aria-label", WORDS.copying.field);
    this.#note.ask(WORDS.copying.by_hand, { [WORDS.buttons.close]: () => {} }, field);
    field.focus({ preventScroll: true });
    field.select();
  }
}

/** @param {string} text */
async function isWritten(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** As pages did it before they had a clipboard. @param {string} text */
function isCopied(text) {
  const focused = /** @type {HTMLElement|null} */ (document.activeElement);
  const field = fieldOf(text);
  field.style.position = "fixed"; // so that nothing scrolls
  document.body.append(field);
  field.select();
  const isDone = document.execCommand("copy");
  field.remove();
  focused?.focus({ preventScroll: true });
  return isDone;
}

/** @param {string} text */
function fieldOf(text) {
  return Object.assign(document.createElement("textarea"), {
    value: text,
    readOnly: true,
    rows: 3,
    className: "cell-copy",
  });
}
