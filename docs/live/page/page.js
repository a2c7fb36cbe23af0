/** Finds the live cells of a page and brings them to life; the only file that knows the theme. */

import { LiveCell } from "./cell/cell.js";
import { Kernel } from "./kernel/kernel.js";
import { config } from "./config.js";
import { address } from "./elements/address.js";
import { Estimates } from "./lesson/estimate.js";
import { mountExercises, runFor } from "./lesson/exercises.js";
import { LostNote } from "./lesson/lost_note.js";
import { download, notebookWith } from "./lesson/notebook.js";
import { OfflineLabel } from "./lesson/offline_label.js";
import { readShared } from "./editor/share.js";
import { bar, button, loadingText, megabytes, text } from "./elements/toolbar.js";
import { VariablesPanel } from "./lesson/variables.js";

/** How long a pointer rests on a Run button before that counts as the wish to run. */
const INTENT = 150;

/**
 * The same file by its absolute address.
 * @template {{url: string}} F
 * @param {F} file
 */
const located = (file) => ({ ...file, url: address(file.url) });
const { pyodide } = config;
globalThis.liveKernel ??= new Kernel({
  python: {
    ...pyodide,
    url: address(pyodide.url),
    lock: address(pyodide.lock),
    library: located(pyodide.library),
    numpy: located(pyodide.numpy),
    image: pyodide.image && {
      ...pyodide.image,
      url: address(pyodide.image.url),
      decoder: address(pyodide.image.decoder),
    },
  },
  datasets: config.datasets.map(located),
  packages: config.packages.map(located),
});
const kernel = globalThis.liveKernel;
const estimates = new Estimates(kernel);
/** @type {Record<import("./kernel/kernel.js").KernelState, (kernel: Kernel) => string>} */
const KERNEL_STATUS = {
  off: () => `Python starts with your first Run (${megabytes((pyodide.image ?? pyodide).bytes)})`,
  loading: ({ progress }) => (progress ? loadingText(progress) : "Starting Python"),
  ready: () => "Python is ready",
  busy: ({ progress }) => (progress ? loadingText(progress) : "Python is running"),
  dead: () => "Python is not running",
};

/** The live cells of the page that is open. @type {LiveCell[]} */
let shown = [];
/** What ends when it is left. @type {(() => void)[]} */
let leaving = [];

/** Run again what went with Python: where it can be seen, on the page that is open by then. */
const replay = () => kernel.replay((run, batch) => shown.find((cell) => cell.canShow(run))?.run(batch, run.source));

/** Mount every live cell of the document that is not mounted yet. */
function mount() {
  /** @type {NodeListOf<HTMLElement>} */
  const all = document.querySelectorAll("[data-cell]");
  const elements = [...all].filter(isLive);
  if (elements.length && elements.every((element) => "live" in element.dataset)) return;
  for (const end of leaving) end();
  /** @type {LiveCell[]} */
  const cells = [];
  [shown, leaving] = [cells, []];
  document.documentElement.dataset.kernel = kernel.state;
  if (!elements.length) return;

  const voice = liveRegion();
  /** @param {string} words */
  const announce = (words) => (voice.textContent = words);
  /** @param {LiveCell[]} chosen */
  const runCells = (chosen) => {
    const batch = {};
    for (const cell of chosen) cell.run(cell.has("raises-exception") ? undefined : batch); // it may fail
  };
  const restartAndRun = () => {
    kernel.restart();
    runCells(cells);
  };
  for (const [index, element] of elements.entries()) {
    const cell = new LiveCell(element, {
      kernel,
      number: index + 1,
      editorModule: address(config.codemirror),
      page: location.pathname,
      announce,
      estimates,
      cellsAbove: () => cells.slice(0, index).filter((cell) => !cell.has("check") && !cell.has("solution")),
      runCells,
      replay,
      onRun: (cell) => runCells(runFor(cell, cells)),
      next: () => cells[index + 1],
    });
    cells.push(cell);
    leaving.push(() => cell.leave());
  }
  mountExercises(cells, announce);
  const lab = document.querySelector("[data-lab]");
  if (lab) bringLab(lab, cells);
  const status = text("span", "live-status");
  const offline = new OfflineLabel(kernel);
  const variables = new VariablesPanel(kernel);
  const lost = new LostNote(kernel, { replay, announce });
  const stop = button("Stop", "stop", () => kernel.interrupt(), { title: "Stop what runs on another page" });
  elements[0].before(
    bar(
      "live-bar",
      "All cells of this page",
      button("Run all", "all", () => runCells(cells), { title: "Run every cell of this page" }),
      button("Restart", "restart", () => kernel.restart(), {
        title: "Start Python anew, without any variables",
      }),
      button("Restart & run all", "all", restartAndRun, {
        title: "Start Python anew, then run every cell of this page",
      }),
      button("Notebook", "save", () => saveNotebook(cells), {
        title: "Download this page as a notebook, with your edits",
      }),
      variables.opener,
      stop,
      status,
      offline.node,
    ),
    lost.node,
    variables.node,
  );
  showShared();
  const keepUp = () => {
    stop.hidden = !kernel.running || cells.some((cell) => cell.runs(kernel.running));
    status.textContent = KERNEL_STATUS[kernel.state](kernel);
    for (const cell of cells) cell.refresh();
    lost.refresh(cells.some((cell) => cell.offersReplay));
    offline.refresh();
    if (kernel.state !== "loading") variables.refresh();
    if (elements.some((element) => element.dataset.seconds))
      estimates.measure().then((isNews) => {
        if (isNews) for (const cell of cells) cell.refresh();
      });
  };
  leaving.push(kernel.watch(keepUp), fetchAhead(cells));
  /** @type {NodeListOf<HTMLElement>} */
  const starters = document.querySelectorAll(".live-button--run, .live-button--all");
  for (const node of starters) startOnIntent(node);
}

