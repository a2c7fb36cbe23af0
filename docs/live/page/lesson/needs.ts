/** What has to run before a check: Python finds out by reading the cells as they stand, in its turn. */

import { config } from "../config.js";

/**
 * @typedef {import("./lesson.js").Lesson} Lesson
 * @typedef {import("../kernel/kernel.js").Job} Job
 * @typedef {{imports: string, run: string[]}} Needs imports, as code, and the ids of cells
 */

/** @type {Needs} */
const NOTHING = { imports: "", run: [] };

/**
 * Asks what some cells need, the last of which is a check.
 * @param {Lesson} lesson @param {import("../cell/cell.js").LiveCell[]} users in the order in which they are to run
 * @param {(end: import("../kernel/endings.js").End, needs: Needs) => void} onEnd
 * @returns {Job}
 */
export function needsJob({ cells }, users, onEnd) {
  let told = "";
  return {
    cell: "needs",
    source: config.pagePrograms.ask_needs,
    fleeting: true,
    get files() {
      const asked = [cells.map(described), users.map(({ id }) => id)]; // as they stand when it is their turn
      const call = new TextEncoder().encode(JSON.stringify({ function: "needs", arguments: asked }));
      return [{ name: "call.json", bytes: call }];
    },
    onStart() {},
    onPrompt() {},
    onParts(parts) {
      told = parts.find(({ part }) => part === "result")?.text ?? told;
    },
    onEnd: (end) => onEnd(end, told ? JSON.parse(told) : NOTHING),
  };
}

/**
 * Runs imports of cells of which nothing else is needed.
 * @param {Lesson} lesson @param {string} source @param {import("../kernel/kernel.js").Batch} batch
 * @returns {Job}
 */
export function importsJob({ page }, source, batch) {
  return { page, cell: "imports", source, batch, onStart() {}, onPrompt() {}, onParts() {}, onEnd() {} };
}

/** What Python is told of a cell. @param {import("../cell/cell.js").LiveCell} cell */
function described(cell) {
  const { id, source, published, exercise = "", isCurrent, heading } = cell;
  const part = ["exercise", "check", "solution"].find((tag) => cell.has(tag)) ?? "";
  return { id, source, published, exercise, part, heading, is_current: isCurrent };
}
