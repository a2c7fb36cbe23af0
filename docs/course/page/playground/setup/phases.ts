/** A run in parts: something of it was built anew at the end of an epoch, and it went on. */

import { ratesNow, type Rate } from "./changes.ts";
import { setupOf, stepsPerEpoch, type Setup } from "./setup.ts";

/** A part of a run: its setup, the steps and the epochs before it, and the steps of each of its epochs. */
type Part = { setup: Setup; begin: number; epoch: number; each: number };

const known = new WeakMap<Setup, Part[]>();

/** The parts of a run, one after the other. */
export function partsOf(setup: Setup): Part[] {
  const found = known.get(setup) ?? [];
  if (found.length) return found;
  let [begin, epoch] = [0, 0];
  for (const { until, setup: one } of [...setup.earlier, { until: Infinity, setup }]) {
    const each = stepsPerEpoch(one);
    found.push({ setup: one, begin, epoch, each });
    epoch += (until - begin) / each;
    begin = until;
  }
  known.set(setup, found);
  return found;
}

const partAt = (setup: Setup, step: number) =>
  partsOf(setup).findLast(({ begin }) => begin <= step) ?? partsOf(setup)[0];

/** What the setup is right after a step. */
export const setupAt = (setup: Setup, step: number) => partAt(setup, step).setup;

/** What the setup is right after an epoch. */
export const setupAfter = (setup: Setup, epoch: number) =>
  (partsOf(setup).findLast((part) => part.epoch <= epoch) ?? partsOf(setup)[0]).setup;

/** How many epochs, with a fraction, so many steps are. */
export function epochsIn(setup: Setup, steps: number) {
  const { begin, epoch, each } = partAt(setup, steps);
  return epoch + (steps - begin) / each;
}

/** How many steps so many epochs are. */
export function stepsIn(setup: Setup, epochs: number) {
  const parts = partsOf(setup);
  const { begin, epoch, each } = parts.findLast((part) => part.epoch <= epochs) ?? parts[0];
  return begin + (epochs - epoch) * each;
}

/** All that was changed while it trained. */
export const allChanges = (setup: Setup) => partsOf(setup).flatMap((part) => part.setup.changes);

/** Is something built anew right after a step? */
export const isRebuiltAt = ({ earlier }: Setup, step: number) => earlier.some(({ until }) => until === step);

/** The run's setup without what came at a step or later. @param isRebuilt is what is built anew at that step to stay? */
export function cutAt(setup: Setup, step: number, isRebuilt = true): Setup {
  const parts = partsOf(setup);
  const at = parts.findLastIndex(({ begin }) => begin < step || (begin === step && isRebuilt));
  const { setup: now } = parts[Math.max(at, 0)];
  const changes = now.changes.filter((change) => change.step < step);
  return setupOf({ ...now, epochs: setup.epochs, earlier: setup.earlier.slice(0, Math.max(at, 0)), changes });
}

/** The rates as they are after a step. */
export const ratesAt = (setup: Setup, step: number) => ratesNow(setupAt(setup, step), step);

/** What a rate was at first, and what it was changed to. */
export function ratesOver(setup: Setup, name: Rate) {
  const all = partsOf(setup).flatMap(({ setup: one }) => [
    one[name],
    ...one.changes.flatMap(({ set, to }) => (set === name ? [to] : [])),
  ]);
  return all.filter((rate, at) => at === 0 || rate !== all[at - 1]);
}
