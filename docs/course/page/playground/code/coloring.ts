/** Python in color, as the page's recorded cells have it: keywords, strings, numbers, comments. */

import { text } from "../../../../../live_cells/live/page/elements/nodes.ts";

const KEYWORDS =
  "and|as|break|class|def|elif|else|for|from|global|if|import|in|is|not|or|return|while|with|yield|None|True|False|pass";
const TOKEN = new RegExp(
  `(?<s>"""[^]*?"""|f?"(?:[^"\\\\\\n]|\\\\.)*")|(?<c>#[^\\n]*)|\\b(?<k>${KEYWORDS})\\b|\\b(?<m>\\d[\\d.e-]*)`,
  "g",
);

export function colored(source: string): Node[] {
  const nodes: Node[] = [];
  let end = 0;
  for (const found of source.matchAll(TOKEN)) {
    const [[kind]] = Object.entries(found.groups ?? {}).filter(([, value]) => value !== undefined);
    nodes.push(document.createTextNode(source.slice(end, found.index)), text("span", kind, found[0]));
    end = found.index + found[0].length;
  }
  nodes.push(document.createTextNode(source.slice(end)));
  return nodes;
}
