/** Pictures are drawn when they come near the screen, and the script that draws them is loaded with the first. */

import type * as Mount from "./mount.ts";

/** A screen above and below. */
const NEAR = "100% 0px";

/**
 * One that is far is marked `data-far`. On paper there are stills; what has none is drawn before the page is printed.
 * @returns ends the waiting, and the pictures
 */
export function mountWhenNear(elements: HTMLElement[]): () => void {
  let mount: Promise<typeof Mount> | null = null;
  const load = async (element: HTMLElement) => {
    near.unobserve(element);
    delete element.dataset.far;
    try {
      mount ??= import("./mount.ts");
      await (await mount).load(element);
    } catch (error) {
      console.warn("The pictures:", error);
    }
  };
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!(target instanceof HTMLElement)) continue;
        if (isIntersecting) load(target);
        else target.dataset.far = "";
      }
    },
    { rootMargin: NEAR },
  );
  for (const element of elements) near.observe(element);
  const print = () => elements.filter(({ dataset }) => "far" in dataset).forEach(load);
  addEventListener("beforeprint", print);
  return () => {
    near.disconnect();
    removeEventListener("beforeprint", print);
    mount?.then(({ leavePictures }) => leavePictures(elements));
  };
}
