// Goes with the reader from page to page, and holds nothing of those that were left, as the theme would.

import { siteTheme } from "./theme.js";

/**
 * Keep the entry of what is being read in view, in a table of contents that is longer than the window. The theme's own
 * feature for this, toc.follow, holds the table of every page that was left.
 */
function followContents() {
  const contents = document.querySelector(siteTheme.contents);
  if (!contents) return;
  let active = null;
  const changes = new MutationObserver(() => {
    const last = [...contents.querySelectorAll(siteTheme.activeEntry)].at(-1);
    if (last === active) return; // the reader may have scrolled the table
    active = last;
    keepInView(active, contents);
  });
  changes.observe(contents, { subtree: true, attributeFilter: ["class"] });
  new ResizeObserver(() => keepInView(active, contents)).observe(contents); // it makes way for the page's footer
}

function keepInView(entry, contents) {
  if (!entry) return;
  const place = entry.getBoundingClientRect();
  const frame = contents.getBoundingClientRect();
  if (place.top < frame.top || place.bottom > frame.bottom)
    contents.scrollTop += place.top - frame.top - frame.height / 2;
}

let open = null;

/**
 * Take a page apart when the reader has gone on to another. The theme goes on listening for headings, links and code
 * that stood there, and each would keep the whole of its page: now each keeps itself.
 */
function takeApart() {
  const left = open;
  open = document.querySelector(siteTheme.place);
  if (left && left !== open) for (const piece of left.querySelectorAll("*")) piece.remove();
}

/**
 * Tab leaves the search for what follows it. The theme takes the focus from the field then, and WebKit would begin again
 * at the top of the page, again and again.
 */
addEventListener("keydown", (event) => {
  const { key, shiftKey, target } = event;
  if (key !== "Tab" || shiftKey || !target.matches?.(siteTheme.searchField)) return;
  const after = (node) => target.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING;
  const all = document.querySelectorAll("a[href], button, summary, input, [tabindex='0'], [contenteditable]");
  const next = [...all].find((node) => after(node) && !node.closest(siteTheme.search) && node.checkVisibility());
  if (!next) return;
  event.preventDefault();
  next.focus();
});

siteTheme.onPage(followContents);
siteTheme.onPage(takeApart);
