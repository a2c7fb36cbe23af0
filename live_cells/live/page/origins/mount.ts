/**
 * Numbers in the output of cells that have run are links to where they come from. It is loaded when a pointer or the
 * focus first comes to such an output. Nothing of the output is changed: a number is found below the pointer.
 */

import { fill, reasonOf } from "../../phrases.ts";
import type { LiveCell } from "../cell/cell.ts";
import { addStyle } from "../elements/late_style.ts";
import { button } from "../elements/nodes.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Lesson } from "../lesson/lesson.ts";
import { type ChosenNumber, NUMBER_CHOSEN, chosenIn } from "../pictures/chosen_number.ts";
import { type Level, openInPicture, openNumber, record } from "./ask.ts";
import { lightModule } from "./lit_picture.ts";
import { frameOf, mark, unmark } from "./marks.ts";
import { type Spot, type TextBlock, blocksOf, documentsIn, rangeOf, spotAt, spotsOf } from "./output_text.ts";
import { Panel } from "./panel.ts";
import { offerNumbers, shortOf } from "./picture_buttons.ts";
import { STYLE } from "./style.ts";
import { walkNumbers } from "./walker.ts";
import { whyNot } from "./words.ts";

const SAID = WORDS.origins;
/** A picture in which a number was chosen before its cell was done. */
const CHOSEN_ALONE = ".picture-live[data-number]:not([data-number=''], :has(> .origin-chosen))";
const DONE = '[data-cell][data-state="done"], [data-cell][data-state="failed"]';

/** @param lesson that of the page that is open */
export function mountOrigins(kernel: Kernel, lesson: () => Lesson | null, region: HTMLElement) {
  addStyle(STYLE);
  const numbers = new Numbers(kernel, lesson);
  numbers.listen(document);
  document.addEventListener("focusin", ({ target }) => target instanceof Element && numbers.offer(target));
  document.addEventListener("pointerover", ({ target }) => target instanceof Element && numbers.offer(target));
  document.addEventListener(
    NUMBER_CHOSEN,
    ({ target }) => target instanceof HTMLElement && numbers.offerChosen(target),
  );
  document.addEventListener("keydown", (event) => numbers.press(event));
  for (const picture of document.querySelectorAll<HTMLElement>("[data-number]")) numbers.offerChosen(picture);
  numbers.offer(region);
}

class Numbers {
  #kernel;
  #lesson;
  #heard = new WeakSet<Document>();
  #pointed: HTMLElement | null = null;

  constructor(kernel: Kernel, lesson: () => Lesson | null) {
    this.#kernel = kernel;
    this.#lesson = lesson;
  }

  /** @param home the page, or a frame of an output: what happens there does not reach the page */
  listen(home: Document) {
    if (this.#heard.has(home)) return;
    this.#heard.add(home);
    home.addEventListener("pointermove", (event) => this.point(event));
    home.addEventListener("click", (event) => this.click(event));
  }

  /** Put a button beside those of the output: it makes the numbers walkable by arrows. Pictures get theirs, too. */
  offer(target: Element) {
    const cell = target.closest<HTMLElement>(DONE);
    const tools = cell?.querySelector(".cell-bar .live-menu-items");
    const region = cell?.querySelector<HTMLElement>("[data-output]");
    for (const home of region ? documentsIn(region) : []) this.listen(home);
    for (const picture of region?.querySelectorAll<HTMLElement>(CHOSEN_ALONE) ?? []) this.offerChosen(picture);
    if (!region || !tools || cell?.querySelector(".live-button--origin") || !this.#cellOf(region)) return;
    if (region.querySelector('[data-part="picture"]') && !spotsOf(blocksOf(region)).length) return;
    tools.prepend(button(SAID.button, "origin", () => this.walk(region), { title: SAID.button_title }));
  }

  /** Put buttons below a picture: they open the numbers that are chosen there. */
  offerChosen(picture: HTMLElement) {
    if (this.#regionOf(picture)) offerNumbers(picture, (number) => this.#openChosen(picture, number));
  }

  /** Enter opens what is chosen in a picture, unless the picture has another use for it. */
  press(event: KeyboardEvent) {
    const { key, target, defaultPrevented } = event;
    const isHere = key === "Enter" && !defaultPrevented && target instanceof Element;
    if (!isHere || target.matches("button, a, summary, select")) return;
    const picture = target.closest<HTMLElement>(".picture-live[data-number]");
    const [number] = picture ? chosenIn(picture) : [];
    if (picture && number) this.#openChosen(picture, number);
  }

  /** Underline the number below the pointer. */
  point(event: PointerEvent) {
    const found = event.pointerType === "touch" ? null : this.#numberAt(event);
    if (found) this.#mark(found.region, found.blocks, found.spot);
    else this.#unmark();
  }

  click(event: MouseEvent) {
    const found = this.#numberAt(event);
    if (found && found.home.getSelection()?.isCollapsed !== false) this.#open(found.region, found.blocks, found.spot);
  }

  #numberAt({ target, clientX: x, clientY: y }: MouseEvent) {
    const home = (target as Node | null)?.ownerDocument ?? document;
    const element = frameOf(home) ?? target;
    const region = element instanceof Element ? this.#regionOf(element) : null;
    if (!region) return null;
    const blocks = blocksOf(region);
    const spot = spotAt(blocks, x, y, home);
    return spot ? { home, region, blocks, spot } : null;
  }

  /** Walk from number to number of an output. */
  walk(region: HTMLElement) {
    const blocks = blocksOf(region);
    const spots = spotsOf(blocks);
    walkNumbers(region, {
      numbers: spots.map((spot) => textOf(blocks, spot)),
      show: (at) => {
        this.#mark(region, blocks, spots[at]);
        rangeOf(blocks, spots[at]).startContainer.parentElement?.scrollIntoView({ block: "nearest" });
      },
      open: (at) => this.#open(region, blocks, spots[at]),
      leave: () => this.#unmark(),
      cancel: () => askerOf(region)?.focus(),
    });
  }

  #open(region: HTMLElement, blocks: TextBlock[], spot: Spot) {
    return this.#show(
      region,
      textOf(blocks, spot),
      () => askerOf(region),
      () => openNumber(this.#kernel, spot.block, spot.start),
    );
  }

  #openChosen(picture: HTMLElement, chosen: ChosenNumber) {
    const region = this.#regionOf(picture);
    if (!region) return;
    const number = [...region.querySelectorAll('[data-part="picture"]')].findIndex((part) => part.contains(picture));
    const from = document.activeElement;
    const back = () => (from instanceof HTMLElement || from instanceof SVGElement ? from : null);
    return this.#show(region, shortOf(chosen.value), back, () => openInPicture(this.#kernel, number, chosen));
  }

