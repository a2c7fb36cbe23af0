/** What all ways to look inside have in common. */

import { figure } from "../setup/words.js";

/**
 * `key`: Python's name of the view; `fits`: is there such a thing to see in a set-up; `details`: what Python is to be told
 * besides the epoch; `show`: what Python answered.
 * @typedef {{key: string, title: string, about: string, node: HTMLElement, fits: (setup: import("../setup/setup.js").Setup) => boolean,
 *            prepare?: (setup: import("../setup/setup.js").Setup) => void, details: () => unknown[], show: (found: any) => void}} View
 */

/** The layers of a set-up as choices, those of some kinds. @param {import("../setup/setup.js").Setup} setup @param {string[]} kinds @returns {[value: string, words: string][]} */
export const layersOf = ({ layers }, kinds) =>
  layers.flatMap(({ kind }, index) => (kinds.includes(kind) ? [[String(index), `${index + 1} ${kind}`]] : []));

/** Choose among these, and stay with what is chosen where it is still there. @param {HTMLSelectElement} select @param {[value: string, words: string][]} options */
export function offer(select, options) {
  const before = select.value;
  select.replaceChildren(...options.map(([value, words]) => new Option(words, value)));
  if (options.some(([value]) => value === before)) select.value = before;
}

/** A number in few digits. @param {number|null} value */
export const short = (value) =>
  value === null ? WORDS.playground.inside.not_a_number : figure(value).replace("-", "−");
