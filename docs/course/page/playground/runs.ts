/** The runs so far: their figures in a table, their curves as ghosts, their setups to come back to. Kept in the browser. */

import { fill, reasonOf } from "../../../../live_cells/live/phrases.ts";
import { save } from "../../../../live_cells/live/page/elements/files.ts";
import { bar, button, text } from "../../../../live_cells/live/page/elements/nodes.ts";
import { store, stored } from "../../../../live_cells/live/page/elements/storage.ts";
import { fragmentOf, readFragment } from "./setup/fragment.ts";
import { isSame, type Setup } from "./setup/setup.ts";
import { csvOf, dataWords, figure, modelWords, percent, trainingWords } from "./setup/words.ts";
import type { Store } from "./store.ts";
import type { Row } from "./run_calls.ts";
import type { Trainer } from "./trainer.ts";

type Kept = { id: number; setup: Setup; rows: Row[]; isGhost: boolean };

const KEY = "playground-runs";
const MOST = 10;

export class Runs {
  node = text("div", "pg-runs");

  #store;
  #trainer;
  #onGhosts;
  #table = text("table", "");
  #said = text("p", "pg-said", WORDS.playground.runs.none);
  #csv;
  #weights;
  #runs: Kept[] = read();

  /** @param onGhosts called when other ghosts are to be shown */
  constructor(store: Store, trainer: Trainer, onGhosts: () => void) {
    this.#store = store;
    this.#trainer = trainer;
    this.#onGhosts = onGhosts;
    this.#csv = button("CSV", "save", () => this.#saveRows(), {
      title: WORDS.playground.runs.csv_title,
    });
    this.#weights = button(WORDS.playground.runs.weights, "save", () => this.#saveWeights(), {
      title: WORDS.playground.runs.weights_title,
    });
    this.node.append(bar("pg-buttons", WORDS.playground.runs.title, this.#csv, this.#weights), this.#said, this.#table);
    this.#show();
  }

  /** Earlier runs on the same kind of data whose curves are to be seen. */
  get ghosts() {
    const { id: own, setup } = this.#trainer;
    return this.#runs
      .filter((run) => run.isGhost && run.id !== own && run.setup.data === setup?.data)
      .map(({ id, rows }) => ({ name: fill(WORDS.playground.runs.curve, { number: id }), rows }));
  }

  /** Number of the next run. */
  get next() {
    return Math.max(0, ...this.#runs.map(({ id }) => id)) + 1;
  }

  /** The run has gone on: note what it has reached, unless it is in the middle of it. */
  refresh() {
    const { setup, rows, id, isBusy, hasModel } = this.#trainer;
    this.#csv.disabled = !rows.length;
    this.#weights.disabled = isBusy || !hasModel;
    if (!setup || isBusy || !rows.length || this.#trainer.isRecorded) return;
    const known = this.#runs.find((run) => run.id === id);
    const isNoted = known?.rows.length === rows.length && known.rows.at(-1) === rows.at(-1);
    if (isNoted && isSame(known.setup, setup)) return;
    if (known) Object.assign(known, { setup, rows: [...rows] });
    else this.#runs = [{ id, setup, rows: [...rows], isGhost: true }, ...this.#runs].slice(0, MOST);
    this.#keep();
  }

  #show() {
    this.#said.hidden = this.#runs.length > 0;
    this.#table.hidden = !this.#runs.length;
    const head = text("tr", "");
    const names = Object.values(WORDS.playground.runs.columns);
    head.append(...[...names, ""].map((name) => text("th", "", name)));
    this.#table.replaceChildren(head, ...this.#runs.map((run) => this.#row(run)));
  }

  #row(run: Kept) {
    const row = text("tr", "");
    const { setup } = run;
    const last = run.rows.at(-1) ?? {};
    const ghost = Object.assign(document.createElement("input"), { type: "checkbox", checked: run.isGhost });
    ghost.setAttribute("aria-label", fill(WORDS.playground.runs.show_curves, { number: run.id }));
    ghost.addEventListener("change", () => {
      run.isGhost = ghost.checked;
      this.#keep();
      this.#onGhosts();
    });
    const words = [dataWords(setup), modelWords(setup), trainingWords(setup), String(run.rows.length)];
    const figures = [
      percent(last["training accuracy"]),
      percent(last["validation accuracy"]),
      figure(last["validation loss"]),
    ];
    const tools = text("td", "pg-row-tools");
    tools.append(
      button(fill(WORDS.playground.runs.come_back, { number: run.id }), "reset", () => this.#store.change(setup), {
        quiet: true,
        title: WORDS.playground.runs.come_back_title,
      }),
      button(fill(WORDS.playground.runs.forget, { number: run.id }), "close", () => this.#forget(run), {
        quiet: true,
        title: WORDS.playground.runs.forget_title,
      }),
    );
    const cell = text("td", "");
    cell.append(ghost);
    row.append(
      text("td", "", String(run.id)),
      cell,
      ...[...words, ...figures].map((word) => text("td", "", word)),
      tools,
    );
    return row;
  }

  #forget(run: Kept) {
    this.#runs = this.#runs.filter((other) => other !== run);
    this.#keep();
    this.#onGhosts();
  }

  #keep() {
    this.#show();
    if (
      store(
        KEY,
        this.#runs.map((run) => ({ ...run, setup: fragmentOf(run.setup) })),
      )
    )
      return;
    this.#said.hidden = false;
    this.#said.textContent = WORDS.playground.runs.not_kept;
  }

  #saveRows() {
    save(new Blob([csvOf(this.#trainer.rows)], { type: "text/csv" }), `playground-run-${this.#trainer.id}.csv`);
  }

  async #saveWeights() {
    try {
      save(new Blob([await this.#trainer.weights(null)]), `playground-run-${this.#trainer.id}.safetensors`);
    } catch (error) {
      this.#said.hidden = false;
      this.#said.textContent = reasonOf(error);
    }
  }
}

function read(): Kept[] {
  const found = stored(KEY);
  if (!Array.isArray(found)) return [];
  return found.flatMap((run) => {
    const setup = readFragment(String(run?.setup));
    return setup && Array.isArray(run.rows) ? [{ ...run, setup }] : [];
  });
}
