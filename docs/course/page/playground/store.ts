/** The current setup: how it changes, who is notified, and where it outlives the tab. */

import { fragmentOf, readFragment } from "./setup/fragment.ts";
import { isSame, settled, setupOf, type Setup } from "./setup/setup.ts";
import { PRESETS } from "./setup/presets.ts";

const KEY = "playground-setup";
/** Milliseconds: browsers complain of an address that changes with every pixel that a slider moves. */
const PATIENCE = 300;

export class Store {
  setup: Setup;
  #listeners: ((setup: Setup, before: Setup) => void)[] = [];
  #timer = 0;
  #lastKept = 0;
  /** The setup of a run with what was changed while it trained, to come back to. */
  #ofRun: Setup | null = null;

  constructor() {
    this.setup = addressed() ?? kept() ?? PRESETS[0].setup;
  }

  /** Call `listener` now and after every change. */
  watch(listener: (setup: Setup, before: Setup) => void) {
    this.#listeners.push(listener);
    listener(this.setup, this.setup);
  }

  /**
   * What was changed while a run trained is of that run, which may be given more epochs: another setting begins with the
   * rates as they are now.
   */
  change(changes: Partial<Setup>) {
    const before = this.setup;
    if (before.changes.length || before.earlier.length) this.#ofRun = before;
    const isOfRun = changes.changes || Object.keys(changes).every((name) => name === "epochs");
    const setup = setupOf({ ...(isOfRun ? before : settled(before)), ...changes });
    this.setup = !isOfRun && this.#ofRun && isSame(settled(this.#ofRun), setup) ? this.#ofRun : setup;
    if (!this.#timer) {
      const wait = Math.max(0, this.#lastKept + PATIENCE - performance.now());
      if (wait) this.#timer = setTimeout(() => this.#keep(), wait);
      else this.#keep();
    }
    for (const listener of this.#listeners) listener(this.setup, before);
  }

  /** A run has become one of another setup; if it was the one that stands here, that changes, too. */
  follow(setup: Setup, before: Setup) {
    if (isSame(this.setup, before)) this.change(setup);
  }

  /** Take the setup of the address. @returns is it another one? */
  readAddress() {
    const found = addressed();
    const isOther = found !== null && fragmentOf(found) !== fragmentOf(this.setup);
    if (isOther) this.change(found);
    return isOther;
  }

  /** The address of this page with the setup in it. */
  get link() {
    return `${location.origin}${location.pathname}${fragmentOf(this.setup)}`;
  }

  /** The page is left: keep what is not kept yet. */
  leave() {
    if (this.#timer) this.#store(); // the address is the next page's already
    clearTimeout(this.#timer);
    this.#listeners = [];
  }

  #keep() {
    this.#timer = 0;
    this.#lastKept = performance.now();
    history.replaceState(history.state, "", fragmentOf(this.setup));
    this.#store();
  }

  #store() {
    try {
      localStorage.setItem(KEY, fragmentOf(this.setup));
    } catch {
      // the address has it
    }
  }
}

/** The setup in the address, or the preset that it names. */
function addressed() {
  const name = new URLSearchParams(location.hash.slice(1)).get("preset");
  return readFragment(location.hash) ?? PRESETS.find(({ key }) => key === name)?.setup ?? null;
}

function kept() {
  try {
    return readFragment(localStorage.getItem(KEY) ?? "");
  } catch {
    return null;
  }
}
