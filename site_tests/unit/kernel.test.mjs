// The kernel's queue, its replay, and its ways to stop and to die: random sequences of all that can happen, in any order.

import "./english.mjs";
import assert from "node:assert/strict";
import { test } from "node:test";
import { SEED, dice } from "./dice.mjs";
import { WAYS_TO_DIE, letTimePass, settle, workers } from "./fake_python.mjs";
import { Kernel } from "../../live_cells/live/page/kernel/kernel.ts";

const PROGRAMS = 1000;
const STEPS = 60;
const PAGES = ["/one/", "/two/"];
const DOWNLOAD = { name: "", url: "", bytes: 1, sha256: "" };
const CONFIG = {
  worker: "worker.js",
  python: {
    url: "",
    lock: "",
    packages: [],
    bytes: 1,
    library: DOWNLOAD,
    numpy: DOWNLOAD,
    engine: DOWNLOAD,
    decoder: "",
    files: [],
    image: null,
  },
  datasets: [],
  packages: [],
};

const alive = () => workers.filter((worker) => worker.isAlive);
const oneOf = (things, random) => things[Math.floor(random() * things.length)];

/** A reader with two pages, and a record of what must not be lost. */
class Session {
  kernel = new Kernel(CONFIG);
  page = PAGES[0];
  jobs = [];
  /** What was done, by its code, and neither let go nor given up by a restart. */
  owned = new Set();
  /** The runs that were wished to stop. */
  wished = new Set();
  trace = [];

  /** The one that runs cells; a second one may be about to follow it. */
  get python() {
    return alive()[0] ?? workers.at(-1);
  }

  run(source, { batch, fleeting, byControl, page = this.page, cell = "a" } = {}) {
    const { promise, resolve } = Promise.withResolvers();
    const job = { page, cell, source, batch, fleeting, byControl, starts: 0, ends: [], parts: [] };
    job.onStart = () => assert.equal(++job.starts, 1, "started once");
    job.onPrompt = () => this.kernel.reply("a line");
    job.onParts = (parts) => {
      assert.equal(job.ends.length, 0, "no output after the end");
      for (const { text, ours } of parts) assert.ok(ours || text === source, `${source} shows the output of ${text}`);
      job.parts.push(...parts);
    };
    job.onEnd = (end) => {
      job.ends.push(end);
      if (end.outcome === "done" && !fleeting) this.owned.add(source);
      resolve(end.outcome);
    };
    this.jobs.push(job);
    this.kernel.enqueue(job);
    return promise;
  }

  /** As a page does: what belongs to the page that is open runs where it can be seen. */
  runAgain = ({ page, cell, source }, batch) =>
    page === this.page ? this.run(source, { page, cell, batch }) : undefined;

  check() {
    const { kernel, jobs } = this;
    for (const { source, ends, parts } of jobs) {
      assert.ok(ends.length <= 1, `${source} ended ${ends.length} times`);
      const said = ends[0]?.note || parts.some(({ part }) => part === "error");
      if (ends.length && ends[0].outcome !== "done") assert.ok(said, `${source} ended, and nobody said why`);
    }
    for (const batch of new Set(jobs.map(({ batch }) => batch ?? {}))) {
      const mine = jobs.filter((job) => job.batch === batch);
      const broken = mine.findIndex(({ starts, ends }) => starts && ends.length && ends[0].outcome !== "done");
      const after = broken < 0 ? [] : mine.slice(broken + 1);
      assert.ok(!after.some(({ starts }) => starts), "a broken batch goes on");
    }
    assert.equal(document.documentElement.dataset.kernel, kernel.state);
    assert.equal(kernel.running !== null, kernel.state === "busy");
    assert.ok(alive().length <= (kernel.running ? 2 : 1), "one Python at a time, and one to follow it after a stop");
    const offered = kernel.lost.runs.map(({ source }) => source);
    assert.equal(new Set(offered).size, offered.length, "nothing is offered twice");
    for (const source of offered) assert.ok(this.owned.has(source), `${source} is offered, but was given up`);
    if (offered.length) assert.notEqual(kernel.lost.why, "");
  }

