/** The picture of a surface: optimizers walk on it, step by step, from a start that is dragged. */

import { fill } from "../../phrases.ts";
import { isStill } from "../elements/motion.ts";
import { bar, button, text } from "../elements/nodes.ts";
import { keyHelp } from "./caption.ts";
import { Choice } from "./choice.ts";
import type { Path, Place, SurfaceData } from "./surface_data.ts";
import { drawPaths, drawSurface } from "./surface_drawing.ts";
import { Frame, paintBands } from "./surface_ground.ts";
import { Probe } from "./surface_probe.ts";
import { canWalk, walk } from "./surface_walk.ts";
import { lineOf, linesAt, placeText, saySlider, statedAt, tableOf } from "./surface_words.ts";
import { FoldedTable } from "./folded_table.ts";

const SVG = "http://www.w3.org/2000/svg";
/** Between two steps, while they are played. */
const PACE_MS = 60;
/** From a step's dot, in pixels, so far away points at it. */
const REACH = 14;
const ARROWS: Record<string, Place> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

type Spot = { path: number; step: number };

export class SurfacePicture {
  node = text("div", "picture-live picture-surface");
  #data;
  #name;
  #paths: Path[];
  #hidden = new Set<number>();
  #step: number;
  #pointed: Spot | undefined;
  /** The step that was pressed. */
  #pinned: Spot | undefined;
  #scroll = text("div", "picture-scroll");
  #panel = text("div", "picture-panel");
  #slider = text("input", "");
  #reset: HTMLButtonElement;
  #choice = new Choice(this.node);
  #probe;
  #table = new FoldedTable(
    () => this.#paths.map((path, i) => tableOf(path, this.#isMoved ? undefined : ["paths", i])),
    this.#choice,
  );
  #ground = text("canvas", "picture-ground");
  #svg!: SVGSVGElement;
  #start!: SVGElement;
  #frame!: Frame;
  #playing = 0;
  #width = 0;
  #room = new ResizeObserver(() => this.node.isConnected && this.#scroll.clientWidth !== this.#width && this.#lay());

  /** @param name what it shows, in a sentence */
  constructor(data: SurfaceData, name: string) {
    this.#data = data;
    this.#name = name;
    this.#paths = data.paths;
    this.#step = data.steps;
    this.#probe = new Probe(data, () => this.#refresh());
    const { play, play_title, step, surface_step_title, steps, reset, reset_name, reset_title } = WORDS.pictures;
    this.#reset = button(reset, "reset", () => this.#walkFrom(undefined), { title: reset_title });
    this.#reset.setAttribute("aria-label", reset_name);
    this.#reset.disabled = true;
    const label = text("label", "picture-slider");
    Object.assign(this.#slider, { type: "range", min: "0", max: String(data.steps), value: String(data.steps) });
    this.#slider.setAttribute("aria-label", steps);
    this.#slider.addEventListener("input", () => this.#show(Number(this.#slider.value)));
    label.append(this.#slider);
    const tools = text("div", "picture-bar");
    tools.append(
      button(play, "run", () => this.#play(), { title: play_title }),
      button(step, "next", () => this.#show(this.#step < data.steps ? this.#step + 1 : 0), {
        title: surface_step_title,
      }),
      label,
      this.#reset,
    );
    this.node.append(this.#legend(), this.#scroll, tools, this.#panel, this.#table.node);
  }

  mount() {
    this.#lay();
    this.#room.observe(this.#scroll);
  }

  repaint() {
    paintBands(this.#ground, this.#data, this.#frame);
  }

  leave() {
    this.#room.disconnect();
    cancelAnimationFrame(this.#playing);
  }

  #legend() {
    const keys = this.#data.paths.map(({ name }, i) => {
      const key = button(name, "path", () => {
        if (!this.#hidden.delete(i)) this.#hidden.add(i);
        key.setAttribute("aria-pressed", String(!this.#hidden.has(i)));
        this.#unpin();
        this.#refresh();
      });
      key.setAttribute("aria-pressed", "true");
      key.dataset.path = String(i);
      return key;
    });
    return bar("surface-legend", WORDS.pictures.paths, ...keys);
  }

  #lay() {
    const hadFocus = Boolean(this.#start?.matches(":focus"));
    this.#width = this.#scroll.clientWidth;
    this.#frame = new Frame(this.#data, this.#width || 700);
    const [width, height] = this.#frame.size;
    this.#svg = document.createElementNS(SVG, "svg");
    this.#svg.setAttribute("class", "picture-drawing");
    this.#svg.setAttribute("role", "application");
    this.#svg.setAttribute("aria-label", this.#name || WORDS.output.title);
    const stage = text("div", "picture-stage");
    for (const one of [stage, this.#svg]) Object.assign(one.style, { width: `${width}px`, height: `${height}px` });
    const { left, top } = this.#frame;
    Object.assign(this.#ground.style, { left: `${left}px`, top: `${top}px` });
    this.#ground.setAttribute("aria-hidden", "true");
    stage.append(this.#ground, this.#svg, keyHelp(this.#svg, WORDS.pictures.surface_keys));
    this.#scroll.replaceChildren(stage);
    this.#start = drawSurface(this.#svg, this.#data, this.#frame);
    this.#start.before(this.#probe.node);
    this.#probe.lay(this.#frame);
    this.#start.addEventListener("keydown", (event) => this.#onKey(event));
    this.#start.addEventListener("pointerdown", (event) => this.#drag(event));
    this.#svg.addEventListener("pointermove", (event) => event.buttons || this.#pointAt(event));
    this.#svg.addEventListener("pointerdown", (event) => this.#press(event));
    if (hadFocus) this.#start.focus();
    this.repaint();
    this.#refresh();
  }

  #drag(event: PointerEvent) {
    event.preventDefault();
    this.#start.focus({ preventScroll: true });
    this.#start.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent) => this.#walkFrom(this.#frame.from(...this.#spotOf(moved)));
    this.#start.addEventListener("pointermove", move);
    this.#start.addEventListener("lostpointercapture", () => this.#start.removeEventListener("pointermove", move), {
      once: true,
    });
  }

  /** Where the pointer is in the drawing. */
  #spotOf({ clientX, clientY }: PointerEvent): Place {
    const { left, top } = this.#svg.getBoundingClientRect();
    return [clientX - left, clientY - top];
  }

  #onKey(event: KeyboardEvent) {
    const arrow = ARROWS[event.key];
    if (!arrow || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const pixels = event.shiftKey ? 20 : 4;
    const [x, y] = this.#frame.to(this.#paths[0].points[0]);
    this.#walkFrom(this.#frame.from(x + arrow[0] * pixels, y - arrow[1] * pixels));
  }

  /** @param start where the paths begin; as they were described, without one */
  #walkFrom(start: Place | undefined) {
    this.#paths = this.#data.paths.map((path) => (start ? walk(this.#data, path, start) : path));
    for (const [i, path] of this.#data.paths.entries()) {
      if (canWalk(this.#data, path)) continue;
      if (start) this.#hidden.add(i);
      else this.#hidden.delete(i); // it was hidden while the start was elsewhere
    }
    for (const key of this.node.querySelectorAll(".surface-legend button"))
      key.setAttribute("aria-pressed", String(!this.#hidden.has(Number(key.getAttribute("data-path")))));
    this.#reset.disabled = !start;
    this.#unpin();
    this.#refresh();
    this.#table.refresh();
  }

  #play() {
    cancelAnimationFrame(this.#playing);
    if (isStill()) return this.#show(this.#data.steps);
    const from = this.#step < this.#data.steps ? this.#step : 0;
    this.#show(from);
    let began: number | undefined;
    const turn = (now: number) => {
      began ??= now;
      const step = Math.min(this.#data.steps, from + Math.floor((now - began) / PACE_MS));
      if (step > this.#step) this.#set(step);
      if (step < this.#data.steps) this.#playing = requestAnimationFrame(turn);
    };
    this.#playing = requestAnimationFrame(turn);
  }

  #show(step: number) {
    cancelAnimationFrame(this.#playing);
    this.#set(step);
  }

  #set(step: number) {
    this.#step = step;
    this.#unpin();
    this.#refresh();
  }

  #unpin() {
    this.#pointed = this.#pinned = undefined;
    this.#probe.leave();
  }

  /** Was the start moved, so that the page has walked the paths? */
  get #isMoved() {
    return !this.#reset.disabled;
  }

  /** Choose the step that was pressed, or the height of the ground. */
  #press(event: PointerEvent) {
    this.#pointAt(event);
    if (event.target instanceof Node && this.#start.contains(event.target)) return;
    const spot = this.#spotOf(event);
    const { left, top, width, height } = this.#frame;
    const [across, down] = [(spot[0] - left) / width, (spot[1] - top) / height];
    const isGround = !this.#pointed && [across, down].every((share) => share >= 0 && share <= 1);
    this.#pinned = this.#pointed;
    if (isGround) return this.#probe.press(this.#frame.from(...spot));
    this.#probe.leave();
    this.#explain();
  }

  #pointAt(event: PointerEvent) {
    const [x, y] = this.#spotOf(event);
    let nearest = REACH;
    this.#pointed = undefined;
    for (const [path, { points }] of this.#paths.entries())
      for (const [step, point] of points.slice(0, this.#step + 1).entries()) {
        const [a, b] = this.#frame.to(point);
        const away = Math.hypot(a - x, b - y);
        if (this.#hidden.has(path) || !(away < nearest)) continue;
        nearest = away;
        this.#pointed = { path, step };
      }
    this.#explain();
  }

  #refresh() {
    drawPaths(this.#svg, this.#paths, this.#hidden, this.#step, this.#frame);
    this.#slider.value = String(this.#step);
    this.#slider.setAttribute(
      "aria-valuetext",
      fill(WORDS.pictures.step_of, { step: this.#step, all: this.#data.steps }),
    );
    const start = this.#paths.find((path) => canWalk(this.#data, path))?.points[0] ?? this.#paths[0].points[0];
    this.#start.setAttribute("transform", `translate(${this.#frame.to(start).join(" ")})`);
    saySlider(this.#start, fill(WORDS.pictures.start_at, { place: placeText(start) }), start[0], this.#data.x);
    this.#explain();
  }

  /** The numbers of the step that was pressed; otherwise, the heights of all paths. */
  #statedByPaths() {
    if (this.#pinned) return statedAt(this.#paths, this.#pinned.path, this.#pinned.step);
    return this.#paths.flatMap((path, i) =>
      this.#hidden.has(i) ? [] : statedAt(this.#paths, i, Math.min(this.#step, path.points.length - 1)).slice(0, 1),
    );
  }

  /** Say what happens at the step that is pointed at; otherwise, where each path is now. */
  #explain() {
    const ground = this.#probe.stated;
    const pointed = this.#pointed ?? (ground ? undefined : this.#pinned);
    this.#choice.state(...(ground ? [ground] : this.#isMoved ? [] : this.#statedByPaths()));
    const words = text("div", "picture-words");
    const mark = this.#svg.querySelector<SVGElement>(".surface-pointed");
    if (mark) mark.style.display = pointed ? "" : "none";
    if (pointed) {
      const { path, step } = pointed;
      const spot = this.#frame.to(this.#paths[path].points[step]);
      mark?.setAttribute("transform", `translate(${spot.join(" ")})`);
      words.append(
        text("p", "picture-name", this.#paths[path].name),
        ...linesAt(this.#paths[path], step).map((line) => text("p", "picture-formula", line)),
      );
    } else {
      const hint = text("p", "picture-name", fill(WORDS.pictures.step_of, { step: this.#step, all: this.#data.steps }));
      const seen = this.#paths.filter((_, i) => !this.#hidden.has(i));
      const below = ground ? [text("p", "picture-formula", this.#probe.words)] : [];
      words.append(hint, ...below, ...seen.map((path) => text("p", "picture-formula", lineOf(path, this.#step))));
      for (const path of this.#data.paths.filter((one) => !canWalk(this.#data, one)))
        words.append(text("p", "", fill(WORDS.pictures.not_walked, { name: path.name })));
      words.append(text("p", "surface-hint", WORDS.pictures.surface_hint));
    }
    this.#panel.replaceChildren(words);
  }
}
