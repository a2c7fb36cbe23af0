/** A mistake of the reader's program, as Python describes it (python/live_runner/mistakes.py); checked where it enters. */

import { list, optional, record, string, whole } from "./checks.ts";

export type Kind = keyof typeof WORDS.pictures.mistakes.notes;
/** What words can name: `{count}`, `{name}`. */
export type Facts = Record<string, string>;
export type Layer = { name: string; reached: boolean };

/** `line`: that of the cell `cell`, whose text it is. `units`: of a layer. `layers`: does a gradient reach them? */
export type MistakeData = {
  kind: Kind;
  cell: string;
  line: number;
  text: string;
  facts: Facts;
  units?: { count: number; dead: number };
  layers: Layer[];
};

/** What the search for the first nan answers; `reason`: why the cells could not be run again. */
export type FirstNan = { cell: string; line: number; text: string; given: string; facts: Facts; reason?: string };

/** Most layers that are drawn. */
const MOST = 200;

export function mistakeOf(data: Record<string, unknown>): MistakeData {
  const kind = Object.keys(WORDS.pictures.mistakes.notes).find((name) => name === data.mistake);
  return {
    kind: (kind ?? string(null, "mistake")) as Kind,
    cell: string(data.cell, "cell"),
    line: whole(data.line, "line"),
    text: string(data.text, "text"),
    facts: factsOf(data.facts, "facts"),
    units: optional(data.units, "units", (value, place) => {
      const units = record(value, place);
      return { count: whole(units.count, place), dead: whole(units.dead, place) };
    }),
    layers: list(data.layers, "layers")
      .slice(0, MOST)
      .map((value) => {
        const layer = record(value, "layer");
        return { name: string(layer.name, "layer.name"), reached: layer.reached === true };
      }),
  };
}

function factsOf(value: unknown, place: string): Facts {
  const facts = Object.entries(record(value, place));
  return Object.fromEntries(facts.map(([name, fact]) => [name, string(String(fact), `${place}.${name}`)]));
}
