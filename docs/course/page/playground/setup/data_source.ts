/** The first section of the program: imports, and the data, made or read, and divided; and data that are made anew. */

import { featuresSource, isPlain } from "./features.ts";
import { COPIED, DATA, dropsLast, isMnist, isRegression, samplesOf, validationSize, type Setup } from "./setup.ts";

/** How points are made: `n` of them, with labels or values. */
export const POINTS: Record<string, string> = {
  moons: `labels = torch.arange(n) % 2
angle = math.pi * torch.rand(n)
upper = torch.stack([angle.cos() - 0.5, angle.sin() - 0.25], dim=1)
points = torch.where(labels.unsqueeze(1) == 0, upper, -upper)  # the lower moon is the upper one, turned`,
  circles: `labels = torch.arange(n) % 2
angle = 2 * math.pi * torch.rand(n)
radius = 0.6 + 0.7 * labels
points = torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)`,
  xor: `points = 3 * torch.rand(n, 2) - 1.5
points += 0.1 * points.sign()  # a gap along the axes
labels = (points[:, 0] * points[:, 1] > 0).long()`,
  spirals: `labels = torch.arange(n) % 3
along = torch.rand(n)
angle = 5 * along + labels * (2 * math.pi / 3)
points = torch.stack([1.6 * along * angle.cos(), 1.6 * along * angle.sin()], dim=1)`,
  gaussians: `labels = torch.arange(n) % 2
points = 0.3 * torch.randn(n, 2) + (1.8 * labels - 0.9).unsqueeze(1)`,
  plane: `points = 4 * torch.rand(n, 2) - 2
values = points.sum(dim=1, keepdim=True) / 4`,
  hills: `points = 4 * torch.rand(n, 2) - 2
middles = torch.tensor([(x, y) for y in (0.8, -0.8) for x in (-1.3, 0.0, 1.3)])
heights = torch.tensor([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])  # three hills, three valleys
squares = (points.unsqueeze(1) - middles).square().sum(dim=2)
values = (heights * (-3 * squares).exp()).sum(dim=1, keepdim=True)`,
};

/** @param all what is imported is for all parts of a run */
export const dataSection = (setup: Setup, all: Setup[]) =>
  [
    imports(setup, all),
    ...(isMnist(setup) ? [MNIST] : []),
    dataSource(setup, !isPlain(setup.features)),
    ...(isMnist(setup) ? ["test_loader = DataLoader(test_set, batch_size=1000)"] : []),
  ].join("\n");

/** Data that take the place of others while a model trains. */
export function dataAgain(setup: Setup, hasFeatures: boolean) {
  const source = dataSource(setup, hasFeatures).replace(/\n{3,}/g, "\n\n");
  return isMnist(setup) && setup.samples > COPIED ? `${READ_MNIST}\n${source}` : source; // whose labels may be wrong
}

/** What the program calls data. */
export function dataNames(setup: Setup, hasFeatures: boolean) {
  const divided = ["dataset", "training", "validation", "train_loader", "validation_loader"];
  if (isMnist(setup)) return [setup.samples > COPIED ? "mnist" : "labels", ...divided];
  return ["points", isRegression(setup) ? "values" : "labels", ...(hasFeatures ? ["features"] : []), ...divided];
}

function dataSource(setup: Setup, hasFeatures: boolean) {
  const made = isMnist(setup) ? digitsSource(setup) : pointsSource(setup, hasFeatures);
  return [
    `torch.manual_seed(${setup.seed})  # the data`,
    ...made,
    splitSource(setup),
    loaderSource(setup),
    `validation_loader = DataLoader(validation, batch_size=${isMnist(setup) ? 1000 : 512})`,
  ].join("\n");
}

function pointsSource(setup: Setup, hasFeatures: boolean) {
  const parts = [setup.data === "painted" ? paintedSource(setup) : `n = ${setup.samples}\n${POINTS[setup.data]}`];
  const noisy = isRegression(setup) ? "values" : "points";
  if (setup.noise) parts.push(`${noisy} += ${setup.noise} * torch.randn(${noisy}.shape)`);
  if (setup.flipped) parts.push(flippedSource(setup, "labels", DATA[setup.data].outputs));
  if (hasFeatures) parts.push(`\n\n${featuresSource(setup.features)}\n\n`);
  const inputs = hasFeatures ? "features(points)" : "points";
  return [...parts, `dataset = TensorDataset(${inputs}, ${isRegression(setup) ? "values" : "labels"})`];
}

function paintedSource({ points }: Setup) {
  const rows = points.map(({ x, y, label }) => `    (${x.toFixed(2)}, ${y.toFixed(2)}, ${label}),`);
  return `painted = [  # x, y, label
${rows.join("\n")}
]
points = torch.tensor([(x, y) for x, y, _ in painted])
labels = torch.tensor([label for _, _, label in painted])`;
}

const READ_MNIST = 'mnist = datasets.MNIST("data", train=True, transform=transform)';

const MNIST = `transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
mnist = datasets.MNIST("data", train=True, download=True, transform=transform)
test_set = datasets.MNIST("data", train=False, transform=transform)`;

function digitsSource(setup: Setup) {
  if (setup.samples > COPIED)
    return [...(setup.flipped ? [flippedSource(setup, "mnist.targets", 10)] : []), "dataset = mnist"];
  return [
    `images = (mnist.data[:${setup.samples}].float().unsqueeze(1) / 255 - 0.1307) / 0.3081`,
    `labels = mnist.targets[:${setup.samples}]`,
    ...(setup.noise ? [`images += ${setup.noise} * torch.randn(images.shape)`] : []),
    ...(setup.flipped ? [flippedSource(setup, "labels", 10)] : []),
    "dataset = TensorDataset(images, labels)",
  ];
}

function flippedSource({ flipped }: Setup, labels: string, classes: number) {
  const other =
    classes === 2 ? `1 - ${labels}` : `(${labels} + torch.randint(1, ${classes}, ${labels}.shape)) % ${classes}`;
  return `wrong = torch.rand(len(${labels})) < ${flipped / 100}  # labels that lie\n${labels} = torch.where(wrong, ${other}, ${labels})`;
}

function splitSource(setup: Setup) {
  const validation = validationSize(setup);
  return `training, validation = random_split(dataset, [${samplesOf(setup) - validation}, ${validation}])`;
}

export const loaderSource = (setup: Setup) =>
  `train_loader = DataLoader(training, batch_size=${setup.batch}, shuffle=True${dropsLast(setup) ? ", drop_last=True" : ""})`;

function imports(setup: Setup, all: Setup[]) {
  const standard = [setup.patience && "import copy", all.some(usesMath) && "import math"].filter(Boolean);
  const isCopied = all.some((one) => !isMnist(one) || one.samples <= COPIED);
  return [
    ...standard,
    standard.length ? "\nimport torch" : "import torch",
    "from torch import nn",
    `from torch.utils.data import ${isCopied ? "DataLoader, TensorDataset, random_split" : "DataLoader, random_split"}`,
    ...(isMnist(setup) ? ["from torchvision import datasets, transforms"] : []),
    "",
  ].join("\n");
}

const usesMath = ({ data }: Setup) => Boolean(POINTS[data]?.includes("math."));
