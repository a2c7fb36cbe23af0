// Takes a page apart when the reader has gone on to another. The theme goes on listening for headings, links and code that
// stood there, and each would keep the whole of its page: now each keeps itself.

import { siteTheme } from "./theme.js";

let open = null;

function takeApart() {
  const left = open;
  open = document.querySelector(siteTheme.place);
  if (left && left !== open) for (const piece of left.querySelectorAll("*")) piece.remove();
}

siteTheme.onPage(takeApart);
