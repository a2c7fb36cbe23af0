/** The code editor, bundled on its own by esbuild and fetched only when a reader is about to edit. */

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, keymap } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

const setMark = StateEffect.define();
const markedLine = Decoration.line({ class: "cell-error-line" });

/** The line that an error points at; it fades at the next edit. */
const mark = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    if (transaction.docChanged) marks = Decoration.none;
    for (const effect of transaction.effects) {
      if (!effect.is(setMark)) continue;
      const { doc } = transaction.state;
      const valid = effect.value >= 1 && effect.value <= doc.lines;
      marks = valid ? Decoration.set(markedLine.range(doc.line(effect.value).from)) : Decoration.none;
    }
    return marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/**
 * @param {{source: string, label: string, selection: {anchor: number, head: number},
 *          onChange: () => void}} options
 * @returns {{node: HTMLElement, get(): string, set(source: string): void, mark(line: number|null): void,
 *            focus(): void}}
 */
export function createEditor({ source, label, selection, onChange }) {
  const view = new EditorView({
    state: EditorState.create({
      doc: source,
      selection,
      extensions: [
        history(),
        python(),
        indentUnit.of("    "),
        EditorState.tabSize.of(4),
        indentOnInput(),
        bracketMatching(),
        syntaxHighlighting(classHighlighter),
        mark,
        // Escape, then Tab leaves the editor: the view's own rule comes before this key map.
        keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocapitalize: "off" }),
        EditorView.updateListener.of((update) => update.docChanged && onChange()),
      ],
    }),
  });
  return {
    node: view.dom,
    get: () => view.state.doc.toString(),
    set: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    mark: (line) => view.dispatch({ effects: setMark.of(line ?? 0) }),
    focus: () => view.focus(),
  };
}
