/** Looking inside the model, in one of several ways, as it is now or as it was after an epoch. */

import { reasonOf } from "../../../../../live_cells/live/phrases.ts";
import { bar, button, text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { slider } from "../parts/fields.ts";
import type { Setup } from "../setup/setup.ts";
import type { Trainer } from "../trainer.ts";
import { confusionView, mistakesView } from "./mistakes.ts";
import { flowView } from "./flow.ts";
import { microscopeView } from "./microscope.ts";
import { unitsView, weightsView } from "./maps.ts";
import type { View } from "./view.ts";

/** Milliseconds between two looks while the model trains, and between two epochs of a replay. */
const BREATH = 350;

export class Inside {
  node = text("div", "pg-inside");

  #trainer;
  #tabs = bar("pg-tabs", WORDS.playground.inside.title);
  #about = text("p", "pg-about");
  #panel = text("div", "pg-look");
  #said = text("p", "pg-said");
  #epoch;
  #replay;
  #views: View[];
  #view: View;
  /** Null: as the model is now. */
  #at: number | null = null;
  #isAsking = false;
  #isWanted = false;
  #lastLook = 0;
  #isSeen = false;
  #isReplaying = false;
  #setup: Setup | null = null;
  #observer = new IntersectionObserver((entries) => {
    this.#isSeen = entries.some((entry) => entry.isIntersecting);
    if (this.#isSeen) this.look();
  });

  constructor(trainer: Trainer) {
    this.#trainer = trainer;
    const again = () => this.look();
    this.#views = [
      unitsView(),
      weightsView(again),
      flowView(again),
      microscopeView(again),
      confusionView(),
      mistakesView(),
    ];
    [this.#view] = this.#views;
    this.#epoch = slider(WORDS.playground.inside.after_epoch, { min: 0, max: 1 }, (epoch) => this.#goTo(epoch));
    this.#replay = button(WORDS.playground.inside.replay, "run", () => this.#play(), {
      title: WORDS.playground.inside.replay_title,
    });
    for (const view of this.#views) {
      const tab = button(view.title, `look-${view.key}`, () => this.#choose(view));
      tab.dataset.key = view.key;
      this.#tabs.append(tab);
    }
    const time = text("div", "pg-time");
    time.append(this.#epoch.node, this.#replay);
    this.node.append(this.#tabs, this.#about, time, this.#panel, this.#said);
    this.#observer.observe(this.node);
    this.#choose(this.#view);
  }

  /** The run has changed. */
  refresh() {
    const { setup, epoch, kept, isBusy, hasModel } = this.#trainer;
    if (setup && setup !== this.#setup) this.#prepare(setup);
    this.#epoch.input.max = String(Math.max(1, epoch));
    if (this.#at !== null && this.#at > epoch) this.#at = null;
    this.#epoch.set(this.#at ?? epoch);
    this.#epoch.enable(hasModel && kept.length > 1);
    this.#replay.disabled = isBusy || !hasModel || kept.length < 2;
    const isTime = performance.now() - this.#lastLook > BREATH;
    if (this.#isSeen && this.#at === null && (!isBusy || isTime)) this.look();
    if (!hasModel && !isBusy) this.#say(WORDS.playground.inside.no_model);
    else if (this.#said.textContent === WORDS.playground.inside.no_model) this.#say("");
  }

  /** Request the view; the newest request counts. */
  async look() {
    if (!this.#trainer.hasModel) return;
    this.#isWanted = true;
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#isWanted) {
      this.#isWanted = false;
      this.#lastLook = performance.now();
      const view = this.#view;
      try {
        const found = await this.#trainer.view(view.key, this.#at, view.details());
        if (view === this.#view) {
          view.show(found);
          delete this.#panel.dataset.old;
        }
        this.#say("");
      } catch (error) {
        this.#say(reasonOf(error));
      }
    }
    this.#isAsking = false;
  }

  leave() {
    this.#isReplaying = false;
    this.#observer.disconnect();
  }

  #prepare(setup: Setup) {
    this.#setup = setup;
    this.#at = null;
    this.#panel.dataset.old = ""; // what it shows is of another run
    for (const view of this.#views) {
      const tab = this.#tabs.querySelector(`[data-key="${view.key}"]`);
      tab?.toggleAttribute("hidden", !view.fits(setup));
      if (view.fits(setup)) view.prepare?.(setup);
    }
    if (!this.#view.fits(setup)) this.#choose(this.#views.find((view) => view.fits(setup)) ?? this.#view);
  }

  #choose(view: View) {
    this.#view = view;
    for (const tab of this.#tabs.querySelectorAll("button"))
      tab.setAttribute("aria-pressed", String(tab.dataset.key === view.key));
    this.#about.textContent = view.about;
    this.#panel.replaceChildren(view.node);
    this.look();
  }

  /** To the epoch, or the last one before it that is kept; the end is now. */
  #goTo(epoch: number) {
    const { kept } = this.#trainer;
    const found = kept.findLast((one) => one <= epoch) ?? 0;
    this.#at = found === this.#trainer.epoch ? null : found;
    this.look();
  }

  /** One kept epoch after the other, up to now. */
  async #play() {
    this.#isReplaying = !this.#isReplaying;
    const kept = [...this.#trainer.kept];
    const every = Math.max(1, Math.floor(kept.length / 40));
    for (const [i, epoch] of kept.entries()) {
      if (!this.#isReplaying || this.#trainer.isBusy) break;
      if (i % every && i < kept.length - 1) continue;
      this.#epoch.set(epoch);
      this.#goTo(epoch);
      await new Promise((resolve) => setTimeout(resolve, BREATH / 3));
    }
    this.#isReplaying = false;
  }

  #say(words: string) {
    this.#said.textContent = words;
  }
}
