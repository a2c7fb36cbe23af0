/** The exercises of a page: hints one at a time, ticks that stay. */

import { config } from "../config.js";
import { address } from "../elements/address.js";
import { Note } from "../elements/note.js";
import { choose, save } from "../elements/files.js";
import { button, text } from "../elements/toolbar.js";
import { exported, imported } from "./progress.js";
import { counted, fill } from "../../phrases.js";
import { forgetAll, remember, solved } from "./solved.js";

/** @param {import("./lesson.js").Lesson} lesson */
export function mountExercises({ cells, announce }) {
  /** @type {NodeListOf<HTMLElement>} */
  const sections = document.querySelectorAll("[data-exercise]");
  if (sections.length) import("./run_check.js").catch(() => {}); // so that it is there when a check is pressed
  for (const section of sections) {
    /** @type {NodeListOf<HTMLDetailsElement>} */
    const hints = section.querySelectorAll("details.exercise-hint");
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

/** Each hint comes into sight when the one before has been opened. @param {HTMLDetailsElement[]} hints */
function openInTurn(hints) {
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
  /** @type {NodeListOf<HTMLElement>} */
  const nodes = document.querySelectorAll("[data-exercise], [data-exercise-link]");
  for (const node of nodes) {
    const { exercise, exerciseLink = "" } = node.dataset;
    const day = days[exercise ?? exerciseLink];
    const holder = /** @type {Element} */ (node.querySelector("h3, a"));
    holder.querySelector(".exercise-solved")?.remove();
    if (day) holder.append(tick(day));
  }
  for (const list of document.querySelectorAll("ul.exercises")) summarize(list);
}

/** @param {string} day */
function tick(day) {
  const node = text("span", "exercise-solved");
  node.textContent = `✓ ${WORDS.exercises.solved}`;
  node.title = fill(WORDS.exercises.solved_on, { day: new Date(`${day}T12:00`).toLocaleDateString(WORDS.language) });
  return node;
}

/** Above a list of exercises: how many are solved, and a way to start over. @param {Element} list */
function summarize(list) {
  const all = list.querySelectorAll("[data-exercise-link]").length;
  const done = list.querySelectorAll(".exercise-solved").length;
  const above = list.previousElementSibling;
  const line = above?.matches(".exercises-done") ? above : progressLine();
  if (line !== above) list.before(line);
  const [count, startOver] = /** @type {Iterable<HTMLElement>} */ (line.children);
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

/** @param {Note} note where the reader is asked */
function askToForget(note) {
  const done = document.querySelectorAll("ul.exercises .exercise-solved").length;
  note.ask(counted(WORDS.exercises.forget_question, done), {
    [WORDS.exercises.forget]: () => {
      forgetAll();
      showSolved();
    },
    [WORDS.exercises.keep]: () => {},
  });
}

/** Take over what a file holds. @param {File} file @param {Note} note where it is said what came of it */
async function importFile(file, note) {
  try {
    note.say(imported(await file.text(), root()));
    showSolved();
  } catch (error) {
    note.say(fill(WORDS.exercises.not_imported, { reason: /** @type {Error} */ (error).message }));
  }
}

/** Print the list with its ticks, and nothing else of the page. */
function printList() {
  document.documentElement.dataset.print = "exercises";
  print();
  delete document.documentElement.dataset.print;
}

addEventListener("storage", showSolved); // solved in another tab
