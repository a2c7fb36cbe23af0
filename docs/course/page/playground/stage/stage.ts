/** What is seen first: network, plane and curves of the run, or of the setup before it is trained. */

import { fill, whole } from "../../../../../live_cells/live/phrases.ts";
import { button, text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import type { Answers } from "../inside/answers.ts";
import { keyed } from "../parts/curves.ts";
import type { LayerNumbers } from "../parts/numbers.ts";
import type { Wish } from "../run_calls.ts";
import { isConvolutional, isMnist, obstacle, samplesOf, stackFor, validationSize, type Setup } from "../setup/setup.ts";
import { resultWords } from "../setup/words.ts";
import { ColumnHeads, type Layers } from "./column_heads.ts";
import { columnsOf } from "./columns.ts";
import { DigitsScene } from "./digits_scene.ts";
import { NetworkView } from "./network_view.ts";
import { PlanePanel } from "./plane_panel.ts";
import { PointsScene } from "./points_scene.ts";
import type { Strip } from "../run_record.ts";
import type { Inputs } from "./inputs_card.ts";
import { isShownOf, sameModel, type Scene, type ShownRun } from "./scene.ts";
import type { Place } from "./probe.ts";
import { SmallCharts } from "./small_charts.ts";
import { SmallNetwork } from "./small_network.ts";

export class Stage {
  network = text("div", "pg-net-panel");
  plane = text("div", "pg-result");
  panel = new PlanePanel((way) => this.#pin(this.#points.nextMistake(way)));

  #run;
  #setup: Setup;
  #charts = new SmallCharts();
  #heads;
  #small;
  #view;
  #points;
  #digits;
  #reader;
  #figures = text("p", "pg-figures");
  #fault = text("p", "pg-net-fault");
  #foot = text("div", "pg-net-foot");
  #frame = 0;
  /** The point that stays on its way through the network. */
  #pinned: Place | null = null;
  #isAsking = false;
  /** What of it is on the screen. */
  #seen = new Set<Element>();
  #observer;

  /**
   * @param reader where digits are drawn
   * @param onRead called with what the model says of the digit that is shown
   */
  constructor(
    run: ShownRun,
    setup: Setup,
    { layers, inputs, reader, onRead }: { layers: Layers; inputs: Inputs; reader: HTMLElement; onRead: DigitsReader },
  ) {
    this.#run = run;
    this.#setup = setup;
    this.#reader = reader;
    this.#heads = new ColumnHeads(layers);
    this.#view = new NetworkView(this.#heads.node, {
      onPoint: (spot) => this.#scene.look(spot),
      onPick: (spot, from) => this.#scene.open(spot, from),
      onLay: (layout) => this.#heads.lay(layout),
    });
    const onSizes = (sizes: number[] | null) => this.#heads.showSizes(sizes);
    this.#points = new PointsScene(run, { view: this.#view, panel: this.panel, inputs, onSizes });
    this.#foot.append(this.#points.gradients.backward, this.#view.words, this.#view.zoom);
    this.#digits = new DigitsScene(run, this.#view, { onRead, onDigit: () => this.refresh({}) });
    const { nudge } = this.#points.gradients;
    this.network.append(this.#heads.bar, this.#widener(), this.#view.node, this.#view.fit);
    this.network.append(this.#points.card.node, nudge.node, this.#foot);
    this.network.append(this.#digits.maps, this.#fault);
    this.panel.boundary.probeWith({
      onPoint: (place) => this.#points.travel(place ?? this.#pinned),
      onPin: (place) => this.#pin(place),
      onStep: (way) => this.#pin(this.#points.nextMistake(way)),
    });
    this.network.append(this.#points.inputs.node, this.#digits.closer.node);
    this.#small = new SmallNetwork(this.network);
    this.panel.beside(this.#small.node);
    this.plane.append(this.panel.node, reader, this.#figures, this.#charts.node);
    this.#arrange(setup);
    this.#observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries)
        isIntersecting ? this.#seen.add(target) : this.#seen.delete(target);
      if (this.#seen.size) this.refresh({});
    });
    this.#observer.observe(this.network);
    this.#observer.observe(this.plane);
  }

  /** Is what is shown the run, and not a setup that is still to be trained? */
  get #isOfRun() {
    return isShownOf(this.#run, this.#setup);
  }

  get #shown(): Setup {
    return (this.#isOfRun && this.#run.shownSetup) || this.#setup;
  }

  get #isOfDigits() {
    return isMnist(this.#shown);
  }

  get #scene(): Scene {
    return this.#isOfDigits ? this.#digits : this.#points;
  }

  /** The setup has changed: what no longer holds goes. */
  prepare(setup: Setup) {
    this.#setup = setup;
    const { isBusy, setup: running } = this.#run;
    if (isBusy && running && !sameModel(running, setup)) this.#run.pause();
    this.refresh({});
  }

  /** What to ask Python for along with a report. */
  get wishes(): Wish[] {
    const { setup } = this.#run;
    const isLooked = this.#seen.size > 0 && !document.hidden;
    return setup && isLooked && this.#isOfRun ? this.#scene.wishes(setup) : [];
  }

  /** @param views that came along with a report of the run */
  refresh(views: Partial<Answers>) {
    const { shownVersion: version, isBusy, hasModel, setup } = this.#run;
    this.#points.take(views, version);
    this.#digits.take(views, version);
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
    if (setup && !isBusy && hasModel && this.#isOfRun && !this.#scene.knows(version)) this.#ask(setup, version);
    this.#showFigures();
  }

  /** What the loss surface is about, and where it leads. */
  get model() {
    return this.#isOfDigits ? null : this.#points.model;
  }

  tryNumbers = (numbers: LayerNumbers[] | null) => this.#points.tryNumbers(numbers);
  setWeights = (...given: Parameters<PointsScene["setWeights"]>) => this.#points.setWeights(...given);

  /** Light the column that a layer belongs to; null: none. */
  light(layer: number | null) {
    const columns = columnsOf(this.#shown.layers, 0);
    const lit = layer === null ? -1 : columns.findIndex(({ index, last }) => index <= layer && layer <= last);
    this.#heads.light(lit);
    this.#view.light(lit);
  }

  /** Show where the model says other than that of another run. */
  set compared(strip: Strip | null) {
    this.#points.compared = strip;
    this.refresh({});
  }

  /** Another digit is to be read. */
  showDigit(picture: number[]) {
    this.#digits.picture = picture;
    this.refresh({});
  }

  leave() {
    cancelAnimationFrame(this.#frame);
    this.#observer.disconnect();
    this.#view.leave();
    this.#charts.leave();
    this.panel.boundary.leave();
  }

  /** Have a point stay on its way through the network; null: none. */
  #pin(place: Place | null) {
    this.#pinned = place;
    this.#points.travel(place);
  }

  /** The run has stopped where its numbers are not known. */
  async #ask(setup: Setup, version: string) {
    if (this.#isAsking) return;
    this.#isAsking = true;
    let isThere = true;
    try {
      await this.#scene.ask(setup, version);
    } catch (error) {
      isThere = false;
      console.warn("The network:", error);
    }
    this.#isAsking = false;
    if (isThere) this.refresh({});
  }

  #draw() {
    const setup = this.#shown;
    this.#arrange(setup);
    this.#scene.draw(setup, this.#isOfRun);
    this.#small.show(this.#view);
    this.#view.isFlowing = this.#isOfRun && this.#run.state === "running";
  }

  /** What is there for these data and layers. */
  #arrange(setup: Setup) {
    const isOfDigits = isMnist(setup);
    const { fits } = stackFor(setup);
    const hasMaps = isOfDigits && isConvolutional(setup);
    this.panel.node.hidden = isOfDigits;
    this.#reader.hidden = !isOfDigits;
    this.#heads.bar.hidden = hasMaps;
    this.#view.node.hidden = hasMaps || !fits;
    this.#digits.maps.hidden = !hasMaps || !fits;
    this.#fault.hidden = fits;
    this.#points.gradients.backward.hidden = isOfDigits;
    this.#view.zoom.hidden = this.#view.node.hidden;
    this.#fault.textContent = fits ? "" : obstacle(setup);
    if (isOfDigits) this.#points.card.node.hidden = this.#points.inputs.node.hidden = true;
  }

  /** Gives the network all of the page's width, above the other parts of the stage. */
  #widener() {
    const widen = button(WORDS.playground.stage.full_width, "wide", () => {
      const isWide = this.network.closest(".pg-stage")?.toggleAttribute("data-wide");
      widen.setAttribute("aria-pressed", String(isWide));
    });
    widen.classList.add("pg-widen");
    widen.setAttribute("aria-pressed", "false");
    return widen;
  }

  /** The figures of the epoch that is shown, and of how many samples they are. */
  #showFigures() {
    const { setup, shownEpoch: epoch, playhead, rows } = this.#run;
    const meanwhile = setup ? WORDS.playground.charts.none_of_these : WORDS.playground.charts.none;
    this.#charts.show(this.#isOfRun ? this.#run : null, playhead, meanwhile);
    const row = this.#isOfRun ? rows[epoch - 1] : undefined;
    if (!row) return this.#figures.replaceChildren();
    const shown = this.#shown;
    const count = whole(samplesOf(shown) - validationSize(shown));
    this.#figures.replaceChildren(
      keyed(fill(WORDS.playground.result.training, { epoch, count }), "--pg-training", "line"),
      keyed(resultWords(row, shown), "--pg-validation", "dashed"),
    );
  }
}

type DigitsReader = (picture: number[], probabilities: number[] | null) => void;
