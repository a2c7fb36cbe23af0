/** The keys that do something on a page of live cells, listed under `?`. */

import { openDialog, button, text } from "../elements/nodes.ts";

const KEYS: [place: string, keys: [keys: string, does: string][]][] = [
  [
    WORDS.shortcuts.in_code,
    [
      ["Ctrl Enter", WORDS.shortcuts.run],
      ["Shift Enter", WORDS.shortcuts.run_and_go_on],
      ["Enter", WORDS.shortcuts.begin],
      ["Tab", WORDS.shortcuts.complete],
      ["Shift Tab", WORDS.shortcuts.help],
      ["F2", WORDS.shortcuts.rename],
      ["F8", WORDS.shortcuts.problem],
      ["Ctrl D", WORDS.shortcuts.occurrence],
      ["Alt Click", WORDS.shortcuts.cursor],
      ["Ctrl Alt ↑ or ↓", WORDS.shortcuts.cursor_beside],
      ["Ctrl Shift F", WORDS.shortcuts.find],
      ["Ctrl /", WORDS.shortcuts.comment],
      ["Ctrl Z", WORDS.buttons.undo],
      ["Esc then Tab", WORDS.shortcuts.leave],
    ],
  ],
  [
    WORDS.shortcuts.anywhere,
    [
      ["?", WORDS.shortcuts.show],
      ["S or /", WORDS.search],
      ["P or N", WORDS.shortcuts.go],
      ["Esc", WORDS.shortcuts.close],
    ],
  ],
];

/** The words between keys. */
const BETWEEN = new Map([
  ["or", WORDS.shortcuts.or],
  ["then", WORDS.shortcuts.then],
]);

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

export const shortcutsButton = () =>
  button(WORDS.shortcuts.title, "keys", show, { title: `${WORDS.shortcuts.title} (?)` });

function show() {
  if (document.querySelector(".live-shortcuts")) return;
  const parts = KEYS.map(([place, keys]) => {
    const list = text("dl", "");
    list.setAttribute("aria-label", place);
    for (const [combination, does] of keys) {
      const term = text("dt", "");
      for (const part of combination.split(" ")) term.append(BETWEEN.get(part) ?? keyNode(part), " ");
      list.append(term, text("dd", "", does));
    }
    const title = text("p", "live-shortcuts-place", place);
    return [title, list];
  });
  openDialog(WORDS.shortcuts.title, "live-shortcuts", ...parts.flat());
}

function keyNode(key: string) {
  return text("kbd", "", isMac ? key.replace("Ctrl", "⌘") : key);
}

addEventListener("keydown", (event) => {
  const isTyping = document.activeElement?.matches("input, textarea, select, [contenteditable]");
  if (event.key === "?" && !isTyping && !event.ctrlKey && !event.metaKey && document.querySelector(".live-bar")) show();
});
