/** Below the network: of a weight its gradient, and what a nudge makes of the loss, in numbers and drawn. */

import { fill } from "../../../../../live_cells/live/phrases.ts";
import { required, text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { brief, shown } from "../../../../../live_cells/live/page/pictures/printed.ts";
import { color } from "../parts/pixels.ts";

const HERE = WORDS.playground.gradient;

/** Places at which the loss is computed for its curve. */
const PLACES = 41;
/** How far the curve reaches from the weight to either side. */
const REACH = 1;
const SIZE = { width: 180, height: 64 };

/** A number of the model as one that can be varied: the loss with so much added to it, and its derivative. */
export type Varied = { gradient: number; lossAt: (nudge: number) => number; of: string };

export class Nudge {
  node = text("div", "pg-nudge");
  #of = text("p", "pg-nudge-of");
  #sheet = text("canvas", "pg-nudge-curve");
  #slider = Object.assign(document.createElement("input"), { type: "range", min: "-1", max: "1", step: "0.01" });
  #gradient = text("output", "");
  #quotient = text("output", "");
  #epsilon = text("span", "pg-value");
  #varied: Varied | null = null;

  constructor() {
    this.#slider.value = "0.3";
    this.#slider.setAttribute("aria-label", HERE.nudge);
    this.#slider.addEventListener("input", () => this.#show());
    this.#sheet.setAttribute("aria-hidden", "true"); // its numbers stand below
    for (const one of [this.#gradient, this.#quotient]) one.setAttribute("aria-live", "off"); // else read at each step
    const handle = text("label", "pg-field pg-field--slider");
    handle.append(text("span", "pg-label", "ε"), this.#slider, this.#epsilon);
    const figures = text("div", "pg-nudge-figures");
    figures.append(
      this.#of,
      line("∂L/∂w", HERE.gradient, this.#gradient),
      line("ΔL/ε", HERE.quotient, this.#quotient),
      handle,
    );
    this.node.hidden = true;
    this.node.append(this.#sheet, figures);
  }

  show(varied: Varied) {
    this.#varied = varied;
    this.#of.textContent = varied.of;
    this.#show();
  }

  #show() {
    const varied = this.#varied;
    if (!varied) return;
    const epsilon = Number(this.#slider.value);
    const now = varied.lossAt(0);
    const change = varied.lossAt(epsilon) - now;
    const quotient = epsilon ? change / epsilon : varied.gradient;
    this.#epsilon.textContent = brief(epsilon);
    this.#slider.setAttribute(
      "aria-valuetext",
      fill(HERE.nudged, { epsilon: brief(epsilon), quotient: shown(quotient) }),
    );
    this.#gradient.textContent = shown(varied.gradient);
    this.#quotient.textContent = epsilon
      ? `${brief(change, 4)} / ${brief(epsilon)} = ${shown(quotient)}`
      : HERE.no_nudge;
    this.#paint(varied, { epsilon, now, change });
  }

  /** The loss as a curve, its tangent, and the line through both ends of the nudge. */
  #paint({ gradient, lossAt }: Varied, { epsilon, now, change }: { epsilon: number; now: number; change: number }) {
    const { width, height } = SIZE;
    const scale = Math.max(devicePixelRatio || 1, 1);
    Object.assign(this.#sheet, { width: width * scale, height: height * scale });
    const pen = required(this.#sheet.getContext("2d"));
    pen.scale(scale, scale);
    const along = Array.from({ length: PLACES }, (_, i) => REACH * ((2 * i) / (PLACES - 1) - 1));
    const losses = along.map(lossAt);
    const [low, high] = [Math.min(...losses), Math.max(...losses)];
    const x = (nudge: number) => ((nudge + REACH) / (2 * REACH)) * width;
    const y = (loss: number) => height - 5 - ((loss - low) / (high - low || 1)) * (height - 10);
    const draw = (places: [number, number][], name: string, lineWidth: number, dash: number[] = []) => {
      Object.assign(pen, { strokeStyle: color(name), lineWidth });
      pen.setLineDash(dash);
      pen.beginPath();
      for (const [nudge, loss] of places) pen.lineTo(x(nudge), y(loss));
      pen.stroke();
    };
    const straight = (slope: number): [number, number][] => [
      [-REACH, now - slope * REACH],
      [REACH, now + slope * REACH],
    ];
    draw(
      along.map((nudge, i) => [nudge, losses[i]]),
      "--pg-axis",
      1.5,
    );
    draw(straight(gradient), "--positive", 1.5);
    if (epsilon) draw(straight(change / epsilon), "--negative", 1.5, [4, 3]);
    pen.fillStyle = color("--pg-axis");
    for (const [nudge, loss] of [
      [0, now],
      [epsilon, now + change],
    ]) {
      pen.beginPath();
      pen.arc(x(nudge), y(loss), 3, 0, 2 * Math.PI);
      pen.fill();
    }
  }
}

function line(symbol: string, words: string, value: HTMLElement) {
  const node = text("p", "pg-nudge-line");
  const name = Object.assign(text("span", "", symbol), { title: words });
  value.setAttribute("aria-label", words);
  node.append(name, value);
  return node;
}
