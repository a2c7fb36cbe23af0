/**
 * A setup as a PyTorch program in sections. It is what the reader sees, what the Playground runs and what a notebook
 * gets: `train` yields after each step and each epoch, so the loop
 * over it can look, pause or stop.
 */

import { fill } from "../../../../../live_cells/live/phrases.ts";
import { codeCell, markdownCell, notebookFile } from "../../../../../live_cells/live/page/elements/files.ts";
import { END, changesSource } from "./changes.ts";
import { dataSource } from "./data_source.ts";
import { KINDS } from "./layers.ts";
import { USUAL_EPOCHS, isMnist, isRegression, stackFor, type Setup } from "./setup.ts";

export type Section = { name: string; title: string; source: string };

const OPTIMIZERS: Record<string, [name: string, more: string]> = {
  SGD: ["SGD", ""],
  "SGD with momentum": ["SGD", ", momentum=0.9"],
  RMSprop: ["RMSprop", ""],
  Adam: ["Adam", ""],
  AdamW: ["AdamW", ""],
};

/** The whole program; the last section trains, which the Playground does step by step. */
export function sectionsOf(setup: Setup): Section[] {
  const run = { name: "run", title: WORDS.playground.notebook.run, source: runSource(setup) };
  return [...untrainedSections(setup, setup.changes.length > 0), run];
}

/** What the Playground runs: all but the last section, with a place where the reader's changes come in. */
export const liveSources = (setup: Setup) => untrainedSections(setup, true).map(({ source }) => source);

/** @param isChanged does anything change while it trains? */
function untrainedSections(setup: Setup, isChanged: boolean): Section[] {
  const titles = WORDS.playground.notebook;
  return [
    { name: "data", title: titles.data, source: dataSource(setup) },
    { name: "model", title: titles.model, source: modelSource(setup) },
    { name: "training", title: titles.training, source: trainingSource(setup, isChanged) },
  ];
}

export const scriptOf = (setup: Setup) =>
  `${sectionsOf(setup)
    .map(({ source }) => source)
    .join("\n\n\n")}\n`;

/** Only the layers. */
export function modelSource(setup: Setup) {
  const lines = stackFor(setup).placed.map(({ layer, from }) => `    ${KINDS[layer.kind].code(layer, from ?? [0])},`);
  return `torch.manual_seed(${setup.seed + 1})  # the weights to start from
model = nn.Sequential(
${lines.join("\n")}
)`;
}

function trainingSource(setup: Setup, isChanged: boolean) {
  const [name, more] = OPTIMIZERS[setup.optimizer];
  const decay = setup.decay ? `, weight_decay=${setup.decay}` : "";
  const lines = [
    `criterion = nn.${isRegression(setup) ? "MSELoss" : "CrossEntropyLoss"}()`,
    `optimizer = torch.optim.${name}(model.parameters(), lr=${setup.rate}${more}${decay})`,
    schedulerSource(setup),
    setup.regularization !== "none" && `strength = ${setup.strength}  # of the regularization`,
    "history = []  # a row for each epoch",
    setup.patience && "best = {}  # the weights with the lowest validation loss",
  ];
  const functions = [
    setup.regularization !== "none" && PENALTIES[setup.regularization],
    isRegression(setup) ? EVALUATE_VALUES : EVALUATE_CLASSES,
    isChanged && changesSource(setup.changes),
    trainSource(setup, isChanged),
  ];
  return [lines.filter(Boolean).join("\n"), ...functions.filter(Boolean)].join("\n\n\n");
}

/** What is added to the loss. */
const PENALTIES: Record<string, string> = {
  L1: `def penalty():
    """L1: the sizes of all weights; biases are left alone."""
    return sum(weight.abs().sum() for weight in model.parameters() if weight.dim() > 1)`,
  L2: `def penalty():
    """L2: half the squares of all weights; biases are left alone."""
    return sum(weight.square().sum() / 2 for weight in model.parameters() if weight.dim() > 1)`,
};

const EVALUATE_CLASSES = `def evaluate(loader):
    """Mean loss and accuracy over all samples."""
    model.eval()
    loss, right, count = 0.0, 0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            scores = model(inputs)
            loss += criterion(scores, targets).item() * len(targets)
            right += (scores.argmax(dim=1) == targets).sum().item()
            count += len(targets)
    return loss / count, right / count`;

