// Setups of the Playground as readers could make them, at random; run by itself it prints some with their programs:
//   node random_setups.mjs COUNT
import "./english.mjs";
import { END, RATE_NAMES, changesSource } from "../../docs/course/page/playground/setup/changes.ts";
import { FEATURES } from "../../docs/course/page/playground/setup/features.ts";
import { KINDS, layer } from "../../docs/course/page/playground/setup/layers.ts";
import { liveSources, scriptOf } from "../../docs/course/page/playground/setup/program.ts";
import { cutAt, partsOf, stepsIn } from "../../docs/course/page/playground/setup/phases.ts";
import { rebuiltAt } from "../../docs/course/page/playground/setup/rebuilt.ts";
import { rateAt } from "../../docs/course/page/playground/setup/rate_at.ts";
import {
  DATA,
  OPTIMIZERS,
  REGULARIZATIONS,
  SCHEDULES,
  obstacle,
  setupOf,
  stackFor,
  stepsPerEpoch,
} from "../../docs/course/page/playground/setup/setup.ts";
import { changed } from "../../docs/course/page/playground/setup/stack.ts";
import { Choice, SEED } from "./dice.mjs";

/** Stands for the step after the last one: JSON has no infinity. */
const OVER = 1e12;

/** Layers in any order, with any settings, whether they fit or not. @param {Choice} choice */
export function anyLayers(choice) {
  return Array.from({ length: choice.below(8) }, () => {
    const kind = choice.one(Object.keys(KINDS));
    const settings = Object.entries(KINDS[kind].settings).map(([name, { min, max, step = 1 }]) => {
      const most = Math.min(max, min + 9 * step);
      return [name, Number((min + step * choice.below(Math.round((most - min) / step) + 1)).toPrecision(6))];
    });
    return layer(kind, Object.fromEntries(settings));
  });
}

/** @param {Choice} choice */
export function anySetup(choice) {
  const points = Array.from({ length: 12 + choice.below(30) }, (_, i) => {
    return { x: choice.below(401) / 100 - 2, y: choice.below(401) / 100 - 2, label: i % 2 };
  });
  return setupOf({
    data: choice.one(Object.keys(DATA)),
    samples: choice.one([100, 130, 300]),
    noise: choice.one([0, 0.1, 0.5]),
    flipped: choice.one([0, 20]),
    validation: choice.one([10, 30, 50]),
    layers: anyLayers(choice),
    points,
    features: choice.one([["x1", "x2"], ["x1", "x2"], choice.many(Object.keys(FEATURES), 7)]),
    regularization: choice.one(["none", ...REGULARIZATIONS]),
    strength: choice.one([0, 0.001, 0.03]),
    optimizer: choice.one(OPTIMIZERS),
    rate: choice.one([0.001, 0.01, 0.05]),
    schedule: choice.one(SCHEDULES),
    batch: choice.one([1, 7, 16, 64]),
    decay: choice.one([0, 0, 0.01]),
    epochs: 3 + choice.below(3),
    patience: choice.one([0, 0, 2]),
    seed: choice.below(1000),
  });
}

/**
 * The setup with some things changed while it trains, before it and after the end.
 * @param {import("../../docs/course/page/playground/setup/setup.ts").Setup} setup
 * @param {Choice} choice
 */
export function changedOnTheWay(setup, choice) {
  const { placed } = stackFor(setup);
  const linear = placed.flatMap(({ layer: { kind }, from, to }, index) =>
    kind === "Linear" ? [{ index, from, to }] : [],
  );
  const last = setup.epochs * Math.max(1, stepsPerEpoch(setup));
  const changes = Array.from({ length: choice.below(6) }, () => {
    const step = choice.one([0, choice.below(last), choice.below(last), stepsPerEpoch(setup), END]);
    const set = choice.one(linear.length ? [...RATE_NAMES, "weight", "weight", "bias"] : RATE_NAMES);
    if (RATE_NAMES.includes(set)) return { step, set, to: choice.one([0.001, 0.02]) };
    const { index, from, to } = choice.one(linear);
    const place = { layer: index, unit: choice.below(to[0]), source: choice.below(from[0]) };
    return { step, set, ...place, to: choice.below(31) / 10 - 1.5 };
  });
  return setupOf({ ...setup, changes });
}

