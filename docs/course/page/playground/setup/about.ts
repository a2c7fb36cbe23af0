/** What is special about a setup: how it differs from another one, and what follows from its settings. */

import { fill, percentOf } from "../../../../../live_cells/live/phrases.ts";
import { isOfRate } from "./changes.ts";
import { allChanges } from "./phases.ts";
import { featureWords, isPlain } from "./features.ts";
import { ACTIVATIONS } from "./layers.ts";
import { PRESETS } from "./presets.ts";
import { isMnist, isRegression, type Setup } from "./setup.ts";
import { dataWords, modelWords, optimizerName, penaltyWords, rateWords, scheduleName } from "./words.ts";

/** What one setup says and the other does not, in words. */
type Difference = [ofA: string, ofB: string];

/** Layers that have no size and are no activations, but matter. */
const UNSIZED = ["Softmax", "Dropout", "BatchNorm", "MaxPool2d", ...ACTIVATIONS];

/** Where two setups differ, the most important first. */
export function differences(a: Setup, b: Setup): Difference[] {
  return ASPECTS.flatMap((wordsOf): Difference[] => {
    const [ofA, ofB] = [wordsOf(a, b), wordsOf(b, a)];
    return ofA === ofB ? [] : [[ofA, ofB]];
  });
}

const ASPECTS: ((setup: Setup, other: Setup) => string)[] = [
  dataWords,
  ({ features }) => fill(WORDS.playground.setup.inputs, { inputs: featureWords(features) }),
  stackWords,
  (setup) => `${optimizerName(setup.optimizer)} ${rateWords(setup, "rate")}`,
  ({ schedule }) => named(WORDS.playground.training_panel.schedule, scheduleName(schedule)),
  ({ batch }) => named(WORDS.playground.training_panel.batch, batch),
  (setup) => named(WORDS.playground.training_panel.decay, rateWords(setup, "decay")),
  penaltyWords,
  ({ epochs }) => named(WORDS.playground.training_panel.epochs, epochs),
  ({ patience }) => fill(WORDS.playground.setup.patience, { patience }),
  ({ validation }) => fill(WORDS.playground.setup.validation, { percent: percentOf(validation) }),
  ({ seed }) => named(WORDS.playground.training_panel.seed, seed),
  (setup) => editWords(setup),
];

const named = (name: string, value: number | string) => `${name} ${value}`;

/** The layers, as far as they differ: by their sizes, by what stands between those, or all of them in order. */
function stackWords({ layers }: Setup, other: Setup) {
  const sizes = sizeWords(layers);
  const between = betweenWords(layers);
  const [hasOtherSizes, hasOthersBetween] = [sizes !== sizeWords(other.layers), between !== betweenWords(other.layers)];
  if (hasOtherSizes && hasOthersBetween) return `${sizes}, ${between}`;
  if (hasOtherSizes) return sizes;
  if (hasOthersBetween) return between;
  return layers.map((layer) => Object.values(layer).join(" ")).join(", ");
}

const sizeWords = (layers: Setup["layers"]) => modelWords({ features: ["x1", "x2"], layers });
function betweenWords(layers: Setup["layers"]) {
  const kinds = new Set(layers.map(({ kind }) => kind).filter((kind) => UNSIZED.includes(kind)));
  return [...kinds].join(", ") || WORDS.playground.setup.no_activation;
}

const editWords = (setup: Setup) =>
  allChanges(setup)
    .filter((change) => !isOfRate(change))
    .map(({ step, set, to }) => `${set} ${to} (${step})`)
    .join(", ");

/** What there is to know about a setup of the reader's own. */
export function aboutOwn(setup: Setup) {
  const [nearest] = PRESETS.map((preset) => ({ preset, found: differences(preset.setup, setup) })).toSorted(
    (one, other) => one.found.length - other.found.length,
  );
  const words = WORDS.playground.presets;
  const own = nearest.found.map(([, ofOwn]) => ofOwn).filter(Boolean);
  const like = fill(words.own_about, { title: nearest.preset.title, differences: own.join("; ") });
  return [like, ...factsOf(setup)].join(" ");
}

/** What follows from the settings, whatever the seed. */
function factsOf(setup: Setup) {
  const { layers, features, flipped, regularization } = setup;
  const facts = WORDS.playground.facts;
  const linear = layers.filter(({ kind }) => kind === "Linear").length;
  const bends = layers.some(({ kind }) => [...ACTIVATIONS, "Softmax", "MaxPool2d", "Conv2d"].includes(kind));
  return [
    !bends && linear > 1 && facts.no_activation,
    !isMnist(setup) && !isPlain(features) && facts.features,
    isRegression(setup) && facts.regression,
    flipped > 0 && facts.flipped,
    regularization === "L1" && facts.l1,
    regularization === "L2" && facts.l2,
  ].filter((fact) => fact !== false);
}
