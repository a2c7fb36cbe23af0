/** Finds the live cells of a page and brings them to life. */

import { LiveCell } from "./cell/cell.js";
import { config } from "./config.js";
import { readShared } from "./editor/share.js";
import { address } from "./elements/address.js";
import { isOutdated } from "./elements/outdated.js";
import { text } from "./elements/toolbar.js";
import { startOnIntent } from "./kernel/intent.js";
import { Kernel } from "./kernel/kernel.js";
import { Estimates } from "./lesson/estimate.js";
import { wakeWhenNear } from "./lesson/examples.js";
import { fetchAhead } from "./lesson/fetch_ahead.js";
import { Lesson } from "./lesson/lesson.js";
import { PageBar } from "./lesson/page_bar.js";

/**
 * The same file by its absolute address.
 * @template {{url: string}} F
 * @param {F} file
 */
const located = (file) => ({ ...file, url: address(file.url) });
const { pyodide } = config;
globalThis.liveKernel ??= new Kernel({
  worker: address(config.worker),
  python: {
    ...pyodide,
    url: address(pyodide.url),
    lock: address(pyodide.lock),
    library: located(pyodide.library),
    numpy: located(pyodide.numpy),
    decoder: address(pyodide.decoder),
    image: pyodide.image && {
      ...pyodide.image,
      url: address(pyodide.image.url),
      later: located(pyodide.image.later),
    },
  },
  datasets: config.datasets.map(located),
  packages: config.packages.map((file) => ({ ...located(file), later: file.later && located(file.later) })),
  isOutdated,
});
const kernel = globalThis.liveKernel;
const estimates = new Estimates(kernel);

/** What ends when it is left. @type {(() => void)[]} */
const leaving = [];

/** Mount every live cell of the document that is not mounted yet. */
function mount() {
  /** @type {NodeListOf<HTMLElement>} */
  const all = document.querySelectorAll("[data-cell]");
  const elements = [...all].filter(isLive);
  if (elements.length && elements.every((element) => "live" in element.dataset)) return;
  for (const end of leaving.splice(0)) end();
  document.documentElement.dataset.kernel = kernel.state;
  if (elements.length) bringToLife(elements);
  /** @type {HTMLElement|null} */
  const playground = document.querySelector(".playground");
  if (playground && !("live" in playground.dataset)) bringPlayground(playground);
}

/** The scripts of exercises come by themselves, where there are some. @param {Lesson} lesson */
async function bringExercises(lesson) {
  try {
    const { mountExercises } = await import("./lesson/exercises.js");
    if (Lesson.open === lesson) mountExercises(lesson);
  } catch (error) {
    console.warn("The exercises:", error);
  }
}

/** The Playground's scripts come by themselves, too. @param {HTMLElement} place */
async function bringPlayground(place) {
  place.dataset.live = "";
  const announce = announcer(place);
  try {
    const { mountPlayground } = await import("./playground/playground.js");
    /** @param {HTMLElement} node */
    const starts = (node) => startOnIntent(kernel, node);
    if (place.isConnected) leaving.push(mountPlayground({ kernel, startOnIntent: starts, announce }));
  } catch (error) {
    console.warn("The Playground:", error);
    place.prepend(WORDS.page.no_playground);
  }
}

/** @param {HTMLElement[]} elements the cells of the page */
function bringToLife(elements) {
  const place = /** @type {HTMLElement} */ (elements[0].parentElement);
  const announce = announcer(place);
  const here = new Lesson(kernel, estimates, announce);
  leaving.push(() => here.leave());
  /** @param {HTMLElement} element */
  const wake = (element) => here.cells.push(new LiveCell(element, here, elements.indexOf(element) + 1));
  const isReference = elements.every((element) => hasTag(element, "example"));
  const pageBar = isReference ? null : new PageBar(here);
  if (pageBar) {
    for (const element of elements) wake(element);
    if (document.querySelector("[data-exercise], [data-exercise-link]")) bringExercises(here);
    pageBar.mount(elements[0], place);
    const lab = document.querySelector("[data-lab]");
    if (lab) bringLab(lab, here);
    startsPython(document);
  } else {
    const wakeOne = (/** @type {HTMLElement} */ element) => {
      wake(element);
      startsPython(element);
    };
    leaving.push(wakeWhenNear(here, elements, wakeOne));
  }
  showShared();
  const isSlowOne = elements.some((element) => element.dataset.seconds);
  const refreshCells = () => {
    for (const cell of here.cells) cell.refresh();
  };
  const keepUp = () => {
    refreshCells();
    pageBar?.refresh();
    if (isSlowOne) estimates.measure().then((isNews) => isNews && refreshCells());
  };
  leaving.push(kernel.watch(keepUp), fetchAhead(here));
}

/** Whatever runs something in there starts Python when it is about to be pressed. @param {ParentNode} there */
function startsPython(there) {
  /** @type {NodeListOf<HTMLElement>} */
  const starters = there.querySelectorAll(".live-button--run, .live-button--all");
  for (const node of starters) startOnIntent(kernel, node);
}

/** @param {HTMLElement} element */
const isLive = (element) => !hasTag(element, "torch-only");

/** @param {HTMLElement} element @param {string} tag */
const hasTag = (element, tag) => element.dataset.tags?.split(" ").includes(tag) ?? false;

/**
 * The lab's script comes by itself; the reader may have gone on before it is here.
 * @param {Element} place @param {Lesson} of
 */
async function bringLab(place, { cells }) {
  try {
    const { mountLab } = await import("./lab/lab.js");
    /** @param {HTMLElement} node */
    const starts = (node) => startOnIntent(kernel, node);
    if (place.isConnected) leaving.push(mountLab({ kernel, cells, startOnIntent: starts }));
  } catch (error) {
    console.warn("The lab:", error);
    place.textContent = WORDS.page.no_lab;
  }
}

/** Show code that came with a link. */
async function showShared() {
  const shared = await readShared(location.hash);
  if (shared) Lesson.open?.cell(shared.cell)?.openShared(shared.source);
}

/** Says something to those who cannot see the page: screen readers hear it there. @param {HTMLElement} place */
function announcer(place) {
  const region = text("div", "live-voice");
  region.setAttribute("role", "status");
  place.append(region);
  /** @param {string} words */
  return (words) => {
    region.textContent = words;
  };
}

addEventListener("hashchange", showShared);
siteTheme.onPage(mount);
