/** The picture of a network, alive: what is pointed at explains itself, what is dragged is answered within a frame. */

import { bar, button, text } from "../elements/nodes.ts";
import type { NetworkData } from "./data.ts";
import { choose } from "./chosen_number.ts";
import { afterKey, numberDrag } from "./drag_number.ts";
import { explain, wordsOf } from "./formulas.ts";
import { Frame } from "./frame.ts";
import { layoutOf } from "./layout.ts";
import { keyHelp, legend } from "./caption.ts";
import { MapView } from "./map_view.ts";
import { nameOf } from "./names.ts";
import { Numbers, type Place, reachOf, usualOf } from "./numbers.ts";
import { Panel } from "./panel.ts";
import { Player } from "./player.ts";
import { type Mark, Stage, keyOf } from "./stage.ts";
import { Table } from "./table.ts";
import { next } from "./walk.ts";

const WIDEST = 1100;
/** How long a column stays alone, in milliseconds. */
const STEP_LASTS = 900;

export class NetworkPicture {
  node = text("div", "picture-live");
  #numbers;
  #name;
  #room = new Frame();
  #planes = text("p", "picture-folded", WORDS.pictures.planes);
  #stage!: Stage;
  #panel;
  #maps;
  #table;
  #reset;
  #player;
  #isBack = false;
  #pinned: Place | null = null;
  #pointed: Place | null = null;
  #home: Place = { kind: "unit", column: 0, row: 0 };
  #frame = 0;
  #isPlaneNew = false;
  #width = 0;
  #leave = () => {};

