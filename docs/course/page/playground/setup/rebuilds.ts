/** The part of the program that builds something anew while it trains, and lets it go on. */

import { dataAgain, dataNames, loaderSource } from "./data_source.ts";
import { isPlain } from "./features.ts";
import { codeOf, keptLayers } from "./kept_layers.ts";
import { optimizerSource, PENALTIES } from "./optimizers.ts";
import { ratesAt } from "./phases.ts";
import { stackFor, type Phase, type Setup } from "./setup.ts";

type Block = { step: number; names: string[]; lines: string[] };

/** The function of the program; empty where nothing is built anew. */
export function rebuildSource(setup: Setup) {
  const all = setup.earlier.map((phase, at) => blockOf(phase, setup.earlier[at + 1]?.setup ?? setup));
  const blocks = all.filter(({ lines }) => lines.length);
  if (!blocks.length) return "";
  const names = new Set(blocks.flatMap((block) => block.names));
  const source = [
    "def rebuild(step):",
    '    """What is built anew while the model trains, after so many steps."""',
    ...(names.size ? [`    global ${[...names].join(", ")}`] : []),
    ...blocks.flatMap(({ step, lines }) => [
      `    if step == ${step}:`,
      ...lines.map((line) => line && `        ${line}`),
    ]),
  ].join("\n");
  const helpers = HELPERS.filter(({ name }) => source.includes(`${name}(`)).map((helper) => helper.source);
  return [...helpers, source].join("\n\n\n");
}

/** Is anything another than before? */
export const isBuiltAnew = (phase: Phase, after: Setup) => blockOf(phase, after).lines.length > 0;

const HELPERS = [
  {
    name: "resized",
    source: `def resized(new, old):
    """A new layer with the weights of an old one, as many as fit; the others are as they were drawn."""
    with torch.no_grad():
        for name, value in new.state_dict().items():
            given = old.state_dict()[name]
            both = tuple(slice(min(sizes)) for sizes in zip(value.shape, given.shape))
            value[both] = given[both]
    return new`,
  },
  {
    name: "with_inputs",
    source: `def with_inputs(new, old, places):
    """A new layer with the weights of an old one; \`places\` says which of its inputs each one was, if any."""
    units = min(len(new.weight), len(old.weight))
    with torch.no_grad():
        new.bias[:units] = old.bias[:units]
        for place, before in enumerate(places):
            if before is not None:
                new.weight[:units, place] = old.weight[:units, before]
    return new`,
  },
];

function blockOf({ until: step, setup: before }: Phase, after: Setup): Block {
  const rates = ratesAt(before, step);
  const block: Block = { step, names: [], lines: [] };
  const add = (names: string[], source: string) => {
    block.names.push(...names);
    block.lines.push(...source.split("\n"));
  };
  const hasFeatures = ![before, after].every(({ features }) => isPlain(features));
  if (dataOf(before, hasFeatures) !== dataOf(after, hasFeatures))
    add(dataNames(after, hasFeatures), dataAgain(after, hasFeatures));
  else if (loaderSource(after) !== loaderSource(before)) add(["train_loader"], loaderSource(after));
  const model = modelSource(before, after);
  if (model) add(["model"], model);
  if (model || before.optimizer !== after.optimizer)
    add(["optimizer"], `${optimizerSource(after)}  # anew: it remembers nothing`);
  else
    for (const [name, group] of [
      ["rate", "lr"],
      ["decay", "weight_decay"],
    ] as const)
      if (rates[name] !== after[name])
        add([], `for group in optimizer.param_groups:\n    group["${group}"] = ${after[name]}`);
  const isOtherPenalty = before.regularization !== after.regularization;
  if (isOtherPenalty) add(["penalty"], PENALTIES[after.regularization]);
  if (after.regularization !== "none" && (isOtherPenalty || rates.strength !== after.strength))
    add(["strength"], `strength = ${after.strength}`);
  return block;
}

/** The lines of the program that make the data, however they are put into batches. */
const dataOf = (setup: Setup, hasFeatures: boolean) => dataAgain(setup, hasFeatures).replace(loaderSource(setup), "");

/** The layers in terms of the old ones; empty where they are the same. */
function modelSource(before: Setup, after: Setup) {
  const places = keptLayers(before, after);
  const old = stackFor(before).placed;
  const isSameInput = before.features.join() === after.features.join();
  let isChanged = places.length !== old.length;
  const lines = stackFor(after).placed.map((placed, at) => {
    const code = codeOf(placed);
    const place = places[at];
    const isMoved = at === 0 && placed.layer.kind === "Linear" && !isSameInput;
    const isKept = place !== null && codeOf(old[place]) === code && !isMoved;
    isChanged ||= !isKept || place !== at;
    if (place === null) return `    ${code},`;
    if (isKept) return `    model[${place}],`;
    if (!isMoved || place > 0) return `    resized(${code}, model[${place}]),`;
    const inputs = after.features.map((name) => before.features.indexOf(name));
    const list = inputs.map((input) => (input < 0 ? "None" : input)).join(", ");
    return `    with_inputs(${code}, model[${place}], [${list}]),`;
  });
  return isChanged ? `model = nn.Sequential(\n${lines.join("\n")}\n)` : "";
}
