/** *Look inside*: the picture of one of the reader's models at work, on a tensor of theirs. */

import { fill, reasonOf } from "../../phrases.ts";
import { config } from "../config.js";
import { openDialog, text } from "../elements/nodes.ts";
import { callPython } from "../kernel/calls.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { ModelRef } from "../elements/model_button.ts";
import { draw } from "./mount.ts";

/** What look_inside.py answers: without a `picture` if no input fits, without `inputs` where one was chosen. */
type Found = { gone?: true; picture?: object; alt?: string; input?: string; inputs?: string[]; is_given?: true };

const { inside: WORDS_HERE } = WORDS.pictures;

export function lookInside(kernel: Kernel, model: ModelRef) {
  const name = "name" in model ? model.name : "";
  const choice = document.createElement("select");
  const label = text("label", "inside-input", `${WORDS_HERE.input} `);
  label.append(choice);
  label.hidden = true;
  const words = text("p", "inside-words", WORDS_HERE.looking);
  words.setAttribute("role", "status");
  const place = text("div", "picture");
  openDialog(name ? fill(WORDS_HERE.title, { name }) : WORDS_HERE.title_shown, "live-inside", label, words, place);
  const show = async (input: string) => {
    try {
      const found = await look(kernel, model, input);
      words.textContent = saidOf(found);
      if (found.inputs) {
        label.hidden = found.inputs.length < 2;
        choice.replaceChildren(...found.inputs.map((each) => new Option(each)));
      }
      choice.value = found.input ?? "";
      Object.assign(place.dataset, { picture: JSON.stringify(found.picture), alt: found.alt ?? "" });
      if (found.picture) draw(place);
    } catch (error) {
      words.textContent = reasonOf(error);
    }
  };
  choice.addEventListener("change", () => show(choice.value));
  show("");
}

function look(kernel: Kernel, model: ModelRef, input: string): Promise<Found> {
  const [name, shown] = "name" in model ? [model.name, 0] : ["", model.shown];
  const program = { cell: "inside", source: config.pagePrograms.ask_inside };
  return callPython(kernel, program, "look", [name, shown, input]);
}

function saidOf({ gone, picture, input, is_given }: Found) {
  if (gone) return WORDS_HERE.gone;
  if (!picture) return WORDS_HERE.no_input;
  if (is_given) return WORDS_HERE.given;
  return input ? fill(WORDS_HERE.with, { input }) : WORDS_HERE.with_zeros;
}
