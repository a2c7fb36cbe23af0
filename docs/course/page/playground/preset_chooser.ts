/** Setups to start from, by name, and what to look at in the one that is chosen. */

import { text } from "../../../../live_cells/live/page/elements/nodes.ts";
import { choice } from "./parts/fields.ts";
import { aboutOwn } from "./setup/about.ts";
import { PRESETS } from "./setup/presets.ts";
import { isSame, stackFor } from "./setup/setup.ts";
import type { Store } from "./store.ts";

/** @param more what stands below */
export function presetChooser(store: Store, more: HTMLElement) {
  const node = text("div", "pg-presets");
  const about = text("p", "pg-about");
  const field = choice(
    WORDS.playground.presets.label,
    PRESETS.map(({ key, title }) => [key, title]),
    (key) => {
      const preset = PRESETS.find((one) => one.key === key);
      if (preset) store.change(preset.setup);
    },
  );
  node.append(field.node, about, more);
  store.watch((setup) => {
    const preset = PRESETS.find((one) => isSame(one.setup, setup));
    field.set(preset?.key ?? WORDS.playground.presets.own);
    about.textContent = preset?.about ?? (stackFor(setup).fits ? aboutOwn(setup) : "");
  });
  return node;
}
