/** A claim's mark opens its experiment below the paragraph, and closes it again. */

export function mountExperiment(place: HTMLElement) {
  const fold = place as HTMLDetailsElement;
  const address = `#${fold.querySelector(".cell")?.id}`;
  const marks = [...document.querySelectorAll<HTMLAnchorElement>("a.claim")].filter(({ hash }) => hash === address);
  const ending = new AbortController();
  const { signal } = ending;
  const tell = () => {
    for (const mark of marks) mark.setAttribute("aria-expanded", String(fold.open));
  };
  const toggle = (event: Event) => {
    event.preventDefault();
    fold.open = !fold.open;
    if (fold.open) fold.scrollIntoView({ block: "nearest" });
  };
  for (const mark of marks) mark.addEventListener("click", toggle, { signal });
  fold.addEventListener("toggle", tell, { signal });
  if (location.hash === address) fold.open = true;
  tell();
  return () => ending.abort();
}
