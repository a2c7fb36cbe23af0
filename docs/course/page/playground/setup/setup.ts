/** Everything that a reader chooses, as one value: data, layers, training. Kept in an address and in the browser. */

import { changesOf, ratesNow, type Change } from "./changes.ts";
import { PLAIN, featuresOf } from "./features.ts";
import { KINDS, layer, type Layer, type Shape } from "./layers.ts";
import { stackOf, type Task } from "./stack.ts";

/** What a run was until something of it was built anew: at the end of an epoch, after so many steps. */
export type Phase = { until: number; setup: Setup };

/** A point that the reader painted, each coordinate within ±2. */
export type Point = { x: number; y: number; label: number };
export type Setup = {
  data: string;
  samples: number;
  noise: number;
  flipped: number;
  validation: number;
  points: Point[];
  /** What the model is given of each point. */
  features: string[];
  layers: Layer[];
  optimizer: string;
  rate: number;
  schedule: string;
  batch: number;
  decay: number;
  regularization: string;
  /** How much the regularization counts beside the loss. */
  strength: number;
  epochs: number;
  patience: number;
  seed: number;
  /** What was changed while it trained. */
  changes: Change[];
  /** What it was before, if anything was built anew while it trained: all else is what it is from then on. */
  earlier: Phase[];
};

type Data = { title: string; task: Task; shape: Shape; outputs: number; samples: number[]; noise: number };

const classes = (title: string, outputs = 2): Data => {
  return { title, task: "classification", shape: [2], outputs, samples: [100, 2000], noise: 0.6 };
};
const values = (title: string): Data => ({ ...classes(title, 1), task: "regression" });

/**
 * Data that can be chosen: whether classes or values are learned, the shape of a sample, a score for each class or one
 * number, how many samples, the noise that makes sense.
 */
export const DATA: Record<string, Data> = {
  moons: classes(WORDS.playground.data.moons),
  circles: classes(WORDS.playground.data.circles),
  gaussians: classes(WORDS.playground.data.gaussians),
  xor: classes("XOR"),
  spirals: classes(WORDS.playground.data.spirals, 3),
  painted: { ...classes(WORDS.playground.data.painted), samples: [10, 2000], noise: 0 },
  plane: values(WORDS.playground.data.plane),
  hills: values(WORDS.playground.data.hills),
  mnist: { ...classes("MNIST", 10), shape: [1, 28, 28], samples: [6000, 60000], noise: 1 },
};

/** More pictures than this are not copied, so no noise can be added to them. */
export const COPIED = 10_000;

export const OPTIMIZERS = ["SGD", "SGD with momentum", "RMSprop", "Adam", "AdamW"];
export const SCHEDULES = ["constant", "step", "cosine"];
export const REGULARIZATIONS = ["none", "L1", "L2"];

/** The numbers: value at first, limits. */
export const NUMBERS: Record<string, { value: number; min: number; max: number; step?: number }> = {
  samples: { value: 300, min: 10, max: 60000 },
  noise: { value: 0.15, min: 0, max: 1, step: 0.05 },
  flipped: { value: 0, min: 0, max: 50, step: 5 },
  validation: { value: 30, min: 5, max: 80, step: 5 },
  rate: { value: 0.01, min: 0.00001, max: 100, step: 0.00001 },
  batch: { value: 16, min: 1, max: 1024 },
  decay: { value: 0, min: 0, max: 1, step: 0.0001 },
  strength: { value: 0.001, min: 0, max: 10, step: 0.00001 },
  epochs: { value: 0, min: 0, max: 500 },
  patience: { value: 0, min: 0, max: 50 },
  seed: { value: 0, min: 0, max: 99999 },
};

const RATE_LIMITS = { rate: NUMBERS.rate, decay: NUMBERS.decay, strength: NUMBERS.strength };

/** Epochs of a setup without end where an end is needed: in a script, or by a schedule. */
export const USUAL_EPOCHS = 60;
/** Python is given an end. */
const ENDLESS = 1_000_000;

