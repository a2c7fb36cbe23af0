/** The learning rate of a step, by the schedule and by what was changed on the way. */

import { ratesAt } from "./phases.ts";
import { USUAL_EPOCHS, stepsPerEpoch, type Setup } from "./setup.ts";

/** The rate with which the step after so many was taken, or is to be. */
export function rateAt(setup: Setup, steps: number) {
  const { schedule, changes } = setup;
  if (schedule === "constant") return ratesAt(setup, steps).rate;
  const perEpoch = stepsPerEpoch(setup);
  const epochs = setup.epochs || USUAL_EPOCHS;
  const every = Math.max(1, Math.round(epochs / 3));
  let { rate } = setup;
  const set = changes.filter((change) => change.set === "rate" && change.step <= steps);
  const adjust = (from: number, to: number) => {
    for (const change of set) if (change.step >= from && change.step < to) rate = change.to;
  };
  for (let epoch = 1; ; epoch++) {
    const end = epoch * perEpoch;
    adjust(end - perEpoch, end);
    if (end > steps) break;
    if (schedule === "step" && epoch % every === 0) rate *= 0.3;
    if (schedule === "cosine") rate *= cosine(epoch / epochs) / cosine((epoch - 1) / epochs);
  }
  return rate;
}

const cosine = (share: number) => 1 + Math.cos(Math.PI * share);
