/**
 * HTML that a value brought along, in a frame of its own: no script of it runs, nothing is fetched, no link or form
 * leads away, and its styles cannot reach the page. It borrows the page's letters and colours.
 */

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
const STYLE = `
  body { margin: 0; overflow-y: hidden; font-variant-numeric: tabular-nums; line-height: 1.5; }
  table { border-collapse: collapse; }
  th, td { padding: 0.25em 0.9em; border-bottom: 1px solid color-mix(in srgb, currentColor 16%, transparent);
           text-align: right; }
  thead th { border-bottom-color: currentColor; }
  th { font-weight: 600; }
  tbody tr:hover { background: color-mix(in srgb, currentColor 6%, transparent); }
  a { color: inherit; }
  img, svg { max-width: 100%; }
`;
const BORROWED = ["color", "colorScheme", "fontFamily", "fontSize"];

/** @param {string} html @param {string} name what a screen reader says */
export function htmlFrame(html, name) {
  const node = Object.assign(document.createElement("iframe"), { title: name });
  node.dataset.part = "html";
  node.setAttribute("sandbox", "allow-same-origin"); // still no scripts; it lets us measure the height
  node.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${POLICY}"><base target="_blank">
<style>${STYLE}</style><body>${html}`;
  node.addEventListener("load", () => {
    dress(node);
    node.style.height = `${node.contentDocument.documentElement.scrollHeight}px`;
  });
  return node;
}

function dress(node) {
  const style = getComputedStyle(node);
  for (const property of BORROWED) node.contentDocument.documentElement.style[property] = style[property];
}

const redress = () => document.querySelectorAll('iframe[data-part="html"]').forEach(dress);
new MutationObserver(redress).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
