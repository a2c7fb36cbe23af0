/** The ball on the loss surface: taken by mouse, finger or arrow keys. */

import type { Place, Plane } from "./directions.ts";
import { SIDE } from "./field.ts";
import { placeAt } from "./surface_painting.ts";

const ARROWS: Record<string, Place> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

type Doing = {
  plane: () => Plane | null;
  ball: () => Place;
  hold: (place: Place) => void;
  release: () => void;
  cancel: () => void;
};

export function ballWith(sheet: HTMLCanvasElement, { plane, ball, hold, release, cancel }: Doing) {
  sheet.tabIndex = 0;
  sheet.setAttribute("role", "application");
  let isDragged = false;
  const isMoved = new Set<string>();
  const holdAt = ({ clientX, clientY }: PointerEvent) => {
    const found = plane();
    const { left, top, width, height } = sheet.getBoundingClientRect();
    if (found) hold(within(found, placeAt(found, [(clientX - left) / width, (clientY - top) / height])));
  };
  sheet.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    isDragged = true;
    sheet.setPointerCapture(event.pointerId);
    holdAt(event);
  });
  sheet.addEventListener("pointermove", (event) => isDragged && holdAt(event));
  const end = (isKept: boolean) => () => {
    if (!isDragged) return;
    isDragged = false;
    isKept ? release() : cancel();
  };
  sheet.addEventListener("pointerup", end(true));
  sheet.addEventListener("pointercancel", end(false));
  sheet.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const [arrow, found] = [ARROWS[event.key], plane()];
    if (event.key === "Escape" && (isDragged || isMoved.size)) {
      isDragged = false;
      isMoved.clear();
      cancel();
    }
    if (!arrow || !found) return;
    event.preventDefault();
    isMoved.add(event.key);
    const by = ((event.shiftKey ? 5 : 1) * 2 * found.reach) / (SIDE - 1);
    const [x, y] = ball();
    hold(within(found, [x + by * arrow[0], y + by * arrow[1]]));
  });
  sheet.addEventListener("keyup", ({ key }) => {
    if (isMoved.delete(key) && !isMoved.size) release();
  });
  sheet.addEventListener("blur", () => {
    if (isMoved.size) release();
    isMoved.clear();
  });
}

function within({ center, reach }: Plane, place: Place): Place {
  return place.map((value, i) => Math.min(Math.max(value, center[i] - reach), center[i] + reach)) as Place;
}
