/** Finds the live cells of a page and mounts them. */

import { fill, reasonOf } from "../phrases.ts";
import { LiveCell } from "./cell/cell.ts";
import { config } from "./config.js";
import { readShared } from "./editor/share.ts";
import { address, isOutdated } from "./elements/files.ts";
import { button, required, text } from "./elements/nodes.ts";
import { Kernel } from "./kernel/kernel.ts";
import { loadToIsolate } from "./lesson/isolation.ts";
import { Estimates, Lesson } from "./lesson/lesson.ts";
import { PageBar } from "./lesson/page_bar.ts";
import { type PagePart, pageParts } from "./page_parts.ts";
import { mountWhenNear as mountPicturesWhenNear } from "./pictures/when_near.ts";

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

pageParts.push({
  selector: "[data-own-page]",
  load: async () => (await import("./own_page/own_page.ts")).mountOwnPage,
  sorry: WORDS.own_page.sorry,
});

/** Milliseconds that a pointer rests on a button before Python starts for it. */
const INTENT = 150;
/** How far from the screen examples are mounted: a reader who scrolls finds them ready. */
const NEAR = "400px 0px";

/** Called when the reader leaves the page. */
const cleanups: (() => void)[] = [];

/** Mount every live cell of the document that is not mounted yet. */
function mount() {
  const all = document.querySelectorAll<HTMLElement>("[data-cell]");
  const elements = [...all].filter(isLive);
  if (elements.length && elements.every((element) => "live" in element.dataset)) return;
  for (const cleanUp of cleanups.splice(0)) cleanUp();
  document.documentElement.dataset.kernel = kernel.state;
  if (elements.length) mountCells(elements);
  mountPictures();
  for (const part of pageParts) {
    const place = document.querySelector<HTMLElement>(part.selector);
    if (place && !("live" in place.dataset)) loadPart(part, place);
  }
}

/** Draw the pictures of the page as they come near the screen. */
function mountPictures() {
  const elements = [...document.querySelectorAll<HTMLElement>("[data-picture]:not([data-live])")];
  for (const { dataset } of elements) if (dataset.file) dataset.file = new URL(dataset.file, document.baseURI).href; // while the page's address is the base
  if (elements.length) cleanups.push(mountPicturesWhenNear(elements));
}

/** A button *Look inside* was pressed. */
addEventListener("look-inside", async ({ detail }) => {
  try {
    const { lookInside } = await import("./pictures/inside.ts");
    lookInside(kernel, detail);
  } catch (error) {
    console.warn("Look inside:", error);
  }
});

/** A pointer or the focus comes to the output of a cell that has run: its numbers are links. */
for (const event of ["pointerover", "focusin"]) addEventListener(event, openOrigins);

const offersOrigins = config.datasets.some(({ name }) => name === "provenance");

async function openOrigins({ target }: Event) {
  // that of a prediction lies deeper
  const output = ':is([data-state="done"], [data-state="failed"]) :is([data-output], .cell-bar)';
  const region = target instanceof Element && offersOrigins && target.closest<HTMLElement>(output);
  if (!region || !Lesson.open) return;
  for (const event of ["pointerover", "focusin"]) removeEventListener(event, openOrigins);
  try {
    const { mountOrigins } = await import("./origins/mount.ts");
    mountOrigins(kernel, () => Lesson.open, region);
  } catch (error) {
    console.warn("Where numbers come from:", error);
  }
}

/** A call was chosen in a picture: the line that made it lights. */
addEventListener("code-line", ({ detail: { cell, line, isShown } }) => {
  Lesson.open?.cells.find(({ id }) => id === cell)?.light(line, isShown);
});

/** Load the script of exercises or predictions. The reader may have gone on to another page before it is here. */
async function load(what: string, lesson: Lesson, script: Promise<(lesson: Lesson) => void>) {
  try {
    const mount = await script;
    if (Lesson.open === lesson) mount(lesson);
  } catch (error) {
    console.warn(`The ${what}:`, error);
  }
}

