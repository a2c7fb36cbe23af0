/** The lab's panel of weights: which model answers, a file in, a file out. */

import { fill, reasonOf } from "../../../../live_cells/live/phrases.ts";
import { save } from "../../../../live_cells/live/page/elements/files.ts";
import { bar, button, megabytes, required, text } from "../../../../live_cells/live/page/elements/nodes.ts";
import { titleOf, type Python, type Standing, type Model } from "./python_calls.ts";

/** A larger file is not even read, here or in weights_file.py. */
const MOST_BYTES = 64e6;

export class WeightsPanel {
  node = text("div", "lab-panel");

  #python;
  #onChange;
  #title = text("legend", "", WORDS.weights.in_use);
  #models = text("fieldset", "lab-models");
  #zone = text("label", "lab-zone");
  #said = text("p", "lab-said");
  #file = Object.assign(document.createElement("input"), { type: "file", accept: ".safetensors" });

  /** @param onChange when another model answers */
  constructor(python: Python, onChange: () => void) {
    this.#python = python;
    this.#onChange = onChange;
    this.#said.setAttribute("role", "status");
    this.#models.append(this.#title, text("p", "", WORDS.weights.before));
    const label = text("span", "");
    label.append(text("strong", "", WORDS.weights.load), text("span", "", WORDS.weights.load_how));
    this.#zone.append(this.#file, label);
    this.#file.addEventListener("change", () => this.#load(this.#file.files));
    for (const kind of ["dragenter", "dragover"]) this.#zone.addEventListener(kind, (event) => this.#over(event));
    for (const kind of ["dragleave", "drop"]) this.#zone.addEventListener(kind, () => delete this.#zone.dataset.over);
    this.#zone.addEventListener("drop", (event) => {
      event.preventDefault();
      this.#load(event.dataTransfer?.files);
    });
    const download = button(WORDS.weights.download, "save", () => this.#save(), {
      title: WORDS.weights.download_title,
    });
    this.node.append(this.#models, this.#zone, bar("lab-tools", WORDS.weights.title, download), this.#said);
  }

  /** Show which models there are, and which one answers. */
  show({ models, used }: Standing) {
    const rows = models.map((model) => {
      const radio = Object.assign(document.createElement("input"), { type: "radio", name: "lab-model" });
      radio.checked = model.key === used;
      radio.value = model.key;
      radio.addEventListener("change", () => {
        this.#python.choose(model.key);
        this.#onChange();
      });
      const row = document.createElement("label");
      row.append(radio, text("span", "", nameOf(model)), text("small", "", meritOf(model)));
      return row;
    });
    const focused = this.#models.contains(document.activeElement);
    this.#models.replaceChildren(this.#title, ...rows);
    const checked = required(this.#models.querySelector<HTMLElement>("input:checked"));
    if (focused) checked.focus({ preventScroll: true });
  }

  #over(event: Event) {
    event.preventDefault();
    this.#zone.dataset.over = "";
  }

  /** @param files of which the first counts */
  async #load(files: FileList | null | undefined) {
    const file = files?.[0];
    if (!file) return;
    this.#say(fill(WORDS.weights.reading, { file: file.name }));
    try {
      if (file.size > MOST_BYTES) throw new Error(tooLarge(file));
      const bytes = new Uint8Array(await file.arrayBuffer());
      const found = await this.#python.load({ name: file.name, bytes });
      if ("error" in found) throw new Error(found.error);
      this.show(found);
      this.#say([fill(WORDS.weights.loaded, { file: file.name, sizes: found.sizes }), ...found.notices].join(" "));
      this.#onChange();
    } catch (error) {
      this.#say(fill(WORDS.weights.not_loaded, { file: file.name, reason: reasonOf(error) }), true);
    }
    this.#file.value = ""; // so that the same file can be chosen again
  }

  async #save() {
    this.#say(WORDS.weights.collecting);
    try {
      const { name, bytes } = await this.#python.save();
      save(new Blob([bytes], { type: "application/octet-stream" }), name);
      this.#say(fill(WORDS.weights.downloaded, { file: name }));
    } catch (error) {
      this.#say(fill(WORDS.weights.not_downloaded, { reason: reasonOf(error) }), true);
    }
  }

  #say(sentence: string, isFault = false) {
    this.#said.textContent = sentence;
    this.#said.toggleAttribute("data-fault", isFault);
  }
}

/** A line of its own begins with a capital, but for the name of a file. */
const nameOf = (model: Model) => (model.key === "file" ? model.title : capital(titleOf(model)));
const capital = (title: string) => title[0].toUpperCase() + title.slice(1);
const meritOf = ({ right, of }: Model) => fill(WORDS.lab.right, { right, all: of });
const tooLarge = ({ size }: File) =>
  fill(WORDS.weights.too_large, { size: megabytes(size), most: megabytes(MOST_BYTES) });
