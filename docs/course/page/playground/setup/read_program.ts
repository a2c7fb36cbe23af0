/**
 * A setup read back from its program, as a reader has edited it: the inverse of `scriptOf`. A line that is new holds, and
 * the lines that follow from it may still be those of the setup before. What no setup writes is not read at all.
 */

import { END } from "./changes.ts";
import { POINTS } from "./data_source.ts";
import { FEATURES } from "./features.ts";
import { KINDS } from "./layers.ts";
import { scriptOf } from "./program.ts";
import { samplesOf, setupOf, validationSize, type Setup } from "./setup.ts";

type Found = Record<string, unknown>;
type Reader = [line: RegExp, read: (found: Found, parts: string[]) => void];

/** As the program is without what does not matter in it: comments, spaces, and how a number is written. */
export const linesOf = (source: string) =>
  source
    .split("\n")
    .map(plain)
    .filter((line) => line !== "");

const NUMBER = /(?<![\w.])(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?(?![\w.])/gi;

export function plain(line: string) {
  const [, indent = "", code = ""] = /^( *)(.*)$/.exec(line.replace(/#.*$/, "").trimEnd()) ?? [];
  const close = code.replace(/\s*([^\w\s])\s*/g, "$1").replace(/\s+/g, " ");
  return indent + close.replace(NUMBER, (number) => String(Number(number)));
}

/** What stands in an expression like `lr=(0.01)`. */
const N = "(-?[\\d.]+(?:e[-+]?\\d+)?)";
const line = (pattern: string) => new RegExp(`^${pattern.replaceAll("NUMBER", N)}$`);

const set =
  (name: string): Reader[1] =>
  (found, [value]) => {
    found[name] = Number(value);
  };

const is =
  (name: string, value: string | number): Reader[1] =>
  (found) => {
    found[name] = value;
  };

const READERS: Reader[] = [
  [line("n=NUMBER"), set("samples")],
  [line("images=\\(mnist\\.data\\[:NUMBER\\].*"), set("samples")],
  [line("dataset=mnist"), is("samples", 60_000)],
  [line("(?:points|values|images)\\+=NUMBER\\*torch\\.randn.*"), set("noise")],
  [
    line("wrong=torch\\.rand\\(.*\\)<NUMBER"),
    (found, [share]) => {
      found.flipped = Number((100 * Number(share)).toPrecision(12));
    },
  ],
  [
    line(" *return torch\\.stack\\(\\[(.*)\\],dim=1\\)"),
    (found, [codes]) => {
      const names = Object.entries(FEATURES).map(([name, { code }]) => [plain(code), name]);
      found.features = codes.split(",").map((code) => Object.fromEntries(names)[code]);
    },
  ],
  [line("training,validation=random_split\\(dataset,\\[\\d+,NUMBER\\]\\)"), set("validationSize")],
  [line("train_loader=DataLoader\\(training,batch_size=NUMBER,.*"), set("batch")],
  [
    line(
      "optimizer=torch\\.optim\\.(\\w+)\\(model\\.parameters\\(\\),lr=NUMBER(,momentum=0\\.9)?(?:,weight_decay=NUMBER)?\\)",
    ),
    (found, [name, rate, momentum, decay = "0"]) => {
      Object.assign(found, {
        optimizer: momentum ? `${name} with momentum` : name,
        rate: Number(rate),
        decay: Number(decay),
      });
    },
  ],
  [line("scheduler=.*\\.StepLR\\(.*"), is("schedule", "step")],
  [
    line("scheduler=.*\\.CosineAnnealingLR\\(optimizer,T_max=NUMBER\\)"),
    (found, [epochs]) => Object.assign(found, { schedule: "cosine", epochs: Number(epochs) }),
  ],
  [line("strength=NUMBER"), set("strength")],
  [line(" *return sum\\(weight\\.abs\\(\\).*"), is("regularization", "L1")],
  [line(" *return sum\\(weight\\.square\\(\\).*"), is("regularization", "L2")],
  [line(" *if epoch-1-losses\\.index\\(min\\(losses\\)\\)>=NUMBER:"), set("patience")],
  [line("for result in train\\(epochs=NUMBER\\):"), set("epochs")],
];

/** What the program does not write, unless it is something else. */
const SILENT: Found = {
  noise: 0,
  flipped: 0,
  features: undefined,
  schedule: "constant",
  regularization: "none",
  patience: 0,
};

/**
 * @param before the setup whose program was edited
 * @returns null if no setup has such a program
 */
export function readProgram(source: string, before: Setup): Setup | null {
  const lines = linesOf(source);
  const known = new Set(linesOf(scriptOf(before)));
  const layers = layersOf(lines);
  if (!layers) return null;
  const found: Found = { ...before, ...SILENT, points: pointsOf(lines) ?? before.points, layers };
  found.data = dataOf(lines);
  found.changes = changesIn(lines);
  for (const isNew of [false, true]) {
    for (const one of lines.filter((each) => known.has(each) !== isNew)) read(one, found);
    for (const [at, one] of seedsOf(lines).entries())
      if (known.has(`torch.manual_seed(${one})`) !== isNew) found.seed = one - at;
  }
  const isSplitNew = lines.some((one) => one.startsWith("training,") && !known.has(one));
  const setup = validated(found, isSplitNew ? Number(found.validationSize) : null, before);
  return isWritten(lines, linesOf(scriptOf(setup)), known) ? setup : null;
}

const PAINTED = "painted=[";

/** The kind of data whose lines are all there. */
function dataOf(lines: string[]) {
  if (lines.includes(PAINTED)) return "painted";
  if (lines.some((one) => one.startsWith("mnist="))) return "mnist";
  const there = new Set(lines);
  const made = Object.entries(POINTS).find(([, source]) => linesOf(source).every((one) => there.has(one)));
  return made?.[0];
}

function read(one: string, found: Found) {
  for (const [pattern, take] of READERS) {
    const parts = pattern.exec(one);
    if (parts) take(found, parts.slice(1));
  }
}

/** @param size how many validation samples there are to be; null: the same share as before */
function validated(found: Found, size: number | null, before: Setup) {
  const setup = setupOf(found);
  if (size === null) return setup;
  const exact = (100 * size) / samplesOf(setup);
  const shares = [before.validation, 5 * Math.round(exact / 5), Math.round(exact), exact];
  const all = shares.map((validation) => setupOf({ ...found, validation }));
  return all.find((one) => validationSize(one) === size) ?? setup;
}

const seedsOf = (lines: string[]) =>
  lines.flatMap((one) => [...one.matchAll(/^torch\.manual_seed\((\d+)\)$/g)].map(([, seed]) => Number(seed)));

// ----------------------------------------------------------------- layers

const BEGIN = "model=nn.Sequential(";

/** The lines between those of `nn.Sequential`, and the others. */
function divided(lines: string[]): { inside: string[]; outside: string[] } | null {
  const begin = lines.indexOf(BEGIN);
  const end = lines.indexOf(")", begin);
  if (begin < 0 || end < 0) return null;
  return { inside: lines.slice(begin + 1, end), outside: [...lines.slice(0, begin), ...lines.slice(end + 1)] };
}

function layersOf(lines: string[]) {
  const layers = divided(lines)?.inside.map(layerOf);
  return layers?.every((one) => one !== null) ? layers : null;
}

function layerOf(text: string) {
  const [, name, given] = /^ {4}nn\.(\w+)\((.*)\),$/.exec(text) ?? [];
  const kind = name?.replace(/^BatchNorm[12]d$/, "BatchNorm");
  if (!kind || !Object.hasOwn(KINDS, kind)) return null;
  const values = given.split(",").map((one) => one.split("="));
  const named = Object.fromEntries(values.filter(({ length }) => length === 2));
  const [first, second] = values.map(([one]) => Number(one));
  const { kernel_size: kernel, padding = "0" } = named;
  const settings: Record<string, Record<string, number>> = {
    Linear: { out: second },
    Dropout: { p: first },
    MaxPool2d: { kernel: first },
    Conv2d: { out: second, kernel: Number(kernel), padding: Number(padding) },
  };
  return { kind, ...settings[kind] };
}

/** A layer without how much it is given, which follows from what stands before it. */
const withoutInputs = (text: string) => text.replace(/(Linear|Conv2d|BatchNorm[12]d)\(\d+/, "$1(");

// --------------------------------------------- what readers paint and change

function pointsOf(lines: string[]) {
  const begin = lines.indexOf(PAINTED);
  if (begin < 0) return null;
  const rows = lines.slice(begin + 1, lines.indexOf("]", begin));
  return rows.map((row) => {
    const [x, y, label] = [...row.matchAll(/-?[\d.]+/g)].map(Number);
    return { x, y, label };
  });
}

/** The lines in the function `change`. */
const CHANGES: Reader[] = [
  [
    line(" *model\\[(\\d+)\\]\\.weight\\.data\\[(\\d+),(\\d+)\\]=NUMBER"),
    (found, [layer, unit, source]) => add(found, { set: "weight", ...numbers({ layer, unit, source }) }),
  ],
  [
    line(" *model\\[(\\d+)\\]\\.bias\\.data\\[(\\d+)\\]=NUMBER"),
    (found, [layer, unit]) => add(found, { set: "bias", ...numbers({ layer, unit }) }),
  ],
  [line(" +strength=NUMBER"), (found) => add(found, { set: "strength" })],
  [line(' *group\\["lr"\\]=NUMBER'), (found) => add(found, { set: "rate" })],
  [line(' *group\\["weight_decay"\\]=NUMBER'), (found) => add(found, { set: "decay" })],
];

const numbers = (parts: Record<string, string>) =>
  Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, Number(value)]));
const add = (found: Found, change: Found) => (found.changes as Found[]).push(change);

function changesIn(lines: string[]) {
  const begin = lines.indexOf("def change(step):");
  if (begin < 0) return [];
  const all: Found[] = [];
  let step = 0;
  for (const one of lines.slice(begin + 1, lines.indexOf("def train(epochs):", begin))) {
    const [, when] = /^ *if step==(\d+|"end"):$/.exec(one) ?? [];
    if (when) step = when === '"end"' ? END : Number(when);
    for (const [pattern, take] of CHANGES) {
      const parts = pattern.exec(one)?.slice(1);
      const found: Found = { changes: [] };
      if (parts) take(found, parts);
      for (const change of found.changes as Found[]) all.push({ step, ...change, to: Number(parts?.at(-1)) });
    }
  }
  return all;
}

// ------------------------------------------------------------ is it that?

/**
 * Is a program that of a setup? Its lines are the setup's, in their order; only some of those that stood there before may
 * be still to follow.
 */
function isWritten(lines: string[], expected: string[], known: Set<string>) {
  const [given, wanted] = [divided(lines), divided(expected)];
  if (!given || !wanted || given.inside.length !== wanted.inside.length) return false;
  const isModelSame = given.inside.every((one, at) => {
    const other = wanted.inside[at];
    return one === other || (known.has(one) && withoutInputs(one) === withoutInputs(other));
  });
  if (!isModelSame) return false;
  const [ofGiven, ofWanted] = [new Set(given.outside), new Set(wanted.outside)];
  const kept = given.outside.filter((one) => ofWanted.has(one) || !known.has(one));
  const asked = wanted.outside.filter((one) => ofGiven.has(one) || known.has(one));
  return kept.length === asked.length && kept.every((one, at) => one === asked[at]);
}
