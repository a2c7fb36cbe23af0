/** Arrow keys walk from number to number in tables whose numbers can be chosen; Tab leads to one of them. */

const NUMBER = "td[data-path]";
const STEPS: Record<string, [across: number, down: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class TableWalk {
  #place;
  /** Where the number is in the description to which Tab leads. */
  #home: string | undefined;

  /** @param place holds the tables */
  constructor(place: HTMLElement) {
    this.#place = place;
    place.addEventListener("focusin", ({ target }) => {
      this.#home = numberAt(target)?.dataset.path ?? this.#home;
      this.#settle();
    });
    place.addEventListener("click", ({ target }) => numberAt(target)?.focus());
    place.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** Make the tables anew; the focus stays at its number. */
  renew(tables: HTMLElement[]) {
    const focused = numberAt(document.activeElement);
    const hadFocus = focused !== null && this.#place.contains(focused);
    this.#place.replaceChildren(...tables);
    const home = this.#settle();
    if (hadFocus) home?.focus({ preventScroll: true });
  }

  #settle() {
    const cells = [...this.#place.querySelectorAll<HTMLElement>(NUMBER)];
    const home = cells.find(({ dataset }) => dataset.path === this.#home) ?? cells[0];
    for (const cell of cells) cell.tabIndex = cell === home ? 0 : -1;
    return home;
  }

  #onKey(event: KeyboardEvent) {
    const { key, target, ctrlKey, altKey, metaKey, shiftKey } = event;
    const way = STEPS[key];
    if (!way || ctrlKey || altKey || metaKey || shiftKey || !(target instanceof HTMLTableCellElement)) return;
    event.preventDefault();
    nextNumber(target, way)?.focus();
  }
}

const numberAt = (target: EventTarget | null) =>
  target instanceof Element ? target.closest<HTMLElement>(NUMBER) : null;

/** The next number in a direction, beyond cells without one. */
function nextNumber(cell: HTMLTableCellElement, [across, down]: [number, number]): HTMLElement | null {
  const rows = [...(cell.closest("table")?.rows ?? [])];
  let column = cell.cellIndex + across;
  let row = (cell.closest("tr")?.rowIndex ?? 0) + down;
  for (; rows[row]?.cells[column]; column += across, row += down)
    if (rows[row].cells[column].matches(NUMBER)) return rows[row].cells[column];
  return null;
}
