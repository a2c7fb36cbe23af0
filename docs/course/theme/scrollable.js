// What is wider than its place (formulas, tables, diagrams, printed lines on a phone) can be scrolled by keyboard, and
// says what it is. Live cells look after their own outputs.

import { siteTheme } from "./theme.js";

const KINDS = {
  "div.arithmatex": WORDS.theme.formula,
  [siteTheme.table]: WORDS.theme.table,
  "div.mermaid": WORDS.theme.diagram,
  ".cell:not([data-live]) > .cell-output": WORDS.theme.output,
};

const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) mark(target);
});

/** Look after all such places of the page, now and whenever their size changes. */
async function markScrollable() {
  observer.disconnect();
  await document.fonts.ready; // widths are final then
  for (const selector of Object.keys(KINDS))
    for (const place of document.querySelectorAll(selector)) observer.observe(place);
}

function mark(place) {
  const name = Object.entries(KINDS).find(([selector]) => place.matches(selector))?.[1];
  if (!name) return; // its cell has come to life meanwhile
  const attributes = { tabindex: "0", role: "region", "aria-label": name };
  const scrolls = place.scrollWidth > place.clientWidth;
  for (const [attribute, value] of Object.entries(attributes)) {
    if (scrolls) place.setAttribute(attribute, value);
    else place.removeAttribute(attribute);
  }
}

siteTheme.onPage(markScrollable);
