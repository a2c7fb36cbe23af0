/** A page of one's own in an address: compressed into the fragment, which browsers send to no server. */

import { packed, unpacked } from "../editor/share.ts";
import { isObject } from "../elements/storage.ts";
import { newId, type OwnPage } from "./notebook_file.ts";

const PREFIX = "#page=";

/** @param there the address of the page that shows it @throws where it is too long for a link */
export async function pageLink({ name, cells }: OwnPage, there = location.origin + location.pathname): Promise<string> {
  const content = { name, cells: cells.map(({ kind, source }) => [kind === "code" ? 0 : 1, source]) };
  return `${there}${PREFIX}${await packed(JSON.stringify(content))}`;
}

/** The page in a fragment, or null if there is none. */
export async function sharedPage(fragment: string): Promise<OwnPage | null> {
  if (!fragment.startsWith(PREFIX)) return null;
  try {
    const content: unknown = JSON.parse(await unpacked(fragment.slice(PREFIX.length)));
    if (!isObject(content) || typeof content.name !== "string" || !Array.isArray(content.cells)) return null;
    const cells = content.cells.flatMap((cell): OwnPage["cells"] =>
      Array.isArray(cell) && typeof cell[1] === "string"
        ? [{ id: newId(), kind: cell[0] === 0 ? "code" : "text", source: cell[1] }]
        : [],
    );
    return cells.length ? { name: content.name, cells } : null;
  } catch {
    return null;
  }
}

/** Take the page out of the address: the reader has decided. */
export function forgetSharedPage() {
  if (location.hash.startsWith(PREFIX)) history.replaceState(history.state, "", location.pathname + location.search);
}
