/** Gradients on the stage: those of each layer, the paths of one weight, and the backward pass as a pulse. */

import { counted, fill } from "../../../../../live_cells/live/phrases.ts";
import { isStill } from "../../../../../live_cells/live/page/elements/motion.ts";
import { button } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { factor, shown } from "../../../../../live_cells/live/page/pictures/printed.ts";
import type { Dot } from "../parts/boundary.ts";
import type { LayerNumbers } from "../parts/numbers.ts";
import { percentOf } from "../../../../../live_cells/live/phrases.ts";
import { isRegression, type Setup } from "../setup/setup.ts";
import { className } from "../setup/words.ts";
import { backwardOf } from "./backward.ts";
import { columnName } from "./column_heads.ts";
import type { Column } from "./columns.ts";
import type { Edge } from "./network_layout.ts";
import type { NetworkView } from "./network_view.ts";
import { Nudge } from "./nudge.ts";
import { addedBy, type Gradients, gradientsOf, lossOf, type Objective, objectiveOf, sizeOf } from "./objective.ts";
import type { Overlay } from "./overlay.ts";
import { type Paths, pathsOf, type Target } from "./paths.ts";
import type { Place } from "./probe.ts";

const HERE = WORDS.playground.gradient;

/** Seconds that the pulse takes from one column to the next. */
const PACE = 0.7;
/** Milliseconds within which gradients are computed at each drawing; what takes longer waits until so long nothing moves. */
const BUDGET = 6;
const REST = 200;
/** Drawings that may take longer until it counts: a browser compiles what it runs often. */
const WARM_UP = 4;

/** A model and the points that it is trained on. @see `place` a point of the plane, instead of all of them */
export type Situation = {
  setup: Setup;
  numbers: LayerNumbers[];
  columns: Column[];
  training: Dot[];
  step: number;
  place: Place | null;
  isRunning: boolean;
};

