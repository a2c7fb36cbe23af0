/** Style that comes with the script that needs it, not with every page. */

const there = new Set<string>();

/** Put a style sheet into the page, once. */
export function addStyle(style: string) {
  if (there.has(style)) return;
  there.add(style);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets.push(sheet);
}
