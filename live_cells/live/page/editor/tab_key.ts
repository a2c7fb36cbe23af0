/**
 * The Tab key in a cell's code. An editor that was reached by Tab passes Tab on, so that a reader who tabs through a page
 * changes nothing and gets past (WCAG 2.1.2). Typing, Enter or the pointer begins to edit; Tab indents then, and Escape
 * lets it move on again.
 */

const DESCRIPTION = "live-tab-key";

let lastKey = "";
addEventListener(
  "keydown",
  ({ key }) => {
    if (key !== "Shift") lastKey = key; // the editor may arrive between Shift and the Tab that it belongs to
  },
  true,
);
addEventListener("pointerdown", () => (lastKey = ""), true);

/** @param host holds the editor, whichever it is */
export function passTabOn(host: HTMLElement) {
  let passes = false;
  host.addEventListener("focusin", ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && host.contains(relatedTarget))) passes = lastKey === "Tab";
  });
  for (const edits of ["beforeinput", "pointerdown"]) host.addEventListener(edits, () => (passes = false), true);
  host.addEventListener("keydown", pressed, true);
  host.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) passes = true; // otherwise it has closed something
  });

  function pressed(event: KeyboardEvent) {
    const { key, shiftKey, ctrlKey, altKey, metaKey } = event;
    if (!passes || ctrlKey || altKey || metaKey) return;
    if (key === "Tab")
      event.stopPropagation(); // the editor does not see it, and the browser moves on
    else if (key.length === 1) passes = false;
    else if (key === "Enter" && !shiftKey) {
      passes = false;
      event.preventDefault();
      event.stopPropagation();
    }
  }
}

/** The id of the element that says so, for `aria-describedby`. */
export function tabKeyDescription(): string {
  if (!document.getElementById(DESCRIPTION)) {
    const node = Object.assign(document.createElement("span"), { id: DESCRIPTION, hidden: true });
    node.textContent = WORDS.edits.tab_key;
    document.body.append(node);
  }
  return DESCRIPTION;
}