export class GradientView {
  backward = button(HERE.backward, "backward", () => this.#toggle(), { title: HERE.backward_title });
  nudge = new Nudge();
  /** What is said of the drawing. */
  words = "";
  #view;
  #onSizes;
  #onWords;
  #now: Situation | null = null;
  #target: Target | null = null;
  #isBackward = false;
  #reached = 1;
  #overruns = 0;
  #later: ReturnType<typeof setTimeout> | undefined;

  /** @param onSizes called with the size of the gradient of each layer with weights, or null @param onWords when the words are others */
  constructor(view: NetworkView, onSizes: (sizes: number[] | null) => void, onWords: () => void) {
    this.#view = view;
    this.#onSizes = onSizes;
    this.#onWords = onWords;
    this.backward.setAttribute("aria-pressed", "false");
  }

  /** Another model is shown, or nothing that has gradients. */
  refresh(now: Situation | null) {
    this.#now = now?.training.length ? now : null;
    this.backward.disabled = !this.#now;
    if (!this.#now) {
      this.#view.overlay = null;
      return this.#onSizes(null);
    }
    clearTimeout(this.#later);
    const { isRunning } = this.#now;
    const isLong = this.#overruns > WARM_UP && (isRunning || !(this.#target || this.#isBackward));
    if (!isLong) return this.#compute();
    this.#onSizes(null); // rather than those of another moment
    this.#later = setTimeout(() => this.#compute(), REST);
  }

  #compute() {
    if (!this.#now) return;
    const begin = performance.now();
    this.#show(this.#now);
    this.#overruns = performance.now() - begin > BUDGET ? this.#overruns + 1 : 0;
  }

  /** Show the paths of a weight; null: of none. */
  choose(target: Target | null) {
    this.#target = target;
    this.nudge.node.hidden = !target;
    if (target) this.#end();
    if (this.#now) this.#show(this.#now);
  }

  #toggle() {
    if (this.#isBackward) this.#end();
    else {
      this.#isBackward = true;
      this.backward.setAttribute("aria-pressed", "true");
      this.#play();
    }
    if (this.#now) this.#show(this.#now);
    this.#onWords();
  }

  #end() {
    this.#isBackward = false;
    this.backward.setAttribute("aria-pressed", "false");
  }

  /** From the loss to the inputs; at once, if the reader wants nothing to move. */
  #play() {
    const seconds = PACE * (this.#now?.columns.length ?? 1);
    const begin = performance.now();
    this.#reached = isStill() ? 1 : 0;
    const move = () => {
      if (!this.#isBackward || this.#reached === 1 || !this.#view.node.isConnected) return;
      this.#reached = Math.min((performance.now() - begin) / (1000 * seconds), 1);
      if (this.#now) this.#show(this.#now);
      requestAnimationFrame(move);
    };
    requestAnimationFrame(move);
  }

  #show(now: Situation) {
    const { setup, numbers, columns, training, step } = now;
    const all = objectiveOf(setup, training, step);
    const gradients = gradientsOf(all, numbers);
    this.#onSizes(columns.slice(1).map(({ index }) => sizeOf(gradients.layers[index]?.weight)));
    const words = this.words;
    this.words = "";
    this.#view.overlay = this.#overlay(now, all, gradients);
    if (words !== this.words) this.#onWords();
  }

  #overlay(now: Situation, all: Objective, ofAll: Gradients): Overlay | null {
    const target = this.#target && this.#isThere(now, this.#target) ? this.#target : null;
    if (!target && !this.#isBackward) return null;
    const { setup, numbers, columns, step } = now;
    const one = nearest(now);
    const objective = one ? objectiveOf(setup, [one], step) : all;
    const gradients = one ? gradientsOf(objective, numbers) : ofAll;
    const of = one
      ? isRegression(setup)
        ? fill(HERE.of_value, { value: shown(one[2]) })
        : fill(HERE.of_point, { name: className(setup.data, one[2]) })
      : counted(HERE.of_points, now.training.length);
    if (target) {
      const paths = pathsOf(objective, numbers, gradients, columns, target);
      this.#showNudge(now, { objective, gradients, target, of });
      return this.#ofPaths(paths, { target, isOne: one !== null });
    }
    const backward = backwardOf(numbers, gradients, columns);
    const stopped = backward.stopped.map(({ column, row }) =>
      fill(WORDS.playground.stage.unit, { layer: columnName(columns, column), unit: row + 1 }),
    );
    const where = stopped.length ? fill(HERE.stopped, { units: stopped.join("; ") }) : "";
    this.words = [fill(HERE.backward_of, { of }), where].filter(Boolean).join(" ");
    return { ...backward, reached: this.#reached };
  }

  #ofPaths({ factorsOf, reach }: Paths, { target, isOne }: { target: Target; isOne: boolean }): Overlay {
    const edgeName = (edge: Edge) => {
      const found = factorsOf(edge);
      if (!found) return "";
      const { byGiven, slope, weight, arriving, added, leaving } = found;
      const isFirst = edge.column === target.column;
      if (!isOne) {
        const all = added / (this.#gradientNow || 1);
        const sum = `Σ ∂L/∂w = ${shown(added)}`;
        return isFirst ? sum : `${sum}\n${fill(HERE.share, { percent: percentOf((100 * all).toFixed(0)) })}`;
      }
      const own = isFirst
        ? `\n· ${HERE.input} = ${factor(arriving)}`
        : `\n· w = ${factor(weight)}\n· ∂a/∂w = ${factor(arriving)}`;
      const by =
        slope === null ? `∂L/∂z = ${shown(leaving)}` : `∂L/∂a = ${shown(byGiven)}\n· ${HERE.slope} = ${factor(slope)}`;
      return `${by}${own}\n= ${shown(added)}`;
    };
    return {
      carriedBy: (edge) => factorsOf(edge)?.added,
      labelOf: ({ column, row }) => (column >= target.column && isOne ? reach(column, row) || undefined : undefined),
      isStopped: ({ column, row }) => column === target.column && row === target.row && reach(column, row) === 0,
      edgeName,
      reached: 1,
    };
  }

  #gradientNow = 0;

  #showNudge(
    { numbers, columns }: Situation,
    { objective, gradients, target, of }: { objective: Objective; gradients: Gradients; target: Target; of: string },
  ) {
    const { index } = columns[target.column];
    const at = target.from === null ? target.row : target.row * columns[target.column - 1].units + target.from;
    const name = target.from === null ? "bias" : "weight";
    const values = numbers[index]?.[name] ?? new Float32Array(1);
    const gradient = gradients.layers[index]?.[name]?.[at] ?? 0;
    this.#gradientNow = gradient - (name === "weight" ? addedBy(objective, values[at]) : 0);
    const lossAt = (nudge: number) => {
      const moved = Float64Array.from(values);
      moved[at] += nudge;
      return lossOf(objective, numbers.with(index, { ...numbers[index], [name]: moved }));
    };
    this.nudge.show({ gradient, lossAt, of: objective.regularization === "none" ? of : `${of} ${HERE.with_penalty}` });
  }

  #isThere({ columns }: Situation, { column, row, from }: Target) {
    return row < (columns[column]?.units ?? 0) && (from ?? 0) < columns[column - 1].units;
  }
}

/** The training point that is nearest to the place, if one is pointed at. */
function nearest({ training, place }: Situation): Dot | null {
  if (!place) return null;
  const distance = ([x, y]: Dot) => Math.hypot(x - place[0], y - place[1]);
  return training.reduce((best, dot) => (distance(dot) < distance(best) ? dot : best));
}
