/** Looking inside the model, in one of several ways, as it is where the playhead stands. */

import { reasonOf } from "../../../../../live_cells/live/phrases.ts";
import { bar, button, text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import type { Setup } from "../setup/setup.ts";
import type { Trainer } from "../trainer.ts";
import { confusionView, mistakesView } from "./mistakes.ts";
import { flowView } from "./flow.ts";
import { microscopeView } from "./microscope.ts";
import { unitsView, weightsView } from "./maps.ts";
import type { View } from "./view.ts";

/** Milliseconds between two looks while the model trains. */
const BREATH = 350;

export class Inside {
  node = text("div", "pg-inside");

  #trainer;
  #tabs = bar("pg-tabs", WORDS.playground.inside.title);
  #about = text("p", "pg-about");
  #panel = text("div", "pg-look");
  #said = text("p", "pg-said");
  #views: View[];
  #view: View;
  /** Which model was looked at last. */
  #seenVersion = "";
  #isAsking = false;
  #isWanted = false;
  #lastLook = 0;
  #isSeen = false;
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
    for (const view of this.#views) {
      const tab = button(view.title, `look-${view.key}`, () => this.#choose(view));
      tab.dataset.key = view.key;
      this.#tabs.append(tab);
    }
    this.node.append(this.#tabs, this.#about, this.#panel, this.#said);
    this.#observer.observe(this.node);
    this.#choose(this.#view);
  }

  /** The run has changed. */
  refresh() {
    const { setup, isBusy, hasModel, shownVersion } = this.#trainer;
    if (setup && setup !== this.#setup) this.#prepare(setup);
    const isTime = performance.now() - this.#lastLook > BREATH;
    if (this.#isSeen && (isBusy ? isTime : shownVersion !== this.#seenVersion)) this.look();
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
      this.#seenVersion = this.#trainer.shownVersion;
      const view = this.#view;
      try {
        const found = await this.#trainer.view(view.key, this.#trainer.viewedEpoch, view.details());
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
    this.#observer.disconnect();
  }

  #prepare(setup: Setup) {
    this.#setup = setup;
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

  #say(words: string) {
    this.#said.textContent = words;
  }
}
