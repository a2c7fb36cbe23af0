// Takes a page apart when the reader has gone on to another. The theme goes on listening for what stood there, its table
// of contents for one, and would keep the whole of every page that was ever open: now it keeps a piece here and there.

const PLACE = '[data-md-component="container"]'; // what an instant navigation replaces

let open = null;

function takeApart() {
  const left = open;
  open = document.querySelector(PLACE);
  if (left && left !== open) for (const element of left.querySelectorAll("*")) element.remove();
}

globalThis.document$?.subscribe(takeApart);
