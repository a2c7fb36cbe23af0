/** The bar below a cell's code: its buttons, the menu of those that few need, and what the line beside them says. */

import { fill } from "../../phrases.ts";
import { bar, button, text, duration, loadingText } from "../elements/nodes.ts";
import type { Job } from "../kernel/contract.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { CellMenu } from "./cell_menu.ts";
import type { RunState } from "./run_state.ts";

type ButtonStyle = [words: string, options?: { inMenu?: boolean; title?: string }];

/** The words of each button, and where it stands. */
const BUTTONS = {
  run: [WORDS.buttons.run, { title: WORDS.cell.run_title }],
  stop: [WORDS.buttons.stop],
  steps: [WORDS.steps.button, { title: WORDS.steps.about }],
  code: [WORDS.cell.show_code, { title: WORDS.cell.show_code_title }],
  above: [WORDS.cell.run_above, { inMenu: true, title: WORDS.cell.run_above_title }],
  copy: [WORDS.buttons.copy, { inMenu: true, title: WORDS.cell.copy_title }],
  share: [WORDS.cell.share, { inMenu: true, title: WORDS.cell.share_title }],
  reset: [WORDS.cell.reset, { inMenu: true, title: WORDS.cell.reset_title }],
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
): { node: HTMLElement; info: HTMLElement; menu: CellMenu; buttons: Record<ButtonName, HTMLButtonElement> } {
  const info = text("span", "cell-info");
  const menu = new CellMenu();
  const node = bar("cell-bar", label, info, menu.last, menu.node);
  const made = Object.entries(actions).map(([name, action]) => {
    const [words, { inMenu, title } = {}]: ButtonStyle = BUTTONS[name as ButtonName];
    const made = button(name === "run" ? runs : words, name, action, { title });
    if (inMenu) menu.add(made);
    else info.before(made);
    return [name, made];
  });
  return { node, info, menu, buttons: Object.fromEntries(made) };
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