  /** When all is quiet: every job has ended, and what was done is there, or is offered to be run again. */
  checkAtRest() {
    this.check();
    assert.ok(alive().length <= 1, "one Python at rest");
    const { kernel, python, jobs } = this;
    for (const job of jobs) assert.equal(job.ends.length, 1, `${job.source} never ended`);
    const here = new Set(python?.isAlive ? python.done : []);
    const offered = new Set(kernel.lost.runs.map(({ source }) => source));
    for (const source of this.owned)
      assert.ok(here.has(source) || offered.has(source), `${source} is lost without a word`);
  }
}

let lastId = 0;

/** What a reader, and Python, can do. */
const ACTIONS = {
  run: (session) => void session.run(`code ${++lastId}`, { cell: `cell ${lastId % 3}` }),
  runFleeting: (session) => void session.run(`fleeting ${++lastId}`, { fleeting: true }),
  runBatch(session) {
    const batch = {};
    for (let i = 0; i < 3; i++) session.run(`code ${++lastId}`, { batch, cell: `cell ${i}` });
  },
  runTogether(session) {
    const batch = { together: true, notRun: (dropped, cause) => `${dropped.source} comes after ${cause.source}` };
    for (let i = 0; i < 3; i++) session.run(`code ${++lastId}`, { batch, cell: `cell ${i}` });
  },
  stopJob(session, random) {
    const open = session.jobs.filter((job) => !job.ends.length);
    const job = oneOf(open, random);
    if (!job) return;
    const stopsAll = job.batch?.together && job.batch === session.kernel.running?.batch;
    if (stopsAll || !session.kernel.placeOf(job)) session.wished.add(session.kernel.running);
    session.kernel.stop(job);
  },
  interrupt(session) {
    session.wished.add(session.kernel.running);
    session.kernel.interrupt();
  },
  restart(session) {
    session.kernel.restart();
    session.owned.clear();
  },
  replay: ({ kernel, runAgain }) => void kernel.replay(runAgain),
  letGo(session) {
    for (const { source } of session.kernel.lost.runs) session.owned.delete(source);
    session.kernel.dismissLost();
  },
  turnPage: (session) => (session.page = PAGES[1 - PAGES.indexOf(session.page)]),
  ask: ({ kernel }) => void kernel.ask("speed"),
  start: ({ kernel }) => kernel.start(),
  timePasses({ kernel, wished, jobs }) {
    const { generation, running } = kernel;
    letTimePass();
    const isUnseen = !jobs.includes(running); // such a run is stopped when it asks for a line
    if (kernel.generation !== generation) assert.ok(isUnseen || wished.has(running), "Python went for no reason");
  },
  boots(_, random) {
    const python = oneOf(alive(), random);
    if (python && !python.isReady && !python.hasMail) python.becomeReady();
  },
  hears(_, random) {
    const python = oneOf(alive(), random);
    if (python?.hasMail) python.takeMail(random() < 0.5);
  },
  prints: ({ python }, random) => python?.current && python.print(random() < 0.5),
  asksForLine: ({ python }) => python?.current && python.askForLine(),
  isDone: ({ python }) => python?.current && python.finish("done"),
  fails: ({ python }) => python?.current && python.finish("failed"),
  dies: (_, random) => oneOf(alive(), random)?.die(oneOf(WAYS_TO_DIE, random)),
};
const OFTEN = ["run", "hears", "hears", "hears", "isDone", "isDone", "boots", "boots", "timePasses"];
const NAMES = [...Object.keys(ACTIONS), ...OFTEN, ...OFTEN, ...OFTEN];

/** Let everything come to its end, in the best of ways. */
async function comeToRest(session) {
  for (let quiet = 0; quiet < 3; ) {
    quiet += 1;
    for (const name of ["hears", "boots", "isDone", "timePasses"]) {
      const { python } = session;
      if (python?.isAlive && (python.hasMail || !python.isReady || python.current)) quiet = 0;
      ACTIONS[name](session, () => 0);
      await settle();
    }
  }
}

async function play(seed) {
  const random = dice(seed);
  workers.length = 0;
  document.documentElement.dataset.kernel = "off";
  const session = new Session();
  try {
    for (let step = 0; step < STEPS; step++) {
      const name = oneOf(NAMES, random);
      session.trace.push(name);
      ACTIONS[name](session, random);
      if (random() < 0.8) await settle(); // else two things happen at once
      session.check();
    }
    session.trace.push("comes to rest");
    await comeToRest(session);
    session.checkAtRest();
  } catch (error) {
    error.message += `\n(SEQLITE_FUZZ_SEED=${seed}: ${session.trace.join(", ")})`;
    throw error;
  }
}

