/** The set-up as it stands: who changes it, who hears of it, and where it survives the tab. */

import { fragmentOf, readFragment, setupOf, type Setup } from "./setup/setup.ts";
import { PRESETS } from "./setup/presets.ts";

const KEY = "playground-setup";
/** Milliseconds: browsers complain of an address that changes with every pixel that a slider moves. */
const PATIENCE = 300;

export class Store {
  setup: Setup;
  #listeners: ((setup: Setup, before: Setup) => void)[] = [];
  #timer = 0;
  #lastKept = 0;

  constructor() {
    this.setup = addressed() ?? kept() ?? PRESETS[0].setup;
  }

  /** Call `listener` now and after every change. */
  watch(listener: (setup: Setup, before: Setup) => void) {
    this.#listeners.push(listener);
    listener(this.setup, this.setup);
  }

  change(changes: Partial<Setup>) {
    const before = this.setup;
    this.setup = setupOf({ ...before, ...changes });
    if (!this.#timer) {
      const wait = Math.max(0, this.#lastKept + PATIENCE - performance.now());
      if (wait) this.#timer = setTimeout(() => this.#keep(), wait);
      else this.#keep();
    }
    for (const listener of this.#listeners) listener(this.setup, before);
  }

  /** Take the set-up of the address, if there is another one. */
  readAddress() {
    const found = addressed();
    if (found && fragmentOf(found) !== fragmentOf(this.setup)) this.change(found);
  }

  /** The address of this page with the set-up in it. */
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

/** The set-up in the address, or the preset that it names. */
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
