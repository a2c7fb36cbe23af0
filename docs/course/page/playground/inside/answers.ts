/** Python's answers about a model at work. */

import type { Answer } from "../../lab/answer.ts";
import type { Ground, SentDots } from "../parts/boundary.ts";
import type { SentDigit, SentNumbers } from "../parts/numbers.ts";
import type { Signed } from "../parts/pixels.ts";

export type Stage = { name: string; shape: number[]; maps: Signed[]; values?: (number | null)[] };

/** One factor of the chain rule. */
export type Factor = {
  layer: number;
  kind: "input" | "weight" | "slope" | "loss" | "error";
  from: number;
  to: number;
  value: number | null;
};

export type Microscope = {
  factors: Factor[];
  way: number | null;
  gradient: number | null;
  difference: number | null;
  weight: number | null;
  loss: number | null;
  target: number;
  unit: number;
  source: number;
  sample: number;
};

export type Mistake = {
  target: number;
  said: number;
  probability: number | null;
  shape: number[];
  maps: Signed[];
  values?: number[];
};

/** Python's answer for each view of a model (python/live_playground/views.py), by its name. */
export type Answers = {
  boundary: Ground;
  points: SentDots;
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
  next_step: { loss: number | null; layers: SentNumbers };
  test: { accuracy: number; loss: number | null; of: number };
};
export type Looks = "weights" | "units" | "flow" | "microscope" | "confusion" | "mistakes";
