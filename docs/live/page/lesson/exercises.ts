/** The exercises of a page: hints one at a time, ticks that stay. */

import { counted, fill } from "../../phrases.ts";
import { config } from "../config.js";
import { address, choose, save } from "../elements/files.ts";
import { Note } from "../elements/note.ts";
import { button, text } from "../elements/nodes.ts";
import type { Lesson } from "./lesson.ts";
import { exported, imported, forgetAll, remember, solved } from "./progress.ts";

export function mountExercises({ cells, announce }: Lesson) {
  const sections = document.querySelectorAll<HTMLElement>("[data-exercise]");
  if (sections.length) import("./run_check.ts").catch(() => {}); // so that it is there when a check is pressed
  for (const section of sections) {
    const hints = section.querySelectorAll<HTMLDetailsElement>("details.exercise-hint");
    openInTurn([...hints]);
    const { exercise = "" } = section.dataset;
    for (const cell of cells.filter((cell) => cell.has("check") && cell.exercise === exercise))
      cell.onVerdict((right) => {
        section.dataset.verdict = right ? "right" : "wrong";
        if (!right) return;
        remember(exercise);
        showSolved();
        announce(WORDS.exercises.solved_now);
      });
  }
  showSolved();
}

/** Each hint comes into sight when the one before has been opened. */
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
    const holder = node.querySelector("h3, a") as Element;
    holder.querySelector(".exercise-solved")?.remove();
    if (day) holder.append(tick(day));
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
  const [count, startOver] = line.children as Iterable<HTMLElement>;
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

/** Take over what a file holds. @param note where it is said what came of it */
async function importFile(file: File, note: Note) {
  try {
    note.say(imported(await file.text(), root()));
    showSolved();
  } catch (error) {
    note.say(fill(WORDS.exercises.not_imported, { reason: (error as Error).message }));
  }
}

/** Print the list with its ticks, and nothing else of the page. */
function printList() {
  document.documentElement.dataset.print = "exercises";
  print();
  delete document.documentElement.dataset.print;
}

addEventListener("storage", showSolved); // solved in another tab
