// The files of a package that comes in two parts: seen at once, read when they are needed.

import "./english.mjs";
import assert from "node:assert/strict";
import { test } from "node:test";
import { archiveOf } from "./fake_archive.mjs";

const { putFiles } = await import("../../live_cells/live/worker/package_files.ts");

const FIRST = archiveOf({ "plots/line.py": "line", "later.json": '{"plots/cloud.py": 5, "plots/font.ttf": 4}' });
const SECOND = archiveOf({ "plots/cloud.py": "cloud", "plots/font.ttf": "font" });

/** Emscripten's file system, as far as it is used: files by name, whose content is read as MEMFS does it. */
class Files {
  nodes = new Map();
  ErrnoError = class extends Error {
    constructor(errno) {
      super(`error ${errno}`);
      this.errno = errno;
    }
  };
  mkdirTree() {}
  writeFile(name, contents) {
    this.nodes.set(name, { contents, usedBytes: contents.length });
  }
  lookupPath(name) {
    return { node: this.nodes.get(name) };
  }
  read(name) {
    const { contents, usedBytes } = this.nodes.get(name);
    return Buffer.from(contents.subarray(0, usedBytes)).toString();
  }
}

function putOnce(bringNow) {
  const files = new Files();
  const put = putFiles(files, "/packages", FIRST, () => bringNow(put));
  return { files, put };
}

test("all files are there at once, with their sizes, and none of the second part has to come for that", () => {
  const { files } = putOnce(() => assert.fail("it was fetched"));
  assert.equal(files.read("/packages/plots/line.py"), "line");
  assert.deepEqual(
    [...files.nodes].map(([name, { usedBytes }]) => [name, usedBytes]),
    [
      ["/packages/plots/line.py", 4],
      ["/packages/plots/cloud.py", 5],
      ["/packages/plots/font.ttf", 4],
    ],
  );
});

test("reading a file of the second part brings all of it, once", () => {
  let brought = 0;
  const { files } = putOnce((put) => {
    brought++;
    put(SECOND);
  });
  assert.equal(files.read("/packages/plots/cloud.py"), "cloud");
  assert.equal(files.read("/packages/plots/font.ttf"), "font");
  assert.equal(brought, 1);
});

test("what has come in the background is not fetched again", () => {
  const { files, put } = putOnce(() => assert.fail("it was fetched"));
  put(SECOND);
  assert.equal(files.read("/packages/plots/cloud.py"), "cloud");
});

test("a file whose part cannot come is one that cannot be read, and the next reader tries again", () => {
  let isReachable = false;
  const { files } = putOnce((put) => {
    if (!isReachable) throw new Error("no network");
    put(SECOND);
  });
  assert.throws(() => files.read("/packages/plots/cloud.py"), { errno: 29 });
  isReachable = true;
  assert.equal(files.read("/packages/plots/cloud.py"), "cloud");
});
