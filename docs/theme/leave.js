// Takes a page apart when the reader has gone on to another. The theme goes on listening for headings, links and code that
// stood there, and each would keep the whole of its page: now it keeps itself. Formulas stay whole; Firefox would complain.

const PLACE = '[data-md-component="container"]'; // what an instant navigation replaces
const PIECES = "*:not(math *)";

let open = null;

function takeApart() {
  const left = open;
  open = document.querySelector(PLACE);
  if (left && left !== open) for (const piece of left.querySelectorAll(PIECES)) piece.remove();
}

globalThis.document$?.subscribe(takeApart);
