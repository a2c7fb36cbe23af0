/** The points of a setup, made in the page as the first section of its program makes them. */

import type { Dot, Dots } from "../parts/boundary.ts";
import { DATA, isRegression, samplesOf, validationSize, type Setup } from "../setup/setup.ts";
import { RandomStream } from "../parts/random.ts";

/** Three hills and three valleys: where, and how high. */
const HILLS = [0.8, -0.8].flatMap((y, row) => [-1.3, 0, 1.3].map((x, i) => ({ x, y, height: (row + i) % 2 ? -1 : 1 })));

/** How points are made; setup/data_source.ts says the same in Python. */
const MAKERS: Record<string, (random: RandomStream, count: number) => Dot[]> = {
  moons: (random, count) =>
    [...random.uniform(count)].map((share, i) => {
      const angle = Math.PI * share;
      const side = i % 2 ? -1 : 1;
      return [side * (Math.cos(angle) - 0.5), side * (Math.sin(angle) - 0.25), i % 2];
    }),
  circles: (random, count) =>
    [...random.uniform(count)].map((share, i) => {
      const radius = 0.6 + 0.7 * (i % 2);
      return [radius * Math.cos(2 * Math.PI * share), radius * Math.sin(2 * Math.PI * share), i % 2];
    }),
  xor: (random, count) => {
    const sides = random.uniform(2 * count).map((share) => 3 * share - 1.5);
    const apart = sides.map((side) => side + 0.1 * Math.sign(side));
    return Array.from({ length: count }, (_, i) => {
      const [x, y] = [apart[2 * i], apart[2 * i + 1]];
      return [x, y, x * y > 0 ? 1 : 0];
    });
  },
  spirals: (random, count) =>
    [...random.uniform(count)].map((along, i) => {
      const angle = 5 * along + ((i % 3) * 2 * Math.PI) / 3;
      return [1.6 * along * Math.cos(angle), 1.6 * along * Math.sin(angle), i % 3];
    }),
  gaussians: (random, count) => {
    const spread = random.normal(2 * count).map((drawn) => 0.3 * drawn);
    return Array.from({ length: count }, (_, i) => {
      const middle = i % 2 ? 0.9 : -0.9;
      return [middle + spread[2 * i], middle + spread[2 * i + 1], i % 2];
    });
  },
  plane: (random, count) => everywhere(random, count).map(([x, y]) => [x, y, (x + y) / 4]),
  hills: (random, count) =>
    everywhere(random, count).map(([x, y]) => {
      const terms = HILLS.map((one) => one.height * Math.exp(-3 * ((x - one.x) ** 2 + (y - one.y) ** 2)));
      return [x, y, terms.reduce((sum, term) => sum + term, 0)];
    }),
};

function everywhere(random: RandomStream, count: number) {
  const sides = random.uniform(2 * count).map((share) => 4 * share - 2);
  return Array.from({ length: count }, (_, i) => [sides[2 * i], sides[2 * i + 1]]);
}

/** The training and the validation points. */
export function pointsOf(setup: Setup): Dots {
  const { data, noise, flipped, seed } = setup;
  const count = samplesOf(setup);
  const random = new RandomStream(seed);
  const painted = setup.points.map(({ x, y, label }): Dot => [x, y, label]);
  const dots = data === "painted" ? painted : MAKERS[data](random, count);
  const isOfValues = isRegression(setup);
  const noisy = isOfValues ? 1 : 2;
  if (noise) {
    const moved = random.normal(noisy * count);
    for (const [i, dot] of dots.entries()) {
      if (isOfValues) dot[2] += noise * moved[i];
      else {
        dot[0] += noise * moved[2 * i];
        dot[1] += noise * moved[2 * i + 1];
      }
    }
  }
  if (flipped) flip(dots, random, flipped / 100, DATA[data].outputs);
  const order = random.permutation(count).map((index) => dots[index]);
  const split = Math.max(0, count - validationSize(setup));
  return {
    classes: isOfValues ? 0 : DATA[data].outputs,
    training: order.slice(0, split),
    validation: order.slice(split),
  };
}

/** Give a share of the points a wrong label. */
function flip(dots: Dot[], random: RandomStream, share: number, classes: number) {
  const isWrong = random.uniform(dots.length).map((drawn) => (drawn < share ? 1 : 0));
  const by = classes > 2 ? random.integers(dots.length, 1, classes) : dots.map(() => 1);
  for (const [i, dot] of dots.entries()) if (isWrong[i]) dot[2] = (dot[2] + by[i]) % classes;
}
