/** Underlines a number of an output: text of the page, or of a frame in it. */

import { markStyle } from "./style.ts";

const NAME = "origin";
type View = Window & typeof globalThis;

let marked: { view: View; sheet: CSSStyleSheet | null } | null = null;

/** The frame that a document is in, if it is not the page itself. */
export const frameOf = (home: Document): Element | null =>
  home === document ? null : (home.defaultView?.frameElement ?? null);

/** @param region of the page: links have its color in frames as well, which the page's styles do not reach */
export function mark(range: Range, region: HTMLElement) {
  unmark();
  const home = range.startContainer.ownerDocument ?? document;
  const view = home.defaultView as View | null;
  if (!view || !("highlights" in view.CSS)) return;
  const sheet = frameOf(home) && new view.CSSStyleSheet();
  if (sheet) {
    sheet.replaceSync(`${markStyle(getComputedStyle(region).getPropertyValue("--link"))} html { cursor: pointer; }`);
    home.adoptedStyleSheets.push(sheet);
  }
  view.CSS.highlights.set(NAME, new view.Highlight(range));
  marked = { view, sheet };
}

export function unmark() {
  if (!marked) return;
  const { view, sheet } = marked;
  view.CSS.highlights.delete(NAME);
  const { document: home } = view;
  if (sheet) home.adoptedStyleSheets = home.adoptedStyleSheets.filter((one) => one !== sheet);
  marked = null;
}
