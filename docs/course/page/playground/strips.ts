/** The runs that were set aside: nothing of them is thrown away but by hand. The browser's database has them as well. */

import type { RunRecord, Strip } from "./run_record.ts";
import { readStrips, writeStrips } from "./saved_run.ts";
import { fragmentOf, readFragment } from "./setup/fragment.ts";

/** Bytes that are kept for another visit. */
const MOST_BYTES = 4_000_000;

export class Strips {
  all: Strip[] = [];
  /** What the newest run is called, if the reader has said so. */
  names = new Map<number, string>();
  /** Do they all fit into what is kept? */
  isKept = true;
  /** Called when there is another one, or one less. */
  onChange = () => {};

  /** Bytes that are kept at most. */
  get mostBytes() {
    return MOST_BYTES;
  }

  get bytes() {
    return this.all.reduce((sum, strip) => sum + bytesOf(strip), 0);
  }

  get lastId() {
    return Math.max(0, ...this.all.map(({ id }) => id));
  }

  nameOf(id: number) {
    return this.names.get(id) ?? this.all.find((strip) => strip.id === id)?.name ?? "";
  }

  /** Set a run aside as it is. */
  keep(run: RunRecord, isOver: boolean) {
    const { setup, figures } = run;
    if (!setup) return;
    const strip = { ...figures, setup, isOver, name: this.nameOf(run.id) };
    this.all = [strip, ...this.all.filter(({ id }) => id !== run.id)];
    this.#changed();
  }

  /** Take one out: it is the run again. */
  take(id: number) {
    const found = this.all.find((strip) => strip.id === id);
    this.all = this.all.filter((strip) => strip !== found);
    if (found) this.names.set(id, found.name);
    this.#changed();
    return found;
  }

  rename(id: number, name: string) {
    this.names.set(id, name);
    const found = this.all.find((strip) => strip.id === id);
    if (found) found.name = name;
    this.#changed();
  }

  /** Bring back those of the last visit. */
  async recall() {
    const found = (await readStrips()).flatMap(({ setup: fragment, ...figures }) => {
      const setup = readFragment(fragment);
      return setup ? [{ ...figures, setup }] : [];
    });
    this.all = [...this.all, ...found.filter(({ id }) => !this.all.some((strip) => strip.id === id))];
    this.onChange();
  }

  #changed() {
    let room = MOST_BYTES;
    const kept = this.all.filter((strip) => {
      room -= bytesOf(strip);
      return room >= 0;
    });
    this.isKept = kept.length === this.all.length;
    writeStrips(kept.map((strip) => ({ ...strip, setup: fragmentOf(strip.setup) })));
    this.onChange();
  }
}

/** About so many bytes it takes. */
function bytesOf({ losses, rows, measures, moments }: Strip) {
  const [first = []] = moments;
  const numbers = first.reduce((sum, layer) => sum + Object.values(layer).reduce((all, one) => all + one.length, 0), 0);
  return 8 * losses.length + 100 * (rows.length + measures.length) + 4 * numbers * moments.length;
}