/** A session whose Python is there. */
async function begun() {
  workers.length = 0;
  const session = new Session();
  session.kernel.start();
  await comeToRest(session);
  return session;
}

/** A session in which these have run, on the page that was open, before Python died of itself. */
async function bereft(...sources) {
  const session = await begun();
  for (const source of sources) session.run(source, { cell: source });
  await comeToRest(session);
  session.python.die("fault");
  await settle();
  return session;
}

const sourcesOf = (runs) => runs.map(({ source }) => source);

test("of all that a dragged control has run, the last counts", async () => {
  workers.length = 0;
  const session = new Session();
  session.run("n = 0", { cell: "a" });
  for (const source of ["n = 1", "n = 2", "n = 3"]) {
    session.run(source, { cell: "a", byControl: true });
    await comeToRest(session);
  }
  session.run("n = 4", { cell: "b", byControl: true });
  await comeToRest(session);
  session.python.die("fault");
  await settle();
  assert.deepEqual(sourcesOf(session.kernel.lost.runs), ["n = 0", "n = 3", "n = 4"]);
});

test("a run that waits for Python goes before what a page asks of it", async () => {
  workers.length = 0;
  const session = new Session();
  const doneAtAnswer = [];
  session.kernel.watch(async ({ state }) => {
    if (state === "ready" && (await session.kernel.ask("speed"))) doneAtAnswer.push([...session.python.done]);
  });
  session.run("first");
  await comeToRest(session);
  assert.deepEqual(doneAtAnswer[0], ["first"]);
});

test("a Python that dies idle is replaced, and what had run is offered", async () => {
  const { kernel } = await bereft("first", "second");
  assert.equal(kernel.state, "loading");
  assert.deepEqual(sourcesOf(kernel.lost.runs), ["first", "second"]);
  assert.match(kernel.lost.why, /Python stopped working: it crashed/);
});

test("what had run runs again in its order, before anything else does", async () => {
  const session = await bereft("first", "second");
  session.kernel.replay(session.runAgain);
  session.run("third");
  await comeToRest(session);
  assert.deepEqual(session.python.done, ["first", "second", "third"]);
  assert.deepEqual(session.kernel.lost.runs, []);
});

test("a cell of another page runs again unseen, and its error is told", async () => {
  const session = await bereft("first", "second");
  ACTIONS.turnPage(session);
  session.kernel.replay(session.runAgain);
  for (const name of ["hears", "boots", "hears", "isDone", "hears", "fails"]) {
    ACTIONS[name](session, () => 0);
    await settle();
  }
  assert.deepEqual(sourcesOf(session.kernel.lost.runs), ["second"]);
  assert.match(session.kernel.lost.why, /A cell on another page ended with “second”/);
});

test("what has run by hand again is not offered any more", async () => {
  const session = await bereft("first", "second");
  for (const source of ["first", "second"]) {
    assert.notDeepEqual(session.kernel.lost.runs, []);
    session.run(source, { cell: source });
    await comeToRest(session);
  }
  assert.deepEqual(session.kernel.lost.runs, []);
});

for (const way of ["interrupt", "restart"])
  for (const boots of [false, true])
    test(`a run that follows another's end comes after ${way}, Python ${boots ? "running" : "loading"}`, async () => {
      workers.length = 0;
      const session = new Session();
      session.run("first");
      const { onEnd } = session.jobs[0];
      session.jobs[0].onEnd = (end) => {
        onEnd(end);
        session.run("second");
      };
      await settle();
      for (const name of boots ? ["hears", "boots", "hears"] : []) {
        ACTIONS[name](session, () => 0);
        await settle();
      }
      session.kernel[way]();
      await comeToRest(session);
      assert.equal(session.jobs[1].ends[0].outcome, "done");
    });

