/** What the model is given of a point, as buttons that are pressed or not. */

import { bar, button, text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { FEATURES } from "../setup/features.ts";

const HERE = WORDS.playground.data;

export class FeatureBar {
  node = bar("pg-features", HERE.features);

  /** @param now those that are given @param change called with those to be given, in any order */
  constructor(now: () => string[], change: (features: string[]) => void) {
    this.node.append(text("span", "pg-label", HERE.features));
    for (const [name, { title }] of Object.entries(FEATURES)) {
      const toggle = () => {
        const others = now().filter((one) => one !== name);
        change(others.length < now().length ? others : [...now(), name]);
      };
      const node = button(title, `feature-${name}`, toggle);
      node.dataset.feature = name;
      this.node.append(node);
    }
  }

  show(features: string[]) {
    for (const node of this.node.querySelectorAll("button")) {
      const isGiven = features.includes(node.dataset.feature ?? "");
      node.setAttribute("aria-pressed", String(isGiven));
      node.disabled = isGiven && features.length === 1;
      node.title = node.disabled ? HERE.last_feature : "";
    }
  }
}
