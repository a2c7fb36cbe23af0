/** The picture of a training: states of a model as a film, with the loss below. */

import { bar, button, text } from "../elements/nodes.ts";
import { legend } from "./caption.ts";
import { Choice } from "./choice.ts";
import { FoldedTable } from "./folded_table.ts";
import { type Inks, inksOf } from "./paint.ts";
import { Player } from "./player.ts";
import { LossChart, UpdatesScene } from "./training_charts.ts";
import { ClassesScene } from "./training_classes.ts";
import type { TrainingData } from "./training_data.ts";
import { trainingLayout } from "./training_layout.ts";
import { CurveScene, PlaneScene } from "./training_points.ts";
import { lineOf, statedAt, tablesOf } from "./training_words.ts";

/** All states take about so long, and each at least and at most. */
const PACE_MS = { all: 6000, least: 60, most: 500 };

interface Scene {
  readonly node: Element;
  readonly legend?: HTMLElement | null;
  show(state: number): void;
  repaint(inks: Inks): void;
}

type Way = "model" | "updates";

export class TrainingPicture {
  node = text("div", "picture-live picture-training");
  #data;
  #way: Way | null;
  #ways: { way: Way; node: HTMLButtonElement }[];
  #player;
  #stage = text("div", "training-stage");
  #line = text("p", "picture-name");
  #scene: Scene | null = null;
  #chart: LossChart | null = null;
  #choice = new Choice(this.node);
  #table;
  #width = 0;
  #room = new ResizeObserver(() => this.node.isConnected && this.#stage.clientWidth !== this.#width && this.#lay());

  /** @param about what it shows, in a sentence */
  constructor(data: TrainingData, about: string) {
    this.#data = data;
    const words = WORDS.pictures.training;
    const hasModel = Boolean(data.curve || data.plane || data.counts);
    this.#way = hasModel ? "model" : data.updates ? "updates" : null;
    if (data.show === "updates" && data.updates) this.#way = "updates";
    const ways: Way[] = hasModel && data.updates ? ["model", "updates"] : [];
    this.#ways = ways.map((way) => ({ way, node: button(words.ways[way], "way", () => this.#choose(way)) }));
    const last = data.steps.length - 1;
    this.#player = new Player(words.name, last, {
      onStep: (state) => this.#show(state),
      lasts: () => Math.min(Math.max(PACE_MS.all / (last || 1), PACE_MS.least), PACE_MS.most),
      say: (state) => lineOf(data, state),
    });
    this.#stage.setAttribute("role", "img");
    this.#stage.setAttribute("aria-label", about || WORDS.output.title);
    const tools = text("div", "picture-bar");
    if (ways.length) tools.append(bar("picture-ways", words.choose, ...this.#ways.map(({ node }) => node)));
    if (data.weights || data.plane?.says === "value") tools.append(legend());
    this.#table = new FoldedTable(() => tablesOf(data, this.#player.at), this.#choice);
    this.#choice.follow(this.#stage);
    const panel = text("div", "training-panel");
    panel.append(this.#line, this.#table.node);
    this.node.append(this.#stage, this.#player.node, ...(tools.childElementCount ? [tools] : []), panel);
  }

  mount() {
    this.#lay();
    this.#room.observe(this.#stage);
    if (this.node.closest("[data-plays]")) this.#player.playWhenSeen(this.#stage);
  }

  /** The page has other colors now. */
  repaint() {
    this.#scene?.repaint(inksOf(this.node));
  }

  leave() {
    this.#player.leave();
    this.#room.disconnect();
  }

  #choose(way: Way) {
    this.#way = way;
    this.#lay();
  }

  #lay() {
    this.#width = this.#stage.clientWidth;
    const layout = trainingLayout(this.#data, this.#width || 640);
    this.#scene = this.#sceneOf(layout);
    this.#chart = new LossChart(this.#data, layout.chart, (state) => this.#player.go(state));
    for (const { way, node } of this.#ways) node.setAttribute("aria-pressed", String(way === this.#way));
    const main = text("div", "training-main");
    main.style.height = `${layout.views}px`;
    if (this.#scene) main.append(this.#scene.node);
    this.#stage.replaceChildren(...(this.#scene ? [main] : []), this.#chart.node);
    if (this.#scene?.legend) this.#stage.append(this.#scene.legend);
    this.repaint();
    this.#show(this.#player.at);
  }

  #sceneOf(layout: ReturnType<typeof trainingLayout>): Scene | null {
    const { curve, plane, counts, updates, classes } = this.#data;
    if (this.#way === "updates" && updates) {
      return new UpdatesScene(this.#data, updates, [layout.chart[0], layout.views]);
    }
    if (curve) return new CurveScene(curve, layout.main);
    if (plane) return new PlaneScene(plane, classes, layout.main);
    return counts ? new ClassesScene(this.#data, layout) : null;
  }

  #show(state: number) {
    this.#scene?.show(state);
    this.#chart?.show(state);
    this.#line.textContent = lineOf(this.#data, state);
    this.#choice.state(...statedAt(this.#data, state));
    this.#table.refresh();
  }
}
