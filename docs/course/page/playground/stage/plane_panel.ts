/** The plane on the stage: what the model says everywhere, the points, the classes by color, and two switches. */

import { counted, fill, percentOf, whole } from "../../../../../live_cells/live/phrases.ts";
import { button, required, text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { brief } from "../../../../../live_cells/live/page/pictures/printed.ts";
import { Boundary } from "../parts/boundary.ts";
import { keyed } from "../parts/curves.ts";
import { SHAPES } from "../parts/marks.ts";
import { classProperty } from "../parts/pixels.ts";
import { DATA, type Setup } from "../setup/setup.ts";
import { className } from "../setup/words.ts";

const HERE = WORDS.playground.stage;

export class PlanePanel {
  node = text("div", "pg-plane-panel");
  boundary = new Boundary();
  #legend = text("div", "pg-legend");
  #scale = text("div", "pg-scale");
  #ends: string[] = [];
  #said = text("p", "pg-plane-said");
  #legendOf = "";
  #mistakes;

  /** @param onMistake called for the next point that is taken for another class */
  constructor(onMistake: (way: number) => void) {
    this.#legend.setAttribute("role", "list");
    this.#legend.setAttribute("aria-label", HERE.classes);
    this.#scale.setAttribute("role", "img");
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
    foot.append(this.#mistakes, switches);
    const colors = text("div", "pg-colors");
    colors.append(this.#legend, this.#scale);
    this.node.append(this.boundary.node, this.#said, colors, foot);
  }

  /** Say which color is which class, or, of values, which sign; and how strong it is for which number. */
  legend({ data }: Setup) {
    if (data === this.#legendOf) return;
    this.#legendOf = data;
    const { outputs, task } = DATA[data];
    const items =
      task === "regression"
        ? [entry(HERE.negative, "--negative", "circle"), entry(HERE.positive, "--positive", "circle")]
        : Array.from({ length: outputs }, (_, label) =>
            entry(className(data, label), classProperty(outputs, label), SHAPES[label]),
          );
    this.#legend.replaceChildren(...items);
    this.#scale.dataset.of = outputs > 2 ? "share" : "signs";
    if (task === "regression") this.#ends = ["−1", "1"];
    else this.#ends = [percentOf(outputs === 2 ? 100 : Math.round(100 / outputs)), percentOf(100)];
    this.#showEnds(this.#ends);
  }

  /** The numbers of the strongest colors. */
  #showEnds([from, to]: string[]) {
    this.#scale.setAttribute("aria-label", fill(HERE.scale, { from, to }));
    this.#scale.replaceChildren(text("span", "", from), text("span", "pg-scale-bar"), text("span", "", to));
  }

  /** Say how many of all points are taken for another class; null: there are no classes. */
  showMistakes(count: number | null, all: number) {
    this.#mistakes.hidden = count === null;
    this.#mistakes.disabled = !count;
    required(this.#mistakes.lastElementChild).textContent = counted(HERE.wrong, count ?? 0, { all: whole(all) });
  }

  /** Put something beside the plane. */
  beside(node: HTMLElement) {
    this.boundary.node.after(node);
  }

  /** Look at one unit instead. @param name what is looked at @param unit the number that is 1 in the map */
  look(map: ArrayLike<number> | null, name: string, unit = 1) {
    this.boundary.showMap(map);
    this.#scale.toggleAttribute("data-map", map !== null);
    this.#showEnds(map ? [brief(-unit), brief(unit)] : this.#ends);
    this.#said.textContent = name;
  }
}

function entry(words: string, color: string, shape: (typeof SHAPES)[number]) {
  const item = keyed(words, color, shape);
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
