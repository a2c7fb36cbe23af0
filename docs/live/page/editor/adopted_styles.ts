/**
 * CodeMirror's styles as style sheets made by a script: of itself it would write them into a `<style>` element, as the
 * page's policy lets nobody do.
 */

import { StyleModule } from "style-mod";

/** @type {Map<StyleModule, CSSStyleSheet>} */
const sheets = new Map();

/** @param {StyleModule} module */
function sheetOf(module) {
  const known = sheets.get(module);
  if (known) return known;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(module.getRules());
  sheets.set(module, sheet);
  return sheet;
}

/** @param {DocumentOrShadowRoot} root @param {StyleModule|readonly StyleModule[]} modules later ones override earlier ones */
StyleModule.mount = (root, modules) => {
  const wanted = [modules].flat().map(sheetOf);
  const others = root.adoptedStyleSheets.filter((sheet) => !wanted.includes(sheet));
  root.adoptedStyleSheets = [...wanted, ...others];
};
