/** Where a card stands over the network: beside a unit and the one that its line comes from, over neither of their columns. */

/** Pixels between the card and a unit. */
const GAP = 10;

/** @param from where the line comes from @param to where it leads */
export function placeBeside(card: HTMLElement, from: DOMRect, to: DOMRect) {
  const panel = card.offsetParent?.getBoundingClientRect();
  if (!panel) return;
  const { offsetWidth: width, offsetHeight: height } = card;
  const [left, right] = [from.left - GAP - width, to.right + GAP]; // to the left of them, no path to the loss is lit
  const places = [left, right].filter((x) => x >= 0 && x + width <= document.documentElement.clientWidth);
  card.toggleAttribute("data-below", !places.length);
  if (!places.length) return; // there is no room beside it, on a phone: it stands below the network
  const y = Math.min(Math.max(to.top + to.height / 2 - height / 2, panel.top), panel.bottom - height);
  Object.assign(card.style, { left: `${places[0] - panel.left}px`, top: `${y - panel.top}px` });
}
