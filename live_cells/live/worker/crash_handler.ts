/**
 * How the worker notices that Python has crashed, in a cell or outside one, and what the page says of it. This uses
 * Pyodide's internals, whose version the build pins.
 */

import { fill } from "../phrases.ts";
import type { Pyodide } from "../../image/format.ts";

/** What engines say of a crash, and what that means. */
const MEANINGS: [RegExp, (...found: string[]) => string][] = [
  [/exit\((\d+)\)/, (_, status) => fill(WORDS.ends.exit, { status })],
  [/call stack|too much recursion/i, () => WORDS.ends.too_deep],
  [/out of bounds/i, () => WORDS.ends.out_of_bounds],
  [/unreachable/i, () => WORDS.ends.fatal],
  [/MemoryError|out of memory/i, () => WORDS.ends.out_of_memory],
  [/sys\.excepthook/, () => WORDS.ends.hook_removed],
];

/** @param error what was thrown @returns a sentence */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  for (const [pattern, meaning] of MEANINGS) {
    const match = pattern.exec(message);
    if (match) return meaning(...match);
  }
  return message;
}

/**
 * Call `handle` when Python crashes: Pyodide itself only writes to the console, and the promise of the run under way would
 * never settle.
 * @param handle `stack`: Python's traceback of the crash
 */
export function onCrash({ _api, setStdout, setStderr }: Pyodide, handle: (error: Error, stack: string) => void) {
  const fatal = _api.fatal_error;
  const decoder = new TextDecoder();
  let stack = "";
  const write = (bytes: Uint8Array<ArrayBuffer>) => {
    stack += decoder.decode(bytes, { stream: true });
    return bytes.length;
  };
  _api.on_fatal = (error: Error) => handle(error, stack);
  _api.fatal_error = (error: Error) => {
    for (const set of [setStdout, setStderr]) set({ write }); // Pyodide prints its traceback
    const { error: plainError } = console;
    console.error = () => {}; // readers would be asked to report this to Pyodide's makers
    try {
      fatal(error);
    } finally {
      console.error = plainError;
    }
  };
}

/** The line at which a cell's own code was, or null. @param stack Python's traceback of the crash */
export function lineOf(stack: string, cell: string) {
  for (const [, name, line] of stack.matchAll(/File "<cell (.*?)(?:, edit \d+)?>", line (\d+) in <module>/g)) {
    if (name === cell) return Number(line);
  }
  return null;
}
