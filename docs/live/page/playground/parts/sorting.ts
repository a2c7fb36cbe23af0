/** Dragging an item of a list to another place, by mouse, pen or finger, at its handle. */

/** @param {HTMLElement} list @param {(from: number, to: number) => void} onMove */
export function makeSortable(list, onMove) {
  list.addEventListener("pointerdown", (event) => {
    const handle = /** @type {Element} */ (event.target).closest(".pg-handle");
    const item = handle?.closest("li");
    if (!item || event.button > 0) return;
    event.preventDefault();
    const from = [...list.children].indexOf(item);
    const begin = event.clientY;
    const middles = [...list.children].map((child) => middleOf(child));
    let to = from;
    item.dataset.dragged = "";
    /** @param {PointerEvent} moved */
    const move = (moved) => {
      if (moved.pointerId !== event.pointerId) return;
      const by = moved.clientY - begin;
      item.style.transform = `translateY(${by}px)`;
      const at = middles[from] + by;
      to = middles.filter((middle, index) => index !== from && middle < at).length;
      mark(list, from, to);
    };
    /** @param {PointerEvent} ended */
    const end = (ended) => {
      if (ended.pointerId !== event.pointerId) return;
      for (const [kind, listener] of listeners) removeEventListener(kind, /** @type {EventListener} */ (listener));
      delete item.dataset.dragged;
      item.style.transform = "";
      mark(list, from, from);
      if (to !== from && ended.type === "pointerup") onMove(from, to);
    };
    const listeners = /** @type {const} */ ([
      ["pointermove", move],
      ["pointerup", end],
      ["pointercancel", end],
    ]);
    for (const [kind, listener] of listeners) addEventListener(kind, /** @type {EventListener} */ (listener));
  });
}

/** Show where the item would go. @param {HTMLElement} list @param {number} from @param {number} to */
function mark(list, from, to) {
  for (const [index, child] of [...list.children].entries()) {
    child.toggleAttribute("data-before", to < from && index === to);
    child.toggleAttribute("data-after", to > from && index === to);
  }
}

/** @param {Element} node */
function middleOf(node) {
  const { top, height } = node.getBoundingClientRect();
  return top + height / 2;
}
