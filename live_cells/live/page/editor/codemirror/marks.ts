/** What is shown in and beside the lines of the code: a line that is pointed at, what a line has made, annotations. */

import { StateEffect, StateField, type ChangeSet, type Range } from "@codemirror/state";
import { Decoration, EditorView, WidgetType, type DecorationSet } from "@codemirror/view";
import type { EditorOptions, LineNote } from "../editor.ts";

type Annotation = EditorOptions["annotations"][number];

export const setMark = StateEffect.define<{ line: number; isFault: boolean }>();
const faultyLine = Decoration.line({ class: "cell-error-line" });
const litLine = Decoration.line({ class: "cell-lit-line" });

/** The line that an error or a picture points at; the mark goes at the next edit. */
export const mark = StateField.define<DecorationSet>({
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

export const setNotes = StateEffect.define<LineNote[]>();

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
export const notes = StateField.define<DecorationSet>({
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
export const magic = EditorView.decorations.compute(["doc"], ({ doc }) => {
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
export const marksOf = (annotations: Annotation[]) =>
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
