/** The code editor, bundled on its own by esbuild and fetched only when a reader is about to edit. */

import "./style_sheets.ts";
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python, pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { classHighlighter, highlightCode } from "@lezer/highlight";
import type { Editor, EditorOptions, LineNote } from "../editor.ts";
import { completion } from "./completion.ts";
import { FIND_WORDS, findAndReplace, severalCursors } from "./find.ts";
import { helpOnNames } from "./help.ts";
import { idle } from "./idle.ts";
import { magic, mark, marksOf, notes, setMark, setNotes } from "./marks.ts";
import { problems } from "./problems.ts";
import { rename } from "./rename.ts";
import { signatureHelp } from "./signature.ts";
import { theme } from "./theme.ts";

/** Pixels from the edge of the window to a line that is scrolled to. */
const BELOW_HEADER = 72;

type Beginning = Omit<EditorOptions, "controls"> & {
  source: string;
  description: string;
  selection: Editor["selection"];
};

export { idle };

/** Python that is shown and not edited, in the editor's colors. */
export function colored(source: string): Node[] {
  const nodes: Node[] = [];
  const put = (code: string, classes: string) => {
    const node = Object.assign(document.createElement("span"), { className: classes, textContent: code });
    nodes.push(classes ? node : document.createTextNode(code));
  };
  highlightCode(source, pythonLanguage.parser.parse(source), classHighlighter, put, () => put("\n", ""));
  return nodes;
}

/** Do once what a typed letter does, to a text that is not shown: the browser compiles what that needs. */
const warmUp = (state: EditorState) =>
  void state.update({ changes: { from: 0, insert: "x" }, userEvent: "input.type" }).state;

export function createEditor(beginning: Beginning) {
  const { source, label, description, selection, annotations, onChange } = beginning;
  const checks = problems(beginning);
  const view = new EditorView({
    state: EditorState.create({
      doc: source,
      selection,
      extensions: [
        EditorState.phrases.of({ Completions: WORDS.edits.completions, ...FIND_WORDS }),
        history(),
        python(),
        indentUnit.of("    "),
        EditorState.tabSize.of(4),
        indentOnInput(),
        bracketMatching(),
        syntaxHighlighting(classHighlighter),
        theme,
        mark,
        notes,
        magic,
        marksOf(annotations),
        completion(beginning),
        closeBrackets(),
        severalCursors,
        findAndReplace,
        signatureHelp(beginning),
        helpOnNames(beginning),
        checks.extension,
        rename(beginning),
        // When Tab passes through instead, tab_key.ts keeps it from here.
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.contentAttributes.of({
          "aria-label": label,
          "aria-describedby": description,
          tabindex: "0",
          spellcheck: "false",
          autocapitalize: "off",
        }),
        EditorView.updateListener.of((update) => update.docChanged && onChange()),
      ],
    }),
  });
  void idle().then(() => warmUp(view.state));
  return {
    node: view.dom,
    get: () => view.state.doc.toString(),
    set: (text: string) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    change: (changes: { from: number; to: number; insert: string }[]) => view.dispatch({ changes }),
    mark(line: number | null, isFault = true, isShown = false) {
      view.dispatch({ effects: setMark.of({ line: line ?? 0, isFault }) });
      const { doc } = view.state;
      if (!isShown || !line || line > doc.lines) return;
      view.dispatch({
        effects: EditorView.scrollIntoView(doc.line(line).from, { y: "nearest", yMargin: BELOW_HEADER }),
      });
    },
    note: (found: LineNote[]) => view.dispatch({ effects: setNotes.of(found) }),
    /** Python is free again: what could not be read then is read now. */
    check: () => checks.again(view),
    /** @param at where the cursor is to be; it stays where it is by default */
    focus(at?: number) {
      if (at !== undefined) view.dispatch({ selection: { anchor: at } });
      view.focus();
    },
    get selection() {
      const { anchor, head } = view.state.selection.main;
      return { anchor, head };
    },
    /** What is shown of a part of the text, as far as it is drawn. */
    range(from: number, to: number) {
      const found = document.createRange();
      const [begin, end] = [view.domAtPos(from), view.domAtPos(to)];
      found.setStart(begin.node, begin.offset);
      found.setEnd(end.node, end.offset);
      return found;
    },
    destroy: () => view.destroy(),
  };
}