/** The same for the site's own parts. */
async function loadPart({ load, sorry }: PagePart, place: HTMLElement) {
  place.dataset.live = "";
  const cells = Lesson.open?.cells ?? [];
  try {
    const mountPart = await load();
    const starts = (node: HTMLElement) => startOnIntent(kernel, node);
    if (place.isConnected) cleanups.push(mountPart(place, { kernel, cells, startOnIntent: starts, announcer }));
  } catch (error) {
    console.warn(sorry, error);
    place.prepend(sorry);
  }
}

/** @param elements the cells of the page */
function mountCells(elements: HTMLElement[]) {
  const place = required(elements[0].parentElement);
  const announce = announcer(place);
  const lesson = new Lesson(kernel, estimates, announce);
  cleanups.push(() => lesson.leave());
  const mountCell = (element: HTMLElement) =>
    lesson.cells.push(new LiveCell(element, lesson, elements.indexOf(element) + 1));
  const isReference = elements.every((element) => hasTag(element, "example"));
  const pageBar = isReference ? null : new PageBar(lesson);
  if (pageBar) {
    for (const element of elements) mountCell(element);
    if (document.querySelector("[data-exercise], [data-exercise-link]"))
      load(
        "exercises",
        lesson,
        import("./lesson/exercises.ts").then(({ mountExercises }) => mountExercises),
      );
    if (document.querySelector("[data-prediction]"))
      load(
        "predictions",
        lesson,
        import("./lesson/predictions.ts").then(({ mountPredictions }) => mountPredictions),
      );
    pageBar.mount(elements[0], place);
    if (document.querySelector("[data-own-page-link]")) pageBar.add(goOnButton(lesson, pageBar));
    if (elements.some((element) => hasTag(element, "autorun")))
      import("./lesson/auto_start.ts").then(({ autoStart, autoStartButton }) => {
        if (Lesson.open !== lesson) return;
        cleanups.push(autoStart(lesson));
        pageBar.add(autoStartButton());
      });
    startsPython(document);
  } else {
    const mountExample = (element: HTMLElement) => {
      mountCell(element);
      startsPython(element);
    };
    cleanups.push(mountWhenNear(lesson, elements, mountExample));
  }
  showShared();
  const isAnySlow = elements.some((element) => element.dataset.seconds);
  const refreshCells = () => {
    for (const cell of lesson.cells) cell.refresh();
  };
  const refresh = () => {
    refreshCells();
    pageBar?.refresh();
    if (isAnySlow) estimates.measure().then((isNew) => isNew && refreshCells());
  };
  cleanups.push(kernel.watch(refresh), prefetch(lesson));
}

/** Takes the page's code to a page of the reader's own. */
function goOnButton(lesson: Lesson, bar: PageBar) {
  const goOn = async () => {
    bar.say("");
    try {
      const { goOnWithCells } = await import("./own_page/going_on.ts");
      await goOnWithCells(lesson);
    } catch (error) {
      bar.say(fill(WORDS.own_page.not_copied, { reason: reasonOf(error) }));
    }
  };
  return button(WORDS.own_page.go_on, "edit", goOn, { title: WORDS.own_page.go_on_title });
}

/** Start Python when a button that runs cells is about to be pressed, or code is written. */
function startsPython(parent: ParentNode) {
  const starters = parent.querySelectorAll<HTMLElement>(".live-button--run, .live-button--all, .cell > .highlight");
  for (const node of starters) startOnIntent(kernel, node);
}

const isLive = (element: HTMLElement) => !hasTag(element, "torch-only");

const hasTag = (element: HTMLElement, tag: string) => element.dataset.tags?.split(" ").includes(tag) ?? false;

/** Show code that came with a link. */
async function showShared() {
  const shared = await readShared(location.hash);
  if (shared) Lesson.open?.cell(shared.cell)?.openShared(shared.source);
}

