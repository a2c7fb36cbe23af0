// Random choices from a seed, for tests that say theirs.

export const SEED = Number(process.env.SEQLITE_FUZZ_SEED || 1);

/** Random numbers from 0 to 1 (mulberry32). @param {number} seed */
export function dice(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** What there is to choose from: whole numbers below a limit, one of several, several of several. */
export class Choice {
  #next;

  constructor(seed) {
    this.#next = dice(seed);
  }

  below = (limit) => Math.floor(this.#next() * limit);

  one = (from) => from[this.below(from.length)];

  many = (from, most) => Array.from({ length: this.below(most + 1) }, () => this.one(from));
}

/** Try something on random choices, many times over; what fails says with which seed. */
export function tryOften(times, attempt) {
  for (let seed = SEED; seed < SEED + times; seed++)
    try {
      attempt(new Choice(seed));
    } catch (error) {
      error.message = `SEQLITE_FUZZ_SEED=${seed}: ${error.message}`;
      throw error;
    }
}
