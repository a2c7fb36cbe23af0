/**
 * Stands in pages that Material turns without loading them, before its own script (live_cells/plugin/
 * links_within_page.py puts it there). At the first link to another place of the page on which a reader came, Material
 * fetches that page once more, and what cells have printed would be gone. Until a reader turns the page, such links are
 * left to the browser.
 */
{
  const pageOf = ({ href }: HTMLAnchorElement | Location) => href.replace(/#.*/, "");
  const first = pageOf(location);
  let hasTurned = false;

  const onClick = ({ target, defaultPrevented }: Event) => {
    const link = target instanceof Element ? target.closest("a") : null;
    if (!link || hasTurned) return;
    if (pageOf(link) !== first) hasTurned = defaultPrevented;
    else if (link.hash) link.target ||= "_self"; // with a target, Material leaves it alone
  };

  addEventListener("click", onClick, true);
  addEventListener("click", onClick);
  addEventListener("popstate", (event) => {
    if (!hasTurned && pageOf(location) === first) event.stopImmediatePropagation();
  });
}
