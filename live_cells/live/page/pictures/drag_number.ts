/** Numbers are changed where they stand: dragged up and down, or by keys. */

import { type Drag, drag, type Selection } from "./d3.ts";
import { shown } from "./printed.ts";

/** Pixels from one end of a number's reach to the other. */
const WAY = 300;
/** Part of a number's usual reach for a key. */
const KEY = 0.025;

type Doing<D> = {
  may: (datum: D) => boolean;
  numberOf: (datum: D) => number;
  /** How far from zero it may be moved. */
  reachOf: (datum: D) => number;
  onStart: (datum: D) => void;
  onMove: (datum: D, value: number) => void;
  onEnd: () => void;
};

export function numberDrag<D>({ may, numberOf, reachOf, onStart, onMove, onEnd }: Doing<D>): Drag<D> {
  let start = { y: 0, value: 0, reach: 1 };
  return drag<D>()
    .filter((event, datum) => !event.button && may(datum))
    .subject(({ x, y }) => ({ x, y }))
    .clickDistance(4)
    .on("start", ({ y }, datum) => {
      start = { y, value: numberOf(datum), reach: reachOf(datum) };
      onStart(datum);
    })
    .on("drag", ({ y }, datum) => {
      const { reach, value } = start;
      const moved = value + ((start.y - y) / WAY) * 2 * reach;
      onMove(datum, hundredths(Math.min(Math.max(moved, -reach), reach)));
    })
    .on("end", onEnd);
}

/** @returns the number after a key; undefined: not a key that changes it */
export function afterKey({ key, shiftKey }: KeyboardEvent, value: number, reach: number): number | undefined {
  const isMore = key === "+" || (shiftKey && key === "ArrowUp");
  const isLess = key === "-" || (shiftKey && key === "ArrowDown");
  if (!isMore && !isLess) return undefined;
  return hundredths(value + (isMore ? 1 : -1) * KEY * reach);
}

/** Marks as sliders, of which some are only read. */
type Said<D> = { may: (datum: D) => boolean; numberOf: (datum: D) => number; reachOf: (datum: D) => number };

/** Tell screen readers the numbers of marks. @param words what each says in the place of its number */
export function saySliders<D>(
  marks: Selection<D>,
  { may, numberOf, reachOf }: Said<D>,
  words = (datum: D) => shown(numberOf(datum)),
) {
  marks
    .attr("aria-readonly", (datum) => (may(datum) ? null : "true"))
    .attr("aria-valuenow", (datum) => numberOf(datum))
    .attr("aria-valuemin", (datum) => -reachOf(datum))
    .attr("aria-valuemax", (datum) => reachOf(datum))
    .attr("aria-valuetext", words);
}

const hundredths = (value: number) => Math.round(value * 100) / 100;
