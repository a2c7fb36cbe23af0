/** The parts of a cell's picture that have names: units and weights of a network, nodes of a graph, matrices. */

/** How each kind of picture finds a part in its drawing. */
const SELECTORS: Record<string, (part: string) => string> = {
  network: networkPart,
  graph: (part) => `.graph-node[data-name="${CSS.escape(part)}"]`,
  matrices: (part) => `.picture-grid:is([data-name="${CSS.escape(part)}"], [data-name="${CSS.escape(part)}ᵀ"])`,
};

/** @param part `input`, `loss`, `0` for what the first module gives, `0.weight` and `0.bias` */
function networkPart(part: string) {
  const [module, parameter] = part.split(".");
  if (module === "loss") return '[data-key="loss"]';
  const column = module === "input" ? 0 : Number(module) + 1;
  if (parameter !== "weight") return `[data-key^="unit-${column}-"]`; // a bias is inside its unit
  return `[data-key^="edge-${column}-"], .picture-edge[data-to^="${column}."]`;
}

/** What is drawn of a part in the pictures of a cell; nothing where the picture, or the part, is not there. */
export function partsOf(cell: HTMLElement | null, part: string): Element[] {
  if (!part) return [];
  return [...(cell?.querySelectorAll<HTMLElement>(".picture[data-kind]") ?? [])].flatMap((picture) => {
    const selector = SELECTORS[picture.dataset.kind ?? ""];
    return selector ? [...picture.querySelectorAll(selector(part))] : [];
  });
}
