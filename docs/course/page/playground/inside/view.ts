/** What all ways to look inside have in common. */

import type { Setup } from "../setup/setup.ts";
import { figure } from "../setup/words.ts";
import type { Answers, Looks } from "./answers.ts";

/**
 * `key`: Python's name of the view; `fits`: is there such a thing to see in a setup; `details`: what Python needs to know
 * besides the epoch; `show`: what Python answered.
 */
export type View<Key extends Looks = Looks> = {
  key: Key;
  title: string;
  about: string;
  node: HTMLElement;
  fits: (setup: Setup) => boolean;
  prepare?: (setup: Setup) => void;
  details: () => unknown[];
  show(found: Answers[Key]): void;
};

/** The layers of a setup as choices, those of some kinds. */
export const layersOf = ({ layers }: Setup, kinds: string[]): [value: string, words: string][] =>
  layers.flatMap(({ kind }, index) => (kinds.includes(kind) ? [[String(index), `${index + 1} ${kind}`]] : []));

/** Choose among these, and stay with what is chosen where it is still there. */
export function offer(select: HTMLSelectElement, options: [value: string, words: string][]) {
  const before = select.value;
  select.replaceChildren(...options.map(([value, words]) => new Option(words, value)));
  if (options.some(([value]) => value === before)) select.value = before;
}

/** A number in few digits. */
export const short = (value: number | null) =>
  value === null ? WORDS.playground.inside.not_a_number : figure(value).replace("-", "−");
