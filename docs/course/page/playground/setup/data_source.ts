/** The first section of the program: imports, and the data, made or read, and divided. */

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

export function dataSource(setup: Setup) {
  return isMnist(setup) ? mnistSource(setup) : pointsSource(setup);
}

function pointsSource(setup: Setup) {
  const parts = [imports(setup, "from torch.utils.data import DataLoader, TensorDataset, random_split")];
  parts.push(`torch.manual_seed(${setup.seed})  # the data`);
  if (setup.data === "painted") parts.push(paintedSource(setup));
  else parts.push(`n = ${setup.samples}\n${POINTS[setup.data]}`);
  const noisy = isRegression(setup) ? "values" : "points";
  if (setup.noise) parts.push(`${noisy} += ${setup.noise} * torch.randn(${noisy}.shape)`);
  if (setup.flipped) parts.push(flippedSource(setup, "labels", DATA[setup.data].outputs));
  const inputs = isPlain(setup.features) ? "points" : "features(points)";
  if (inputs !== "points") parts.push(`\n\n${featuresSource(setup.features)}\n\n`);
  parts.push(`dataset = TensorDataset(${inputs}, ${isRegression(setup) ? "values" : "labels"})`);
  parts.push(splitSource(setup, 512));
  return parts.join("\n");
}

function paintedSource({ points }: Setup) {
  const rows = points.map(({ x, y, label }) => `    (${x.toFixed(2)}, ${y.toFixed(2)}, ${label}),`);
  return `painted = [  # x, y, label
${rows.join("\n")}
]
points = torch.tensor([(x, y) for x, y, _ in painted])
labels = torch.tensor([label for _, _, label in painted])`;
}

function mnistSource(setup: Setup) {
  const isCopied = setup.samples <= COPIED;
  const names = isCopied ? "DataLoader, TensorDataset, random_split" : "DataLoader, random_split";
  const parts = [
    imports(setup, `from torch.utils.data import ${names}\nfrom torchvision import datasets, transforms`),
    "transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])",
    'mnist = datasets.MNIST("data", train=True, download=True, transform=transform)',
    'test_set = datasets.MNIST("data", train=False, transform=transform)',
    `torch.manual_seed(${setup.seed})  # the data`,
  ];
  if (isCopied) {
    parts.push(`images = (mnist.data[:${setup.samples}].float().unsqueeze(1) / 255 - 0.1307) / 0.3081`);
    parts.push(`labels = mnist.targets[:${setup.samples}]`);
    if (setup.noise) parts.push(`images += ${setup.noise} * torch.randn(images.shape)`);
    if (setup.flipped) parts.push(flippedSource(setup, "labels", 10));
    parts.push("dataset = TensorDataset(images, labels)");
  } else {
    if (setup.flipped) parts.push(flippedSource(setup, "mnist.targets", 10));
    parts.push("dataset = mnist");
  }
  parts.push(splitSource(setup, 1000), "test_loader = DataLoader(test_set, batch_size=1000)");
  return parts.join("\n");
}

function flippedSource({ flipped }: Setup, labels: string, classes: number) {
  const other =
    classes === 2 ? `1 - ${labels}` : `(${labels} + torch.randint(1, ${classes}, ${labels}.shape)) % ${classes}`;
  return `wrong = torch.rand(len(${labels})) < ${flipped / 100}  # labels that lie\n${labels} = torch.where(wrong, ${other}, ${labels})`;
}

/** @param batch of the validation data */
function splitSource(setup: Setup, batch: number) {
  const validation = validationSize(setup);
  const drop = dropsLast(setup) ? ", drop_last=True" : "";
  return `training, validation = random_split(dataset, [${samplesOf(setup) - validation}, ${validation}])
train_loader = DataLoader(training, batch_size=${setup.batch}, shuffle=True${drop})
validation_loader = DataLoader(validation, batch_size=${batch})`;
}

function imports(setup: Setup, more: string) {
  const standard = [setup.patience && "import copy", usesMath(setup) && "import math"].filter(Boolean);
  return [...standard, standard.length ? "\nimport torch" : "import torch", "from torch import nn", more, ""].join(
    "\n",
  );
}

const usesMath = ({ data }: Setup) => Boolean(POINTS[data]?.includes("math."));
