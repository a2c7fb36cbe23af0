/** What a pointer that is pressed on a drawing, and led from there, does. */

/** @param onDrag is called at the press and at each move until the release @param onEnd is called at the release */
export function followPointer(
  drawing: GlobalEventHandlers & Element,
  onDrag: (event: PointerEvent) => void,
  onEnd: () => void = () => {},
) {
  drawing.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    drawing.setPointerCapture(event.pointerId);
    onDrag(event);
  });
  drawing.addEventListener("pointermove", (event) => {
    if (drawing.hasPointerCapture(event.pointerId)) onDrag(event);
  });
  for (const end of ["pointerup", "pointercancel"]) drawing.addEventListener(end, onEnd);
}
