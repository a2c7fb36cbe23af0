/**
 * A setup as a PyTorch program in sections. It is what the reader sees, what the Playground runs and what a notebook
 * gets: `train` yields after each step and each epoch, so the loop
 * over it can look, pause or stop.
 */

import { fill } from "../../../../../live_cells/live/phrases.ts";
import { codeCell, markdownCell, notebookFile } from "../../../../../live_cells/live/page/elements/files.ts";
import { END, changesSource } from "./changes.ts";
import { dataSection } from "./data_source.ts";
import { codeOf } from "./kept_layers.ts";
import { PENALTIES, optimizerSource } from "./optimizers.ts";
import { allChanges, partsOf } from "./phases.ts";
import { rebuildSource } from "./rebuilds.ts";
import { USUAL_EPOCHS, isMnist, isRegression, stackFor, type Setup } from "./setup.ts";

export type Section = { name: string; title: string; source: string };

/** The whole program; the last section trains, which the Playground does step by step. */
export function sectionsOf(setup: Setup): Section[] {
  const run = { name: "run", title: WORDS.playground.notebook.run, source: runSource(setup) };
  return [...untrainedSections(setup, allChanges(setup).length > 0), run];
}

/** What the Playground runs: all but the last section, with a place where the reader's changes come in. */
export const liveSources = (setup: Setup) => untrainedSections(setup, true).map(({ source }) => source);

/** @param isChanged does anything change while it trains? */
function untrainedSections(setup: Setup, isChanged: boolean): Section[] {
  const titles = WORDS.playground.notebook;
  const all = partsOf(setup).map((part) => part.setup);
  return [
    { name: "data", title: titles.data, source: dataSection(all[0], all) },
    { name: "model", title: titles.model, source: modelSource(all[0]) },
    { name: "training", title: titles.training, source: trainingSource(setup, isChanged) },
  ];
}

export const scriptOf = (setup: Setup) =>
  `${sectionsOf(setup)
    .map(({ source }) => source)
    .join("\n\n\n")}\n`;

/** Only the layers. */
export function modelSource(setup: Setup) {
  const lines = stackFor(setup).placed.map((placed) => `    ${codeOf(placed)},`);
  return `torch.manual_seed(${setup.seed + 1})  # the weights to start from
model = nn.Sequential(
${lines.join("\n")}
)`;
}

function trainingSource(setup: Setup, isChanged: boolean) {
  const all = partsOf(setup).map((part) => part.setup);
  const [first] = all;
  const isPenalized = all.some(({ regularization }) => regularization !== "none");
  const rebuild = rebuildSource(setup);
  const lines = [
    `criterion = nn.${isRegression(setup) ? "MSELoss" : "CrossEntropyLoss"}()`,
    optimizerSource(first),
    schedulerSource(setup),
    isPenalized && `strength = ${first.strength}  # of the regularization`,
    "history = []  # a row for each epoch",
    rebuild && "steps = 0  # taken so far",
    setup.patience && "best = {}  # the weights with the lowest validation loss",
  ];
  const functions = [
    isPenalized && PENALTIES[first.regularization],
    isRegression(setup) ? EVALUATE_VALUES : EVALUATE_CLASSES,
    isChanged && changesSource(allChanges(setup)),
    rebuild,
    trainSource(setup, { isChanged, isPenalized, isRebuilt: rebuild !== "" }),
  ];
  return [lines.filter(Boolean).join("\n"), ...functions.filter(Boolean)].join("\n\n\n");
}

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

type Parts = { isChanged: boolean; isPenalized: boolean; isRebuilt: boolean };

function trainSource(setup: Setup, { isChanged, isPenalized, isRebuilt }: Parts) {
  const isOfValues = isRegression(setup);
  const out = isOfValues ? "outputs" : "scores";
  const steps = isRebuilt ? "steps" : "step";
  const lines = [
    "def train(epochs):",
    '    """Train on from the last row of `history`; yields the loss of each step, then the epoch\'s row."""',
    setup.patience && "    global best",
    isRebuilt && "    global steps",
    isChanged && !isRebuilt && "    step = len(history) * len(train_loader)  # steps taken so far",
    "    for epoch in range(len(history) + 1, epochs + 1):",
    "        model.train()",
    isOfValues ? "        loss_sum, count = 0.0, 0" : "        loss_sum, right, count = 0.0, 0, 0",
    "        for inputs, targets in train_loader:",
    isChanged && `            change(${steps})`,
    "            optimizer.zero_grad()",
    `            ${out} = model(inputs)`,
    `            loss = criterion(${out}, targets)`,
    isPenalized ? "            (loss + strength * penalty()).backward()" : "            loss.backward()",
    "            optimizer.step()",
    "            loss_sum += loss.item() * len(targets)",
    !isOfValues && "            right += (scores.argmax(dim=1) == targets).sum().item()",
    "            count += len(targets)",
    (isChanged || isRebuilt) && `            ${steps} += 1`,
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
    isRebuilt && "        rebuild(steps)",
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
