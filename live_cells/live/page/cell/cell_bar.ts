/** The bar below a cell's code: its buttons, and what the line beside them says. */

import { fill } from "../../phrases.ts";
import { bar, button, text, duration, loadingText } from "../elements/nodes.ts";
import type { Job } from "../kernel/contract.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { RunState } from "./run_state.ts";

type ButtonStyle = [words: string, options?: { quiet?: boolean; title?: string }];

/** The words of each button, and how it is shown; `quiet` ones show only their icon (elements/nodes.ts). */
const BUTTONS = {
  run: [WORDS.buttons.run, { title: WORDS.cell.run_title }],
  stop: [WORDS.buttons.stop],
  above: [WORDS.cell.run_above, { title: WORDS.cell.run_above_title }],
  steps: [WORDS.steps.button, { title: WORDS.steps.about }],
  code: [WORDS.cell.show_code, { title: WORDS.cell.show_code_title }],
  copy: [WORDS.buttons.copy, { quiet: true }],
  share: [WORDS.cell.share, { quiet: true, title: WORDS.cell.share_title }],
  reset: [WORDS.cell.reset, { quiet: true, title: WORDS.cell.reset_title }],
} satisfies Record<string, ButtonStyle>;

type ButtonName = keyof typeof BUTTONS;

/**
 * @param label the bar's accessible name
 * @param actions what each button does; only these are made
 * @param runs the word on the button that runs the cell
 */
export function cellBar(
  label: string,
  actions: Partial<Record<ButtonName, () => void>>,
  runs: string = WORDS.buttons.run,
): { node: HTMLElement; info: HTMLElement; buttons: Record<ButtonName, HTMLButtonElement> } {
  const shownButtons = Object.entries(actions) as [ButtonName, () => void][];
  const made = shownButtons.map(([name, action]) => {
    const [words, options]: ButtonStyle = BUTTONS[name];
    return [name, button(name === "run" ? runs : words, name, action, options)];
  });
  const info = text("span", "cell-info");
  const buttons = Object.fromEntries(made);
  const isQuiet = ([name]: [ButtonName, unknown]) => (BUTTONS[name] as ButtonStyle)[1]?.quiet;
  const [right, left] = [shownButtons.filter(isQuiet), shownButtons.filter((one) => !isQuiet(one))].map((some) =>
    some.map(([name]) => buttons[name]),
  );
  return { node: bar("cell-bar", label, ...left, info, ...right), info, buttons };
}

type Idle = { estimate: string; edited: boolean; shared: boolean; recorded: string };

/** What the line beside the buttons says. @param idle what there is to say before the cell has run here */
export function cellLabel({ state, job, end, startedAt, willRunAgain }: RunState, kernel: Kernel, idle: Idle): string {
  switch (state) {
    case "idle":
      return idleLabel(idle);
    case "loading":
      return loadingLabel(kernel, job);
    case "running":
      return runningLabel(kernel, startedAt) + (willRunAgain ? ` · ${WORDS.cell.runs_again}` : "");
    default:
      return WORDS.cell.ended[state] + (end?.seconds === undefined ? "" : ` · ${duration(end.seconds)}`);
  }
}

function idleLabel({ estimate, edited, shared, recorded }: Idle) {
  const whose = shared ? WORDS.cell.shared_code : edited && WORDS.cell.edited;
  return [estimate, whose, recorded].filter(Boolean).join(" · ");
}

/** While a cell waits or loads. */
function loadingLabel(kernel: Kernel, job: Job | null) {
  const place = job ? kernel.placeOf(job) : 0;
  if (place) return place === 1 ? WORDS.cell.waiting : fill(WORDS.cell.waiting_at, { place });
  return kernel.progress ? loadingText(kernel.progress) : WORDS.python.starting;
}

/** While it runs, which may be to wait for a file. */
function runningLabel({ progress }: Kernel, startedAt: number) {
  const label = `${WORDS.cell.running} · ${duration(Math.floor((performance.now() - startedAt) / 1000), 0)}`;
  return progress && progress.loaded < progress.total ? `${label} · ${loadingText(progress)}` : label;
}