/** @param {HTMLElement} element */
function isLive(element) {
  return !element.dataset.tags?.split(" ").includes("torch-only");
}

/** @param {LiveCell[]} cells */
async function saveNotebook(cells) {
  /** @type {HTMLAnchorElement|null} */
  const link = document.querySelector('a[download][href$=".ipynb"]');
  const published = link?.href;
  const title = document.querySelector("h1")?.firstChild?.textContent?.trim() || document.title;
  const name = (published && new URL(published).pathname.split("/").at(-1)) || "notebook.ipynb";
  download(await notebookWith(published, title, cells), name);
}

/** Start Python when someone seems about to run a cell and the connection is good. @param {HTMLElement} node */
function startOnIntent(node) {
  /** @type {number|undefined} */
  let timer;
  const { saveData, effectiveType = "4g" } = navigator.connection ?? {}; // only Chromium can tell
  if (saveData || effectiveType !== "4g") return;
  const wait = () => (timer = setTimeout(() => kernel.start(), INTENT));
  const forget = () => clearTimeout(timer);
  node.addEventListener("pointerenter", wait);
  node.addEventListener("pointerleave", forget);
  node.addEventListener("focus", () => node.matches(":focus-visible") && wait());
  node.addEventListener("blur", forget);
}

/**
 * The lab's script comes by itself; the reader may have gone on before it is here.
 * @param {Element} place @param {LiveCell[]} cells
 */
async function bringLab(place, cells) {
  try {
    const { mountLab } = await import("./lab/lab.js");
    if (place.isConnected) leaving.push(mountLab({ kernel, cells, startOnIntent }));
  } catch (error) {
    console.warn("The lab:", error);
    place.textContent =
      "The lab's script did not arrive. Reload the page to try again; the cells below run all the same.";
  }
}

/** Show code that came with a link. */
async function showShared() {
  const shared = await readShared(location.hash);
  if (shared) shown.find((cell) => cell.id === shared.cell)?.openShared(shared.source);
}

/**
 * After the first run, have the browser fetch when it is idle what the page's other cells will use. Returns the function
 * that ends this.
 * @param {LiveCell[]} cells @returns {() => void}
 */
function fetchAhead(cells) {
  if (navigator.connection?.saveData) return () => {};
  const used = config.packages.filter(({ name }) => cells.some((cell) => cell.source.includes(name)));
  return kernel.watch(() => {
    if (kernel.state !== "ready" || !cells.some((cell) => cell.hasRun)) return;
    for (const { url } of used.splice(0)) intoCache(address(url));
  });
}

/** Fetch a file for later; a link would do, were it not unknown to WebKit. @param {string} url */
async function intoCache(url) {
  try {
    await (await fetch(url, { priority: "low" })).arrayBuffer();
  } catch {
    // whoever needs it fetches it again, and tells
  }
}

/** Where screen readers hear what happens to the cells. */
function liveRegion() {
  const region = text("div", "live-voice");
  region.setAttribute("role", "status");
  const place = /** @type {HTMLElement} */ (document.querySelector("[data-cell]")?.parentElement);
  place.append(region);
  return region;
}

addEventListener("hashchange", showShared);
if (globalThis.document$)
  globalThis.document$.subscribe(mount); // material: the first page, and each after it
else mount();
