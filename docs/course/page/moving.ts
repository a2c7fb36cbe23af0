/** Small drawings that move (docs/course/pages/moving.py): each plays once when it is first seen, and again when it is asked to. */

import { fill } from "../../../live_cells/live/phrases.ts";
import { isStill } from "../../../live_cells/live/page/elements/motion.ts";
import { button } from "../../../live_cells/live/page/elements/nodes.ts";

/** An attribute that changes: numbers in its values go over into each other, unless it jumps. */
type Track = { node: Element; name: string; values: string[]; jumps: boolean };

const NUMBER = /-?\d+(?:\.\d+)?/g;
/** So much of a drawing has to be seen before it plays by itself. */
const SEEN = 0.9;

/** @returns ends them */
export function mountMoving(place: ParentNode): () => void {
  const drawings = [...place.querySelectorAll<SVGSVGElement>("svg[data-moments]")].map((svg) => new Drawing(svg));
  const bySvg = new Map(drawings.map((drawing) => [drawing.svg as Element, drawing]));
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting || isStill()) continue;
        seen.unobserve(target);
        bySvg.get(target)?.play();
      }
    },
    { threshold: SEEN },
  );
  for (const { svg } of drawings) seen.observe(svg);
  return () => {
    seen.disconnect();
    for (const drawing of drawings) drawing.end();
  };
}

class Drawing {
  svg;
  #tracks: Track[];
  #late: [node: Element, moment: number][];
  #moments;
  #duration;
  #frame = 0;
  #button;

  constructor(svg: SVGSVGElement) {
    this.svg = svg;
    this.#moments = Number(svg.dataset.moments);
    this.#duration = Number(svg.dataset.seconds) * 1000;
    this.#tracks = [...svg.querySelectorAll<SVGElement>("[data-play]")].flatMap(tracksOf);
    this.#late = [...svg.querySelectorAll<SVGElement>("[data-from]")].map((node) => [node, Number(node.dataset.from)]);
    const term = svg.closest("dd")?.previousElementSibling?.textContent ?? "";
    this.#button = button(WORDS.glossary.play, "run", () => this.play(), { quiet: true });
    this.#button.classList.replace("live-button--run", "live-button--play"); // that of cells starts Python
    this.#button.setAttribute("aria-label", fill(WORDS.glossary.play_term, { term: term.replace("¶", "").trim() }));
    svg.after(this.#button);
    svg.addEventListener("click", () => this.play());
    svg.addEventListener("pointerenter", ({ pointerType }) => pointerType === "mouse" && !isStill() && this.play());
  }

  /** From its first moment to its last; one that plays already goes on. */
  play() {
    if (this.#frame) return;
    const start = performance.now();
    const next = (now: number) => {
      const share = Math.min(Math.max((now - start) / this.#duration, 0), 1);
      this.#show(share * (this.#moments - 1));
      this.#frame = share < 1 && this.svg.isConnected ? requestAnimationFrame(next) : 0;
    };
    this.#frame = requestAnimationFrame(next);
  }

  #show(moment: number) {
    for (const { node, name, values, jumps } of this.#tracks) {
      const at = Math.min(Math.floor(moment), values.length - 1);
      const after = values[at + 1];
      node.setAttribute(name, jumps || after === undefined ? values[at] : between(values[at], after, moment - at));
    }
    for (const [node, from] of this.#late) node.toggleAttribute("data-waits", moment < from);
  }

  end() {
    cancelAnimationFrame(this.#frame);
    this.#button.remove();
  }
}

function tracksOf(node: SVGElement): Track[] {
  return (node.dataset.play ?? "").split(";").flatMap((track) => {
    const [, name, how, values] = /^([\w-]+)([:~])(.*)$/.exec(track) ?? [];
    return name ? [{ node, name, values: values.split("|"), jumps: how === "~" }] : [];
  });
}

/** A text whose numbers are between those of two texts. */
function between(one: string, other: string, share: number) {
  if (one === other) return one;
  const ends = other.match(NUMBER) ?? [];
  let at = 0;
  return one.replace(NUMBER, (number) => {
    const end = Number(ends[at++] ?? number);
    return String(Math.round((Number(number) * (1 - share) + end * share) * 100) / 100);
  });
}
