/** What all ways to look inside have in common. */

import type { Answer } from "../../lab/answer.ts";
import type { Dots, Ground } from "../parts/boundary.ts";
import type { SentDigit, SentNumbers } from "../parts/numbers.ts";
import type { Signed } from "../parts/pixels.ts";
import type { Setup } from "../setup/setup.ts";
import { figure } from "../setup/words.ts";
import type { Stage } from "./flow.ts";
import type { Microscope } from "./microscope.ts";
import type { Mistake } from "./mistakes.ts";

/** What Python tells of a model for each way to look at it (python/playground/views.py), by its name. */
export type Answers = {
  boundary: Ground;
  points: Dots;
  numbers: { layers: SentNumbers };
  weights: { shape: number[]; units: number; maps: Signed[] };
  units: { side: number; layers: { name: string; units: number; maps: Signed[] }[] };
  flow: { layers: Stage[]; target: number; probabilities: number[] };
  microscope: Microscope;
  confusion: { classes: number; counts: number[] };
  mistakes: { wrong: number; of: number; worst: Mistake[] };
  digit_network: SentDigit;
  digit_maps: { picture: object; alt: string; probabilities: number[] };
  digit: Answer;
  test_digit: Answer;
  test: { accuracy: number; loss: number | null; of: number };
};
export type Looks = "weights" | "units" | "flow" | "microscope" | "confusion" | "mistakes";

/**
 * `key`: Python's name of the view; `fits`: is there such a thing to see in a setup; `details`: what Python is to be told
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
