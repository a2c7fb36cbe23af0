/** Which calls are drawn while some are open, and the lines between them. */

import type { Call, ModuleData } from "./module_data.ts";

/**
 * What stands on a level: a call, an input or an output of the module, or a place where lines enter or leave its group.
 * `around`: what they come from, or lead to, on the level around it.
 */
export type Item =
  | { key: string; kind: "call"; call: Call }
  | { key: string; kind: "input"; index: number }
  | { key: string; kind: "output"; index: number }
  | { key: string; kind: "entry"; around: Set<string> }
  | { key: string; kind: "exit"; around: Set<string> };

export type Line = { from: string; to: string; tensor: number };

/** A level: the inside of the module, or of a call that is open. */
export type Level = { items: Item[]; lines: Line[] };

export const WHOLE = -1;

export class Tree {
  data;
  #children = new Map<number, Call[]>();

  constructor(data: ModuleData) {
    this.data = data;
    for (const call of data.calls) {
      const found = this.#children.get(call.parent);
      if (found) found.push(call);
      else this.#children.set(call.parent, [call]);
    }
  }

  childrenOf(id: number) {
    return this.#children.get(id) ?? [];
  }

  isGroup(id: number) {
    return this.#children.has(id);
  }

  /** From the call outward. */
  pathOf(id: number) {
    const path: number[] = [];
    for (let at = id; at >= 0; at = this.data.calls[at].parent) path.push(at);
    return path;
  }

  /** The calls within a group that have no calls of their own. */
  leavesOf(id: number): Call[] {
    const children = this.childrenOf(id);
    return children.length ? children.flatMap((child) => this.leavesOf(child.id)) : [this.data.calls[id]];
  }

  /** Calls elsewhere that use the same weights: of each module, the first. */
  tiedTo(id: number): Call[] {
    const { calls } = this.data;
    const others = this.leavesOf(id).flatMap(({ name, shares }) =>
      shares.filter((one) => !this.pathOf(one).includes(id) && calls[one].name !== name).map((one) => calls[one]),
    );
    return others.filter(({ name }, i) => others.findIndex((one) => one.name === name) === i);
  }

  /** The levels that are drawn: the whole module, and what is open in it. */
  levels(open: Set<number>): Map<number, Level> {
    const { data } = this;
    const levels = new Map<number, Level>();
    const lines = new Map<number, Map<string, Line>>();
    const add = (id: number) => {
      const items: Item[] = this.childrenOf(id).map((call) => ({ key: `c${call.id}`, kind: "call", call }));
      levels.set(id, { items, lines: [] });
      lines.set(id, new Map());
      for (const child of this.childrenOf(id)) if (open.has(child.id) && this.isGroup(child.id)) add(child.id);
    };
    add(WHOLE);
    const whole = levels.get(WHOLE);
    whole?.items.unshift(...data.inputs.map((_, index): Item => ({ key: `i${index}`, kind: "input", index })));
    whole?.items.push(...data.outputs.map((_, index): Item => ({ key: `o${index}`, kind: "output", index })));
    const put = (level: number, line: Line) => lines.get(level)?.set(`${line.from} ${line.to}`, line);
    const port = (level: number, kind: "entry" | "exit", of: string, around: string) => {
      const key = `${kind}${level}:${of}`;
      const items = levels.get(level)?.items ?? [];
      const found = items.find((item) => item.key === key);
      if (found?.kind === kind) found.around.add(around);
      else items.push({ key, kind, around: new Set([around]) });
      return key;
    };
    for (const { from, to, tensor, isOutput } of data.links) {
      const [starts, ends] = [this.#shown(from, levels), isOutput ? [] : this.#shown(to, levels)];
      const inner = new Set(ends.map((id) => this.#parent(id)));
      const at = starts.map((id) => this.#parent(id)).find((id) => inner.has(id)) ?? WHOLE;
      const onLevel = (ids: number[]) => `c${ids.find((id) => this.#parent(id) === at)}`;
      const line = {
        from: from < 0 ? `i${-1 - from}` : onLevel(starts),
        to: isOutput ? `o${-1 - to}` : onLevel(ends),
        tensor,
      };
      if (line.from === line.to) continue;
      put(at, line);
      const below = (ids: number[]) => ids.filter((id) => this.#isBelow(this.#parent(id), at)).reverse();
      let outer = line.to;
      for (const id of below(starts)) {
        const key = port(this.#parent(id), "exit", `c${id}`, outer);
        put(this.#parent(id), { from: `c${id}`, to: key, tensor });
        outer = key;
      }
      outer = line.from;
      for (const id of below(ends)) {
        const key = port(this.#parent(id), "entry", outer, outer);
        put(this.#parent(id), { from: key, to: `c${id}`, tensor });
        outer = key;
      }
    }
    for (const [id, level] of levels) level.lines = [...(lines.get(id)?.values() ?? [])];
    return levels;
  }

  #parent = (id: number) => this.data.calls[id].parent;

  /** Is a level within another one? */
  #isBelow(level: number, other: number) {
    return level !== other && (other === WHOLE || this.pathOf(level).includes(other));
  }

  /** The call and those around it, as far as they are drawn, from inside. */
  #shown(id: number, levels: Map<number, Level>) {
    return id < 0 ? [] : this.pathOf(id).filter((one) => levels.has(this.#parent(one)));
  }
}
