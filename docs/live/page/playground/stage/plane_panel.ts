/** The plane on the stage: what the model says everywhere, the points, the classes by color, and two switches. */

import { fill } from "../../../phrases.ts";
import { text } from "../../elements/nodes.ts";
import { Boundary } from "../parts/boundary.ts";

const HERE = WORDS.playground.stage;

export class PlanePanel {
  node = text("div", "pg-plane-panel");
  boundary = new Boundary();
  #legend = text("ul", "pg-legend");
  #said = text("p", "pg-plane-said");
  #classes = 0;

  constructor() {
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
    this.node.append(this.boundary.node, this.#said, this.#legend, switches);
  }

  /** Say which color is which class. */
  legend(classes: number) {
    if (classes === this.#classes) return;
    this.#classes = classes;
    this.#legend.replaceChildren(
      ...Array.from({ length: classes }, (_, label) => {
        const item = text("li", "", fill(HERE.class_name, { label }));
        item.style.setProperty("--own", `var(--pg-class-${label})`);
        return item;
      }),
    );
  }

  /** Look at one unit instead. @param name what is looked at */
  look(map: ArrayLike<number> | null, name: string) {
    this.boundary.showMap(map);
    this.#said.textContent = name;
  }
}

function toggle(words: string, isOn: boolean, onChange: (isOn: boolean) => void) {
  const node = text("label", "pg-switch");
  const input = Object.assign(document.createElement("input"), { type: "checkbox", checked: isOn });
  input.addEventListener("change", () => onChange(input.checked));
  node.append(input, text("span", "", words));
  return node;
}