  /** @param name what it shows, in a sentence */
  constructor(data: NetworkData, name: string) {
    this.#numbers = new Numbers(data);
    this.#name = name;
    const onChange = (place: Place, value: number) => this.#change(place, value);
    this.#panel = new Panel(this.#numbers, { onChange, onPick: (place) => this.#pin(place) });
    this.#maps = new MapView(this.#numbers, (unit) => this.#stage.markOf(unit)?.focus());
    this.#table = new Table(this.#numbers);
    this.#reset = button(WORDS.pictures.reset, "reset", () => this.#restore(), { title: WORDS.pictures.reset_title });
    this.#reset.setAttribute("aria-label", WORDS.pictures.reset_name); // the cell has a Reset of its own
    const { modules } = data;
    this.#player = new Player(WORDS.pictures.played_network, modules.length + (data.loss ? 1 : 0), {
      onStep: (step) => this.#stage.reach(step, this.#isBack),
      lasts: () => STEP_LASTS,
      say: (step) => modules[(this.#isBack ? modules.length - step : step) - 1]?.kind ?? "",
    });
    this.node.append(this.#room.node, this.#player.node, this.#bar(), this.#planes);
    if (data.fault) this.node.append(text("p", "picture-fault", data.fault.text));
    if (data.folded.length) this.node.append(text("p", "picture-folded", data.folded.join(" ")));
    this.node.append(this.#panel.node, this.#maps.node, this.#table.node);
  }

  /** Draw it in the room that there is; it follows the room's width until it leaves the page. */
  mount() {
    this.#lay();
    const observer = new ResizeObserver(() => {
      if (!this.node.isConnected) return;
      if (Math.abs(this.#room.node.clientWidth - this.#width) > 1) this.#lay();
    });
    observer.observe(this.#room.node);
    this.#leave = () => observer.disconnect();
  }

  leave() {
    cancelAnimationFrame(this.#frame);
    this.#leave();
    this.#player.leave();
    this.#maps.leave();
  }

  /** The page has other colors now. */
  repaint() {
    this.#stage.repaint();
    this.#maps.repaint();
    this.#panel.show(this.#pointed ?? this.#pinned, this.#isBack);
  }

  #bar() {
    const { forward, forward_title, backward, backward_title, direction } = WORDS.pictures;
    const tools = text("div", "picture-bar");
    if (this.#numbers.hasGradients) {
      const ways = [
        button(forward, "forward", () => this.#turn(false), { title: forward_title }),
        button(backward, "backward", () => this.#turn(true), { title: backward_title }),
      ];
      const refresh = () => {
        for (const [i, way] of ways.entries()) way.setAttribute("aria-pressed", String(Boolean(i) === this.#isBack));
      };
      for (const way of ways) way.addEventListener("click", refresh);
      refresh();
      tools.append(bar("picture-ways", direction, ...ways));
    }
    if (this.#numbers.canChange) tools.append(this.#reset);
    this.#reset.disabled = true;
    tools.append(this.#room.fit, legend());
    return tools;
  }

  #lay() {
    this.#width = this.#room.node.clientWidth;
    const hadFocus = this.#room.node.contains(document.activeElement);
    this.#stage = new Stage(this.#numbers, layoutOf(this.#numbers, Math.min(this.#width || 700, WIDEST)));
    this.#room.node.replaceChildren(this.#stage.node);
    const { drawing, marks } = this.#stage;
    this.#stage.node.append(keyHelp(drawing, WORDS.pictures.keys));
    drawing.setAttribute("role", "application");
    drawing.setAttribute("aria-label", this.#name);
    marks.on("pointerenter", ({ pointerType }, { place }) => pointerType === "mouse" && this.#point(place));
    drawing.addEventListener("click", ({ target }) => target === drawing && this.#pin(null));
    marks.on("pointerleave", () => this.#point(null));
    marks.on("click", (_, { place }) => this.#pin(place));
    marks.on("focus", (_, { place }) => this.#pin(place));
    marks.on("keydown", (event, { place }) => this.#onKey(event, place));
    this.#beDraggable();
    this.#draw();
    this.#room.settle(this.#stage.node, this.#stage.layout.width);
    this.#planes.hidden = !this.#stage.layout.isMapped;
    this.#stage.reach(this.#player.at, this.#isBack);
    this.#moveHome(this.#home);
    if (hadFocus) this.#stage.markOf(this.#home)?.focus({ preventScroll: true });
  }

  #beDraggable() {
    const dragged = numberDrag<Mark>({
      may: ({ place }) => this.#numbers.isMovable(place),
      numberOf: ({ place }) => this.#numbers.valueOf(place) ?? 0,
      reachOf: ({ place }) => reachOf(this.#numbers, place),
      onStart: ({ place }) => {
        this.#pin(place);
        this.node.toggleAttribute("data-dragging", true);
      },
      onMove: ({ place }, value) => this.#change(place, value),
      onEnd: () => this.node.toggleAttribute("data-dragging", false),
    });
    this.#stage.marks.filter(({ place }) => this.#numbers.isMovable(place) && place.kind === "unit").call(dragged);
    this.#stage.marks.filter(({ place }) => place.kind === "edge").call(dragged.touchable(false));
  }

  #onKey(event: KeyboardEvent, place: Place) {
    const { key, ctrlKey, altKey, metaKey } = event;
    if (ctrlKey || altKey || metaKey) return;
    const changed = afterKey(event, this.#numbers.valueOf(place) ?? 0, usualOf(this.#numbers, place));
    if (changed !== undefined && this.#numbers.isMovable(place)) {
      event.preventDefault();
      return this.#change(place, changed);
    }
    if (key === "Enter" && !this.#isBack && this.#maps.enter()) return event.preventDefault();
    const there = next(this.#stage.layout, this.#numbers, place, key);
    if (!there) return;
    event.preventDefault();
    this.#moveHome(there);
    this.#stage.markOf(there)?.focus();
  }

  /** The one mark that Tab leads to. */
  #moveHome(place: Place) {
    this.#home = place;
    const home = keyOf(place);
    this.#stage.marks.attr("tabindex", ({ key }) => (key === home ? 0 : -1));
  }

  #turn(isBack: boolean) {
    this.#isBack = isBack;
    this.#player.set(this.#player.all);
    this.#stage.reach(this.#player.all, isBack);
    this.node.toggleAttribute("data-turning", true); // column by column; what is changed is answered at once
    this.#draw();
  }

  #change(place: Place, value: number) {
    this.node.toggleAttribute("data-turning", false);
    this.#numbers.change(place, value);
    this.#isPlaneNew ||= place.kind !== "unit";
    this.#reset.disabled = false;
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #restore() {
    this.#numbers.reset();
    this.#isPlaneNew = true;
    this.#reset.disabled = true;
    this.#draw();
  }

  #draw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#stage.show(this.#isBack, { isPlaneNew: this.#isPlaneNew });
    this.#isPlaneNew = false;
    this.#show();
    this.#table.refresh();
  }

  #point(place: Place | null) {
    if (this.node.hasAttribute("data-dragging")) return;
    this.#pointed = place;
    this.#show();
  }

  /** Choose a number; null: none. */
  #pin(place: Place | null) {
    this.#pinned = place;
    this.#pointed = null;
    if (place && place.kind !== "bias") this.#moveHome(place);
    this.#show();
  }

  /** Say which number of the description is chosen. */
  #tell() {
    const place = this.#pinned;
    const path = place && this.#numbers.pathOf(place, this.#isBack);
    const value = place && this.#numbers.shownOf(place, this.#isBack);
    choose(this.node, path && typeof value === "number" ? { path, value } : null);
  }

  /** Show what is pointed at, or was chosen. */
  #show() {
    const place = this.#pointed ?? this.#pinned;
    this.#stage.point(place);
    this.#panel.show(place, this.#isBack);
    this.#maps.show(this.#isBack ? null : this.#pinned);
    this.#tell();
    if (!place) return;
    const formula = wordsOf(explain(this.#numbers, place, this.#isBack));
    const name = nameOf(this.#numbers, place, this.#isBack);
    this.#stage.markOf(place)?.setAttribute("aria-label", formula ? `${name}. ${formula}` : name);
  }
}
