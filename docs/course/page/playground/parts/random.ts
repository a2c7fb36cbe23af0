/** PyTorch's random numbers on the CPU, in the page: a Mersenne Twister (Matsumoto & Nishimura 1998), drawn from as PyTorch does. */

const WORDS_KEPT = 624;
const AHEAD = 397;
/** Normal numbers are made in blocks of so many. */
const BLOCK = 16;

export class RandomStream {
  #state = new Uint32Array(WORDS_KEPT);
  #at = WORDS_KEPT;

  /** As `torch.manual_seed(seed)` starts it. */
  constructor(seed: number) {
    const state = this.#state;
    state[0] = seed;
    for (let i = 1; i < WORDS_KEPT; i += 1) state[i] = Math.imul(1812433253, state[i - 1] ^ (state[i - 1] >>> 30)) + i;
  }

  /** The next 32 bits. */
  word() {
    if (this.#at === WORDS_KEPT) this.#turn();
    let word = this.#state[this.#at];
    this.#at += 1;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  /** `torch.rand(count)`. */
  uniform(count: number): Float32Array {
    return Float32Array.from({ length: count }, () => (this.word() & 0xff_ffff) * 2 ** -24);
  }

  /** `torch.empty(count).uniform_(-bound, bound)`. */
  around(count: number, bound: number): Float32Array {
    const most = Math.fround(bound);
    return this.uniform(count).map((share) => Math.fround(2 * share - 1) * most);
  }

  /** `torch.randn(count)`, up to rounding, by Box and Muller's method. */
  normal(count: number): Float32Array {
    if (count < BLOCK) return this.#fewNormal(count);
    const values = this.uniform(count);
    const whole = count - (count % BLOCK);
    for (let start = 0; start < whole; start += BLOCK) makeNormal(values.subarray(start, start + BLOCK));
    if (whole === count) return values;
    const last = values.subarray(count - BLOCK);
    last.set(this.uniform(BLOCK));
    makeNormal(last);
    return values;
  }

  /** Few are drawn in pairs, of finer numbers. */
  #fewNormal(count: number) {
    const fine = () => ((this.word() & 0x1f_ffff) * 2 ** 32 + this.word()) * 2 ** -53;
    const values = new Float32Array(count + 1);
    for (let i = 0; i < count; i += 2) {
      const angle = 2 * Math.PI * fine();
      const radius = Math.sqrt(-2 * Math.log1p(-fine()));
      values[i] = radius * Math.cos(angle);
      values[i + 1] = radius * Math.sin(angle);
    }
    return values.slice(0, count);
  }

  /** `torch.randint(low, high, [count])`. */
  integers(count: number, low: number, high: number): number[] {
    return Array.from({ length: count }, () => low + (this.word() % (high - low)));
  }

  /** `torch.randperm(count)`. */
  permutation(count: number): number[] {
    const order = Array.from({ length: count }, (_, i) => i);
    for (let i = 0; i < count - 1; i += 1) {
      const other = i + (this.word() % (count - i));
      [order[i], order[other]] = [order[other], order[i]];
    }
    return order;
  }

  #turn() {
    const state = this.#state;
    for (let i = 0; i < WORDS_KEPT; i += 1) {
      const mixed = (state[i] & 0x80000000) | (state[(i + 1) % WORDS_KEPT] & 0x7fffffff);
      state[i] = state[(i + AHEAD) % WORDS_KEPT] ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0);
    }
    this.#at = 0;
  }
}

/** Eight radii and eight angles become sixteen normal numbers. */
function makeNormal(block: Float32Array) {
  for (let i = 0; i < BLOCK / 2; i += 1) {
    const radius = Math.sqrt(-2 * Math.log(1 - block[i]));
    const angle = 2 * Math.PI * block[i + BLOCK / 2];
    block[i] = radius * Math.cos(angle);
    block[i + BLOCK / 2] = radius * Math.sin(angle);
  }
}
