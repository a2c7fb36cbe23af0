/** The page of a lesson that has moved: an address that names a cell, or holds code for one, leads on to where the cell is now. */

/** What names a cell in an address: a link to it, or code for it (editor/share.ts). */
const NAMED = /^#(?:cell-(?<linked>.+)|code=(?<shared>.+)\.[^.]*)$/;

export function followCell(place: HTMLElement) {
  const { linked, shared } = NAMED.exec(location.hash)?.groups ?? {};
  const cell = decodeURIComponent(linked ?? shared ?? "");
  const links = [...place.querySelectorAll<HTMLAnchorElement>("a[data-cells]")];
  const link = links.find(({ dataset }) => dataset.cells?.split(" ").includes(cell));
  if (link) location.replace(link.href + location.hash);
  return () => {};
}
