/** A cell of text: Markdown, set when it is not being edited. */

import { button, text } from "../elements/nodes.ts";
import { markdown } from "../output/typeset.ts";

export class TextCell {
  node = text("div", "own-text");
  #shown = text("div", "own-text-shown");
  #field = text("textarea", "own-text-field");
  #edit;
  #source;
  #onChange;

  constructor(source: string, onChange: (source: string) => void) {
    this.#source = source;
    this.#onChange = onChange;
    this.#edit = button(WORDS.own_page.edit_text, "edit", () => this.edit());
    const done = button(WORDS.own_page.done, "done", () => this.#done());
    this.#field.setAttribute("aria-label", WORDS.own_page.text);
    this.#field.placeholder = WORDS.own_page.text_placeholder;
    this.#field.addEventListener("input", () => {
      this.#source = this.#field.value;
      this.#fit();
      onChange(this.#source);
    });
    this.#field.addEventListener("keydown", (event) => {
      const isOver =
        event.key === "Escape" || (event.key === "Enter" && (event.shiftKey || event.ctrlKey || event.metaKey));
      if (!isOver) return;
      event.preventDefault();
      this.#done();
    });
    this.#shown.addEventListener("dblclick", () => this.edit());
    this.node.append(this.#shown, this.#field, this.#edit, done);
    this.#show(!source.trim());
  }

  get source() {
    return this.#source;
  }

  edit() {
    this.#show(true);
    this.#field.focus();
  }

  focus() {
    if (this.#field.hidden) this.#edit.focus();
    else this.#field.focus();
  }

  set(source: string) {
    this.#source = source;
    this.#onChange(source);
    this.#show(!this.#field.hidden);
  }

  #done() {
    this.#show(false);
    this.#edit.focus();
  }

  #show(isEdited: boolean) {
    this.node.toggleAttribute("data-edited", isEdited);
    this.#field.hidden = !isEdited;
    this.#shown.hidden = isEdited;
    this.#field.value = this.#source;
    if (isEdited) this.#fit();
    else if (this.#source.trim()) this.#shown.replaceChildren(...markdown(this.#source, WORDS.own_page.text));
    else this.#shown.replaceChildren(text("p", "own-text-empty", WORDS.own_page.empty_text));
  }

  #fit() {
    this.#field.rows = Math.max(3, this.#source.split("\n").length + 1);
  }
}
