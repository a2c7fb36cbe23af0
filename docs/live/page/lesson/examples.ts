/** The examples of a reference page: each stands by itself, and comes to life when it comes near. */

/** How far from what is seen: a reader who scrolls finds them ready. */
const NEAR = "400px 0px";

/**
 * @param {import("./lesson.js").Lesson} lesson
 * @param {HTMLElement[]} elements
 * @param {(element: HTMLElement) => void} wake brings one to life
 * @returns {() => void} ends the waiting
 */
export function wakeWhenNear({ waiting }, elements, wake) {
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries)
        if (isIntersecting) waiting.get(/** @type {HTMLElement} */ (target).dataset.cell ?? "")?.();
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
