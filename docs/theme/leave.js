// Takes a page apart when the reader has gone on to another. The theme goes on listening for headings, links and code that
// stood there, and each would keep the whole of its page: now each keeps itself.

const PLACE = '[data-md-component="container"]'; // what an instant navigation replaces

let open = null;

function takeApart() {
  const left = open;
  open = document.querySelector(PLACE);
  if (left && left !== open) for (const piece of left.querySelectorAll("*")) piece.remove();
}

globalThis.document$?.subscribe(takeApart);
