// Messages between page and worker: what is well formed passes, and what is not says which field is wrong.

import assert from "node:assert/strict";
import { test } from "node:test";
import { message, read } from "../../live_cells/live/messages.ts";
import { MESSAGES } from "./well_formed.mjs";

for (const [type, fields] of Object.entries(MESSAGES)) {
  test(`"${type}" arrives as it was made`, () => {
    assert.deepEqual(read(message(type, fields), "stop", type), { type, ...fields });
  });

  for (const name of Object.keys(fields)) {
    for (const wrong of [undefined, -1, [1], { name: "../up" }]) {
      test(`"${type}" with ${name} = ${JSON.stringify(wrong)} does not pass`, () => {
        const reason = { name: "TypeError", message: `message "${type}": field "${name}" is missing or malformed` };
        assert.throws(() => read({ type, ...fields, [name]: wrong }, type), reason);
      });
    }
  }
}

test("a part says its kind, and its further fields have the right type", () => {
  /** @param {object} part */
  const sent = (part) => read(message("output", { id: 1, parts: [part] }), "output");
  sent({ part: "stdout", text: "a" });
  sent({ part: "html", text: "a", plain: "b", display: "c", update: true });
  for (const wrong of [{ part: "a b" }, { text: 1 }, { width: "40" }, { display: 7 }, { line: "two" }])
    assert.throws(() => sent({ part: "image", text: "a", ...wrong }), /field "parts"/);
});

test("a file's name leads nowhere else", () => {
  for (const name of ["../a", "/a", "a/b", ".a", ""])
    assert.throws(
      () => read({ ...message("run", MESSAGES.run), files: [{ name, bytes: new Uint8Array() }] }, "run"),
      /"files"/,
    );
});

test("a message of another type does not pass", () => {
  for (const foreign of [null, "run", 7, {}, { type: "run" }, { type: "constructor" }])
    assert.throws(() => read(foreign, "ended", "fault"), { message: /expected a message of type ended, fault/ });
});
