/** The examples of a reference page: each stands by itself, and comes to life when it comes near. */

import type { Lesson } from "./lesson.ts";

/** How far from what is seen: a reader who scrolls finds them ready. */
const NEAR = "400px 0px";

/** @param wake brings one to life @returns ends the waiting */
export function wakeWhenNear(
  { waiting }: Lesson,
  elements: HTMLElement[],
  wake: (element: HTMLElement) => void,
): () => void {
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries)
        if (isIntersecting) waiting.get((target as HTMLElement).dataset.cell ?? "")?.();
    },
    { rootMargin: NEAR },
  );
  for (const element of elements) {
    const { cell = "" } = element.dataset;
    waiting.set(cell, () => {
      waiting.delete(cell);
      near.unobserve(element);
      wake(element);
    });
    near.observe(element);
  }
  return () => near.disconnect();
}
