/** The exercises of a page: hints one at a time, ticks that stay, and what pressing Run on a check does. */

import { counted, fill, reasonOf } from "../../phrases.ts";
import type { LiveCell } from "../cell/cell.ts";
import { config } from "../config.js";
import { address, choose, save } from "../elements/files.ts";
import { button, text } from "../elements/nodes.ts";
import { Note } from "../elements/notes.ts";
import type { Batch } from "../kernel/contract.ts";
import type { CellLesson } from "../cell/cell_lesson.ts";
import { NOTHING, type Needs, importsJob, needsJob } from "./needs.ts";
import { exported, imported, forgetAll, remember, solved } from "./progress.ts";

export function mountExercises({ cells, announce }: CellLesson<LiveCell>) {
  const sections = document.querySelectorAll<HTMLElement>("[data-exercise]");
  for (const section of sections) {
    const hints = section.querySelectorAll<HTMLDetailsElement>("details.exercise-hint");
    openInTurn([...hints]);
    const { exercise = "" } = section.dataset;
    for (const cell of cells.filter((cell) => cell.has("check") && cell.exercise === exercise))
      cell.verdict.onFound((right) => {
        section.dataset.verdict = right ? "right" : "wrong";
        if (!right) return;
        const isFirst = !(exercise in solved());
        remember(exercise);
        showSolved();
        announce([WORDS.exercises.solved_now, isFirst && section.dataset.enables].filter(Boolean).join(" "));
        if (isFirst) celebrate(section);
      });
  }
  showSolved();
}

/** The first time only; on a later visit the tick is all. */
const celebrate = (section: HTMLElement) =>
  import("./solved_moment.ts")
    .then(({ showMoment }) => showMoment(section, solved()))
    .catch((error) => console.warn("An exercise:", error));

/** Show each hint once the one before has been opened. */
function openInTurn(hints: HTMLDetailsElement[]) {
  for (const [index, hint] of hints.entries()) {
    const next = hints[index + 1];
    if (!next) continue;
    next.hidden = !hint.open;
    hint.addEventListener("toggle", () => {
      if (hint.open) next.hidden = false;
    });
  }
}

/** Tick what is solved: exercises on this page, and links to exercises. */
function showSolved() {
  const days = solved();
  const nodes = document.querySelectorAll<HTMLElement>("[data-exercise], [data-exercise-link]");
  for (const node of nodes) {
    const { exercise, exerciseLink = "" } = node.dataset;
    const day = days[exercise ?? exerciseLink];
    const place = exercise === undefined ? "a" : ":scope > :is(h2, h3, h4)";
    const holder = node.querySelector(place) ?? node; // in Markdown, the heading may stand above the exercise
    holder.querySelector(".exercise-solved")?.remove();
    if (day && holder === node) holder.prepend(tick(day));
    else if (day) holder.append(tick(day));
  }
  for (const list of document.querySelectorAll("ul.exercises")) summarize(list);
}

function tick(day: string) {
  const node = text("span", "exercise-solved");
  node.textContent = `✓ ${WORDS.exercises.solved}`;
  node.title = fill(WORDS.exercises.solved_on, { day: new Date(`${day}T12:00`).toLocaleDateString(WORDS.language) });
  return node;
}

/** Above a list of exercises: how many are solved, and a way to start over. */
function summarize(list: Element) {
  const all = list.querySelectorAll("[data-exercise-link]").length;
  const done = list.querySelectorAll(".exercise-solved").length;
  const above = list.previousElementSibling;
  const line = above?.matches(".exercises-done") ? above : progressLine();
  if (line !== above) list.before(line);
  const [count, startOver] = line.querySelectorAll<HTMLElement>("span, button");
  count.textContent = `${fill(WORDS.exercises.count, { done, all })} `;
  startOver.hidden = !done;
}

/** Where the site begins. */
const root = () => new URL(address(config.site)).pathname;

/** What can be done with all that is solved; its first two parts are brought up to date by `summarize`. */
function progressLine() {
  const line = text("p", "exercises-done");
  const note = new Note("exercises-note");
  line.append(
    text("span", ""),
    button(WORDS.buttons.start_over, "choose", () => askToForget(note)),
    button(WORDS.exercises.export, "choose", () => save(new Blob([exported(root())]), "progress.json")),
    button(WORDS.exercises.import, "choose", () => choose({ accept: ".json" }, ([file]) => importFile(file, note))),
    button(WORDS.exercises.print, "choose", printList),
    note.node,
  );
  return line;
}

/** @param note where the reader is asked */
function askToForget(note: Note) {
  const done = document.querySelectorAll("ul.exercises .exercise-solved").length;
  note.ask(counted(WORDS.exercises.forget_question, done), {
    [WORDS.exercises.forget]: () => {
      forgetAll();
      showSolved();
    },
    [WORDS.exercises.keep]: () => {},
  });
}

/** Import a file of progress. @param note says what was imported */
async function importFile(file: File, note: Note) {
  try {
    note.say(imported(await file.text(), root()));
    showSolved();
  } catch (error) {
    note.say(fill(WORDS.exercises.not_imported, { reason: reasonOf(error) }));
  }
}

/** Print the list with its ticks, and nothing else of the page. */
function printList() {
  document.documentElement.dataset.print = "exercises";
  print();
  delete document.documentElement.dataset.print;
}

addEventListener("storage", showSolved); // solved in another tab

/**
 * Press Run on a check: first runs what answer and check need from above, then the answer, unless what stands there
 * has just run, or the solution has; then the check.
 */
export function runCheck(check: LiveCell, lesson: CellLesson<LiveCell>) {
  const answers = lesson.partners(check, "exercise");
  const solution = lesson
    .partners(check, "solution")
    .find((one) => one.isCurrent && answers.every(({ touched }) => touched < one.touched));
  const judged = solution ? [solution] : answers;
  check.prepare<Needs>(
    (onEnd) => needsJob(lesson, [...judged, check], (end, needs) => onEnd(end, needs ?? NOTHING)),
    (needs) => {
      const first = lesson.cells.filter(({ id }) => needs.run.includes(id));
      const isThere = judged.every((cell) => cell.isCurrent) && !first.length;
      const batch = batchOf(check, lesson, judged);
      if (needs.imports) lesson.kernel.enqueue(importsJob(lesson, check, needs.imports, batch));
      lesson.runCells([...first, ...(solution || isThere ? [] : answers), check], batch);
      const slow = first.filter(({ dataset }) => dataset.seconds);
      const time = lesson.estimates.text(...slow.map(({ dataset }) => dataset));
      if (solution) check.notes.say(WORDS.exercises.about_solution);
      if (slow.length) check.notes.announceFirst(counted(WORDS.exercises.runs_first, slow.length, { time }));
    },
  );
}

function batchOf(check: LiveCell, lesson: CellLesson<LiveCell>, judged: LiveCell[]): Batch {
  const words = WORDS.exercises.not_checked;
  return {
    together: true,
    notRun(dropped, cause, outcome) {
      if (dropped.cell !== check.id) return undefined;
      const failed = outcome === "failed";
      if (judged.some(({ id }) => id === cause.cell)) return failed ? words.failed : words.stopped;
      const number = lesson.cells.find(({ id }) => id === cause.cell)?.number;
      if (number) return fill(failed ? words.needed_failed : words.needed_stopped, { number });
      return failed ? words.import_failed : words.stopped;
    },
  };
}
