/** Where a card stands over the network: beside a unit and the one that its line comes from, over neither of their columns. */

/** Pixels between the card and a unit. */
const GAP = 10;

/** @param from where the line comes from @param to where it leads */
export function placeBeside(card: HTMLElement, from: DOMRect, to: DOMRect) {
  const panel = card.offsetParent?.getBoundingClientRect();
  if (!panel) return;
  const { offsetWidth: width, offsetHeight: height } = card;
  const [right, left] = [to.right + GAP, from.left - GAP - width];
  const beyond = (x: number) => Math.max(panel.left - x, x + width - panel.right, 0);
  const places = [right, left]
    .filter((x) => x >= 0 && x + width <= document.documentElement.clientWidth)
    .toSorted((a, b) => beyond(a) - beyond(b));
  card.toggleAttribute("data-below", !places.length);
  if (!places.length) return; // there is no room beside it, on a phone: it stands below the network
  const y = Math.min(Math.max(to.top + to.height / 2 - height / 2, panel.top), panel.bottom - height);
  Object.assign(card.style, { left: `${places[0] - panel.left}px`, top: `${y - panel.top}px` });
}
