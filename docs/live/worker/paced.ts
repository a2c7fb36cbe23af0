/** Milliseconds between two words on how far something has come: the page shows each, which takes it a while. */
const PACE = 100;

/** Tells how far something has come, and no more often than the page can show. */
export class Paced {
  #say;
  #saidAt = 0;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(say: (name: string, loaded: number, total: number) => void) {
    this.#say = say;
  }

  /** What comes too soon after the last word is told a little later, unless there is news by then. */
  tell = (name: string, loaded: number, total: number) => {
    this.end();
    const say = () => {
      this.#saidAt = performance.now();
      this.#say(name, loaded, total);
    };
    const wait = this.#saidAt + PACE - performance.now();
    if (loaded === 0 || loaded === total || wait <= 0) say();
    else this.#soon = setTimeout(say, wait);
  };

  /** Nobody waits any more. */
  end() {
    clearTimeout(this.#soon);
  }
}
