/** The description of a picture, as Python makes it (live_cells/live/python/pictures/). It is checked here, where it enters. */

import {
  list,
  number,
  optional,
  positive,
  record,
  type Setting,
  string,
  type Tensor,
  tensor,
  texts,
  whole,
  wrong,
} from "./checks.ts";
import { type ChannelsData, channelsOf } from "./channels_data.ts";
import { type ConvolutionData, convolutionOf } from "./convolution_data.ts";
import { type GraphData, graphOf } from "./graph_data.ts";
import { type Links, linksOf } from "./links.ts";
import { type Loss, lossKind } from "./losses.ts";
import { type MatricesData, matricesOf } from "./matrices_data.ts";
import { type ModuleData, moduleOf } from "./module_data.ts";
import { type SurfaceData, surfaceOf } from "./surface_data.ts";
import { type TrainingData, trainingOf } from "./training_data.ts";

/** The largest terms of a unit's sum: which input, its weight, its value. */
export type Term = [index: number, weight: number, input: number];

export type Module = {
  name: string;
  kind: string;
  text: string;
  training: boolean;
  settings: Record<string, Setting>;
  /** Which units depend on which; not said of a module that is not known. */
  links?: Links;
  /** Of a folded column, which units are here. */
  units?: number[];
  terms?: Term[][];
  /** How many terms more there are, and their sum. */
  rest?: [count: number, sum: number][];
} & { [Name in TensorName]?: Tensor };

const TENSORS = [
  ...(["output", "output_gradient", "weight", "bias", "weight_gradient", "bias_gradient"] as const),
  ...(["running_mean", "running_var"] as const),
];
export type TensorName = (typeof TENSORS)[number];

export type NetworkData = {
  kind: "network";
  input: Tensor;
  input_units?: number[];
  image?: [height: number, width: number];
  modules: Module[];
  target?: Tensor;
  loss?: Loss;
  fault?: { module: number; text: string };
  folded: string[];
  span: number;
  /** What the outputs are called. */
  classes: string[];
};

/** Does it take more room to say how a number of it comes about? */
export const isTall = ({ image, modules }: NetworkData) => Boolean(image) || modules.some(({ terms }) => terms);

export type PictureData =
  | NetworkData
  | GraphData
  | ConvolutionData
  | ChannelsData
  | MatricesData
  | SurfaceData
  | ModuleData
  | TrainingData;

/** What a description must not exceed. */
const MOST = { characters: 600_000, modules: 200 };

/**
 * @param text JSON
 * @throws {DataError} that says what is wrong
 */
export function readPicture(text: string): PictureData {
  if (text.length > MOST.characters) wrong("JSON", `at most ${MOST.characters} characters`);
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    wrong("JSON", "JSON");
  }
  const data = record(found, "JSON");
  if (data.version !== 1) wrong("version", "1");
  const read = typeof data.kind === "string" && Object.hasOwn(READERS, data.kind) ? READERS[data.kind] : null;
  return read ? read(data) : wrong("kind", Object.keys(READERS).join(", "));
}

/** What reads and checks the description of each kind. */
const READERS: Record<string, (data: Record<string, unknown>) => PictureData> = {
  network: networkOf,
  graph: graphOf,
  convolution: convolutionOf,
  channels: channelsOf,
  matrices: matricesOf,
  surface: surfaceOf,
  module: moduleOf,
  training: trainingOf,
};

function networkOf(data: Record<string, unknown>): NetworkData {
  const modules = list(data.modules, "modules", MOST.modules).map((one, i) => moduleOfNetwork(one, `modules[${i}]`));
  const input_units = optional(data.input_units, "input_units", indices);
  const input = tensor(data.input, "input", input_units);
  return {
    kind: "network",
    input,
    input_units,
    image: imageOf(input, optional(data.image, "image", imageSize)),
    modules,
    target: optional(data.target, "target", tensor),
    loss: optional(data.loss, "loss", lossOf),
    fault: optional(data.fault, "fault", (value, place) => faultOf(value, place, modules.length)),
    folded: optional(data.folded, "folded", texts) ?? [],
    classes: optional(data.classes, "classes", texts) ?? [],
    span: optional(data.span, "span", (value, place) => positive(number(value, place), place)) ?? 1,
  };
}

