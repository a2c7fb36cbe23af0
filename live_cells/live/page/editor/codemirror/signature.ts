/** The signature of the call that the cursor is in, the parameter that is being given in bold. */

import { StateEffect, StateField } from "@codemirror/state";
import { EditorView, keymap, showTooltip, type Tooltip, type ViewUpdate } from "@codemirror/view";
import { completionStatus } from "@codemirror/autocomplete";
import type { Answers } from "../../../messages.ts";
import type { EditorOptions } from "../editor.ts";
import { hasHelp } from "./help.ts";

type Signature = Answers["signature"];
type Shown = { at: number; signature: Signature } | null;

const setSignature = StateEffect.define<Shown>();

/** Shown until the cursor leaves the call. */
const signature = StateField.define<Shown>({
  create: () => null,
  update(shown, { changes, effects }) {
    if (shown) shown = { ...shown, at: changes.mapPos(shown.at) };
    for (const effect of effects) if (effect.is(setSignature)) shown = effect.value;
    return shown;
  },
  provide: (field) =>
    showTooltip.computeN([field], (state) => {
      const shown = state.field(field);
      return shown ? [tooltip(shown.at, shown.signature)] : [];
    }),
});

function tooltip(pos: number, { name, parameters, active, returns }: Signature): Tooltip {
  const create = () => {
    const dom = Object.assign(document.createElement("div"), { className: "cell-signature" });
    dom.setAttribute("role", "status");
    const parts = parameters.flatMap((words, index) => {
      const node = document.createElement(index === active ? "strong" : "span");
      node.textContent = words;
      return index ? [", ", node] : [node];
    });
    dom.append(`${name}(`, ...parts, ")", returns && ` → ${returns}`);
    return { dom };
  };
  return { pos, above: true, strictSide: false, create };
}

/** Where the innermost bracket opens that is open at a place; -1 where there is none near. */
function openedAt(text: string) {
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    if (")]}".includes(text[at])) depth++;
    else if ("([{".includes(text[at]) && depth-- === 0) return at;
  }
  return -1;
}

export function signatureHelp({ ask }: Pick<EditorOptions, "ask">) {
  let latest = 0;
  /** The call for which the reader has closed it. */
  let closed = -1;

  async function update({ view, state, docChanged, selectionSet }: ViewUpdate) {
    if (!docChanged && !selectionSet) return;
    const number = ++latest;
    const { head, empty } = state.selection.main;
    const text = state.sliceDoc(0, head);
    const at = empty ? openedAt(text) : -1;
    const isShown = state.field(signature) !== null;
    if (at !== closed) closed = -1;
    if (at < 0 || closed >= 0 || !(isShown || docChanged)) {
      if (isShown) queueMicrotask(() => number === latest && view.dispatch({ effects: setSignature.of(null) }));
      return;
    }
    const found = await ask("signature", text);
    if (number !== latest || view.state.doc !== state.doc) return;
    const shown = found?.name && !hasHelp(view.state) ? { at, signature: found } : null;
    const before = view.state.field(signature);
    if (shown || before) view.dispatch({ effects: setSignature.of(shown) });
  }

  const close = (view: EditorView) => {
    const shown = view.state.field(signature);
    if (!shown || completionStatus(view.state) === "active") return false;
    closed = openedAt(view.state.sliceDoc(0, view.state.selection.main.head));
    view.dispatch({ effects: setSignature.of(null) });
    return true;
  };
  const left = (_event: FocusEvent, view: EditorView) => {
    latest++;
    if (view.state.field(signature)) view.dispatch({ effects: setSignature.of(null) });
    return false;
  };
  return [
    signature,
    EditorView.updateListener.of((changed) => void update(changed)),
    EditorView.domEventHandlers({ blur: left }),
    keymap.of([{ key: "Escape", run: close }]),
  ];
}
