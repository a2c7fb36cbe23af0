/** The run of the last visit, in the browser's database: what is to be seen of it, and what Python goes on from. */

import type { Answers } from "./inside/answers.ts";
import type { Figures, Strip } from "./run_record.ts";

export type SavedRun = Figures & {
  /** The setup as in an address. */
  setup: string;
  /** The program that was run. A site that writes another one cannot go on with it. */
  program: string;
  isOver: boolean;
  views: Partial<Answers>;
  /** What Python goes on from. */
  state: Uint8Array<ArrayBuffer>;
};

/** A run that was set aside, with its setup as in an address. */
type KeptStrip = Omit<Strip, "setup"> & { setup: string };

const DATABASE = "playground";
const TABLE = "runs";
const KEY = "last";
const STRIPS = "strips";

/** @returns null if there is none, or no database */
export async function readRun(): Promise<SavedRun | null> {
  try {
    return (await inTable<SavedRun | undefined>("readonly", (table) => table.get(KEY))) ?? null;
  } catch {
    return null;
  }
}

/** @param run null: forget the one that is there */
export async function writeRun(run: SavedRun | null) {
  try {
    await inTable("readwrite", (table) => (run ? table.put(run, KEY) : table.delete(KEY)));
  } catch (error) {
    console.warn("The run is not kept for the next visit:", error);
  }
}

/** The runs that were set aside on the last visit. */
export async function readStrips(): Promise<KeptStrip[]> {
  try {
    return (await inTable<KeptStrip[] | undefined>("readonly", (table) => table.get(STRIPS))) ?? [];
  } catch {
    return [];
  }
}

export async function writeStrips(strips: KeptStrip[]) {
  try {
    await inTable("readwrite", (table) => table.put(strips, STRIPS));
  } catch (error) {
    console.warn("The runs are not kept for the next visit:", error);
  }
}

async function inTable<Value>(mode: IDBTransactionMode, ask: (table: IDBObjectStore) => IDBRequest): Promise<Value> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE);
  const database: IDBDatabase = await answerOf(opening);
  try {
    return await answerOf<Value>(ask(database.transaction(TABLE, mode).objectStore(TABLE)));
  } finally {
    database.close();
  }
}

function answerOf<Value>(request: IDBRequest): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
