/** Calls of Python functions by a page's own scripts. A call is a run like any other, and its result is the answer. */

import type { File, Part } from "../../messages.ts";
import type { Kernel } from "./kernel.ts";

export const STOPPED = WORDS.kernel.stopped;

/**
 * Call a function; python/live_runner/page_calls.py answers it.
 * @param program what the kernel runs, and as which cell
 * @param values its arguments
 * @param files that it will read
 * @returns its answer
 * @throws what Python raised, or why the call did not run
 */
export function callPython<Answer>(
  kernel: Kernel,
  program: { cell: string; source: string },
  name: string,
  values: unknown[],
  files: File[] = [],
): Promise<Answer> {
  const call = new TextEncoder().encode(JSON.stringify({ function: name, arguments: values }));
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const seen: Part[] = [];
  kernel.enqueue({
    ...program,
    files: [{ name: "call.json", bytes: call }, ...files],
    fleeting: true,
    onStart: () => {},
    onPrompt: () => kernel.interrupt(), // there is no field for a line
    onParts: (parts) => seen.push(...parts),
    onEnd: ({ outcome, note }) => {
      const error = seen.find(({ part }) => part === "error");
      const result = seen.findLast(({ part }) => part === "result");
      if (outcome === "done" && result) resolve(JSON.parse(result.text));
      else reject(new Error(outcome === "failed" && error ? lastLine(error.text) : (note ?? STOPPED)));
    },
  });
  return promise;
}

const lastLine = (text: string) => text.trimEnd().split("\n").at(-1);
