/**
 * HTML that a value brought along, in a frame of its own: no script of it runs, nothing is fetched, no link or form
 * leads away, and its styles cannot reach the page. It borrows the page's letters and colors.
 */

import { fill as phrase } from "../../phrases.ts";
import { required, text } from "../elements/nodes.ts";
import { STYLE_OF, cleaned } from "./clean_html.ts";
import { drawnFrame, isDrawn } from "./drawn_frame.ts";

const POLICY = "default-src 'none'; img-src data:"; // styles are set by script, as the page's own policy requires
const STYLE = `
  body { display: flow-root; margin: 0; font-variant-numeric: tabular-nums; line-height: 1.5; }
  table { border-collapse: collapse; }
  th, td { padding: 0.25em 0.9em; border-bottom: 1px solid color-mix(in srgb, currentColor 16%, transparent);
           text-align: right; }
  thead th { border-bottom-color: currentColor; }
  th { font-weight: 600; }
  tbody tr:hover { background: color-mix(in srgb, currentColor 6%, transparent); }
  a { color: inherit; }
  img, svg { max-width: 100%; }
  .markdown > :first-child { margin-top: 0; }
  .markdown > :last-child { margin-bottom: 0; }
  code, pre { font-family: ui-monospace, monospace; }
`;
const BORROWED = ["color", "colorScheme", "fontFamily", "fontSize"] as const;

/** The content of each frame, which may not be loaded yet. */
const contents = new WeakMap<HTMLIFrameElement, { content: DocumentFragment; sheets: string[] }>();

/**
 * @param name what a screen reader says
 * @param old a frame whose place this one takes: it is filled anew, for a new one is empty at first
 * @param kind of which part it is
 * @returns the frame and, if something cannot be shown in it, a line that says so
 */
export function htmlFrame(
  html: string,
  name: string,
  old?: HTMLElement,
  kind: "html" | "markdown" = "html",
): HTMLElement[] {
  if (isDrawn(html)) return drawnFrame(html, name);
  const { content, sheets, leftOut } = cleaned(html);
  const node = old instanceof HTMLIFrameElement && old.contentDocument ? old : emptyFrame(kind);
  node.title = name;
  contents.set(node, { content, sheets });
  if ("loaded" in node.dataset) fill(node);
  return leftOut.length ? [node, notice(leftOut)] : [node];
}

function emptyFrame(kind: "html" | "markdown") {
  const node = document.createElement("iframe");
  node.dataset.part = kind;
  node.setAttribute("sandbox", "allow-same-origin"); // still no scripts; it lets us fill it and measure its height
  node.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${POLICY}">`;
  node.addEventListener("load", () => {
    node.dataset.loaded = "";
    fill(node);
  });
  return node;
}

async function fill(node: HTMLIFrameElement) {
  const inside = insideOf(node);
  const { content, sheets } = required(contents.get(node));
  inside.body.className = node.dataset.part ?? "";
  inside.body.replaceChildren(inside.importNode(content, true));
  style(inside, [STYLE, ...sheets]);
  dress(node);
  await Promise.allSettled([...inside.images].map((image) => image.decode()));
  if (node.isConnected) fit(node);
}

function style(inside: Document, sheets: string[]) {
  const { CSSStyleSheet } = required(inside.defaultView);
  inside.adoptedStyleSheets = sheets.map((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    return sheet;
  });
  for (const element of inside.querySelectorAll<HTMLElement>(`[${STYLE_OF}]`)) {
    element.style.cssText = element.getAttribute(STYLE_OF) ?? "";
    element.removeAttribute(STYLE_OF);
  }
}

function notice(leftOut: string[]) {
  const node = text("p", "cell-left-out");
  node.textContent = phrase(WORDS.output.left_out, { what: leftOut.join(", ") });
  return node;
}

function dress(node: HTMLIFrameElement) {
  const style = getComputedStyle(node);
  for (const property of BORROWED) insideOf(node).documentElement.style[property] = style[property];
}

function fit(node: HTMLIFrameElement) {
  const { body, documentElement: root } = insideOf(node);
  root.style.overflowY = "hidden"; // a bar beside it would take room from what is measured
  const bar = node.clientHeight - root.clientHeight;
  node.style.height = `${body.scrollHeight + bar}px`;
  root.style.overflowY = ""; // what unfolds later can be scrolled to
}

/** @param node that is in the page */
const insideOf = (node: HTMLIFrameElement) => required(node.contentDocument);

function redress() {
  const frames = document.querySelectorAll<HTMLIFrameElement>("iframe[data-part]");
  for (const node of frames) if (node.contentDocument) dress(node); // others are drawn by scripts of theirs
}

siteTheme.onScheme(redress);
