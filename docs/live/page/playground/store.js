/** The set-up as it stands: who changes it, who hears of it, and where it survives the tab. */

import { fragmentOf, readFragment } from "./setup/link.js";
import { PRESETS } from "./setup/presets.js";
import { setupOf } from "./setup/setup.js";

/** @typedef {import("./setup/setup.js").Setup} Setup */

const KEY = "playground-setup";
/** Browsers complain of an address that changes with every pixel that a slider moves. */
const PATIENCE = 300;

export class Store {
  /** @type {Setup} */
  setup;
  /** @type {((setup: Setup, before: Setup) => void)[]} */
  #listeners = [];
  #timer = 0;

  constructor() {
    this.setup = addressed() ?? kept() ?? PRESETS[0].setup;
  }

  /** Call `listener` now and after every change. @param {(setup: Setup, before: Setup) => void} listener */
  watch(listener) {
    this.#listeners.push(listener);
    listener(this.setup, this.setup);
  }

  /** @param {Partial<Setup>} changes */
  change(changes) {
    const before = this.setup;
    this.setup = setupOf({ ...before, ...changes });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#keep(), PATIENCE);
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
    if (this.#timer) this.#keep();
    this.#listeners = [];
  }

  #keep() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    history.replaceState(history.state, "", fragmentOf(this.setup));
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
