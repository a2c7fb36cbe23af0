/** Which numbers of a picture's description are chosen: what wants to know where they come from reads them. */

export const NUMBER_CHOSEN = "number-chosen";
export type Path = (string | number)[];
/** Where it is in the description, and its value. */
export type ChosenNumber = { path: Path; value: number };

/** @param node of the picture @param chosen none where the reader has changed the numbers */
export function choose(node: HTMLElement, ...chosen: (ChosenNumber | null)[]) {
  const found = chosen.filter((one) => one && Number.isFinite(one.value));
  const text = found.length ? JSON.stringify(found) : "";
  if (text === (node.dataset.number ?? "")) return;
  node.dataset.number = text;
  node.dispatchEvent(new CustomEvent(NUMBER_CHOSEN, { bubbles: true }));
}

export const chosenIn = (node: HTMLElement): ChosenNumber[] =>
  node.dataset.number ? (JSON.parse(node.dataset.number) as ChosenNumber[]) : [];
