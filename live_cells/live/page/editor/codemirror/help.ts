/** Help on a name: with Shift-Tab, or when a pointer rests on it. */

import { syntaxTree } from "@codemirror/language";
import { StateEffect, StateField, type EditorState } from "@codemirror/state";
import {
  closeHoverTooltips,
  hasHoverTooltips,
  hoverTooltip,
  keymap,
  showTooltip,
  type EditorView,
  type Tooltip,
} from "@codemirror/view";
import type { Answers } from "../../../messages.ts";
import type { EditorOptions } from "../editor.ts";

type Questions = Pick<EditorOptions, "ask" | "describe">;

/** Milliseconds that a pointer rests on a name before that counts as a question. */
const REST = 500;

const setHelp = StateEffect.define<Tooltip | null>();

/** Help on a name, beside it until the cursor moves on. */
const help = StateField.define<Tooltip | null>({
  create: () => null,
  update(tooltip, transaction) {
    if (transaction.docChanged || transaction.selection) tooltip = null;
    for (const effect of transaction.effects) if (effect.is(setHelp)) tooltip = effect.value;
    return tooltip;
  },
  provide: (field) => showTooltip.from(field),
});

function helpTooltip(
  position: number,
  { title, text, tensor }: Answers["help"],
  describe: Questions["describe"],
): Tooltip {
  const create = () => {
    const dom = Object.assign(document.createElement("div"), { className: "cell-help" });
    dom.setAttribute("role", "status");
    const about = (tensor && describe?.(tensor)) ?? [];
    dom.append(Object.assign(document.createElement("strong"), { textContent: title }), ...about, text);
    return { dom };
  };
  return { pos: position, above: false, create };
}

/** Is help on a name shown? */
export const hasHelp = (state: EditorState) => state.field(help, false) != null;

export function helpOnNames({ ask, describe }: Questions) {
  const onKey = (view: EditorView) => {
    const { state } = view;
    const { head } = state.selection.main;
    const end = state.wordAt(head)?.to ?? head;
    if (!/\w$/.test(state.sliceDoc(0, end))) return false;
    ask("help", state.sliceDoc(0, end)).then((found) => {
      if (found?.title && view.state.doc === state.doc)
        view.dispatch({ effects: setHelp.of(helpTooltip(end, found, describe)) });
    });
    return true;
  };
  const onHover = hoverTooltip(
    async (view, pos) => {
      const { doc } = view.state;
      const word = view.state.wordAt(pos);
      if (!word || /String|Comment|Number/.test(syntaxTree(view.state).resolveInner(pos, 1).name)) return null;
      const found = await ask("help", doc.sliceString(0, word.to));
      return found?.title && view.state.doc === doc
        ? { ...helpTooltip(word.from, found, describe), end: word.to }
        : null;
    },
    { hoverTime: REST, hideOnChange: true },
  );
  const close = (view: EditorView) => {
    if (hasHoverTooltips(view.state)) {
      view.dispatch({ effects: closeHoverTooltips });
      return true;
    }
    if (!view.state.field(help)) return false;
    view.dispatch({ effects: setHelp.of(null) });
    return true;
  };
  return [
    help,
    onHover,
    keymap.of([
      { key: "Shift-Tab", run: onKey },
      { key: "Escape", run: close },
    ]),
  ];
}
