/** What single lines of a program say of a setup. */

import { POINTS } from "./data_source.ts";
import { FEATURES } from "./features.ts";
import { KINDS } from "./layers.ts";

export type Found = Record<string, unknown>;
export type Reader = [line: RegExp, read: (found: Found, parts: string[]) => void];

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
export const line = (pattern: string) => new RegExp(`^${pattern.replaceAll("NUMBER", N)}$`);

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
  [line(" *return 0"), is("regularization", "none")],
  [line(" *return sum\\(weight\\.abs\\(\\).*"), is("regularization", "L1")],
  [line(" *return sum\\(weight\\.square\\(\\).*"), is("regularization", "L2")],
  [line(" *if epoch-1-losses\\.index\\(min\\(losses\\)\\)>=NUMBER:"), set("patience")],
  [line("for result in train\\(epochs=NUMBER\\):"), set("epochs")],
];

const PAINTED = "painted=[";

/** The kind of data whose lines are all there. */
export function dataOf(lines: string[]) {
  if (lines.includes(PAINTED)) return "painted";
  if (lines.some((one) => one.startsWith("mnist="))) return "mnist";
  const there = new Set(lines);
  const made = Object.entries(POINTS).find(([, source]) => linesOf(source).every((one) => there.has(one)));
  return made?.[0];
}

export function read(one: string, found: Found) {
  for (const [pattern, take] of READERS) {
    const parts = pattern.exec(one);
    if (parts) take(found, parts.slice(1));
  }
}

export const seedsOf = (lines: string[]) =>
  lines.flatMap((one) => [...one.matchAll(/^torch\.manual_seed\((\d+)\)$/g)].map(([, seed]) => Number(seed)));

export function layerOf(text: string) {
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

export function pointsOf(lines: string[]) {
  const begin = lines.indexOf(PAINTED);
  if (begin < 0) return null;
  const rows = lines.slice(begin + 1, lines.indexOf("]", begin));
  return rows.map((row) => {
    const [x, y, label] = [...row.matchAll(/-?[\d.]+/g)].map(Number);
    return { x, y, label };
  });
}