/** Layers that one stack may have. */
export const MOST_LAYERS = 24;

const CHOICES: Record<string, readonly string[]> = {
  data: Object.keys(DATA),
  optimizer: OPTIMIZERS,
  schedule: SCHEDULES,
  regularization: REGULARIZATIONS,
};

export const isConvolutional = ({ layers }: Setup) => layers.some(({ kind }) => kind === "Conv2d");
export const isMnist = ({ data }: Setup) => data === "mnist";
export const isRegression = ({ data }: Setup) => DATA[data].task === "regression";
/** Of one sample, as the model is given it. */
export const inputShape = ({ data, features }: Pick<Setup, "data" | "features">): Shape =>
  data === "mnist" ? DATA[data].shape : [features.length];
export const stackFor = (setup: Pick<Setup, "data" | "features" | "layers">) =>
  stackOf(setup.layers, inputShape(setup), DATA[setup.data]);
/** How many samples there are to divide. */
export const samplesOf = ({ data, samples, points }: Setup) => (data === "painted" ? points.length : samples);
export const validationSize = (setup: Setup) => Math.max(1, Math.round((samplesOf(setup) * setup.validation) / 100));
/** Steps of one epoch. */
export function stepsPerEpoch(setup: Setup) {
  const batches = (samplesOf(setup) - validationSize(setup)) / setup.batch;
  return dropsLast(setup) ? Math.floor(batches) : Math.ceil(batches);
}
/** A batch of one has no spread, so with BatchNorm what is left over at the end is not trained on. */
export const dropsLast = ({ layers }: Setup) => layers.some(({ kind }) => kind === "BatchNorm");

/** Has the reader still to paint? */
export const lacksPoints = ({ data, points }: Setup) =>
  data === "painted" && (points.length < 10 || new Set(points.map(({ label }) => label)).size < 2);

/** What keeps a setup from being trained, in words; empty if nothing does. */
export function obstacle(setup: Setup) {
  const { placed, fault, fits } = stackFor(setup);
  if (!fits) return (placed.find((one) => one.fault)?.fault ?? fault)?.text ?? WORDS.playground.faults.unfit;
  if (lacksPoints(setup)) return WORDS.playground.faults.few_points;
  if (setup.batch < 2 && dropsLast(setup)) return WORDS.playground.faults.batch_of_one;
  if (stepsPerEpoch(setup) < 1) return WORDS.playground.faults.large_batch;
  return "";
}

/** Values from an address or the browser's storage, of whatever type. */
type Given = Record<string, unknown>;

/** The setup made of what can be used of some values, and the defaults for the rest. */
export function setupOf(given: Given): Setup {
  const numbers = Object.entries(NUMBERS).map(([name, limits]) => [name, within(given[name], limits)]);
  const choices = Object.entries(CHOICES).map(([name, all]) => [
    name,
    all.find((one) => one === given[name]) ?? (name === "optimizer" ? "Adam" : all[0]),
  ]);
  const layers = Array.isArray(given.layers) ? given.layers.map(layerOf).filter((one) => one !== null) : [];
  const points = Array.isArray(given.points) ? given.points.filter(isPoint).map(pointOf) : [];
  const setup = { ...Object.fromEntries([...numbers, ...choices]), layers: layers.slice(0, MOST_LAYERS), points };
  setup.features = isMnist(setup) ? [...PLAIN] : featuresOf(given.features);
  const [least, most] = DATA[setup.data].samples;
  setup.samples = Math.min(Math.max(setup.samples, least), most);
  if (isMnist(setup)) setup.samples = setup.samples > COPIED ? most : least; // all of it, or a tenth
  setup.noise = setup.samples > COPIED ? 0 : Math.min(setup.noise, DATA[setup.data].noise);
  if (isRegression(setup)) setup.flipped = 0;
  if (setup.regularization === "none") setup.strength = NUMBERS.strength.value;
  setup.earlier = earlierOf(given.earlier, setup);
  const begin = setup.earlier.at(-1)?.until ?? 0;
  const changes = changesOf(given.changes, stackFor(setup).placed, RATE_LIMITS);
  setup.changes = changes.filter(({ step }) => step >= begin);
  return setup;
}