/** A part of a setup as a reader could want it otherwise. @param {Choice} choice */
function wantedOtherwise(setup, choice) {
  const other = anySetup(choice);
  const grown = setup.layers.map((one, at) =>
    one.kind === "Linear" && at < setup.layers.length - 1
      ? layer("Linear", { out: Math.max(1, Number(one.out) + choice.one([-2, -1, 0, 1, 2])) })
      : one,
  );
  const place = choice.below(setup.layers.length);
  const more = setup.layers.toSpliced(place, 0, layer("Linear", { out: 3 }), layer(choice.one(["Tanh", "ReLU"])));
  const names = ["optimizer", "rate", "batch", "decay", "regularization", "strength", "noise", "flipped", "seed"];
  const taken = choice.many([...names, "validation", "samples", "features", "data"], 4);
  const layers = choice.one([setup.layers, grown, grown, more, setup.layers.toSpliced(place, 1), other.layers]);
  const wanted = setupOf({ ...setup, ...Object.fromEntries(taken.map((name) => [name, other[name]])), layers });
  return repaired(setupOf({ ...wanted, changes: [], earlier: [] }));
}

/**
 * The setup with something built anew at the end of some of its epochs, and things changed between.
 * @param {import("../../docs/course/page/playground/setup/setup.ts").Setup} setup
 * @param {Choice} choice
 */
export function rebuiltOnTheWay(setup, choice) {
  for (let epoch = 1; epoch < setup.epochs; epoch++) {
    if (choice.below(2)) continue;
    const step = stepsIn(setup, epoch);
    const wanted = wantedOtherwise(setup, choice);
    if (obstacle(wanted)) continue;
    const found = rebuiltAt(setup, step, wanted);
    if (found && !obstacle(found)) setup = choice.below(2) ? found : changedSince(found, step, choice);
  }
  return setup;
}

function changedSince(setup, step, choice) {
  const changes = changedOnTheWay(setup, choice).changes.filter((change) => change.step >= step);
  return setupOf({ ...setup, changes });
}

/** Take what the faults offer until everything fits. @param {import("../../docs/course/page/playground/setup/setup.ts").Setup} setup */
export function repaired(setup) {
  for (let times = 0; times < 40; times++) {
    const { placed, fault, fits } = stackFor(setup);
    if (fits) return setup;
    const at = placed.findIndex((one) => one.fault);
    const { fix } = at < 0 ? fault : placed[at].fault;
    setup = setupOf({ ...setup, layers: changed(setup.layers, at < 0 ? placed.length : at, fix.change) });
  }
  throw new Error(`still does not fit: ${JSON.stringify(setup.layers)}`);
}

/** The setups that a history has, from the first part on, each with the step from which it goes another way. */
function branchesOf(setup) {
  const parts = partsOf(setup);
  return parts.slice(1).map(({ begin }, at) => {
    const next = parts[at + 2] ? cutAt(setup, parts[at + 2].begin, false) : setup;
    return { step: begin, sections: liveSources(next) };
  });
}

if (process.argv[1] === import.meta.filename) {
  const found = [];
  const isRebuilt = process.argv[3] === "rebuilt";
  for (let seed = SEED; found.length < Number(process.argv[2]); seed++) {
    const choice = new Choice(seed);
    const fitting = repaired(anySetup(choice));
    if (fitting.data === "mnist" || obstacle(fitting)) continue; // the first is too much for a test that runs many
    const whole = isRebuilt ? setupOf({ ...fitting, schedule: "constant", patience: 0, epochs: 6 }) : fitting;
    const setup = isRebuilt
      ? rebuiltOnTheWay(whole, choice)
      : choice.below(2)
        ? fitting
        : changedOnTheWay(fitting, choice);
    if (obstacle(setup) || (isRebuilt && !setup.earlier.length)) continue;
    const { placed, parameters } = stackFor(setup);
    const { changes } = setup;
    found.push({
      seed,
      setup,
      sections: liveSources(setup),
      first: liveSources(cutAt(setup, partsOf(setup)[1]?.begin ?? 0, false)),
      branches: branchesOf(setup),
      unchanged: liveSources({ ...setup, changes: [] }),
      changes: [...new Set(changes.map(({ step }) => step))].map((step) => [
        step === END ? OVER : step,
        changesSource(changes.filter((change) => change.step <= step)),
      ]),
      nothing: changesSource([]),
      end: OVER,
      script: scriptOf(setup),
      rates: Array.from({ length: stepsIn(setup, setup.epochs) }, (_, step) => rateAt(setup, step)),
      parameters,
      shapes: placed.map(({ to }) => to),
    });
  }
  console.log(JSON.stringify(found));
}
