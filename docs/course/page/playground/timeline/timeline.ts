/** The timeline: the run as a strip with a playhead, below it those that were set aside, all along the same time. */

import { decimal, fill, whole } from "../../../../../live_cells/live/phrases.ts";
import { Copier } from "../../../../../live_cells/live/page/elements/copier.ts";
import { forTheClass } from "../../../../../live_cells/live/page/elements/files.ts";
import { button, text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { firstDifference } from "../parts/first_difference.ts";
import { fragmentOf } from "../setup/fragment.ts";
import { setupAt } from "../setup/phases.ts";
import type { Setup } from "../setup/setup.ts";
import { figure, modelWords } from "../setup/words.ts";
import { isShownOf } from "../stage/scene.ts";
import type { Trainer } from "../trainer.ts";
import { epochAt, paintStrip, scaleOf, type Scale, type Shown } from "./strip_painting.ts";
import type { Strip } from "../run_record.ts";
import type { Strips } from "../strips.ts";

const HERE = WORDS.playground.timeline;
/** Milliseconds between two drawings while the model trains. */
const SELDOM = 150;
/** Pixels by which a finger may slip while it taps. */
const SLIP = 8;
/** Epochs of a large stride. */
const STRIDE = 10;

type Row = { id: number; node: HTMLElement; canvas: HTMLCanvasElement };

export class Timeline {
  node = text("div", "pg-timeline");
  /** The run that the newest one is compared with. */
  compared: Strip | null = null;

  #trainer;
  #strips;
  #doing;
  #rows: Row[] = [];
  #said = text("p", "pg-said");
  #scale: Scale = scaleOf([]);
  #lastDrawn = 0;
  #frame = 0;
  #timer = 0;
  #copier;
  #leave;

  /** What is done: a strip becomes the run again, another one is compared. */
  constructor(
    trainer: Trainer,
    strips: Strips,
    doing: { takeUp: (strip: Strip) => void; compare: () => void; announce: (words: string) => void },
  ) {
    this.#trainer = trainer;
    this.#strips = strips;
    this.#doing = doing;
    this.#copier = new Copier((words) => {
      this.#said.textContent = words;
      doing.announce(words);
    });
    const room = new ResizeObserver(() => requestAnimationFrame(() => this.#paint()));
    room.observe(this.node);
    const endScheme = siteTheme.onScheme(() => this.#paint());
    this.#leave = () => {
      room.disconnect();
      endScheme();
    };
  }

  /** The run has gone on, or the playhead moves. @param shown the setup that the page shows */
  refresh(shown: Setup) {
    const ids = this.#shown.map(({ id }) => id);
    if (String(ids) !== String(this.#rows.map(({ id }) => id))) this.#makeRows();
    const isFormer = this.#trainer.setup !== null && !isShownOf(this.#trainer, shown);
    this.#rows[0]?.node.toggleAttribute("data-former", isFormer);
    const wait = this.#trainer.isBusy ? Math.max(0, this.#lastDrawn + SELDOM - performance.now()) : 0;
    if (wait) this.#timer ||= setTimeout(() => this.#draw(), wait);
    else this.#draw();
  }

  leave() {
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    this.#leave();
  }

  /** The run, and those that were set aside. */
  get #shown(): Shown[] {
    const { setup, figures } = this.#trainer;
    return [...(setup ? [{ ...figures, setup }] : []), ...this.#strips.all];
  }

  #draw() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#lastDrawn = performance.now();
      this.#paint();
    });
  }

  #paint() {
    const shown = this.#shown;
    this.#scale = scaleOf(shown);
    for (const [i, run] of shown.entries()) {
      const row = this.#rows[i];
      if (!row) continue;
      const isCompared = run.id === this.compared?.id;
      const isOwn = run.id === this.#trainer.id;
      const playhead = isOwn || isCompared ? this.#trainer.shownStep : null;
      paintStrip(row.canvas, run, this.#scale, { playhead, hasAxis: i === 0 });
      if (isOwn) this.#describe(row.canvas, run);
    }
  }

  /** Where the playhead stands, for those who cannot see it. */
  #describe(canvas: HTMLCanvasElement, { rows, setup, steps }: Shown) {
    const { shownStep: step, shownEpoch: epoch } = this.#trainer;
    const row = rows[epoch - 1];
    const words = fill(HERE.at, { epoch, step: whole(step), loss: figure(row?.["validation loss"]) });
    canvas.setAttribute("aria-valuemax", String(steps));
    canvas.setAttribute("aria-valuenow", String(step));
    canvas.setAttribute("aria-valuetext", `${words}, ${modelWords(setupAt(setup, step))}`);
  }

  #makeRows() {
    this.#rows = this.#shown.map(({ id, setup }) => this.#row(id, setup));
    if (this.compared && !this.#strips.all.includes(this.compared)) this.compared = null;
    this.#say();
    this.node.replaceChildren(...this.#rows.map(({ node }) => node), this.#said, this.#copier.node);
  }

  #row(id: number, setup: Setup): Row {
    const isOwn = id === this.#trainer.id && setup === this.#trainer.setup;
    const node = text("div", "pg-time-row");
    node.toggleAttribute("data-own", isOwn);
    const canvas = text("canvas", "pg-time-strip");
    const said = text("span", "pg-tip");
    said.hidden = true;
    said.setAttribute("aria-hidden", "true");
    this.#tell(canvas, said);
    const name = Object.assign(text("input", "pg-time-name"), {
      value: this.#strips.nameOf(id) || fill(HERE.run, { number: id }),
    });
    name.setAttribute("aria-label", fill(HERE.name, { number: id }));
    name.addEventListener("change", () => this.#strips.rename(id, name.value.trim()));
    const head = text("div", "pg-time-head");
    head.append(name);
    if (isOwn) this.#slide(canvas);
    else {
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", fill(HERE.strip, { number: id }));
      head.append(...this.#tools(id));
    }
    const place = text("div", "pg-time-place");
    place.append(canvas, said);
    node.append(head, place);
    return { id, node, canvas };
  }

  #tools(id: number) {
    const strip = () => this.#strips.all.find((one) => one.id === id);
    const quiet = (words: string, icon: string, action: (strip: Strip) => void) =>
      button(fill(words, { number: id }), icon, () => ((one) => one && action(one))(strip()), { quiet: true });
    const compare = quiet(HERE.compare, "look", (one) => this.#compare(one));
    compare.setAttribute("aria-pressed", String(this.compared?.id === id));
    return [
      quiet(HERE.take_up, "reset", (one) => this.#doing.takeUp(one)),
      compare,
      quiet(HERE.share, "share", (one) => this.#copier.copy(HERE.copied, forTheClass(linkOf(one.setup)))),
      quiet(HERE.forget, "close", (one) => {
        this.#trainer.forget(one.id);
        this.#strips.take(one.id);
      }),
    ];
  }

  #compare(strip: Strip) {
    this.compared = this.compared === strip ? null : strip;
    this.#makeRows();
    this.#doing.compare();
    this.#paint();
  }

  /** What there is to say of all: where two differ, and how much is kept. */
  #say() {
    const { compared } = this;
    const count = this.#strips.all.length;
    const first = compared && firstDifference(this.#trainer.losses, compared.losses);
    const difference = compared && (first ? fill(HERE.differ, { step: whole(first) }) : HERE.same);
    const megabytes = { used: decimal(this.#strips.bytes / 1e6, 2), most: whole(this.#strips.mostBytes / 1e6) };
    const kept = this.#strips.isKept ? fill(HERE.kept, megabytes) : fill(HERE.too_many, megabytes);
    this.#said.textContent = [difference, count ? kept : ""].filter(Boolean).join(" ");
  }

  /** Say which epoch the mouse is at. */
  #tell(canvas: HTMLCanvasElement, said: HTMLElement) {
    canvas.addEventListener("pointermove", ({ clientX, pointerType }) => {
      const { left, width } = canvas.getBoundingClientRect();
      said.hidden = pointerType !== "mouse";
      said.textContent = fill(HERE.epoch, { epoch: epochAt(clientX - left, width, this.#scale) });
      said.style.left = `${clientX - left}px`;
    });
    canvas.addEventListener("pointerleave", () => {
      said.hidden = true;
    });
  }

  /** A strip whose playhead is dragged, or moved by keys. */
  #slide(canvas: HTMLCanvasElement) {
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "slider");
    canvas.setAttribute("aria-label", HERE.playhead);
    canvas.setAttribute("aria-valuemin", "0");
    const trainer = this.#trainer;
    const go = ({ clientX }: PointerEvent) => {
      const { left, width } = canvas.getBoundingClientRect();
      trainer.lookAt(trainer.stepsIn(epochAt(clientX - left, width, this.#scale)));
    };
    /** Where a finger came down, which may be about to scroll the page; null: it has moved along the strip. */
    let down: number | null = null;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      canvas.setPointerCapture(event.pointerId);
      down = event.pointerType === "touch" ? event.clientX : null;
      if (down === null) go(event);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!event.buttons || (down !== null && Math.abs(event.clientX - down) < SLIP)) return;
      down = null;
      go(event);
    });
    canvas.addEventListener("pointerup", (event) => {
      if (down !== null) go(event);
      down = null;
    });
    canvas.addEventListener("pointercancel", () => {
      down = null;
    });
    canvas.addEventListener("keydown", (event) => {
      const now = trainer.shownStep;
      const epoch = trainer.epochsIn(now);
      const after = (epochs: number) => trainer.stepsIn(Math.max(epochs, 0));
      const back = event.shiftKey ? now - 1 : after(Math.ceil(epoch) - 1);
      const on = event.shiftKey ? now + 1 : after(Math.floor(epoch) + 1);
      const [far, farther] = [-STRIDE, STRIDE].map((by) => (event.shiftKey ? now + by : after(Math.round(epoch) + by)));
      const there: Record<string, number> = {
        ...{ ArrowLeft: back, ArrowDown: back, ArrowRight: on, ArrowUp: on },
        ...{ PageDown: far, PageUp: farther, Home: 0, End: trainer.steps },
      };
      if (!(event.key in there) || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      trainer.lookAt(Math.max(there[event.key], 0));
    });
  }
}

const linkOf = (setup: Setup) => `${location.origin}${location.pathname}${fragmentOf(setup)}`;