for (const outcome of ["done", "failed"])
  test(`what a run's end asks for waits its turn: ${outcome}`, async () => {
    workers.length = 0;
    const session = new Session();
    const batch = {};
    session.run("first", { batch });
    session.run("second", { batch });
    const { onEnd } = session.jobs[0];
    session.jobs[0].onEnd = (end) => {
      onEnd(end);
      session.run("asked for");
    };
    for (const name of ["hears", "boots", "hears", outcome === "done" ? "isDone" : "fails"]) {
      ACTIONS[name](session, () => 0);
      await settle();
    }
    const next = outcome === "done" ? "second" : "asked for";
    assert.deepEqual([session.kernel.running.source, session.kernel.state], [next, "busy"]);
    await comeToRest(session);
    const ends = session.jobs.map(({ source, ends }) => [source, ends[0].outcome]);
    const second = outcome === "done" ? "done" : "stopped";
    assert.deepEqual(ends, [
      ["first", outcome],
      ["second", second],
      ["asked for", "done"],
    ]);
  });

for (const way of ["fails", "interrupt", "stop the last"])
  test(`runs that belong together end together, and say after which: ${way}`, async () => {
    const session = await begun();
    const { kernel, jobs } = session;
    const batch = {
      together: true,
      notRun: ({ source }, cause, outcome) => (source === "check" ? `${cause.source}: ${outcome}` : undefined),
    };
    for (const source of ["above", "answer", "check"]) session.run(source, { batch });
    session.run("another");
    ACTIONS.hears(session, () => 0);
    await settle();
    if (way === "fails") ACTIONS.fails(session);
    else if (way === "interrupt") kernel.interrupt();
    else kernel.stop(jobs[2]);
    await comeToRest(session);
    const outcome = way === "fails" ? "failed" : "stopped";
    assert.match(jobs[1].ends[0].note, /the cell before it in the queue did not finish/);
    assert.equal(jobs[2].ends[0].note, `above: ${outcome}`);
    assert.equal(jobs[3].ends[0].outcome, way === "fails" ? "done" : "stopped");
  });

test("to take back one of those that belong together, before any runs, is to take back all", async () => {
  const session = await begun();
  const batch = { together: true };
  session.run("first");
  for (const source of ["answer", "check"]) session.run(source, { batch });
  session.kernel.stop(session.jobs[2]);
  await comeToRest(session);
  assert.deepEqual(
    session.jobs.map(({ ends }) => ends[0].outcome),
    ["done", "stopped", "stopped"],
  );
});

test("a start that fails is told in the first cell that waits", async () => {
  workers.length = 0;
  const session = new Session();
  session.run("first");
  session.run("second");
  session.python.die("fault");
  await settle();
  const [first, second] = session.jobs;
  assert.match(first.parts[0].text, /Python could not be started: it crashed/);
  assert.deepEqual([first.ends[0].outcome, second.ends[0].outcome], ["failed", "stopped"]);
  assert.equal(session.kernel.state, "dead");
});

test("a worker that never says a word is given up, and only such a one", async () => {
  workers.length = 0;
  const session = new Session();
  session.run("first");
  letTimePass(60_000);
  await settle();
  assert.match(session.jobs[0].parts[0].text, /Python could not be started: it was ended/);
  assert.equal(session.kernel.state, "dead");
  session.run("second");
  await comeToRest(session);
  letTimePass(60_000);
  assert.equal(session.jobs[1].ends[0].outcome, "done");
  assert.equal(session.kernel.state, "ready");
});

test("a start that fails in several ways asks once whether the site has been updated", async () => {
  workers.length = 0;
  let asked = 0;
  const isOutdated = async () => Boolean(++asked);
  const kernel = new Kernel({ ...CONFIG, isOutdated });
  kernel.start();
  const [python] = workers;
  for (const way of WAYS_TO_DIE) python.die(way);
  await settle();
  assert.equal(asked, 1);
  assert.equal(kernel.state, "dead");
});

test("the reader's files are in every Python, before its first run", async () => {
  workers.length = 0;
  const session = new Session();
  const file = { name: "mine.csv", bytes: new Uint8Array(3) };
  session.kernel.put(file);
  session.run("first");
  await comeToRest(session);
  assert.deepEqual(session.python.files, ["mine.csv"]);
  session.kernel.restart();
  session.run("second");
  await comeToRest(session);
  session.kernel.put({ ...file, name: "more.csv" });
  session.run("third");
  await comeToRest(session);
  assert.deepEqual(session.python.files, ["mine.csv", "more.csv"]);
  assert.equal(workers.length, 2);
});

test(`random sessions, from SEQLITE_FUZZ_SEED=${SEED} on`, async () => {
  for (let seed = SEED; seed < SEED + PROGRAMS; seed++) await play(seed);
});
