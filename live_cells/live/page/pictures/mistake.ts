/**
 * A note below a run: what went wrong, and *Show me*, which lights the line, says what happened there and what to change,
 * and draws it where a drawing says it better. Only a search for the first nan asks Python again.
 */

import { fill, reasonOf } from "../../phrases.ts";
import { addStyle } from "../elements/late_style.ts";
import { button, required, text } from "../elements/nodes.ts";
import { askAgain, runsBefore } from "../kernel/run_again.ts";
import { layersDrawing, unitsDrawing } from "./mistake_drawing.ts";
import { STYLE } from "./mistake_style.ts";
import { type Facts, type FirstNan, type MistakeData, mistakeOf } from "./mistake_data.ts";

const SAID = WORDS.pictures.mistakes;

/** Where the reader is led, and the words for it. `key`: in the tables of the words. */
type Explanation = { cell: string; line: number; text: string; key: string; facts: Facts };

/** @param data what Python describes @param cell the cell that has run */
export function mistakeFigure(data: Record<string, unknown>, cell: string) {
  addStyle(STYLE);
  const mistake = mistakeOf(data);
  const node = text("figure", "mistake");
  node.setAttribute("aria-label", SAID.title);
  node.lang = WORDS.language;
  const note = text("p", "mistake-note");
  note.setAttribute("role", "status");
  // a region has to be there before its words, to be spoken
  setTimeout(() => note.append(...withCode(fill(SAID.notes[mistake.kind], mistake.facts))));
  const more = text("figcaption", "mistake-more");
  more.hidden = true;
  more.tabIndex = -1;
  const show = button(SAID.show, "mistake", () => toggle(), { title: SAID.show_title });
  const label = required(show.querySelector("span"));
  show.setAttribute("aria-expanded", "false");
  node.append(note, show, more);
  let place: Explanation | null = null;

  async function toggle() {
    const opens = more.hidden;
    more.hidden = !opens;
    show.setAttribute("aria-expanded", String(opens));
    show.title = opens ? SAID.hide : SAID.show_title;
    label.textContent = opens ? SAID.hide : SAID.show;
    if (!opens) return light(place, null);
    place ??= await explain();
    if (more.hidden) return;
    light(place, place?.line ?? null);
    more.focus({ preventScroll: true });
  }

  async function explain() {
    const found = mistake.kind === "nan" ? await search() : explanationOf(mistake);
    if (found) more.replaceChildren(...explained(found, mistake));
    return found;
  }

  async function search() {
    more.replaceChildren(text("p", "", SAID.looking));
    const found = await firstNan(cell).catch((error) => ({ reason: reasonOf(error) }));
    if ("given" in found) return afterSearch(found);
    more.replaceChildren(text("p", "", fill(SAID.cannot, { reason: found.reason ?? "" })));
    return null;
  }

  return node;
}

function explanationOf({ kind, cell, line, text, facts }: MistakeData): Explanation {
  const variant = facts.reason ?? facts.by ?? facts.kind;
  const key = `${kind}_${variant}`;
  return { cell, line, text, facts, key: key in SAID.what ? key : kind };
}

function afterSearch({ cell, line, text, given, facts }: FirstNan): Explanation {
  const isLog = given === "zero" && facts.operation.startsWith("log");
  return { cell, line, text, facts, key: isLog ? "nan_zero_log" : `nan_${given}` };
}

/** The line as it stands, what happened in it, the drawing, and what to change. */
function* explained({ line, text: source, key, facts }: Explanation, { units, layers }: MistakeData) {
  if (source) {
    const code = text("code", "misfit-line mistake-line", source);
    code.dataset.line = fill(SAID.line, { line });
    yield code;
  }
  yield paragraph(fill(wordsFor(SAID.what, key), facts));
  if (units) {
    const { count, dead } = units;
    yield unitsDrawing(count, dead, fill(SAID.units, { count, dead, layer: facts.layer, rows: facts.rows }));
  }
  if (layers.length > 1) yield layersDrawing(layers);
  if (facts.input) yield paragraph(fill(SAID.scale, facts));
  yield paragraph(fill(wordsFor(SAID.fix, key), facts), "mistake-fix");
}

const wordsFor = (table: Record<string, string>, key: string) => table[key] ?? "";

function paragraph(words: string, className = "") {
  const node = text("p", className);
  node.append(...withCode(words));
  return node;
}

/** Words in which backticks mark code. */
const withCode = (words: string) =>
  words.split("`").map((piece, index) => (index % 2 ? text("code", "", piece) : piece));

function light(place: Explanation | null, line: number | null) {
  if (place) dispatchEvent(new CustomEvent("code-line", { detail: { cell: place.cell, line, isShown: true } }));
}

/** Have the cells run again, up to the one that has ended in nan. */
async function firstNan(cell: string): Promise<FirstNan | { reason: string }> {
  const kernel = globalThis.liveKernel;
  const runs = kernel?.runs ?? [];
  const own = runs.findLast((run) => run.page === location.pathname && run.cell === cell);
  if (!kernel || !own) return { reason: "" };
  const before = runsBefore(runs, own.session, (run) => run === own);
  return askAgain(kernel, "first_nan", [[...before, { cell, source: own.source }]]);
}
