// Paper is light, and shows every figure: what is printed from the dark scheme is printed in the light one, and figures
// that nobody has scrolled to come when the browser has nothing else to do, but for those in the dark scheme's inks where
// that is not chosen. (They are kept for offline use anyway.)

import { siteTheme } from "./theme.js";

const whenIdle = globalThis.requestIdleCallback ?? setTimeout;
let before;

function bringFigures() {
  for (const image of document.images) {
    const isUnseen = image.matches(".figure-dark") && getComputedStyle(image).visibility === "hidden";
    if (!isUnseen) image.loading = "eager";
  }
}

siteTheme.onPage(() => whenIdle(bringFigures));

addEventListener("beforeprint", () => {
  bringFigures();
  before = siteTheme.scheme;
  if (before) siteTheme.scheme = siteTheme.light;
});

addEventListener("afterprint", () => {
  if (before) siteTheme.scheme = before;
});
