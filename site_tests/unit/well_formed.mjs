// A message of each kind, as it should be.

export const MESSAGES = {
  run: { id: 1, cell: "a", source: "1", files: [{ name: "drawing.bin", bytes: new Uint8Array(2) }] },
  stop: {},
  reply: { text: "" },
  ask: { id: 2, about: "help", text: "torch." },
  locked: {},
  progress: { name: "Python", loaded: 0, total: 9 },
  ready: { python: "3.14" },
  fetched: { urls: ["a", "b"] },
  started: { id: 3 },
  prompt: { id: 4, secret: false },
  output: {
    id: 5,
    parts: [
      { part: "error", text: "", line: null },
      { part: "image", text: "", width: 3 },
    ],
  },
  ended: { id: 6, outcome: "done", seconds: 0 },
  answer: { id: 7, content: null },
  fault: { text: "it crashed", line: null },
};
