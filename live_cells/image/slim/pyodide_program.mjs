// Finds what the build changes in Pyodide's own scripts, which are minified: where a new release writes it another way,
// the build says so, and makes a site that does without (memory_image.py).

/** Emscripten's program. */
export const PROGRAM = "pyodide.asm.mjs";

/**
 * @param {string} text @param {RegExp} pattern @param {string} what the pattern finds
 * @returns {RegExpMatchArray}
 */
export function found(text, pattern, what) {
  const match = text.match(pattern);
  if (match) return match;
  throw new Error(
    `Pyodide's ${PROGRAM} has nothing like ${pattern}, by which the build finds ${what}. Pyodide has changed: look ` +
      "how it is written there now, and correct the pattern in live_cells/image/slim.",
  );
}
