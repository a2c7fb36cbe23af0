/** Which of the units that are drawn depend on which, as Python says it (live_cells/live/python/pictures/links.py). */

import { list, whole, wrong } from "./checks.ts";

/** `own`: each unit depends on that with its number; `all`: on all that are drawn; else the pairs, by their places. */
export type Links = "own" | "all" | [from: number, to: number][];

const MOST = 2000;

export function linksOf(value: unknown, place: string): Links {
  if (value === "own" || value === "all") return value;
  return list(value, place, MOST).map((pair) => {
    const [from, to] = list(pair, place, 2);
    return from === undefined || to === undefined ? wrong(place, "[from, to]") : [whole(from, place), whole(to, place)];
  });
}

/** @returns does a unit depend on another? By their places and their numbers. */
export function dependence(links: Links) {
  if (links === "all") return () => true;
  if (links === "own") return (_: Pair, [from, to]: Pair) => from === to;
  const pairs = new Set(links.map(String));
  return (places: Pair) => pairs.has(String(places));
}

type Pair = [from: number, to: number];
