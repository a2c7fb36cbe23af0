/**
 * Stands in pages that Material turns without loading them, before its own script. At the first link to another place of
 * the page on which a reader came, Material fetches that page once more, and what cells have printed would be gone. Until
 * a reader turns the page, such links are left to the browser.
 */
{
  const { origin, pathname, search } = location;
  let hasTurned = false;

  const isHere = (to: HTMLAnchorElement | Location) =>
    to.origin === origin && to.pathname === pathname && to.search === search;

  const onClick = ({ target, eventPhase, defaultPrevented }: Event) => {
    const link = target instanceof Element ? target.closest<HTMLAnchorElement>("a[href]") : null;
    if (!link || hasTurned) return;
    if (eventPhase === Event.CAPTURING_PHASE) {
      if (link.hash && isHere(link)) link.target ||= "_self"; // with a target, Material leaves it alone
    } else hasTurned = defaultPrevented && !isHere(link);
  };

  addEventListener("click", onClick, { capture: true });
  addEventListener("click", onClick);
  addEventListener("popstate", (event) => {
    if (!hasTurned && isHere(location)) event.stopImmediatePropagation();
  });
}
