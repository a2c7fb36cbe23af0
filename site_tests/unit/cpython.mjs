/** Where CPython 3.14 has what image/slim/ changes; image_checks.test.mjs compares such offsets with Pyodide's. */
export const LAYOUT = {
  code: { constants: 12, names: 16, exceptions: 20, version: 108, file: 80, lines: 92, instructions: 128 },
  object: { references: 0, type: 4 },
  tuple: { items: 16, length: 8 },
  float: { size: 16, value: 8 },
  bytes: { length: 8, content: 16 },
  string: { hash: 12, state: 16, length: 8, letters: 20 },
};
