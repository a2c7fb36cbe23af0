/** The pages of one's own that this browser keeps, each under a key of its own. */

import { isObject, store, stored } from "../elements/storage.ts";
import type { OwnCell, OwnPage } from "./notebook_file.ts";
import { readOutput } from "./saved_outputs.ts";

const PREFIX = "live-cells:own-page:";

/** A page as it lies in the store. `changed`: when, in milliseconds. */
export type KeptPage = OwnPage & { id: string; changed: number };

export const newPageId = () => Date.now().toString(36) + Math.random().toString(36).slice(2, 6);

/** All pages, the latest first. */
export function keptPages(): KeptPage[] {
  const ids = keys().map((key) => key.slice(PREFIX.length));
  const pages = ids.map(keptPage).filter((page) => page !== null);
  return pages.sort((one, other) => other.changed - one.changed);
}

/** A name that no page has yet: this one, or with a number. */
export function freeName(name: string): string {
  const taken = new Set(keptPages().map((page) => page.name));
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name} ${number}`;
  return free;
}

function keys() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [];
  }
}

/** The page of this id, or null where there is none, or what is there is none. */
export function keptPage(id: string): KeptPage | null {
  const page = stored(PREFIX + id);
  if (!isObject(page) || typeof page.name !== "string" || !Array.isArray(page.cells)) return null;
  const cells = page.cells.flatMap(readCell);
  return { id, name: page.name, cells, changed: Number(page.changed) || 0 };
}

function readCell(value: unknown): OwnCell[] {
  if (!isObject(value) || typeof value.id !== "string" || typeof value.source !== "string") return [];
  const { id, kind, source } = value;
  if (kind !== "code" && kind !== "text") return [];
  const outputs = Array.isArray(value.outputs) ? value.outputs.filter(isObject).flatMap(readOutput) : [];
  return [{ id, kind, source, ...(outputs.length && { outputs }) }];
}

/** @returns how much the browser keeps of it: all, the code without what was shown, or nothing */
export function keepPage(page: KeptPage): "all" | "code" | "nothing" {
  const { id, ...content } = page;
  if (store(PREFIX + id, content)) return "all";
  const cells = content.cells.map(({ outputs: _, ...cell }) => cell);
  return store(PREFIX + id, { ...content, cells }) ? "code" : "nothing";
}

export const forgetPage = (id: string) => store(PREFIX + id, undefined);

/** Call `listener` when another tab changes or removes a page; returns what ends this. */
export function watchPage(listener: (id: string) => void) {
  const heard = ({ key }: StorageEvent) => key?.startsWith(PREFIX) && listener(key.slice(PREFIX.length));
  addEventListener("storage", heard);
  return () => removeEventListener("storage", heard);
}
