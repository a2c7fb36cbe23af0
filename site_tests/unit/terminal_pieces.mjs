// Text as a page's terminal shows it. Run by itself, it answers a JSON list of texts with a list of what each shows.

import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { TerminalText } from "../../live_cells/live/page/output/terminal_text.ts";

/** What is shown in the end: pieces of text, each with its style, and neighbors of one style joined. */
export function pieces(...chunks) {
  const terminal = new TerminalText();
  for (const chunk of chunks) terminal.append(chunk);
  const shown = [];
  for (const { text, style } of [...terminal.done, ...terminal.line])
    if (shown.at(-1)?.[1] === style) shown.at(-1)[0] += text;
    else shown.push([text, style]);
  return shown;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const texts = JSON.parse(fs.readFileSync(0, "utf8"));
  process.stdout.write(JSON.stringify(texts.map((text) => pieces(text))));
}
