/**
 * A set-up as a PyTorch program in sections. It is what the reader sees, what the Playground runs and what a notebook
 * gets: `train` yields after each step and each epoch, so whoever loops
 * over it can look, pause or stop.
 */

import { fill } from "../../../phrases.ts";
import { codeCell, markdownCell, notebookFile } from "../../elements/files.ts";
import { dataSource } from "./data_source.ts";
import { KINDS } from "./layers.ts";
import { isMnist, stackFor, type Setup } from "./setup.ts";

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
  return [
    { name: "data", title: WORDS.playground.notebook.data, source: dataSource(setup) },
    { name: "model", title: WORDS.playground.notebook.model, source: modelSource(setup) },
    { name: "training", title: WORDS.playground.notebook.training, source: trainingSource(setup) },
    { name: "run", title: WORDS.playground.notebook.run, source: runSource(setup) },
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

function trainingSource(setup: Setup) {
  const [name, more] = OPTIMIZERS[setup.optimizer];
  const decay = setup.decay ? `, weight_decay=${setup.decay}` : "";
  const scheduler = schedulerSource(setup);
  const keep = `
        losses = [row["validation loss"] for row in history]
        if losses[-1] == min(losses):
            best = copy.deepcopy(model.state_dict())`;
  const stop = `
        if epoch - 1 - losses.index(min(losses)) >= ${setup.patience}:  # no better for so many epochs
            break`;
  return `criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.${name}(model.parameters(), lr=${setup.rate}${more}${decay})
${scheduler && `${scheduler}\n`}history = []  # a row for each epoch
${setup.patience ? "best = {}  # the weights with the lowest validation loss\n" : ""}

def evaluate(loader):
    """Mean loss and accuracy over all samples."""
    model.eval()
    loss, right, count = 0.0, 0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            scores = model(inputs)
            loss += criterion(scores, targets).item() * len(targets)
            right += (scores.argmax(dim=1) == targets).sum().item()
            count += len(targets)
    return loss / count, right / count


def train(epochs):
    """Train on from the last row of \`history\`; yields the loss of each step, then the epoch's row."""
${setup.patience ? "    global best\n" : ""}    for epoch in range(len(history) + 1, epochs + 1):
        model.train()
        loss_sum, right, count = 0.0, 0, 0
        for inputs, targets in train_loader:
            optimizer.zero_grad()
            scores = model(inputs)
            loss = criterion(scores, targets)
            loss.backward()
            optimizer.step()
            loss_sum += loss.item() * len(targets)
            right += (scores.argmax(dim=1) == targets).sum().item()
            count += len(targets)
            yield loss.item()
${scheduler && "        scheduler.step()\n"}        row = {"epoch": epoch, "training loss": loss_sum / count, "training accuracy": right / count}
        row["validation loss"], row["validation accuracy"] = evaluate(validation_loader)
        history.append(row)${setup.patience ? keep : ""}
        yield row${setup.patience ? stop : ""}`;
}

function schedulerSource({ schedule, epochs }: Setup) {
  const scheduler = "scheduler = torch.optim.lr_scheduler";
  if (schedule === "cosine") return `${scheduler}.CosineAnnealingLR(optimizer, T_max=${epochs})`;
  if (schedule === "step")
    return `${scheduler}.StepLR(optimizer, step_size=${Math.max(1, Math.round(epochs / 3))}, gamma=0.3)`;
  return "";
}

function runSource(setup: Setup) {
  const lines = [
    `for told in train(epochs=${setup.epochs}):`,
    "    if isinstance(told, dict):",
    '        print("  ".join(f"{name} {value:.4g}" for name, value in told.items()))',
  ];
  if (setup.patience) lines.push("model.load_state_dict(best)");
  if (isMnist(setup)) lines.push('print("test loss {:.4f}, test accuracy {:.4f}".format(*evaluate(test_loader)))');
  return lines.join("\n");
}

/** The program as a notebook for Jupyter and Colab. @param link to the set-up */
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
