/**
 * Find and replace within the cell, and several cursors. Ctrl-F stays the browser's: a reader who presses it looks for
 * something on the page, of which a cell is a small part.
 */

import { EditorState } from "@codemirror/state";
import { EditorView, crosshairCursor, drawSelection, keymap, rectangularSelection } from "@codemirror/view";
import {
  closeSearchPanel,
  findNext,
  findPrevious,
  openSearchPanel,
  search,
  selectNextOccurrence,
  selectSelectionMatches,
} from "@codemirror/search";

/** The words of the panel, as CodeMirror asks for them. */
export const FIND_WORDS = {
  Find: WORDS.edits.find,
  Replace: WORDS.edits.replace_with,
  next: WORDS.edits.find_next,
  previous: WORDS.edits.find_previous,
  all: WORDS.edits.find_all,
  "match case": WORDS.edits.match_case,
  regexp: WORDS.edits.regexp,
  "by word": WORDS.edits.by_word,
  replace: WORDS.edits.replace,
  "replace all": WORDS.edits.replace_all,
  close: WORDS.buttons.close,
  "current match": WORDS.edits.current_match,
  "replaced $ matches": WORDS.edits.replaced,
  "replaced match on line $": WORDS.edits.replaced_one,
  "on line": WORDS.edits.on_line,
};

const scope = "editor search-panel";

export const findAndReplace = [
  search({ top: true }),
  keymap.of([
    { key: "Mod-Shift-f", run: openSearchPanel, scope, preventDefault: true },
    { key: "F3", run: findNext, shift: findPrevious, scope: "search-panel", preventDefault: true },
    { key: "Escape", run: closeSearchPanel, scope },
  ]),
];

export const severalCursors = [
  EditorState.allowMultipleSelections.of(true),
  EditorView.clickAddsSelectionRange.of(({ altKey, ctrlKey, metaKey }) => altKey || ctrlKey || metaKey),
  drawSelection(),
  rectangularSelection({ eventFilter: ({ altKey, shiftKey }) => altKey && shiftKey }),
  crosshairCursor({ key: "Alt" }),
  keymap.of([
    { key: "Mod-d", run: selectNextOccurrence, preventDefault: true },
    { key: "Mod-Shift-l", run: selectSelectionMatches },
  ]),
];
