/**
 * How the worker notices that Python has ended, be it in a cell, in a question or between them, and what it says of it.
 * This leans on Pyodide's internals, whose version the build pins.
 */

import { fill } from "../phrases.ts";

/** What engines say of an end, and what that means. @type {[RegExp, (...found: string[]) => string][]} */
const MEANINGS = [
  [/exit\((\d+)\)/, (_, status) => fill(WORDS.ends.exit, { status })],
  [/call stack|too much recursion/i, () => WORDS.ends.too_deep],
  [/out of bounds/i, () => WORDS.ends.out_of_bounds],
  [/unreachable/i, () => WORDS.ends.fatal],
  [/MemoryError|out of memory/i, () => WORDS.ends.out_of_memory],
  [/sys\.excepthook/, () => WORDS.ends.hook_removed],
];

/** @param {unknown} error what was thrown @returns {string} a sentence */
export function reasonOf(error) {
  const message = error instanceof Error ? error.message : String(error);
  for (const [pattern, meaning] of MEANINGS) {
    const match = pattern.exec(message);
    if (match) return meaning(...match);
  }
  return message;
}

/**
 * Call `tell` when Python ends by whatever it was doing: Pyodide would only tell the console, and the promise of its
 * work would never be settled.
 * @param {import("./start_python.js").Pyodide} python
 * @param {(error: Error, stack: string) => void} tell `stack`: which lines it was at
 */
export function hearLastWords({ _api, setStdout, setStderr }, tell) {
  const fatal = _api.fatal_error;
  const decoder = new TextDecoder();
  let stack = "";
  /** @param {Uint8Array<ArrayBuffer>} bytes */
  const write = (bytes) => {
    stack += decoder.decode(bytes, { stream: true });
    return bytes.length;
  };
  _api.on_fatal = (/** @type {Error} */ error) => tell(error, stack);
  _api.fatal_error = (/** @type {Error} */ error) => {
    for (const set of [setStdout, setStderr]) set({ write }); // it writes down where it is
    const { error: shout } = console;
    console.error = () => {}; // readers would be asked to report this to Pyodide's makers
    try {
      fatal(error);
    } finally {
      console.error = shout;
    }
  };
}

/**
 * The line at which a cell's own code was, or null.
 * @param {string} stack as Python writes it down at its end @param {string} cell
 */
export function lineOf(stack, cell) {
  for (const [, name, line] of stack.matchAll(/File "<cell (.*?)(?:, edit \d+)?>", line (\d+) in <module>/g)) {
    if (name === cell) return Number(line);
  }
  return null;
}
