/** F2: another name for the variable at the cursor, at all its places in the cell. Python knows which these are. */

import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, getDialog, keymap, showDialog, type DecorationSet } from "@codemirror/view";
import type { Answers } from "../../../messages.ts";
import { counted, fill } from "../../../phrases.ts";
import type { EditorOptions } from "../editor.ts";

type Places = Answers["places"];

const setPlaces = StateEffect.define<Places["places"]>();
const placeMark = Decoration.mark({ class: "cell-place" });

/** The places, while the reader decides. */
const lit = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { effects, docChanged }) {
    if (docChanged) marks = Decoration.none;
    for (const effect of effects)
      if (effect.is(setPlaces))
        marks = Decoration.set(
          effect.value.filter(({ from, to }) => from < to).map(({ from, to }) => placeMark.range(from, to)),
          true,
        );
    return marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

export function rename({ ask }: Pick<EditorOptions, "ask">) {
  const say = (view: EditorView, words: string) => view.dispatch({ effects: EditorView.announce.of(words) });

  async function choose(view: EditorView) {
    const { doc, selection } = view.state;
    const found = await ask("places", `${selection.main.head}\n${doc.toString()}`);
    if (view.state.doc !== doc) return;
    if (!found) return explain(view, WORDS.edits.rename_busy);
    if (!found.places.length) return explain(view, reasonFor(found.why));
    view.dispatch({ effects: setPlaces.of(found.places) });
    await askForName(view, found);
    view.dispatch({ effects: setPlaces.of([]) });
    view.focus();
  }

  /** @param fault why the name given before cannot be taken */
  async function askForName(view: EditorView, found: Places, given = found.name, fault = ""): Promise<void> {
    const label = fault || fill(WORDS.edits.rename, { name: found.name });
    const dialog = showDialog(view, {
      label,
      input: { value: given, name: "name", "aria-label": label, spellcheck: "false", autocapitalize: "off" },
      class: "cell-rename",
      focus: "input",
      submitLabel: WORDS.edits.rename_do,
    });
    const form = await dialog.result;
    if (!form) return;
    const name = String(new FormData(form).get("name") ?? "").trim();
    if (name === found.name) return;
    if (!NAME.test(name)) return askForName(view, found, name, fill(WORDS.edits.no_name, { name }));
    if (found.taken.includes(name)) return askForName(view, found, name, fill(WORDS.edits.name_taken, { name }));
    const changes = found.places.map(({ from, to, before }) => ({ from, to, insert: before + name }));
    view.dispatch({ changes, userEvent: "rename" });
    const elsewhere = found.elsewhere ? ` ${counted(WORDS.edits.used_elsewhere, found.elsewhere)}` : "";
    const words = counted(WORDS.edits.renamed, changes.length) + elsewhere;
    if (elsewhere) explain(view, words);
    else say(view, words);
  }

  /** Say why nothing, or not all, was done; the panel closes with Escape. */
  function explain(view: EditorView, words: string) {
    say(view, words);
    showDialog(view, { label: words, class: "cell-rename" });
    view.focus();
  }

  const begin = (view: EditorView) => {
    if (!getDialog(view, "cell-rename")) void choose(view);
    return true;
  };
  return [lit, keymap.of([{ key: "F2", run: begin }])];
}

function reasonFor(why: string) {
  if (why === "unread") return WORDS.edits.rename_unread;
  return why === "none" ? WORDS.edits.rename_none : WORDS.edits.rename_elsewhere;
}
