/**
 * Numbers in the output of cells that have run are links to where they come from. It is loaded when a pointer or the
 * focus first comes to such an output. Nothing of the output is changed: a number is found below the pointer.
 */

import { fill, reasonOf } from "../../phrases.ts";
import type { LiveCell } from "../cell/cell.ts";
import { addStyle } from "../elements/late_style.ts";
import { button, text } from "../elements/nodes.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Lesson } from "../lesson/lesson.ts";
import { type ChosenNumber, NUMBER_CHOSEN, chosenIn } from "../pictures/chosen_number.ts";
import { type Level, openInPicture, openNumber, record } from "./ask.ts";
import { lightModule } from "./lit_picture.ts";
import { type Spot, type TextBlock, blocksOf, rangeOf, spotAt, spotsOf } from "./output_text.ts";
import { Panel } from "./panel.ts";
import { offerNumbers, shortOf } from "./picture_buttons.ts";
import { STYLE } from "./style.ts";
import { whyNot } from "./words.ts";

const SAID = WORDS.origins;
/** A picture in which a number was chosen before its cell was done. */
const CHOSEN_ALONE = ".picture-live[data-number]:not([data-number=''], :has(> .origin-chosen))";
const DONE = '[data-cell][data-state="done"], [data-cell][data-state="failed"]';

/** @param lesson that of the page that is open */
export function mountOrigins(kernel: Kernel, lesson: () => Lesson | null, region: HTMLElement) {
  addStyle(STYLE);
  const numbers = new Numbers(kernel, lesson);
  document.addEventListener("pointermove", (event) => numbers.point(event));
  document.addEventListener("click", (event) => numbers.click(event));
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
  #pointed: { region: HTMLElement; blocks: TextBlock[]; spot: Spot } | null = null;

  constructor(kernel: Kernel, lesson: () => Lesson | null) {
    this.#kernel = kernel;
    this.#lesson = lesson;
  }

  /** Put a button beside those of the output: it makes the numbers walkable by arrows. Pictures get theirs, too. */
  offer(target: Element) {
    const cell = target.closest<HTMLElement>(DONE);
    const tools = cell?.querySelector(".output-tools");
    const region = cell?.querySelector<HTMLElement>("[data-output]");
    for (const picture of region?.querySelectorAll<HTMLElement>(CHOSEN_ALONE) ?? []) this.offerChosen(picture);
    if (!region || !tools || tools.querySelector(".live-button--origin") || !this.#cellOf(region)) return;
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
  point({ target, clientX: x, clientY: y, pointerType }: PointerEvent) {
    const region = pointerType !== "touch" && target instanceof Element ? this.#regionOf(target) : null;
    const blocks = region ? blocksOf(region) : [];
    const spot = region && spotAt(blocks, x, y);
    this.#mark(region && spot ? { region, blocks, spot } : null);
  }

  click({ target, clientX: x, clientY: y }: MouseEvent) {
    const region = target instanceof Element ? this.#regionOf(target) : null;
    if (!region || !(getSelection()?.isCollapsed ?? true)) return;
    const blocks = blocksOf(region);
    const spot = spotAt(blocks, x, y);
    if (spot) this.#open(region, blocks, spot);
  }

  /** Walk from number to number: arrows, Home and End, Enter to open one, Escape to leave. */
  walk(region: HTMLElement) {
    const blocks = blocksOf(region);
    const spots = spotsOf(blocks);
    const walker = text("div", "origin-walker");
    walker.tabIndex = 0;
    walker.setAttribute("role", "application");
    walker.setAttribute("aria-label", SAID.walk);
    const said = text("p", "origin-status", spots.length ? SAID.walk : SAID.no_numbers);
    said.setAttribute("role", "status");
    walker.append(said);
    region.after(walker);
    let at = 0;
    const show = () => {
      if (!spots.length) return;
      this.#mark({ region, blocks, spot: spots[at] });
      said.textContent = fill(SAID.walked, { number: textOf(blocks, spots[at]), at: at + 1, count: spots.length });
      rangeOf(blocks, spots[at]).startContainer.parentElement?.scrollIntoView({ block: "nearest" });
    };
    const leave = () => {
      walker.removeEventListener("blur", leave); // which its removal brings
      walker.remove();
      this.#mark(null);
    };
    walker.addEventListener("keydown", (event) => {
      const last = spots.length - 1;
      const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: last }[
        event.key
      ];
      if (to !== undefined) at = Math.min(Math.max(to, 0), last);
      else if (event.key === "Enter" && spots.length) {
        leave();
        this.#open(region, blocks, spots[at]);
      } else if (event.key === "Escape") {
        leave();
        region.closest<HTMLElement>("[data-cell]")?.querySelector<HTMLElement>(".live-button--origin")?.focus();
      } else return;
      event.preventDefault();
      event.stopPropagation();
      show();
    });
    walker.addEventListener("blur", leave);
    walker.focus();
    show();
  }

  #open(region: HTMLElement, blocks: TextBlock[], spot: Spot) {
    const back = () => region.closest("[data-cell]")?.querySelector<HTMLElement>(".live-button--origin");
    return this.#show(region, textOf(blocks, spot), back, () => openNumber(this.#kernel, spot.block, spot.start));
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

  #mark(pointed: { region: HTMLElement; blocks: TextBlock[]; spot: Spot } | null) {
    this.#pointed?.region.toggleAttribute("data-number", false);
    this.#pointed = pointed;
    pointed?.region.toggleAttribute("data-number", true);
    if (!("highlights" in CSS)) return;
    if (pointed) CSS.highlights.set("origin", new Highlight(rangeOf(pointed.blocks, pointed.spot)));
    else CSS.highlights.delete("origin");
  }
}

const textOf = (blocks: TextBlock[], { block, start, end }: Spot) => blocks[block].text.slice(start, end);

function placeOf({ cells }: Lesson, own: LiveCell, id: string, line: number) {
  const cell = cells.find((one) => one.id === id);
  if (cell === own || !cell) return fill(SAID.line, { line });
  return fill(SAID.line_of, { line, number: cell.number });
}
