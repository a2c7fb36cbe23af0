/** Puts a text where the reader can paste it from, also where browsers keep pages from the clipboard: on plain http. */

import { fill, reasonOf } from "../../phrases.ts";
import { Note } from "./notes.ts";

export class Copier {
  #note = new Note("cell-copied");
  #onCopied;

  /** @param onCopied says so */
  constructor(onCopied: (words: string) => void) {
    this.#onCopied = onCopied;
  }

  /** Where the reader finds what could not be copied. */
  get node() {
    return this.#note.node;
  }

  /** @param words to say when it is done */
  async copy(words: string, text: string | Promise<string>) {
    this.#note.clear();
    try {
      const found = await text;
      if ((await isWritten(found)) || isCopied(found)) this.#onCopied(words);
      else this.#offer(found);
    } catch (error) {
      this.#note.say(fill(WORDS.copying.failed, { reason: reasonOf(error) }));
    }
  }

  /** @param words to say when it is done */
  async copyPicture(words: string, png: Promise<Blob>) {
    this.#note.clear();
    try {
      await navigator.clipboard.write([new ClipboardItem({ "image/png": png })]);
      this.#onCopied(words);
    } catch {
      this.#note.say(WORDS.copying.no_pictures);
    }
  }

  #offer(text: string) {
    const field = fieldOf(text);
    field.setAttribute("aria-label", WORDS.copying.field);
    this.#note.ask(WORDS.copying.by_hand, { [WORDS.buttons.close]: () => {} }, field);
    field.focus({ preventScroll: true });
    field.select();
  }
}

async function isWritten(text: string) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** As pages did it before they had a clipboard. */
function isCopied(text: string) {
  const focused = document.activeElement;
  const field = fieldOf(text);
  field.style.position = "fixed"; // so that nothing scrolls
  document.body.append(field);
  field.select();
  const isDone = document.execCommand("copy");
  field.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return isDone;
}

function fieldOf(text: string) {
  return Object.assign(document.createElement("textarea"), {
    value: text,
    readOnly: true,
    rows: 3,
    className: "cell-copy",
  });
}
