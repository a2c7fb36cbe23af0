/** Takes code to a page of one's own, where a reader goes on with it: that of a page's cells, or a program. */

import type { LiveCell } from "../cell/cell.ts";
import { ASIDE, type Lesson } from "../lesson/lesson.ts";
import { emptyCell, readNotebook, type OwnCell, type OwnPage } from "./notebook_file.ts";
import { freeName, keepPage, newPageId } from "./page_store.ts";
import { savedOf } from "./saved_outputs.ts";
import { pageLink } from "./share_page.ts";
import { fill } from "../../phrases.ts";

/** A link to the page for one's own cells; a site marks it where it has such a page. */
const LINK = "a[data-own-page-link]";
/** Go on with the code of a page's cells, what has been changed in it, and what it has shown. */
export const goOnWithCells = (lesson: Lesson) => goOn(pageOf(lesson));

/** Go on with a notebook. @param text the file */
export const goOnWithNotebook = (text: string, name: string) => goOn(readNotebook(text, name));

async function goOn({ name, cells }: OwnPage) {
  const { href } = document.querySelector(LINK) as HTMLAnchorElement;
  const page = { name: freeName(name), cells };
  const there = href.replace(/#.*/, "");
  const isKept = keepPage({ ...page, id: newPageId(), changed: Date.now() }) !== "nothing";
  follow(isKept ? there : await pageLink(page, there));
}

/** Follow a link as a click does: a theme may change pages without a load, and Python goes on. */
function follow(href: string) {
  const link = Object.assign(document.createElement("a"), { href });
  document.body.append(link);
  link.click();
  link.remove();
}

function pageOf(lesson: Lesson): OwnPage {
  const name = document.querySelector("h1")?.firstChild?.textContent?.trim() || document.title;
  const { origin, pathname } = location;
  const from = fill(WORDS.own_page.from_page, { name: escaped(name), address: origin + pathname });
  const cells = [emptyCell("text", `# ${escaped(name)}\n\n${from}`)];
  const begun = new Set<string | undefined>();
  let heading = name;
  for (const cell of lesson.cells.filter((one) => !ASIDE.some((tag) => one.has(tag)))) {
    const setup = begun.has(cell.session) ? "" : lesson.setupOf(cell.session);
    begun.add(cell.session);
    if (setup) cells.push(emptyCell("code", setup));
    if (cell.heading !== heading) cells.push(emptyCell("text", `## ${escaped(cell.heading)}`));
    heading = cell.heading;
    cells.push(codeOf(cell));
  }
  return { name, cells };
}

function codeOf(cell: LiveCell): OwnCell {
  const outputs = cell.isCurrent ? savedOf(cell.shown) : [];
  return { id: cell.id, kind: "code", source: cell.source, ...(outputs.length && { outputs }) };
}

/** A text that Markdown shows as it is. */
const escaped = (text: string) => text.replace(/[\\`*_{}[\]<>#$]/g, "\\$&");
