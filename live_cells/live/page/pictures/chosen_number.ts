/** Which number of a picture's description is chosen: what wants to know where it comes from reads it. */

export const NUMBER_CHOSEN = "number-chosen";
/** Where it is in the description, and its value. */
export type ChosenNumber = { path: (string | number)[]; value: number };

/** @param node of the picture @param chosen none where the reader has changed the numbers */
export function choose(node: HTMLElement, chosen: ChosenNumber | null) {
  const text = chosen && Number.isFinite(chosen.value) ? JSON.stringify(chosen) : "";
  if (text === (node.dataset.number ?? "")) return;
  node.dataset.number = text;
  node.dispatchEvent(new CustomEvent(NUMBER_CHOSEN, { bubbles: true }));
}

export const chosenIn = (node: HTMLElement): ChosenNumber | null =>
  node.dataset.number ? (JSON.parse(node.dataset.number) as ChosenNumber) : null;
