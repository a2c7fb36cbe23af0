/** Plays what happens step by step: play, pause, one step, a slider to any step, and how fast. */

import { fill } from "../../phrases.ts";
import { isStill } from "../elements/motion.ts";
import { bar, button } from "../elements/nodes.ts";

type Doing = {
  /** Show what there is after so many steps. */
  onStep: (step: number) => void;
  /** How long a step stays, in milliseconds, at the usual speed. */
  lasts: (step: number) => number;
  /** What the slider shows, in words. */
  say?: (step: number) => string;
};

const SPEEDS = [0.5, 1, 2, 4];
/** What plays by itself begins when so much of it is on the screen. */
const PART_SEEN = 0.2;

export class Player {
  node;
  /** So many steps are shown. */
  at: number;
  #all;
  #doing;
  #play;
  #slider = document.createElement("input");
  #speed = document.createElement("select");
  #frame = 0;
  #since = 0;
  #seen: IntersectionObserver | null = null;

  /** @param name what is played @param all its steps; all of them are shown at first @param title what Play does @param label of the slider */
  constructor(
    name: string,
    all: number,
    doing: Doing,
    { hasStep = true, hasSpeed = true, title = "", label = "" } = {},
  ) {
    const words = WORDS.pictures.player;
    this.#all = all;
    this.at = all;
    this.#doing = doing;
    this.#play = button(words.play, "run", () => this.#toggle(), { title: title || words.play_title });
    this.#play.classList.replace("live-button--run", "live-button--play"); // a cell has a Run of its own
    const step = button(words.step, "next", () => this.#stepOn(), { quiet: true, title: words.step_title });
    Object.assign(this.#slider, { type: "range", min: "0", step: "1" });
    this.#slider.setAttribute("aria-label", label || fill(words.slider, { name }));
    this.#slider.addEventListener("input", () => this.go(this.#slider.valueAsNumber));
    for (const speed of SPEEDS)
      this.#speed.append(
        Object.assign(document.createElement("option"), { value: String(speed), textContent: `${speed} ×` }),
      );
    this.#speed.value = "1";
    this.#speed.setAttribute("aria-label", words.speed);
    this.#speed.title = words.speed;
    this.node = bar("picture-player", fill(words.name, { name }), this.#play, this.#slider, this.#speed);
    if (hasStep) this.#play.after(step);
    if (!hasSpeed) this.#speed.remove();
    this.resize(all);
  }

  get all() {
    return this.#all;
  }

  get isPlaying() {
    return this.#frame !== 0;
  }

  /** There are other steps now; all of them are shown. */
  resize(all: number) {
    this.pause();
    this.#all = all;
    this.at = all;
    this.#slider.max = String(all);
    this.#slider.style.setProperty("--steps", String(all));
    this.#show();
  }

  /** Show what there is after so many steps, and stop there. */
  go(step: number) {
    this.pause();
    this.#to(step);
  }

  /** It is known already what there is after so many steps. */
  set(step: number) {
    this.at = step;
    this.pause();
  }

  pause() {
    this.#seen?.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#show();
  }

  play() {
    this.#seen?.disconnect();
    if (this.at >= this.#all) this.#to(0);
    if (isStill()) return this.#to(this.#all);
    this.#since = performance.now();
    this.#frame = requestAnimationFrame(this.#tick);
    this.#show();
  }

  /** Play once by itself when a part of `stage` is seen, unless it is played before, or motion is not wanted. */
  playWhenSeen(stage: Element) {
    if (isStill()) return;
    const isSeen = ({ intersectionRatio }: IntersectionObserverEntry) => intersectionRatio >= PART_SEEN;
    this.#seen = new IntersectionObserver((entries) => entries.some(isSeen) && this.play(), { threshold: PART_SEEN });
    this.#seen.observe(stage);
  }

  leave() {
    this.#seen?.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #toggle() {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  #stepOn() {
    this.go(this.at >= this.#all ? 1 : this.at + 1);
  }

  #tick = (now: number) => {
    let at = this.at;
    for (let wait = this.#waits(at); at < this.#all && now - this.#since >= wait; wait = this.#waits(at)) {
      this.#since += wait;
      at += 1;
    }
    if (at !== this.at) this.#to(at);
    if (at >= this.#all) return this.pause();
    this.#frame = requestAnimationFrame(this.#tick);
  };

  #waits = (step: number) => Math.max(this.#doing.lasts(step), 1) / Number(this.#speed.value);

  #to(step: number) {
    this.at = Math.min(Math.max(step, 0), this.#all);
    this.#show();
    this.#doing.onStep(this.at);
  }

  #show() {
    const { play, pause } = WORDS.pictures.player;
    this.#slider.value = String(this.at);
    this.#slider.style.setProperty("--at", String(this.at / (this.#all || 1)));
    const words = this.#doing.say?.(this.at);
    if (words) this.#slider.setAttribute("aria-valuetext", words);
    const name = this.isPlaying ? pause : play;
    if (this.#play.textContent === name) return;
    const other = button(name, this.isPlaying ? "pause" : "run", () => {});
    this.#play.replaceChildren(...other.childNodes);
  }
}