/** A run of so many parts is long enough. */
export const MOST_REBUILDS = 20;

/** Do both learn to say the same kind of thing? */
export const answersAlike = (a: Setup, b: Setup) =>
  isMnist(a) === isMnist(b) && isRegression(a) === isRegression(b) && DATA[a.data].outputs === DATA[b.data].outputs;

/** Does training depend on how many epochs there are, or on the last ones? */
export const dependsOnEnd = ({ patience, schedule }: Setup) => patience > 0 || schedule !== "constant";

/** The parts of a run before the last one; none unless each can follow the one before. */
function earlierOf(given: unknown, last: Setup): Phase[] {
  if (!Array.isArray(given) || given.length > MOST_REBUILDS || dependsOnEnd(last)) return [];
  const found: Phase[] = [];
  let begin = 0;
  for (const { until, setup: one } of given as Phase[]) {
    const setup = setupOf({ ...one, earlier: [], epochs: 0 });
    const isWhole = Number.isInteger(until) && until > begin && !((until - begin) % stepsPerEpoch(setup));
    if (!isWhole || dependsOnEnd(setup) || obstacle(setup) || !answersAlike(setup, last)) return [];
    setup.changes = setup.changes.filter(({ step }) => step >= begin && step < until);
    found.push({ until, setup });
    begin = until;
  }
  return found;
}

/** Does it train until the reader pauses it? A schedule, and patience, depend on an end. */
export const isEndless = (setup: Setup) => !setup.epochs && !dependsOnEnd(setup);

/** How many epochs a run of the setup has. */
export const epochsOf = (setup: Setup) => (isEndless(setup) ? ENDLESS : setup.epochs || USUAL_EPOCHS);

/** The same setup with an end. */
export const withEnd = (setup: Setup, epochs = USUAL_EPOCHS): Setup => ({ ...setup, epochs: setup.epochs || epochs });

/** The setup as it is now, without what was changed or built anew at one step or another. */
export const settled = (setup: Setup): Setup =>
  setup.changes.length || setup.earlier.length ? { ...setup, ...ratesNow(setup), changes: [], earlier: [] } : setup;

/** Are two setups the same? */
export const isSame = (a: Setup | null, b: Setup | null) => a === b || JSON.stringify(a) === JSON.stringify(b);

/** Is the second the same training, but longer? Then a run of the first can go on as one of the second. */
export function isLonger(run: Setup, setup: Setup) {
  return !dependsOnEnd(run) && epochsOf(setup) > epochsOf(run) && isSame({ ...run, epochs: setup.epochs }, setup);
}

function within(
  value: unknown,
  { value: usual, min, max, step }: { value: number; min: number; max: number; step?: number },
) {
  const given = typeof value === "number" || (typeof value === "string" && value.trim() !== "");
  const number = given ? Number(value) : usual;
  if (!Number.isFinite(number)) return usual;
  const limited = Math.min(Math.max(number, min), max);
  return step ? Number(limited.toPrecision(6)) : Math.round(limited);
}

function layerOf(given: Record<string, unknown> | null): Layer | null {
  if (typeof given?.kind !== "string" || !Object.hasOwn(KINDS, given.kind)) return null;
  const settings = Object.entries(KINDS[given.kind].settings).map(([name, limits]) => [
    name,
    within(given[name], limits),
  ]);
  return layer(given.kind, Object.fromEntries(settings));
}

const isPoint = (point: Partial<Point> | null): point is Point =>
  (point?.label === 0 || point?.label === 1) && isOnPlane(point.x) && isOnPlane(point.y);
const isOnPlane = (side: unknown) => typeof side === "number" && Math.abs(side) <= 2;

/** As the program writes it: to a hundredth. */
const pointOf = ({ x, y, label }: Point): Point => ({ x: hundredth(x), y: hundredth(y), label });
const hundredth = (value: number) => Math.round(value * 100) / 100 || 0;
