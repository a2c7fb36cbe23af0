// A browser's storage, which may have little room or be forbidden.

export class FakeStorage {
  /** How many characters it takes; null: the page may not use it at all. @type {number|null} */
  room = Infinity;
  #kept = new Map();

  /** Another with the same in it. */
  copy() {
    const other = Object.assign(new FakeStorage(), { room: this.room });
    for (const [key, value] of this.#kept) other.#kept.set(key, value);
    return other;
  }

  getItem(key) {
    return this.#all.get(key) ?? null;
  }

  setItem(key, value) {
    const sizes = [...this.#all].filter(([other]) => other !== key).map(([other, text]) => other.length + text.length);
    const size = sizes.reduce((sum, each) => sum + each, key.length + value.length);
    const grows = value.length > (this.getItem(key)?.length ?? -1);
    if (size > this.room && grows) throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    this.#kept.set(key, value);
  }

  get length() {
    return this.#all.size;
  }

  key(index) {
    return [...this.#all.keys()][index] ?? null;
  }

  removeItem(key) {
    this.#all.delete(key);
  }

  get #all() {
    if (this.room === null) throw new DOMException("The operation is insecure.", "SecurityError");
    return this.#kept;
  }
}
