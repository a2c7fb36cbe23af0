/** CodeMirror's style sheets, so that the page's policy lets them be. Imported for what it does. */

import { StyleModule } from "style-mod";

/**
 * CodeMirror's styles as style sheets made by a script: of itself it would write them into a `<style>` element, as the
 * page's policy forbids.
 */
const sheets = new Map<StyleModule, CSSStyleSheet>();

function sheetOf(module: StyleModule) {
  const known = sheets.get(module);
  if (known) return known;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(module.getRules());
  sheets.set(module, sheet);
  return sheet;
}

// of the modules, later ones override earlier ones
StyleModule.mount = (root: DocumentOrShadowRoot, modules: StyleModule | readonly StyleModule[]) => {
  const wanted = [modules].flat().map(sheetOf);
  const others = root.adoptedStyleSheets.filter((sheet) => !wanted.includes(sheet));
  root.adoptedStyleSheets = [...wanted, ...others];
};
