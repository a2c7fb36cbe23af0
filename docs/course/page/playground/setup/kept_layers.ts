/** Which layers of a model stay when another one takes its place. */

import { KINDS } from "./layers.ts";
import { stackFor, type Setup } from "./setup.ts";
import type { Placed } from "./stack.ts";

export const codeOf = ({ layer, from }: Placed) => KINDS[layer.kind].code(layer, from ?? [0]);

/** How much is kept if a layer takes the place of another: all, its weights as far as they fit, or nothing. */
function worth(old: Placed, one: Placed) {
  if (codeOf(old) === codeOf(one)) return one.parameters ? 4 : 1;
  return old.layer.kind === one.layer.kind && old.parameters && one.parameters ? 2 : 0;
}

/** For each new layer, the place of the old one that stays, or whose weights it keeps; null: it is new. */
export function keptLayers(before: Setup, after: Setup): (number | null)[] {
  const [old, now] = [stackFor(before).placed, stackFor(after).placed];
  // best[i][j]: what is kept at most of the old layers from i on in the new ones from j on
  const best = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const both = worth(old[i], now[j]);
      best[i][j] = Math.max(best[i + 1][j], best[i][j + 1], both ? both + best[i + 1][j + 1] : 0);
    }
  const kept = now.map((): number | null => null);
  for (let i = 0, j = 0; i < old.length && j < now.length; ) {
    const both = worth(old[i], now[j]);
    if (both && best[i][j] === both + best[i + 1][j + 1]) kept[j++] = i++;
    else if (best[i][j] === best[i + 1][j]) i += 1;
    else j += 1;
  }
  return kept;
}
