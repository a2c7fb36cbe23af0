/** Finds the live cells of a page and brings them to life. */

import { LiveCell } from "./cell/cell.ts";
import { config } from "./config.js";
import { readShared } from "./editor/share.ts";
import { address, isOutdated } from "./elements/files.ts";
import { sure, text } from "./elements/nodes.ts";
import { Kernel } from "./kernel/kernel.ts";
import { loadToIsolate } from "./lesson/isolation.ts";
import { Estimates, Lesson } from "./lesson/lesson.ts";
import { PageBar } from "./lesson/page_bar.ts";
import { type PagePart, pageParts } from "./page_parts.ts";

/** The same file by its absolute address. */
const located = <F extends { url: string }>(file: F) => ({ ...file, url: address(file.url) });
const { pyodide } = config;
globalThis.liveKernel ??= new Kernel({
  worker: address(config.worker),
  python: {
    ...pyodide,
    url: address(pyodide.url),
    lock: address(pyodide.lock),
    library: located(pyodide.library),
    numpy: located(pyodide.numpy),
    engine: located(pyodide.engine),
    decoder: address(pyodide.decoder),
    image: pyodide.image && {
      ...pyodide.image,
      url: address(pyodide.image.url),
      later: pyodide.image.later && located(pyodide.image.later),
      figures: pyodide.image.figures && {
        ...pyodide.image.figures,
        later: located(pyodide.image.figures.later),
      },
    },
  },
  datasets: config.datasets.map(located),
  packages: config.packages.map((file) => ({ ...located(file), later: file.later && located(file.later) })),
  isOutdated,
});
const kernel = globalThis.liveKernel;
const estimates = new Estimates(kernel);

/** Milliseconds that a pointer rests on a button before that counts as the wish to run. */
const INTENT = 150;
/** How far from what is seen examples come to life: a reader who scrolls finds them ready. */
const NEAR = "400px 0px";

/** What ends when it is left. */
const leaving: (() => void)[] = [];

/** Mount every live cell of the document that is not mounted yet. */
function mount() {
  const all = document.querySelectorAll<HTMLElement>("[data-cell]");
  const elements = [...all].filter(isLive);
  if (elements.length && elements.every((element) => "live" in element.dataset)) return;
  for (const end of leaving.splice(0)) end();
  document.documentElement.dataset.kernel = kernel.state;
  if (elements.length) bringToLife(elements);
  if (document.querySelector("[data-picture]:not([data-live])")) bringPictures();
  for (const part of pageParts) {
    const place = document.querySelector<HTMLElement>(part.selector);
    if (place && !("live" in place.dataset)) bringPart(part, place);
  }
}

/** What draws pictures comes by itself; the stills stay where it does not. */
async function bringPictures() {
  for (const { dataset } of document.querySelectorAll<HTMLElement>("[data-picture][data-file]"))
    dataset.file = new URL(dataset.file ?? "", document.baseURI).href; // while the address is this page's
  try {
    const { mountPictures } = await import("./pictures/mount.ts");
    leaving.push(mountPictures(document));
  } catch (error) {
    console.warn("The pictures:", error);
  }
}

/** A reader wants to look inside a model. */
addEventListener("look-inside", async ({ detail }) => {
  try {
    const { lookInside } = await import("./pictures/inside.ts");
    lookInside(kernel, detail);
  } catch (error) {
    console.warn("Look inside:", error);
  }
});

/** The scripts of exercises and predictions come by themselves, where there are some. */
async function bring(what: string, lesson: Lesson, arriving: Promise<(lesson: Lesson) => void>) {
  try {
    const mount = await arriving;
    if (Lesson.open === lesson) mount(lesson);
  } catch (error) {
    console.warn(`The ${what}:`, error);
  }
}

/** The scripts of the site's own parts come by themselves, too; the reader may have gone on before they are here. */
async function bringPart({ load, sorry }: PagePart, place: HTMLElement) {
  place.dataset.live = "";
  const cells = Lesson.open?.cells ?? [];
  try {
    const mountPart = await load();
    const starts = (node: HTMLElement) => startOnIntent(kernel, node);
    if (place.isConnected) leaving.push(mountPart(place, { kernel, cells, startOnIntent: starts, announcer }));
  } catch (error) {
    console.warn(sorry, error);
    place.prepend(sorry);
  }
}

