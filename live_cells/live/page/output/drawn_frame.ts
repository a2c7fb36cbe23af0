/**
 * A figure that the script of its library draws: plotly, bokeh, Vega. The frame has an origin of its own, so that nothing
 * in it reaches the page, and a policy by which it fetches nothing. The page puts the script into it.
 */

import { config } from "../config.js";
import { address } from "../elements/files.ts";
import { inlineScriptsRun, required, text } from "../elements/nodes.ts";

const POLICY =
  "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:";
/** Pixels: a figure that grows with its frame ends there. */
const HIGHEST = 4000;
const MARK = /<script src="live-cells:(\w+)"><\/script>/;
const STYLE = "html { color-scheme: light; background: #fff } body { margin: 0; font-family: sans-serif }";
/** Runs in the frame: says how high its content is. */
const REPORTS = `
  const report = () => parent.postMessage({ height: Math.ceil(document.body.scrollHeight) }, "*");
  new ResizeObserver(report).observe(document.body);
`;

const libraries = new Map<string, Promise<string>>();

/** Does this HTML ask for a library that the site has? */
export const isDrawn = (html: string) => Object.hasOwn(config.figureScripts ?? {}, MARK.exec(html)?.[1] ?? "");

/** @param name what a screen reader says */
export function drawnFrame(html: string, name: string): HTMLElement[] {
  const node = document.createElement("iframe");
  Object.assign(node.dataset, { part: "html", drawn: "" });
  node.title = name;
  node.setAttribute("sandbox", "allow-scripts"); // without an origin
  const problem = text("p", "cell-left-out");
  if (!inlineScriptsRun()) {
    problem.textContent = WORDS.output.figure_blocked;
    return [problem];
  }
  fill(node, html).catch((error: Error) => {
    problem.textContent = error.message;
    node.replaceWith(problem);
  });
  return [node];
}

addEventListener("message", ({ source, data }) => {
  for (const node of document.querySelectorAll<HTMLIFrameElement>("iframe[data-drawn]"))
    if (source === node.contentWindow && Number.isFinite(data?.height))
      node.style.height = `${Math.min(data.height, HIGHEST)}px`;
});

async function fill(node: HTMLIFrameElement, html: string) {
  const [mark, name] = MARK.exec(html) as RegExpExecArray;
  const script = (await library(name)).replaceAll("</script", "<\\/script");
  const head = `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><style>${STYLE}</style>`;
  const body = html.replace(mark, () => `<script>${script}</script>`);
  node.srcdoc = `<!doctype html>${head}<body>${body}<script>{${REPORTS}}</script>`;
}

/** The text of a library's script, which is fetched once. */
function library(name: string): Promise<string> {
  const known = libraries.get(name) ?? fetched(name);
  libraries.set(name, known);
  known.catch(() => libraries.delete(name));
  return known;
}

async function fetched(name: string) {
  const { url, sha256 } = required(config.figureScripts)[name];
  const response = await fetch(address(url), { integrity: `sha256-${sha256}` });
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response.text();
}
