/**
 * What is wrong with the code, underlined while it is written: after a pause, and not in the line that is being typed.
 * Python finds it by reading (python/live_editor/problems.py). A pointer, or the cursor in it, shows what it is.
 */

import { StateEffect, StateField, type EditorState } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  ViewPlugin,
  hoverTooltip,
  keymap,
  showTooltip,
  type DecorationSet,
  type Tooltip,
  type ViewUpdate,
} from "@codemirror/view";
import type { Answers } from "../../../messages.ts";
import { fill } from "../../../phrases.ts";
import type { EditorOptions } from "../editor.ts";

type Problem = Answers["problems"]["problems"][number];

/** Milliseconds without a change after which the code is read. */
const PAUSE = 700;

const setProblems = StateEffect.define<Problem[]>();

const underline = (problem: Problem) => Decoration.mark({ class: "cell-problem", problem });

/** The problems that were found, as far as their text is still there. */
const found = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, { changes, docChanged, effects }) {
    if (docChanged) shown = shown.map(changes);
    for (const effect of effects)
      if (effect.is(setProblems))
        shown = Decoration.set(
          effect.value.filter(({ from, to }) => from < to).map((one) => underline(one).range(one.from, one.to)),
          true,
        );
    return shown;
  },
});

/** The line in which a reader types: until it is left, what is found there may be unfinished. */
const typing = StateField.define<number | null>({
  create: () => null,
  update(at, { docChanged, changes, state, selection, effects }) {
    for (const effect of effects) if (effect.is(leaveLine)) return null;
    if (docChanged) return state.selection.main.head;
    if (at === null) return null;
    const mapped = changes.mapPos(at);
    const line = state.doc.lineAt(mapped);
    const { head } = state.selection.main;
    return selection && (head < line.from || head > line.to) ? null : mapped;
  },
});

const leaveLine = StateEffect.define<null>();

/** Is it where the reader types, or in the line behind, which is read as a part of it? */
function isUnfinished(state: EditorState, from: number) {
  const at = state.field(typing);
  if (at === null) return false;
  const [own, line] = [state.doc.lineAt(at).number, state.doc.lineAt(from).number];
  if (line === own) return true;
  if (line < own) return false;
  const between = Array.from({ length: line - own - 1 }, (_, index) => state.doc.line(own + 1 + index).text);
  return between.every((text) => !text.trim());
}

const shown = EditorView.decorations.compute([found, typing], (state) => {
  const all = state.field(found);
  return all.update({ filter: (from) => !isUnfinished(state, from) });
});

type Place = { from: number; to: number; message: string };

/** The problems that are shown, from one place to another. */
function problemsIn(state: EditorState, from: number, to: number) {
  const places: Place[] = [];
  state.field(found).between(from, to, (start, end, { spec }) => {
    if (!isUnfinished(state, start)) places.push({ from: start, to: end, message: spec.problem.message });
  });
  return places;
}

function note({ from, to, message }: Place, above: boolean): Tooltip & { end: number } {
  const create = () => {
    const dom = Object.assign(document.createElement("div"), { className: "cell-problem-note", textContent: message });
    if (!above) dom.setAttribute("role", "status"); // the cursor has come to it
    return { dom };
  };
  return { pos: from, end: to, above, create };
}

const onHover = hoverTooltip(({ state }, pos) => {
  const [place] = problemsIn(state, pos, pos);
  return place && place.from !== pointed(state)?.from ? note(place, true) : null;
});

const setFocus = StateEffect.define<boolean>();
const focused = StateField.define<boolean>({
  create: () => false,
  update: (is, { effects }) => effects.find((effect) => effect.is(setFocus))?.value ?? is,
});

/** The problem that the cursor is in. */
function pointed(state: EditorState): Place | undefined {
  const { head, empty } = state.selection.main;
  return state.field(focused) && empty ? problemsIn(state, head, head)[0] : undefined;
}

const atCursor = showTooltip.compute([found, typing, focused, "selection"], (state) => {
  const place = pointed(state);
  return place ? note(place, false) : null;
});

const inWords = ({ doc }: EditorState, { from, message }: Place) =>
  fill(WORDS.edits.problem, { line: doc.lineAt(from).number, message });

/** Go to the next problem. */
function next(view: EditorView) {
  view.dispatch({ effects: leaveLine.of(null) });
  const places = problemsIn(view.state, 0, view.state.doc.length);
  const { head } = view.state.selection.main;
  const place = places.find(({ from }) => from > head) ?? places[0];
  if (place) view.dispatch({ selection: { anchor: place.from }, scrollIntoView: true });
  else view.dispatch({ effects: EditorView.announce.of(WORDS.edits.no_problems) });
  return true;
}

export function problems({ ask }: Pick<EditorOptions, "ask">) {
  const checker = ViewPlugin.fromClass(
    class {
      #view;
      #timer = 0;
      #isWaiting = false;
      #said = "";

      constructor(view: EditorView) {
        this.#view = view;
      }

      update({ docChanged, state }: ViewUpdate) {
        if (docChanged) this.#later();
        this.#say(state);
      }

      #later() {
        clearTimeout(this.#timer);
        this.#timer = window.setTimeout(() => void this.#check(), PAUSE);
      }

      /** Read the code; where Python is busy, once it is not (`again`). */
      async #check() {
        const { doc } = this.#view.state;
        const answer = await ask("problems", doc.toString());
        this.#isWaiting = answer === null;
        if (answer && this.#view.state.doc === doc) this.#view.dispatch({ effects: setProblems.of(answer.problems) });
      }

      again() {
        if (this.#isWaiting) this.#later();
        this.#isWaiting = false;
      }

      /** Screen readers hear what the cursor has come to. */
      #say(state: EditorState) {
        const place = pointed(state);
        const words = place ? inWords(state, place) : "";
        if (words === this.#said) return;
        this.#said = words;
        if (words) queueMicrotask(() => this.#view.dispatch({ effects: EditorView.announce.of(words) }));
      }

      destroy() {
        clearTimeout(this.#timer);
      }
    },
  );
  const focusChanges = EditorView.focusChangeEffect.of((_state, isFocused) => setFocus.of(isFocused));
  const leaves = EditorView.domEventHandlers({
    blur(_event, view) {
      queueMicrotask(() => view.dispatch({ effects: leaveLine.of(null) }));
    },
  });
  const extension = [
    ...[found, typing, focused, shown, atCursor, checker, onHover, focusChanges, leaves],
    keymap.of([{ key: "F8", run: next }]),
  ];
  return { extension, again: (view: EditorView) => view.plugin(checker)?.again() };
}
