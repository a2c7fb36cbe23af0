/** Lets readers give Python a file of their own: by a button, or by dropping it on a cell. It stays on their device. */

import { fill } from "../../phrases.ts";
import { choose } from "../elements/files.ts";
import { button, megabytes } from "../elements/nodes.ts";
import { Note } from "../elements/notes.ts";
import type { Lesson } from "./lesson.ts";

/** Bytes that a page can handle without trouble. */
const LARGEST = 50_000_000;

export class OwnFiles {
  /** Opens the device's own dialog. */
  opener = button(WORDS.files.add, "add", () => choose({ multiple: true }, (files) => this.#add(files)), {
    title: WORDS.files.add_title,
  });

  #note = new Note("live-files");
  #lesson;

  /** @param place where files can be dropped */
  constructor(lesson: Lesson, place: HTMLElement) {
    this.#lesson = lesson;
    const options = { capture: true }; // before the editor, which would insert what is in the file
    place.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault(), options);
    place.addEventListener("drop", (event) => this.#dropped(event), options);
  }

  /** Where it is said which files there are. */
  get node() {
    return this.#note.node;
  }

  #dropped(event: DragEvent) {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.stopPropagation();
    this.#add(event.dataTransfer?.files ?? []);
  }

  async #add(files: Iterable<globalThis.File>) {
    const said = [];
    for (const file of files) {
      const name = plainName(file.name);
      if (file.size > LARGEST) {
        const sizes = { size: megabytes(file.size), most: megabytes(LARGEST) };
        said.push(fill(WORDS.files.too_large, { file: file.name, ...sizes }));
        continue;
      }
      try {
        this.#lesson.kernel.put({ name, bytes: new Uint8Array(await file.arrayBuffer()) });
        said.push(fill(WORDS.files.added, { file: file.name, code: `open("${name}")` }));
      } catch {
        said.push(fill(WORDS.files.unreadable, { file: file.name }));
      }
    }
    const words = said.join(" ");
    this.#note.say(words);
    this.#lesson.announce(words);
  }
}

/** Are files held over a cell? Other places of the page handle files of their own. */
function hasFiles({ dataTransfer, target }: DragEvent) {
  const isCell = target instanceof Element && target.closest("[data-live]") !== null;
  return isCell && (dataTransfer?.types.includes("Files") ?? false);
}

/** A name without spaces and signs, which messages and Python code take as it is. */
const plainName = (name: string) => name.replace(/[^\w.-]+/g, "_").replace(/^[.-]+/, "_");
