/** A notebook file of the reader's device as a page, by a button or dropped. */

import { NotebookError, readNotebook, type OwnPage } from "./notebook_file.ts";

/** Bytes of a notebook file that a page can show. */
const LARGEST = 20_000_000;

/** @throws {NotebookError} where it is no notebook, or too large */
export async function pageOfFile(file: File): Promise<OwnPage> {
  if (file.size > LARGEST) throw new NotebookError(WORDS.own_page.too_large);
  return readNotebook(await file.text(), file.name.replace(/\.(?:ipynb|json)$/i, ""));
}

/** Take notebook files that are dropped on a place; a cell takes others, for Python. */
export function takeDropped(place: HTMLElement, take: (files: File[]) => void) {
  const options = { capture: true }; // before a cell's editor, and before Python gets the file
  place.addEventListener("dragover", (event) => event.preventDefault(), options);
  const dropped = (event: DragEvent) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    const isOurs = files.some(({ name }) => name.toLowerCase().endsWith(".ipynb"));
    const isCell = event.target instanceof Element && event.target.closest("[data-live][data-cell]");
    if (!files.length || (!isOurs && isCell)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    take(files);
  };
  place.addEventListener("drop", dropped, options);
}
