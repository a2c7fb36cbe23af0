// The page as a notebook: the published one with the reader's edits in it, or one of the cells alone.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { notebookWith } from "../../live_cells/live/page/lesson/notebook.ts";

const ADDRESS = "https://site.test/lesson/tour.ipynb";
const PUBLISHED = {
  cells: [
    { cell_type: "markdown", id: "words", metadata: {}, source: ["# A tour\n", "in words"] },
    {
      cell_type: "code",
      id: "one",
      metadata: { tags: ["x"] },
      source: ["a = 1"],
      outputs: [{ text: "1" }],
      execution_count: 1,
    },
    { cell_type: "code", id: "two", metadata: {}, source: "b = 2", outputs: [{ text: "2" }], execution_count: 2 },
    { cell_type: "code", id: "hidden", metadata: {}, source: "c = 3", outputs: [{ text: "3" }], execution_count: 3 },
  ],
  metadata: { recorded: { torch: "2" }, kernelspec: { name: "python3" } },
  nbformat: 4,
  nbformat_minor: 5,
};

beforeEach(() => {
  globalThis.location = new URL("https://site.test/lesson/");
  globalThis.fetch = async (url) => {
    assert.equal(url, ADDRESS);
    return Response.json(PUBLISHED);
  };
});

const cells = (...edits) =>
  ["one", "two"].map((id, i) => ({ id, source: edits[i] ?? `published ${id}`, edited: edits[i] !== undefined }));

test("without edits it is the published one", async () => {
  assert.deepEqual(await notebookWith(ADDRESS, "A tour", cells()), PUBLISHED);
});

test("an edit takes the place of the code, and what that printed goes", async () => {
  for (const edit of ["mine\n# ümlaut 😀", ""]) {
    const notebook = await notebookWith(ADDRESS, "A tour", cells(undefined, edit));
    const edited = { ...PUBLISHED.cells[2], source: edit, outputs: [], execution_count: null };
    assert.deepEqual(notebook, { ...PUBLISHED, cells: PUBLISHED.cells.with(2, edited) });
  }
});

test("only code cells take an edit, and one that the notebook does not have changes nothing", async () => {
  const edits = ["words", "gone"].map((id) => ({ id, source: "mine", edited: true }));
  assert.deepEqual(await notebookWith(ADDRESS, "A tour", edits), PUBLISHED);
});

const ABSENT = {
  "the reader is offline": () => Promise.reject(new TypeError("Failed to fetch")),
  "there is none at its address": () => new Response("not found", { status: 404 }),
  "a page comes in its place": () => new Response("<html>Please log in"),
  "something else comes in its place": () => Response.json({ error: "Please log in" }),
  "nothing comes in its place": () => Response.json(null),
};

for (const [name, answer] of Object.entries(ABSENT))
  test(`it is made of the cells where ${name}`, async () => {
    globalThis.fetch = async () => answer();
    checkPlain(await notebookWith(ADDRESS, "A tour", cells("mine")));
  });

test("a page that is no notebook asks for none", async () => {
  globalThis.fetch = () => assert.fail("there is nothing to ask for");
  checkPlain(await notebookWith(undefined, "A tour", cells("mine")));
});

/** A notebook of the title and both cells, the first edited. */
function checkPlain({ cells, ...rest }) {
  assert.equal(cells[0].source, "# A tour\n\nhttps://site.test/lesson/");
  const code = { cell_type: "code", metadata: {}, outputs: [], execution_count: null };
  assert.deepEqual(cells.slice(1), [
    { ...code, id: "one", source: "mine" },
    { ...code, id: "two", source: "published two" },
  ]);
  assert.deepEqual([rest.nbformat, rest.nbformat_minor, rest.metadata.kernelspec.language], [4, 5, "python"]);
}