  /**
   * @param back what gets the focus when the panel is closed
   * @param first asks for the first level
   */
  async #show(
    region: HTMLElement,
    number: string,
    back: () => HTMLElement | SVGElement | null | undefined,
    first: () => Promise<Level>,
  ) {
    const cell = this.#cellOf(region);
    const lesson = this.#lesson();
    if (!cell || !lesson) return;
    for (const old of document.querySelectorAll(".origin-panel")) old.remove();
    const panel = new Panel({
      kernel: this.#kernel,
      light: (id, line) => lesson.cells.find((one) => one.id === id)?.light(line),
      place: (id, line) => placeOf(lesson, cell, id, line),
      lineNumber: (id, line) => lesson.cells.find((one) => one.id === id)?.lineNumber(line) ?? line,
      lightModule: (level) => lightModule(lesson.cells, level),
      onClose: () => {
        lightModule(lesson.cells);
        back()?.focus({ preventScroll: true });
      },
    });
    panel.begin(number);
    region.after(panel.node);
    panel.node.focus({ preventScroll: true });
    try {
      const recorded = await record(this.#kernel, cell, lesson.page, blocksOf(region));
      if (!panel.node.isConnected) return;
      if (!recorded.links) return panel.say(whyNot(recorded));
      panel.add(await first());
    } catch (error) {
      panel.say(reasonOf(error));
    }
  }

  #cellOf(region: HTMLElement): LiveCell | undefined {
    const element = region.closest("[data-cell]");
    return this.#lesson()?.cells.find((cell) => cell.element === element && cell.hasRun);
  }

  #regionOf(target: Element) {
    const region = target.closest<HTMLElement>("[data-output]");
    return region?.closest(DONE) && this.#cellOf(region) ? region : null;
  }

  #mark(region: HTMLElement, blocks: TextBlock[], spot: Spot) {
    this.#unmark();
    this.#pointed = region;
    region.toggleAttribute("data-number", true);
    mark(rangeOf(blocks, spot), region);
  }

  #unmark() {
    this.#pointed?.toggleAttribute("data-number", false);
    this.#pointed = null;
    unmark();
  }
}

/** What walks through the numbers of an output, or the menu that has it. */
const askerOf = (region: HTMLElement) =>
  region
    .closest("[data-cell]")
    ?.querySelector<HTMLElement>(".cell-last .live-button--origin, .cell-bar .live-menu > summary");

const textOf = (blocks: TextBlock[], { block, start, end }: Spot) => blocks[block].text.slice(start, end);

function placeOf({ cells }: Lesson, own: LiveCell, id: string, line: number) {
  const cell = cells.find((one) => one.id === id);
  if (!cell) return fill(SAID.line, { line });
  return fill(cell === own ? SAID.line : SAID.line_of, { line: cell.lineNumber(line), number: cell.number });
}
