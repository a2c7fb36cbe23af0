/** The plane on the stage: what the model says everywhere, the points, the classes by color, and two switches. */

import { counted } from "../../../../../live_cells/live/phrases.ts";
import { button, required, text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { Boundary } from "../parts/boundary.ts";
import { keyed } from "../parts/curves.ts";
import { DATA, type Setup } from "../setup/setup.ts";
import { className } from "../setup/words.ts";

const HERE = WORDS.playground.stage;

export class PlanePanel {
  node = text("div", "pg-plane-panel");
  boundary = new Boundary();
  #legend = text("div", "pg-legend");
  #said = text("p", "pg-plane-said");
  #legendOf = "";
  #mistakes;

  /** @param onMistake called for the next point that is taken for another class */
  constructor(onMistake: (way: number) => void) {
    this.#legend.setAttribute("role", "list");
    this.#legend.setAttribute("aria-label", HERE.classes);
    const switches = text("div", "pg-switches");
    switches.append(
      toggle(HERE.show_validation, true, (isOn) => {
        this.boundary.hasValidation = isOn;
      }),
      toggle(HERE.discretize, false, (isOn) => {
        this.boundary.isDiscrete = isOn;
      }),
    );
    const foot = text("div", "pg-plane-foot");
    this.#mistakes = button(HERE.mistakes, "next", () => onMistake(1), { title: HERE.mistakes_title });
    foot.append(this.#legend, switches, this.#mistakes);
    this.node.append(this.boundary.node, this.#said, foot);
  }

  /** Say which color is which class; or, of values, which sign. */
  legend({ data }: Setup) {
    if (data === this.#legendOf) return;
    this.#legendOf = data;
    const { outputs, task } = DATA[data];
    const items =
      task === "regression"
        ? [entry(HERE.negative, "--negative"), entry(HERE.positive, "--positive")]
        : Array.from({ length: outputs }, (_, label) => entry(className(data, label), `--pg-class-${label}`));
    this.#legend.replaceChildren(...items);
  }

  /** Say how many points are taken for another class. */
  showMistakes(count: number) {
    this.#mistakes.hidden = !count;
    required(this.#mistakes.lastElementChild).textContent = counted(HERE.wrong, count);
  }

  /** Look at one unit instead. @param name what is looked at */
  look(map: ArrayLike<number> | null, name: string) {
    this.boundary.showMap(map);
    this.#said.textContent = name;
  }
}

function entry(words: string, color: string) {
  const item = keyed(words, color);
  item.setAttribute("role", "listitem");
  return item;
}

function toggle(words: string, isOn: boolean, onChange: (isOn: boolean) => void) {
  const node = text("label", "pg-switch");
  const input = Object.assign(document.createElement("input"), { type: "checkbox", checked: isOn });
  input.addEventListener("change", () => onChange(input.checked));
  node.append(input, text("span", "", words));
  return node;
}
