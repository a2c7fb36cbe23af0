// Whose code a cell shows, and that no choice of the reader's costs them what they have written.

import "./english.mjs";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { SEED, tryOften } from "./dice.mjs";
import { FakeStorage } from "./fake_storage.mjs";

/** What Draft needs of elements: their text, and that buttons can be pressed. */
class FakeElement {
  dataset = {};
  attributes = {};
  children = [];

  append(...children) {
    this.children.push(...children);
  }

  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  addEventListener(_, listener) {
    this.click = listener;
  }
}

/** Where the reader is asked: a choice is made once. */
class FakeNote {
  words = "";
  choices = {};
  details = [];

  say(words) {
    this.ask(words, {});
  }

  clear() {
    this.say("");
  }

  ask(words, choices, ...details) {
    Object.assign(this, { words, choices, details });
  }

  choose(name) {
    const action = this.choices[name];
    assert.ok(action, `${name} is no choice among ${Object.keys(this.choices)}`);
    this.clear();
    action();
  }
}

globalThis.addEventListener = () => {}; // no other tab changes anything
globalThis.document = { createElement: () => new FakeElement() };
const { Draft } = await import("../../live_cells/live/page/editor/draft.ts");

const PAGE = "https://site.test/lesson/";
const CHANGED = "This cell has changed since you edited it.";
const NOT_KEPT = "This browser does not let the page keep your edits.";
const SHARED = "Shared code, not yours: read it before you run it.";

beforeEach(() => {
  globalThis.localStorage = new FakeStorage();
  globalThis.location = new URL(PAGE);
  globalThis.history = { state: null, replaceState: (_, __, path) => (globalThis.location = new URL(path, PAGE)) };
});

/** A visit of the page, which publishes this code. */
function visit(original) {
  let code = original;
  const editor = {
    get: () => code,
    focus: () => {},
    set(source) {
      code = source;
      draft.changed();
    },
  };
  const note = new FakeNote();
  const draft = new Draft("/lesson/:first", editor, note);
  draft.open();
  return { draft, note, type: editor.set, code: editor.get };
}

test("an edit is there at the next visit, and gone when it is undone", () => {
  visit("a = 1").type("mine");
  const again = visit("a = 1");
  assert.deepEqual([again.code(), again.draft.edited, again.note.words], ["mine", true, ""]);
  again.type("a = 1");
  assert.ok(!again.draft.edited);
  assert.equal(visit("a = 1").code(), "a = 1");
});

test("a cell that is left empty is empty at the next visit", () => {
  visit("a = 1").type("");
  assert.equal(visit("a = 1").code(), "");
});

test("reset forgets the edit", () => {
  const { draft, type, code } = visit("a = 1");
  type("mine");
  draft.reset();
  assert.equal(code(), "a = 1");
  assert.equal(visit("a = 1").code(), "a = 1");
});

test("an edit of code that has changed is offered, with what differs", () => {
  visit("a = 1\nb").type("mine\nb");
  const { note, code, draft } = visit("a = 2\nb");
  assert.deepEqual([note.words, code(), draft.edited], [CHANGED, "a = 2\nb", false]);
  const [compare, diff] = note.details;
  assert.deepEqual([diff.hidden, compare.attributes["aria-expanded"]], [true, "false"]);
  compare.click();
  assert.deepEqual([diff.hidden, compare.attributes["aria-expanded"]], [false, "true"]);
  assert.deepEqual(
    diff.children.map(({ textContent }) => textContent),
    ["− a = 2", "+ mine", "  b"],
  );
});

for (const [choice, later] of [
  ["Use my edit", "mine"],
  ["Discard my edit", "a = 2"],
])
  test(`${choice}: asked once`, () => {
    visit("a = 1").type("mine");
    const { note, code } = visit("a = 2");
    note.choose(choice);
    assert.equal(code(), later);
    const again = visit("a = 2");
    assert.deepEqual([again.code(), again.note.words], [later, ""]);
    const back = visit("a = 1");
    assert.deepEqual([back.code(), back.note.words], ["a = 1", later === "mine" ? CHANGED : ""]);
  });

