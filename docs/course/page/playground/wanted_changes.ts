/** What the reader changes of a run under way, until it stands in the run's setup and Python knows of it. */

import { changesSource, targetOf, withChange, type Change } from "./setup/changes.ts";
import { allChanges } from "./setup/phases.ts";
import type { Setup } from "./setup/setup.ts";

/** A change that is to be made at the next step. */
export type Wanted = Change extends infer One ? (One extends Change ? Omit<One, "step"> : never) : never;

export class WantedChanges {
  /** Counts the changes that were made. */
  made = 0;
  /** By what each is of. */
  #wanted = new Map<string, Wanted>();
  /** The function with the changes, as Python knows it. */
  #sent = "";

  /** Python begins a run of this setup. */
  begin(setup: Setup) {
    this.#sent = changesSource(allChanges(setup));
    this.clear();
  }

  /** Of the same thing, the last change counts. */
  add(change: Wanted) {
    this.#wanted.set(targetOf({ ...change, step: 0 }), change);
  }

  clear() {
    this.#wanted.clear();
  }

  /** The setup's changes with those that are wanted, at the step that comes next; null if none is. */
  taken({ changes }: Setup, step: number): Change[] | null {
    if (!this.#wanted.size) return null;
    let all = changes;
    for (const [target, change] of this.#wanted) {
      const others = all.filter((one) => one.step < step || targetOf(one) !== target); // what was to come is off
      all = withChange(others, { ...change, step });
    }
    this.clear();
    this.made += 1;
    return all;
  }

  /** The function with the changes, if Python does not know it as it is now; else nothing. */
  news(setup: Setup) {
    const source = changesSource(allChanges(setup));
    if (source === this.#sent) return "";
    this.#sent = source;
    return source;
  }
}