function moduleOfNetwork(value: unknown, place: string): Module {
  const data = record(value, place);
  const units = optional(data.units, `${place}.units`, indices);
  const module: Module = {
    name: string(data.name, `${place}.name`),
    kind: string(data.kind, `${place}.kind`),
    text: string(data.text, `${place}.text`),
    training: data.training === true,
    settings: settingsOf(data.settings, `${place}.settings`),
    links: optional(data.links, `${place}.links`, linksOf),
    units,
    terms: optional(data.terms, `${place}.terms`, termsOf),
    rest: optional(data.rest, `${place}.rest`, (rest, at) => list(rest, at).map((pair) => pairOf(pair, at))),
  };
  for (const name of TENSORS)
    module[name] = optional(data[name], `${place}.${name}`, (one, at) => tensor(one, at, units));
  for (const name of ["terms", "rest"] as const)
    if (module[name] && module[name].length !== shownOf(module)) wrong(`${place}.${name}`, "one entry for each unit");
  return module;
}

const shownOf = ({ units, output }: Module) => units?.length ?? output?.values.length ?? 0;

function lossOf(value: unknown, place: string): Loss {
  const data = record(value, place);
  return {
    kind: lossKind(string(data.kind, `${place}.kind`)),
    text: string(data.text, `${place}.text`),
    value: number(data.value, `${place}.value`),
    settings: settingsOf(data.settings, `${place}.settings`),
  };
}

function faultOf(value: unknown, place: string, modules: number) {
  const data = record(value, place);
  const module = number(data.module, `${place}.module`);
  if (!Number.isInteger(module) || module < 0 || module >= modules) wrong(`${place}.module`, `0…${modules - 1}`);
  return { module, text: string(data.text, `${place}.text`) };
}

function settingsOf(value: unknown, place: string): Record<string, Setting> {
  const isSetting = (one: unknown): one is Setting =>
    one === null ||
    ["number", "boolean", "string"].includes(typeof one) ||
    (Array.isArray(one) && one.every((item) => typeof item === "number"));
  const data = value === undefined ? {} : record(value, place);
  const checked: Record<string, Setting> = {};
  for (const [name, one] of Object.entries(data)) {
    if (isSetting(one)) checked[name] = one;
    else wrong(`${place}.${name}`, "number, boolean, text");
  }
  return checked;
}

function termsOf(value: unknown, place: string): Term[][] {
  return list(value, place).map((terms) =>
    list(terms, place).map((term): Term => {
      const [index, weight, input] = list(term, place);
      return [whole(index, place), number(weight, place), number(input, place)];
    }),
  );
}

function pairOf(value: unknown, place: string): [count: number, sum: number] {
  const [count, sum] = list(value, place);
  return [whole(count, place), number(sum, place)];
}

function imageSize(value: unknown, place: string): [height: number, width: number] {
  const [height, width, more] = list(value, place).map((one) => whole(one, place));
  if (!height || !width || more !== undefined) wrong(place, "[height, width]");
  return [height, width];
}

/** An input of one channel is an image, said or not. */
function imageOf({ shape, values }: Tensor, said?: [height: number, width: number]): [number, number] | undefined {
  const [height, width] =
    said ?? (shape.length === 3 && shape[0] === 1 ? shape.slice(1) : shape.length === 2 ? shape : []);
  if (!height || !width) return undefined;
  return height * width === values.length ? [height, width] : said && wrong("image", `${values.length} pixels`);
}

function indices(value: unknown, place: string) {
  const found = list(value, place).map((one) => whole(one, place));
  if (found.some((one, i) => i > 0 && one <= found[i - 1])) wrong(place, "0 < 1 < 2 …");
  return found;
}
