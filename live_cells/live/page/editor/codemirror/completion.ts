/**
 * Completion while a reader types. What is on the page answers within the frame (known_names.ts), the living Python a
 * moment later. The list never takes a key that is meant for the code: Enter takes a completion only once one has been
 * chosen, or the list was asked for.
 */

import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  completionStatus,
  currentCompletions,
  selectedCompletionIndex,
  setSelectedCompletion,
  startCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import { Prec, StateField, Text, type EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import type { Answers } from "../../../messages.ts";
import type { EditorOptions } from "../editor.ts";
import { knownNames, readCells } from "./known_names.ts";

type Questions = Pick<EditorOptions, "ask" | "others">;

/** Milliseconds for which what the page knows waits for what Python knows: less than a frame. */
const TOGETHER = 12;
/** Places where a name is being made: no other one is wanted there. */
const NEW_NAME = /(?:\b(?:def|class|as|for|global|nonlocal)\s+)\w*$/;
const NO_NAMES = /String|Comment|Number|^FormatString$/;

/** Was the last change one typed character? Code that is pasted asks for nothing. */
const typed = StateField.define<boolean>({
  create: () => false,
  update(was, transaction) {
    if (!transaction.docChanged) return was;
    let length = 0;
    transaction.changes.iterChanges(
      (_fromA, _toA, _fromB, _toB, inserted) => (length = Math.max(length, inserted.length)),
    );
    return length < 2 || transaction.isUserEvent("input.type.compose");
  },
});

/** Is the end of the text before the cursor where a name can stand? */
function wantsNames({ state, pos, explicit }: CompletionContext) {
  const node = syntaxTree(state).resolveInner(pos, -1);
  const line = state.doc.lineAt(pos);
  const before = line.text.slice(0, pos - line.from);
  if (NO_NAMES.test(node.name) || /^\s*[%!]/.test(before)) return false;
  if (explicit) return true;
  if (node.parent?.name === "ParamList" && !/=\s*\w*$/.test(before)) return false;
  return state.field(typed) && /(?:[^\W\d]\w*|[\w)\]}'"]\s*\.)$/.test(before) && !NEW_NAME.test(before);
}

const none: Promise<Answers["completions"] | null> = Promise.resolve(null);

const RANKS: Record<string, number> = { keyword: -2, property: 2 };

const ranked = ({ name, kind, type, own }: Answers["completions"]["names"][number]): Completion => ({
  label: name,
  type: kind,
  detail: type,
  boost: RANKS[kind] ?? (own ? 1 : 0),
});

export function completion({ ask, others }: Questions) {
  let isAskedFor = false;
  let isTakenNext = false;
  /** What Python says about one place. */
  let question = { doc: Text.empty, pos: -1, answer: none };
  /** The page's names. They are listed while a word grows, and Python is asked anew: no name comes twice. */
  let listed = new Set<string>();
  const asked = ({ state: { doc }, pos }: CompletionContext) => {
    if (question.doc !== doc || question.pos !== pos)
      question = { doc, pos, answer: ask("completions", doc.sliceString(0, pos)) };
    return question.answer;
  };
  const fromPage = async (context: CompletionContext): Promise<CompletionResult | null> => {
    listed = new Set();
    if (!wantsNames(context)) return null;
    const answer = asked(context);
    const sources = others();
    await readCells(sources);
    const known = knownNames(context, sources);
    if (!known) return null;
    const early = await Promise.race([answer, new Promise<null>((late) => setTimeout(late, TOGETHER, null))]);
    const named = new Set(early?.names.map(({ name }) => name));
    const options = known.options.filter(({ label }) => !named.has(label));
    listed = new Set(options.map(({ label }) => label));
    return { ...known, options };
  };
  const fromPython = async (context: CompletionContext): Promise<CompletionResult | null> => {
    if (!wantsNames(context)) return null;
    const found = await asked(context);
    if (!found) return null;
    const options = found.names.filter(({ name }) => !listed.has(name)).map(ranked);
    return options.length ? { from: context.pos - found.start.length, options, validFor: /^\w*$/ } : null;
  };

  void readCells(others()); // before the first name is typed

  const word = (state: EditorState) => /[\w.]$/.test(state.sliceDoc(0, state.selection.main.head));
  const first = (view: EditorView) => {
    if (!currentCompletions(view.state).length) return false;
    if (selectedCompletionIndex(view.state) === null) view.dispatch({ effects: setSelectedCompletion(0) });
    return acceptCompletion(view);
  };
  const open = (view: EditorView) => {
    isAskedFor = true;
    return startCompletion(view);
  };
  /** The list is shown, and is being brought up to date: its first completion is taken when that is done. */
  const takeNext = (view: EditorView) => {
    isTakenNext =
      completionStatus(view.state) === "pending" && view.dom.querySelector(".cm-tooltip-autocomplete") !== null;
    return isTakenNext;
  };
  const tab = (view: EditorView) =>
    first(view) || takeNext(view) || (word(view.state) && view.state.selection.main.empty && open(view));

  /** A list that was asked for begins with its first completion chosen. */
  const choosesFirst = EditorView.updateListener.of(({ view, state }) => {
    const status = completionStatus(state);
    if (!status) isAskedFor = isTakenNext = false;
    if (status === "active" && isTakenNext) {
      isTakenNext = false;
      queueMicrotask(() => first(view));
    }
    if (status === "active" && isAskedFor && selectedCompletionIndex(state) === null) {
      isAskedFor = false;
      queueMicrotask(() => view.dispatch({ effects: setSelectedCompletion(0) }));
    }
  });
  return [
    typed,
    choosesFirst,
    autocompletion({
      override: [fromPage, fromPython],
      activateOnTypingDelay: 0,
      updateSyncTime: TOGETHER,
      filterStrict: true,
      selectOnOpen: false,
      interactionDelay: 0, // nothing is taken that has not been chosen
      maxRenderedOptions: 60,
    }),
    Prec.highest(
      keymap.of([
        { key: "Tab", run: tab },
        { key: "Ctrl-Space", run: open },
        { key: "Escape", run: closeCompletion },
      ]),
    ),
  ];
}
