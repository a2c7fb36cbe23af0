/** A claim's mark opens its experiment below the paragraph, and closes it again. */

export function mountExperiment(fold: HTMLElement) {
  const address = `#${fold.querySelector(".cell")?.id}`;
  const marks = [...document.querySelectorAll<HTMLAnchorElement>("a.claim")].filter(({ hash }) => hash === address);
  const show = (isOpen: boolean) => {
    fold.toggleAttribute("open", isOpen);
    for (const mark of marks) mark.setAttribute("aria-expanded", String(isOpen));
  };
  const toggle = (event: Event) => {
    event.preventDefault();
    show(!fold.hasAttribute("open"));
    if (fold.hasAttribute("open")) fold.scrollIntoView({ block: "nearest" });
  };
  for (const mark of marks) mark.addEventListener("click", toggle);
  const follow = () => show(fold.hasAttribute("open"));
  fold.addEventListener("toggle", follow);
  show(location.hash === address);
  return () => {
    for (const mark of marks) mark.removeEventListener("click", toggle);
    fold.removeEventListener("toggle", follow);
  };
}