/** @param elements the cells of the page */
function bringToLife(elements: HTMLElement[]) {
  const place = sure(elements[0].parentElement);
  const announce = announcer(place);
  const here = new Lesson(kernel, estimates, announce);
  leaving.push(() => here.leave());
  const wake = (element: HTMLElement) => here.cells.push(new LiveCell(element, here, elements.indexOf(element) + 1));
  const isReference = elements.every((element) => hasTag(element, "example"));
  const pageBar = isReference ? null : new PageBar(here);
  if (pageBar) {
    for (const element of elements) wake(element);
    if (document.querySelector("[data-exercise], [data-exercise-link]"))
      bring(
        "exercises",
        here,
        import("./lesson/exercises.ts").then(({ mountExercises }) => mountExercises),
      );
    if (document.querySelector("[data-prediction]"))
      bring(
        "predictions",
        here,
        import("./lesson/predictions.ts").then(({ mountPredictions }) => mountPredictions),
      );
    pageBar.mount(elements[0], place);
    startsPython(document);
  } else {
    const wakeOne = (element: HTMLElement) => {
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

/** Whatever runs something in there starts Python when it is about to be pressed. */
function startsPython(there: ParentNode) {
  const starters = there.querySelectorAll<HTMLElement>(".live-button--run, .live-button--all");
  for (const node of starters) startOnIntent(kernel, node);
}

const isLive = (element: HTMLElement) => !hasTag(element, "torch-only");

const hasTag = (element: HTMLElement, tag: string) => element.dataset.tags?.split(" ").includes(tag) ?? false;

/** Show code that came with a link. */
async function showShared() {
  const shared = await readShared(location.hash);
  if (shared) Lesson.open?.cell(shared.cell)?.openShared(shared.source);
}

/** Says something to those who cannot see the page: screen readers hear it there. */
function announcer(place: HTMLElement) {
  const region = text("div", "live-voice");
  region.setAttribute("role", "status");
  place.append(region);
  return (words: string) => {
    region.textContent = words;
  };
}

/** Start Python when someone seems about to run something and the connection is good. @param node a button that runs something */
function startOnIntent(kernel: Kernel, node: HTMLElement) {
  let timer: number | undefined;
  const { saveData, effectiveType = "4g" } = navigator.connection ?? {}; // only Chromium can tell
  if (saveData || effectiveType !== "4g") return;
  const code = () => (node.closest("[data-cell]") ?? document.querySelector(".live-cells"))?.textContent ?? "";
  const wait = () => (timer = setTimeout(() => kernel.start(code()), INTENT));
  const forget = () => clearTimeout(timer);
  node.addEventListener("pointerenter", wait);
  node.addEventListener("pointerleave", forget);
  node.addEventListener("focus", () => node.matches(":focus-visible") && wait());
  node.addEventListener("blur", forget);
}

/**
 * Wait with the examples of a reference page, each of which stands by itself, until they come near.
 * @param wake brings one to life
 * @returns ends the waiting
 */
function wakeWhenNear({ waiting }: Lesson, elements: HTMLElement[], wake: (element: HTMLElement) => void): () => void {
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries)
        if (isIntersecting) waiting.get(target.getAttribute("data-cell") ?? "")?.();
    },
    { rootMargin: NEAR },
  );
  for (const element of elements) {
    const { cell = "" } = element.dataset;
    waiting.set(cell, () => {
      waiting.delete(cell);
      near.unobserve(element);
      wake(element);
    });
    near.observe(element);
  }
  return () => near.disconnect();
}

/**
 * Have the browser fetch what the page's other cells will use. It begins after the first run, and makes way while a run
 * waits for something else.
 * @returns ends this
 */
function fetchAhead({ kernel, cells }: Lesson): () => void {
  if (navigator.connection?.saveData) return () => {};
  const used = config.packages.filter(({ name }) => cells.some((cell) => cell.source.includes(name)));
  let coming: AbortController | null = null;
  const look = async () => {
    const { state, progress, draws } = kernel;
    if (draws && used[0]?.name === "matplotlib") used.shift(); // Python has it, or has asked for it
    if (progress && progress.name !== used[0]?.name) coming?.abort();
    if (coming || !used.length || state !== "ready" || !cells.some((cell) => cell.hasRun)) return;
    coming = new AbortController();
    const { signal } = coming;
    await intoCache(address(used[0].url), signal);
    if (!signal.aborted) kernel.preload(sure(used.shift()).name);
    coming = null;
    look();
  };
  const end = kernel.watch(look);
  return () => {
    end();
    used.splice(1); // no more after the one that is on its way
  };
}

/** Fetch a file for later; a link would do, were it not unknown to WebKit. */
async function intoCache(url: string, signal: AbortSignal) {
  try {
    await (await fetch(url, { priority: "low", signal })).arrayBuffer();
  } catch {
    // whoever needs it fetches it again, and tells
  }
}

addEventListener("hashchange", showShared);
loadToIsolate(kernel);
siteTheme.onPage(mount);
