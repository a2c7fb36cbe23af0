/** A field that filters the glossary's terms. Without it, the page is a list with letters that lead into it. */

import { counted } from "../../../live_cells/live/phrases.ts";

type Entry = { words: string; term: string; nodes: HTMLElement[] };

/** @returns what takes the field away */
export function mountFilter(place: HTMLElement, announce: (words: string) => void) {
  const letters = document.querySelectorAll<HTMLAnchorElement>(".glossary-letters a");
  const entries = entriesOf(place);
  const found = element("p", "glossary-found");
  const field = Object.assign(document.createElement("input"), {
    type: "search",
    className: "glossary-filter",
    placeholder: WORDS.glossary.filter,
    autocomplete: "off",
    spellcheck: false,
  });
  field.setAttribute("aria-label", WORDS.glossary.filter);
  field.addEventListener("input", () => {
    const wanted = plain(field.value).split(/\s+/).filter(Boolean);
    const shown = entries.filter(({ words }) => wanted.every((word) => words.includes(word)));
    for (const entry of entries) for (const node of entry.nodes) node.hidden = !shown.includes(entry);
    const initials = new Set(shown.map(({ term }) => plain(term)[0]));
    for (const letter of letters) letter.toggleAttribute("data-empty", !initials.has(plain(letter.text)));
    const said = shown.length ? counted(WORDS.glossary.found, shown.length) : WORDS.glossary.none;
    found.textContent = wanted.length ? said : "";
    if (wanted.length) announce(said);
  });
  const bar = element("div", "glossary-bar");
  bar.append(field, found);
  place.before(bar);
  return () => bar.remove();
}

/** An element with words in the language of the interface. */
const element = (tag: string, className: string) =>
  Object.assign(document.createElement(tag), { className, lang: WORDS.language });

/** The terms with their explanations. */
function entriesOf(place: HTMLElement): Entry[] {
  return [...place.querySelectorAll("dt")].map((term) => {
    const nodes: HTMLElement[] = [term];
    for (let next = term.nextElementSibling; next?.matches("dd"); next = next.nextElementSibling)
      nodes.push(next as HTMLElement);
    const words = plain(nodes.map(({ textContent }) => textContent).join(" "));
    return { words, term: term.textContent.trim(), nodes };
  });
}

/** Without accents and capitals. */
const plain = (words: string) =>
  words
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase();
