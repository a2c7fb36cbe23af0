/** A run that goes on as another one: the setup that it then has. */

import { fill } from "../../../../../live_cells/live/phrases.ts";
import { isOfRate, ratesNow, type Change } from "./changes.ts";
import { keptLayers } from "./kept_layers.ts";
import { cutAt, setupAt } from "./phases.ts";
import { isBuiltAnew } from "./rebuilds.ts";
import { MOST_REBUILDS, answersAlike, dependsOnEnd, settled, setupOf, type Setup } from "./setup.ts";

/** What does not make another run of a setup. */
const OF_RUN = ["epochs", "changes", "earlier"];

/** The setup at a step, with what the reader wants otherwise than it was at the end of the run. */
function wantedAt(run: Setup, step: number, wanted: Setup): Setup {
  const at = setupAt(run, step);
  const last: Record<string, unknown> = settled(run);
  const changes = Object.entries(wanted).filter(
    ([name, value]) => !OF_RUN.includes(name) && JSON.stringify(value) !== JSON.stringify(last[name]),
  );
  return setupOf({ ...at, ...ratesNow(at, step), ...Object.fromEntries(changes), changes: [], earlier: [] });
}

/**
 * The setup of a run that is the same up to the end of an epoch, and another one from there on.
 * @param step at the end of an epoch
 * @param wanted by the reader, from there on
 * @returns null if one cannot follow the other
 */
export function rebuiltAt(run: Setup, step: number, wanted: Setup): Setup | null {
  const before = cutAt(run, step, false);
  const at = setupAt(run, step);
  const next = wantedAt(run, step, wanted);
  const changes = moved(at.changes, step, at, next);
  const earlier = [...before.earlier, { until: step, setup: { ...before, earlier: [] } }];
  const found = setupOf({ ...next, epochs: wanted.epochs, changes, earlier });
  return found.earlier.length && isBuiltAnew(found.earlier[found.earlier.length - 1], found) ? found : null;
}

/** Why a run cannot go on as one of another setup, in words; empty if it can. */
export function whyAnew(run: Setup, wanted: Setup) {
  const words = WORDS.playground.run.anew;
  if (!answersAlike(run, wanted)) return words.answers;
  if (dependsOnEnd(run) || dependsOnEnd(wanted)) return words.end;
  return run.earlier.length < MOST_REBUILDS ? "" : fill(words.many, { count: MOST_REBUILDS });
}

/** Does the optimizer of a run begin anew where it last went on as another one? */
export function hasNewOptimizer(setup: Setup) {
  const before = setup.earlier.at(-1)?.setup ?? setup;
  return before.optimizer !== setup.optimizer || JSON.stringify(before.layers) !== JSON.stringify(setup.layers);
}

/** The weights that were set at a step, as far as they are still there. */
function moved(changes: Change[], step: number, from: Setup, to: Setup): Change[] {
  const places = keptLayers(from, to);
  return changes.flatMap((change) => {
    if (change.step !== step || isOfRate(change)) return [];
    const layer = places.indexOf(change.layer);
    return layer < 0 ? [] : [{ ...change, layer }];
  });
}
