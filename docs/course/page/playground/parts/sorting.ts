/** Dragging an item of a list to another place, by mouse, pen or finger, at its handle. */

export function makeSortable(list: HTMLElement, onMove: (from: number, to: number) => void) {
  list.addEventListener("pointerdown", (event) => {
    const handle = event.target instanceof Element ? event.target.closest(".pg-handle") : null;
    const item = handle?.closest("li");
    if (!item || event.button > 0) return;
    event.preventDefault();
    const from = [...list.children].indexOf(item);
    const begin = event.clientY;
    const middles = [...list.children].map((child) => middleOf(child));
    let to = from;
    item.dataset.dragged = "";
    const move = (moved: PointerEvent) => {
      if (moved.pointerId !== event.pointerId) return;
      const by = moved.clientY - begin;
      item.style.transform = `translateY(${by}px)`;
      const at = middles[from] + by;
      to = middles.filter((middle, index) => index !== from && middle < at).length;
      mark(list, from, to);
    };
    const end = (ended: PointerEvent) => {
      if (ended.pointerId !== event.pointerId) return;
      drag.abort();
      delete item.dataset.dragged;
      item.style.transform = "";
      mark(list, from, from);
      if (to !== from && ended.type === "pointerup") onMove(from, to);
    };
    const drag = new AbortController();
    addEventListener("pointermove", move, drag);
    for (const kind of ["pointerup", "pointercancel"] as const) addEventListener(kind, end, drag);
  });
}

/** Show where the item would go. */
function mark(list: HTMLElement, from: number, to: number) {
  for (const [index, child] of [...list.children].entries()) {
    child.toggleAttribute("data-before", to < from && index === to);
    child.toggleAttribute("data-after", to > from && index === to);
  }
}

function middleOf(node: Element) {
  const { top, height } = node.getBoundingClientRect();
  return top + height / 2;
}
