/** The keys that do something on a page of live cells, listed under `?`. */

import { openDialog } from "../elements/dialog.js";
import { button, text } from "../elements/toolbar.js";

/** @type {[place: string, keys: [keys: string, does: string][]][]} */
const KEYS = [
  [
    "In a cell's code",
    [
      ["Ctrl Enter", "Run the cell"],
      ["Shift Enter", "Run the cell and go on to the next"],
      ["Tab", "Complete the name before the cursor, or indent"],
      ["Shift Tab", "Show help for the name at the cursor, or dedent"],
      ["Ctrl /", "Comment lines in or out"],
      ["Ctrl Z", "Undo"],
      ["Esc then Tab", "Leave the code"],
    ],
  ],
  [
    "Anywhere else",
    [
      ["?", "Show these shortcuts"],
      ["S or /", "Search"],
      ["P or N", "Go to the previous or the next page"],
      ["Esc", "Close what is open"],
    ],
  ],
];

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

export const shortcutsButton = () =>
  button("Shortcuts", "keys", show, { quiet: true, title: "Keyboard shortcuts (?)" });

function show() {
  if (document.querySelector(".live-shortcuts")) return;
  const parts = KEYS.map(([place, keys]) => {
    const list = text("dl", "");
    list.setAttribute("aria-label", place);
    for (const [combination, does] of keys) {
      const term = text("dt", "");
      for (const key of combination.split(" ")) term.append(isKey(key) ? keyNode(key) : key, " ");
      list.append(term, text("dd", "", does));
    }
    const title = text("p", "live-shortcuts-place", place);
    return [title, list];
  });
  openDialog("Keyboard shortcuts", "live-shortcuts", ...parts.flat());
}

/** @param {string} word */
const isKey = (word) => !["or", "then"].includes(word);

/** @param {string} key */
function keyNode(key) {
  return text("kbd", "", isMac ? key.replace("Ctrl", "⌘") : key);
}

addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  const isTyping = target.isContentEditable || target.matches?.("input, textarea, select");
  if (event.key === "?" && !isTyping && !event.ctrlKey && !event.metaKey && document.querySelector(".live-bar")) show();
});
