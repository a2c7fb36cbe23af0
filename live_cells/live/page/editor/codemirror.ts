/** The code editor, bundled on its own by esbuild and fetched only when a reader is about to edit. */

import {
  acceptCompletion,
  autocompletion,
  completionStatus,
  startCompletion,
  type CompletionContext,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { EditorState, StateEffect, StateField, type ChangeSet, type Range } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  WidgetType,
  closeHoverTooltips,
  hasHoverTooltips,
  hoverTooltip,
  keymap,
  showTooltip,
  type DecorationSet,
  type Tooltip,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { StyleModule } from "style-mod";
import type { Answers } from "../../messages.ts";
import type { Editor, EditorOptions, LineNote } from "./editor.ts";

type Questions = Pick<EditorOptions, "ask" | "describe">;
type Annotation = EditorOptions["annotations"][number];

/**
 * CodeMirror's styles as style sheets made by a script: of itself it would write them into a `<style>` element, as the
 * page's policy forbids.
 */
const sheets = new Map<StyleModule, CSSStyleSheet>();

function sheetOf(module: StyleModule) {
  const known = sheets.get(module);
  if (known) return known;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(module.getRules());
  sheets.set(module, sheet);
  return sheet;
}

// of the modules, later ones override earlier ones
StyleModule.mount = (root: DocumentOrShadowRoot, modules: StyleModule | readonly StyleModule[]) => {
  const wanted = [modules].flat().map(sheetOf);
  const others = root.adoptedStyleSheets.filter((sheet) => !wanted.includes(sheet));
  root.adoptedStyleSheets = [...wanted, ...others];
};

/** Milliseconds that a pointer rests on a name before that counts as a question. */
const REST = 500;

const setMark = StateEffect.define<{ line: number; isFault: boolean }>();
const faultyLine = Decoration.line({ class: "cell-error-line" });
const litLine = Decoration.line({ class: "cell-lit-line" });

/** The line that an error or a picture points at; the mark goes at the next edit. */
const mark = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    if (transaction.docChanged) marks = Decoration.none;
    for (const effect of transaction.effects) {
      if (!effect.is(setMark)) continue;
      const { doc } = transaction.state;
      const { line, isFault } = effect.value;
      const marked = isFault ? faultyLine : litLine;
      const isThere = line >= 1 && line <= doc.lines;
      marks = isThere ? Decoration.set(marked.range(doc.line(line).from)) : Decoration.none;
    }
    return marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const setNotes = StateEffect.define<LineNote[]>();

/** What a line has made, at its end. */
class NoteMark extends WidgetType {
  #text;

  constructor(text: string) {
    super();
    this.#text = text;
  }

  eq(other: NoteMark) {
    return this.#text === other.#text;
  }

  toDOM() {
    const node = Object.assign(document.createElement("span"), { className: "cell-line-value" });
    node.dataset.value = this.#text; // shown by the style sheet: no text of the editor, since it is no code
    return node;
  }
}

/** Notes stay where they are until their line is edited. */
const notes = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, { changes, state, effects, docChanged }) {
    if (docChanged) {
      const kept: Range<Decoration>[] = [];
      for (const one = shown.iter(); one.value; one.next()) {
        const at = changes.mapPos(one.from, -1);
        const { from, to } = state.doc.lineAt(at);
        if (to === at && !changesTouch(changes, from, to)) kept.push(one.value.range(at));
      }
      shown = Decoration.set(kept);
    }
    for (const effect of effects) {
      if (!effect.is(setNotes)) continue;
      const there = effect.value.filter(({ line }) => line >= 1 && line <= state.doc.lines);
      const marks = there.map(({ line, text }) =>
        Decoration.widget({ widget: new NoteMark(text), side: 2 }).range(state.doc.line(line).to),
      );
      shown = Decoration.set(marks, true);
    }
    return shown;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Has any of this part of the new text changed? */
function changesTouch(changes: ChangeSet, from: number, to: number) {
  let found = false;
  changes.iterChangedRanges((_fromA, _toA, fromB, toB) => {
    found ||= fromB <= to && toB >= from;
  });
  return found;
}

const magicText = Decoration.mark({ class: "cell-magic" });

/** A notebook's command in the first line, such as that of a check: it is no Python, and no error. */
const magic = EditorView.decorations.compute(["doc"], ({ doc }) => {
  const { from, to, text } = doc.line(1);
  return /^%%\w/.test(text) ? Decoration.set(magicText.range(from, to)) : Decoration.none;
});

/** A button at the end of an annotated line. */
class AnnotationMark extends WidgetType {
  #annotation;

  constructor(annotation: Annotation) {
    super();
    this.#annotation = annotation;
  }

  eq(other: AnnotationMark) {
    return this.#annotation === other.#annotation;
  }

  toDOM() {
    return this.#annotation.button();
  }

  /** A press is for the button. */
  ignoreEvent() {
    return true;
  }
}

/** Each annotation stands at the line that has its code, wherever that is by now; where there is none, it is not shown. */
const marksOf = (annotations: Annotation[]) =>
  EditorView.decorations.compute(["doc"], ({ doc }) => {
    const left = [...annotations];
    const marks = [];
    for (let number = 1; number <= doc.lines && left.length; number++) {
      const { text, to } = doc.line(number);
      const index = left.findIndex(({ line }) => line === text);
      if (index < 0) continue;
      const [annotation] = left.splice(index, 1);
      marks.push(Decoration.widget({ widget: new AnnotationMark(annotation), side: 1 }).range(to));
    }
    return Decoration.set(marks);
  });

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

/** Completion with Tab, help with Shift-Tab or a pointer that rests on a name, from the living Python; elsewhere the keys do as usual. */
function answers({ ask, describe }: Questions) {
  const before = ({ state }: EditorView) => state.sliceDoc(0, state.selection.main.head);
  const complete = async ({ state, pos }: CompletionContext) => {
    const found = await ask("completions", state.sliceDoc(0, pos));
    if (!found?.names.length) return null;
    const options = found.names.map(({ name, kind }) => ({ label: name, type: kind }));
    return { from: pos - found.start.length, options, validFor: /^\w*$/ };
  };
  const tab = (view: EditorView) =>
    acceptCompletion(view) || (/[\w.]$/.test(before(view)) && !completionStatus(view.state) && startCompletion(view));
  const shiftTab = (view: EditorView) => {
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
  const hover = hoverTooltip(
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
    hover,
    autocompletion({
      override: [complete],
      activateOnTyping: false,
      icons: false,
      interactionDelay: 0, // the list opens on request, so the next key is meant for it
    }),
    keymap.of([
      { key: "Tab", run: tab, shift: shiftTab },
      { key: "Escape", run: close },
    ]),
  ];
}

type Beginning = Omit<EditorOptions, "controls"> & {
  source: string;
  description: string;
  selection: Editor["selection"];
};

export function createEditor(beginning: Beginning) {
  const { source, label, description, selection, annotations, onChange } = beginning;
  const view = new EditorView({
    state: EditorState.create({
      doc: source,
      selection,
      extensions: [
        EditorState.phrases.of({ Completions: WORDS.edits.completions }),
        history(),
        python(),
        indentUnit.of("    "),
        EditorState.tabSize.of(4),
        indentOnInput(),
        bracketMatching(),
        syntaxHighlighting(classHighlighter),
        mark,
        notes,
        magic,
        marksOf(annotations),
        answers(beginning),
        // When Tab passes through instead, tab_key.ts keeps it from here.
        keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
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
  return {
    node: view.dom,
    get: () => view.state.doc.toString(),
    set: (text: string) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    change: (changes: { from: number; to: number; insert: string }[]) => view.dispatch({ changes }),
    mark: (line: number | null, isFault = true) => view.dispatch({ effects: setMark.of({ line: line ?? 0, isFault }) }),
    note: (found: LineNote[]) => view.dispatch({ effects: setNotes.of(found) }),
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