/** Makes a region for screen readers; what it returns announces words there. */
function announcer(place: HTMLElement) {
  const region = text("div", "live-voice");
  region.setAttribute("role", "status");
  place.append(region);
  return (words: string) => {
    region.textContent = words;
  };
}

/** Start Python when a button seems about to be pressed, or code is written, if the connection is good. */
function startOnIntent(kernel: Kernel, node: HTMLElement) {
  let timer: number | undefined;
  const { saveData, effectiveType = "4g" } = navigator.connection ?? {}; // Chromium only
  if (saveData || effectiveType !== "4g") return;
  const code = () => (node.closest("[data-cell]") ?? document.querySelector(".live-cells"))?.textContent ?? "";
  const wait = () => (timer = setTimeout(() => kernel.start(code()), INTENT));
  const cancel = () => clearTimeout(timer);
  if (!(node instanceof HTMLButtonElement))
    return node.addEventListener("beforeinput", () => afterPaint(() => kernel.start(code())), { once: true });
  node.addEventListener("pointerenter", wait);
  node.addEventListener("pointerleave", cancel);
  node.addEventListener("focus", () => node.matches(":focus-visible") && wait());
  node.addEventListener("blur", cancel);
}

/** Once the next frame is on the screen: what is typed is seen first. */
const afterPaint = (then: () => void) => requestAnimationFrame(() => setTimeout(then));

/**
 * Mount the examples of a reference page, of which there may be hundreds, as they come near the screen.
 * @param mountExample mounts one
 * @returns ends the waiting
 */
function mountWhenNear({ unmounted }: Lesson, elements: HTMLElement[], mountExample: (element: HTMLElement) => void) {
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries)
        if (isIntersecting) unmounted.get(target.getAttribute("data-cell") ?? "")?.();
    },
    { rootMargin: NEAR },
  );
  for (const element of elements) {
    const { cell = "" } = element.dataset;
    unmounted.set(cell, () => {
      unmounted.delete(cell);
      near.unobserve(element);
      mountExample(element);
    });
    near.observe(element);
  }
  return () => near.disconnect();
}

/** Packages that most pages with figures use. All others come when a cell first imports them, and never before. */
const PREFETCHED = new Set(["matplotlib", "tqdm"]);

/**
 * Fetch packages that the page's other cells will use. It begins after the first run, and is aborted while a run waits for
 * something else.
 * @returns ends it
 */
function prefetch({ kernel, cells }: Lesson): () => void {
  if (navigator.connection?.saveData) return () => {};
  const ours = config.packages.filter(({ name }) => PREFETCHED.has(name));
  const used = ours.filter(({ name }) => cells.some((cell) => cell.source.includes(name)));
  let pending: AbortController | null = null;
  const isHere = (name: string) => cells.some((cell) => cell.hasRun && cell.source.includes(name));
  const fetchNext = async () => {
    const { state, progress, draws } = kernel;
    if (draws && used[0]?.name === "matplotlib") used.shift(); // loaded, or loading
    while (!pending && used[0] && isHere(used[0].name)) used.shift(); // a run has fetched it
    if (progress && progress.name !== used[0]?.name) pending?.abort();
    if (pending || !used.length || state !== "ready" || !cells.some((cell) => cell.hasRun)) return;
    pending = new AbortController();
    const { signal } = pending;
    await intoCache(address(used[0].url), signal);
    if (!signal.aborted) kernel.preload(required(used.shift()).name);
    pending = null;
    fetchNext();
  };
  const end = kernel.watch(fetchNext);
  return () => {
    end();
    used.splice(1); // none after the one that is being fetched
  };
}

/** Fetch a file into the browser's cache. WebKit does not know `<link rel="prefetch">`. */
async function intoCache(url: string, signal: AbortSignal) {
  try {
    await (await fetch(url, { priority: "low", signal })).arrayBuffer();
  } catch {
    // a run that needs the file fetches it again, and reports why it cannot
  }
}

addEventListener("hashchange", showShared);
loadToIsolate(kernel);
siteTheme.onPage(mount);
