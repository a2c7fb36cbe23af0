// Paper is light, and shows every figure: what is printed from the dark scheme is printed in the light one, and figures
// that nobody has scrolled to come when the browser has nothing else to do. (They are kept for offline use anyway.)

const whenIdle = globalThis.requestIdleCallback ?? setTimeout;
let before;

function bringFigures() {
  for (const image of document.images) image.loading = "eager";
}

if (globalThis.document$) globalThis.document$.subscribe(() => whenIdle(bringFigures));

addEventListener("beforeprint", () => {
  bringFigures();
  before = document.body.dataset.mdColorScheme;
  if (before) document.body.dataset.mdColorScheme = "default";
});

addEventListener("afterprint", () => {
  if (before) document.body.dataset.mdColorScheme = before;
});
