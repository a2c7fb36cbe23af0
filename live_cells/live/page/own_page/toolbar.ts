/** A toolbar: Tab reaches one of its buttons, arrow keys the others. A page of many cells is passed quickly so. */

const STEPS: Record<string, (at: number, last: number) => number> = {
  ArrowRight: (at, last) => (at === last ? 0 : at + 1),
  ArrowLeft: (at, last) => (at === 0 ? last : at - 1),
  Home: () => 0,
  End: (_at, last) => last,
};

/** @returns brings up to date which button Tab reaches, where some have been disabled */
export function asToolbar(bar: HTMLElement): () => void {
  const all = () => [...bar.querySelectorAll("button")];
  const reach = (one?: HTMLButtonElement) => {
    for (const each of all()) each.tabIndex = each === one ? 0 : -1;
  };
  const refresh = () => {
    const enabled = all().filter(({ disabled }) => !disabled);
    reach(enabled.find(({ tabIndex }) => tabIndex === 0) ?? enabled[0]);
  };
  bar.setAttribute("role", "toolbar");
  bar.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLButtonElement) reach(target);
  });
  bar.addEventListener("keydown", (event) => {
    const enabled = all().filter(({ disabled }) => !disabled);
    const at = enabled.indexOf(event.target as HTMLButtonElement);
    const there = STEPS[event.key]?.(at, enabled.length - 1);
    if (at < 0 || there === undefined) return;
    event.preventDefault();
    enabled[there].focus();
  });
  refresh();
  return refresh;
}
