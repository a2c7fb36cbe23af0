/** What the stage shows of a run or of a setup: of points or of digits. */

import type { Answers } from "../inside/answers.ts";
import type { LayerNumbers } from "../parts/numbers.ts";
import type { Row, Wish } from "../run_calls.ts";
import type { Setup } from "../setup/setup.ts";
import type { Spot } from "./network_layout.ts";

/** A run, as far as it is shown here. */
export type ShownRun = {
  setup: Setup | null;
  /** What it is at the step that is shown. */
  shownSetup: Setup | null;
  state: string;
  isBusy: boolean;
  hasModel: boolean;
  /** Which model is shown: it changes with every step, and with the playhead. */
  shownVersion: string;
  playhead: number | null;
  shownStep: number;
  shownEpoch: number;
  /** The numbers at the playhead, as far as the page has them. */
  shownNumbers: LayerNumbers[] | null;
  /** Of the epochs that Python keeps, the one to look at; null: as the model is now. */
  viewedEpoch: number | null;
  /** The batch of the step at the playhead. */
  momentNow: { batch: number[] } | null;
  rows: Row[];
  losses: (number | null)[];
  view<Name extends keyof Answers>(name: Name, epoch: number | null, details?: unknown[]): Promise<Answers[Name]>;
  pause(): void;
  begin(setup: Setup): Promise<void>;
  setWeight(layer: number, unit: number, source: number, to: number): Promise<void>;
  setBias(layer: number, unit: number, to: number): Promise<void>;
};

export type Scene = {
  /** What to ask for along with a report; nothing where it is not time yet. */
  wishes: (setup: Setup) => Wish[];
  /** Keep what came along with a report of the run. */
  take: (views: Partial<Answers>, version: string) => void;
  /** Is that version of the run known here? */
  knows: (version: string) => boolean;
  /** Ask Python for the run as it is now. */
  ask: (setup: Setup, version: string) => Promise<void>;
  draw: (setup: Setup, isOfRun: boolean) => void;
  /** A unit is pointed at; null: none is. */
  look: (spot: Spot | null) => void;
  /** A unit is chosen, or a line to it. */
  open: (spot: Spot, from: number | null) => void;
};

/** All that the points of a setup depend on. */
export const dataKey = ({ data, samples, noise, flipped, validation, points, seed }: Setup) =>
  JSON.stringify([data, samples, noise, flipped, validation, data === "painted" ? points : [], seed]);

/** Is what is shown of a setup the run, and not a model that is still to be trained? */
export const isShownOf = ({ setup, isBusy }: Pick<ShownRun, "setup" | "isBusy">, shown: Setup) =>
  setup !== null && sameModel(setup, shown) && (isBusy || setup.seed === shown.seed);

/** Do two setups train the same layers on the same data, but for the seed? */
export const sameModel = (a: Setup, b: Setup) =>
  dataKey({ ...a, seed: 0 }) === dataKey({ ...b, seed: 0 }) &&
  JSON.stringify([a.features, a.layers]) === JSON.stringify([b.features, b.layers]);
