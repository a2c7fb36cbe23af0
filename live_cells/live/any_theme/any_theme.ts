/**
 * What the cells know of the theme of a site other than the course. It may be any: whether the page is light or dark, and what is
 * behind the text, is read from what the browser shows. any_theme.css takes it from the attribute and the properties here.
 */

const SCHEME = "data-live-scheme";
const MIDDLE = 0.5;

type Color = { red: number; green: number; blue: number; alpha: number };

const root = document.documentElement;
const listeners = new Set<() => void>();
const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

/** A color of a style sheet, in numbers. */
function colorOf(css: string): Color {
  if (!brush) return { red: 0, green: 0, blue: 0, alpha: 0 };
  brush.clearRect(0, 0, 1, 1);
  brush.fillStyle = css;
  brush.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = brush.getImageData(0, 0, 1, 1).data;
  return { red, green, blue, alpha };
}

/** How bright a color is, from 0 to 1. */
const brightness = ({ red, green, blue }: Color) => (0.299 * red + 0.587 * green + 0.114 * blue) / 255;

/** What is behind an element; nothing where that is the browser's own. */
function groundOf(place: Element | null): string {
  for (let node = place; node; node = node.parentElement) {
    const { backgroundColor } = getComputedStyle(node);
    if (colorOf(backgroundColor).alpha === 255) return backgroundColor;
  }
  return "";
}

/** Read the page's colors, and pass on what they say. */
function look() {
  const place = document.querySelector(".live-cells") ?? document.body;
  const scheme = brightness(colorOf(getComputedStyle(place).color)) > MIDDLE ? "dark" : "light";
  const cell = place.querySelector(".cell") ?? place;
  const accent = colorOf(getComputedStyle(cell).getPropertyValue("--accent"));
  set("--live-paper", groundOf(place));
  set("--live-on-accent", accent.alpha ? (brightness(accent) > MIDDLE + 0.1 ? "#000" : "#fff") : "");
  if (root.getAttribute(SCHEME) === scheme) return;
  root.setAttribute(SCHEME, scheme);
  for (const changed of listeners) changed();
}

/** Only what is new: each change is looked at. */
function set(property: string, value: string) {
  if (root.style.getPropertyValue(property) !== value) root.style.setProperty(property, value);
}

const observer = new MutationObserver(look);
for (const node of [root, document.body]) observer.observe(node, { attributes: true });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", look);
addEventListener("transitionend", ({ target }) => target === document.body && look());
addEventListener("load", look);

globalThis.siteTheme = {
  text: "live-cells md-typeset",

  get scheme() {
    return root.getAttribute(SCHEME) ?? "light";
  },

  onPage(show) {
    const pages = (globalThis as { document$?: { subscribe(show: () => void): void } }).document$;
    const begin = () => {
      look();
      show();
    };
    if (pages) pages.subscribe(begin);
    else begin();
  },

  onScheme(changed) {
    listeners.add(changed);
    return () => listeners.delete(changed);
  },
};

// Docusaurus draws the page behind a link from its own scripts, which have no cells: the browser loads it instead.
if (document.querySelector('meta[name="generator"][content^="Docusaurus "]'))
  addEventListener(
    "click",
    (event) => event.target instanceof Element && event.target.closest("a[href]") && event.stopPropagation(),
    true,
  );