test("an edit that is used is not lost where the storage is full", () => {
  visit("a = 1").type("mine, and long enough");
  localStorage.room = 0;
  const { note, code } = visit("a = 2");
  note.choose("Use my edit");
  assert.equal(code(), "mine, and long enough");
  assert.equal(visit("a = 2").code(), "mine, and long enough");
});

test("where nothing is kept, the reader is told", () => {
  localStorage.room = 0;
  const { note, type, code } = visit("a = 1");
  type("mine");
  assert.deepEqual([note.words, code()], [NOT_KEPT, "mine"]);
});

/** A visit by a link that carries code. */
function visitByLink(original, source) {
  globalThis.location = new URL(`${PAGE}#code=first.S0`);
  const opened = visit(original);
  opened.draft.openShared(source);
  return opened;
}

test("shared code is marked, and kept only if the reader says so", () => {
  visit("a = 1").type("mine");
  const { draft, note, type, code } = visitByLink("a = 1", "theirs");
  assert.deepEqual([code(), draft.shared, note.words], ["theirs", true, SHARED]);
  type("theirs, changed");
  assert.equal(visit("a = 1").code(), "mine");
  note.choose("Keep as my edit");
  assert.deepEqual([code(), draft.shared, location.hash], ["theirs, changed", false, ""]);
  assert.equal(visit("a = 1").code(), "theirs, changed");
});

for (const [name, discard] of [
  ["Discard it", ({ note }) => note.choose("Discard it")],
  ["Reset", ({ draft }) => draft.reset()],
])
  test(`${name} takes shared code away, and leaves the reader's own edit`, () => {
    visit("a = 1").type("mine");
    const opened = visitByLink("a = 1", "theirs");
    discard(opened);
    assert.deepEqual([opened.code(), opened.draft.shared, opened.note.words], ["mine", false, ""]);
    assert.equal(location.hash, "", "the link would bring it again");
    assert.equal(visit("a = 1").code(), "mine");
  });

test("shared code that cannot be kept stays in the address", () => {
  localStorage.room = 0;
  const { note, code } = visitByLink("a = 1", "theirs");
  note.choose("Keep as my edit");
  assert.deepEqual([code(), note.words], ["theirs", NOT_KEPT]);
  assert.notEqual(location.hash, "");
});

test("shared code that is the published leaves nothing to keep", () => {
  const { note, draft } = visitByLink("a = 1", "a = 1");
  note.choose("Keep as my edit");
  assert.deepEqual([draft.edited, note.words, location.hash], [false, "", ""]);
});

/** What a visit would show, or offer: of this the reader is not asked again. */
function foundNext(original) {
  const storage = globalThis.localStorage;
  globalThis.localStorage = storage.copy();
  const { code, note } = visit(original);
  if (note.words === CHANGED) note.choose("Use my edit");
  globalThis.localStorage = storage;
  return code();
}

test(`what the reader has written is found at the next visit, from SEQLITE_FUZZ_SEED=${SEED} on`, () => {
  tryOften(1_000, (choice) => {
    globalThis.localStorage = new FakeStorage();
    let mine = null; // what the reader has written last, and not thrown away
    let original = "a = 1";
    let opened = visit(original);
    const trace = [];
    for (let step = 0; step < 30; step++) {
      const action = choice.one(["type", "visit", "publish", "link", "reset", ...Object.keys(opened.note.choices)]);
      const { shared, edited } = opened.draft;
      trace.push(action);
      if (action === "publish") original = `a = ${step + 2}`;
      if (action === "type") opened.type(choice.one(["x", "y", "z", ""]));
      else if (action === "visit" || action === "publish") opened = visit(original);
      else if (action === "link") opened = visitByLink(original, "theirs");
      else if (action === "reset") opened.draft.reset();
      else opened.note.choose(action);
      if (action === "Discard my edit") mine = edited ? opened.code() : null;
      else if (action === "reset" && !shared && edited) mine = null;
      else if (action === "Keep as my edit" || action === "Use my edit" || (action === "type" && !shared))
        mine = opened.code();
      if (mine !== null) assert.equal(foundNext(original), mine, trace.join(", "));
    }
  });
});
