/** Calls of Python functions by a page's own scripts: a run like any other, whose result is the answer. */

export const STOPPED = WORDS.kernel.stopped;

/**
 * Call a function; python/page_calls.py answers it.
 * @param {import("./kernel.js").Kernel} kernel
 * @param {{cell: string, source: string}} program what the kernel runs, and as which cell
 * @param {string} name @param {unknown[]} values its arguments
 * @param {import("../../messages.js").File[]} [files] that it will read
 * @returns {Promise<any>} its answer
 * @throws what Python raised, or why it did not come to that
 */
export function callPython(kernel, program, name, values, files = []) {
  const call = new TextEncoder().encode(JSON.stringify({ function: name, arguments: values }));
  const { promise, resolve, reject } = Promise.withResolvers();
  /** @type {import("../../messages.js").Part[]} */
  const seen = [];
  kernel.run({
    ...program,
    files: [{ name: "call.json", bytes: call }, ...files],
    fleeting: true,
    onStart: () => {},
    onPrompt: () => kernel.interrupt(), // nobody could answer here
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

/** @param {string} text */
const lastLine = (text) => text.trimEnd().split("\n").at(-1);