const EVALUATE_VALUES = `def evaluate(loader):
    """Mean loss over all samples."""
    model.eval()
    loss, count = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            loss += criterion(model(inputs), targets).item() * len(targets)
            count += len(targets)
    return loss / count`;

function trainSource(setup: Setup, isChanged: boolean) {
  const isOfValues = isRegression(setup);
  const out = isOfValues ? "outputs" : "scores";
  const isPenalized = setup.regularization !== "none";
  const lines = [
    "def train(epochs):",
    '    """Train on from the last row of `history`; yields the loss of each step, then the epoch\'s row."""',
    setup.patience && "    global best",
    isChanged && "    step = len(history) * len(train_loader)  # steps taken so far",
    "    for epoch in range(len(history) + 1, epochs + 1):",
    "        model.train()",
    isOfValues ? "        loss_sum, count = 0.0, 0" : "        loss_sum, right, count = 0.0, 0, 0",
    "        for inputs, targets in train_loader:",
    isChanged && "            change(step)",
    "            optimizer.zero_grad()",
    `            ${out} = model(inputs)`,
    `            loss = criterion(${out}, targets)`,
    isPenalized ? "            (loss + strength * penalty()).backward()" : "            loss.backward()",
    "            optimizer.step()",
    "            loss_sum += loss.item() * len(targets)",
    !isOfValues && "            right += (scores.argmax(dim=1) == targets).sum().item()",
    "            count += len(targets)",
    isChanged && "            step += 1",
    "            yield loss.item()",
    setup.schedule !== "constant" && "        scheduler.step()",
    ...(isOfValues
      ? [
          '        row = {"epoch": epoch, "training loss": loss_sum / count}',
          '        row["validation loss"] = evaluate(validation_loader)',
        ]
      : [
          '        row = {"epoch": epoch, "training loss": loss_sum / count, "training accuracy": right / count}',
          '        row["validation loss"], row["validation accuracy"] = evaluate(validation_loader)',
        ]),
    "        history.append(row)",
    setup.patience && KEEP_BEST,
    "        yield row",
    setup.patience &&
      `        if epoch - 1 - losses.index(min(losses)) >= ${setup.patience}:  # no better for so many epochs
            break`,
  ];
  return lines.filter(Boolean).join("\n");
}

const KEEP_BEST = `        losses = [row["validation loss"] for row in history]
        if losses[-1] == min(losses):
            best = copy.deepcopy(model.state_dict())`;

function schedulerSource({ schedule, epochs: given }: Setup) {
  const epochs = given || USUAL_EPOCHS;
  const scheduler = "scheduler = torch.optim.lr_scheduler";
  if (schedule === "cosine") return `${scheduler}.CosineAnnealingLR(optimizer, T_max=${epochs})`;
  if (schedule === "step")
    return `${scheduler}.StepLR(optimizer, step_size=${Math.max(1, Math.round(epochs / 3))}, gamma=0.3)`;
  return "";
}

function runSource(setup: Setup) {
  const lines = [
    `for result in train(epochs=${setup.epochs || USUAL_EPOCHS}):`,
    "    if isinstance(result, dict):",
    '        print("  ".join(f"{name} {value:.4g}" for name, value in result.items()))',
  ];
  if (setup.patience) lines.push("model.load_state_dict(best)");
  if (setup.changes.at(-1)?.step === END) lines.push('change("end")');
  if (isMnist(setup)) lines.push('print("test loss {:.4f}, test accuracy {:.4f}".format(*evaluate(test_loader)))');
  return lines.join("\n");
}

/** The program as a notebook for Jupyter and Colab. @param link to the setup */
export function notebookOf(sections: Section[], link: string) {
  const cells = [
    markdownCell(
      "title",
      lines(`# ${WORDS.playground.notebook.title}\n\n${fill(WORDS.playground.notebook.setup, { link })}`),
    ),
    ...sections.flatMap(({ name, title, source }) => [
      markdownCell(`about-${name}`, [`## ${title}`]),
      codeCell(name, lines(source)),
    ]),
  ];
  return `${JSON.stringify(notebookFile(cells), null, 1)}\n`;
}

const lines = (source: string) => source.split(/(?<=\n)/);
