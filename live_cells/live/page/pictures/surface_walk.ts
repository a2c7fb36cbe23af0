/** Paths of optimizers, walked anew from another start: by PyTorch's rules, in its float32. */

import type { Path, Place, SurfaceData, Term } from "./surface_data.ts";

/** So many widths of the window away from it, a path has diverged (pictures/surfaces.py). */
const FAR = 100;

const f32 = Math.fround;

type Rule = (w: Place, gradient: Place) => Place;

/** Can the page walk this path? */
export const canWalk = ({ terms }: SurfaceData, { optimizer }: Path) => Boolean(terms && ruleOf(optimizer));

export function heightAt(terms: Term[], [a, b]: Place): number {
  return f32(terms.reduce((sum, [c, i, j]) => sum + c * a ** i * b ** j, 0));
}

export function gradientAt(terms: Term[], [a, b]: Place): Place {
  const along = terms.reduce((sum, [c, i, j]) => sum + (i && c * i * a ** (i - 1) * b ** j), 0);
  const across = terms.reduce((sum, [c, i, j]) => sum + (j && c * j * a ** i * b ** (j - 1)), 0);
  return [f32(along), f32(across)];
}

/** The same path from another place; as it is, if the page cannot walk it. */
export function walk(data: SurfaceData, path: Path, start: Place): Path {
  const { terms } = data;
  const rule = ruleOf(path.optimizer);
  if (!terms || !rule) return path;
  const walked: Path = { ...path, points: [], heights: [], gradients: [], diverged: false };
  let w: Place = [f32(start[0]), f32(start[1])];
  for (let step = 0; step <= data.steps; step++) {
    const gradient = gradientAt(terms, w);
    walked.points.push(w);
    walked.heights.push(heightAt(terms, w));
    walked.gradients.push(gradient);
    walked.diverged = isFar(w[0], data.x) || isFar(w[1], data.y);
    if (walked.diverged) break;
    if (step < data.steps) w = rule(w, gradient);
  }
  return walked;
}

const isFar = (one: number, [low, high]: Place) => !(Math.abs(one - (low + high) / 2) <= FAR * (high - low));

function ruleOf({ kind, settings }: Path["optimizer"]): Rule | undefined {
  if (settings.maximize || typeof settings.lr !== "number") return undefined;
  if (kind === "SGD") return sgd(settings);
  return (kind === "Adam" || kind === "AdamW") && !settings.amsgrad ? adam(kind, settings) : undefined;
}

const numberIn = (value: unknown, otherwise: number) => (typeof value === "number" ? value : otherwise);

const each = ([a, b]: Place, compute: (one: number, i: 0 | 1) => number): Place => [compute(a, 0), compute(b, 1)];

function sgd(settings: Record<string, unknown>): Rule {
  const lr = f32(numberIn(settings.lr, 0));
  const [momentum, dampening, decay] = ["momentum", "dampening", "weight_decay"].map((name) =>
    numberIn(settings[name], 0),
  );
  let velocity: Place | undefined;
  return (w, gradient) => {
    const g = decay ? each(gradient, (one, i) => f32(one + f32(f32(decay) * w[i]))) : gradient;
    let step = g;
    if (momentum) {
      const old = velocity;
      const moved = old ? each(g, (one, i) => f32(f32(f32(momentum) * old[i]) + f32(f32(1 - dampening) * one))) : g;
      velocity = moved;
      step = settings.nesterov ? each(g, (one, i) => f32(one + f32(f32(momentum) * moved[i]))) : moved;
    }
    return each(w, (one, i) => f32(one - f32(lr * step[i])));
  };
}

function adam(kind: string, settings: Record<string, unknown>): Rule | undefined {
  const lr = numberIn(settings.lr, 0);
  const decay = numberIn(settings.weight_decay, 0);
  const eps = f32(numberIn(settings.eps, 1e-8));
  const [beta1, beta2]: unknown[] = Array.isArray(settings.betas) ? settings.betas : [];
  if (typeof beta1 !== "number" || typeof beta2 !== "number") return undefined;
  const isApart = kind === "AdamW" || settings.decoupled_weight_decay === true;
  let mean: Place = [0, 0];
  let square: Place = [0, 0];
  let count = 0;
  return (w, gradient) => {
    count++;
    const from = decay && isApart ? each(w, (one) => f32(one * f32(1 - lr * decay))) : w;
    const g = decay && !isApart ? each(gradient, (one, i) => f32(one + f32(f32(decay) * w[i]))) : gradient;
    mean = each(mean, (one, i) => f32(one + f32(f32(1 - beta1) * f32(g[i] - one))));
    square = each(square, (one, i) => f32(f32(f32(beta2) * one) + f32(f32(1 - beta2) * f32(g[i] * g[i]))));
    const size = f32(lr / (1 - beta1 ** count));
    const root = f32(Math.sqrt(1 - beta2 ** count));
    return each(from, (one, i) => {
      const below = f32(f32(f32(Math.sqrt(square[i])) / root) + eps);
      return f32(one - f32(size * f32(mean[i] / below)));
    });
  };
}
