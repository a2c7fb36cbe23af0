/** The colors of the Playground, those of its classes first; read from the page's style, so that they follow its scheme. */

/** What was read: asking the style again for every picture would have the page laid out each time. */
const known = new Map<string, string>();

/** @param name of a custom property */
export function color(name: string) {
  const key = `${siteTheme.scheme} ${name}`;
  const found = known.get(key);
  if (found) return found;
  const place = document.querySelector(".playground") ?? document.body;
  const value = getComputedStyle(place).getPropertyValue(name).trim();
  if (value) known.set(key, value);
  return value;
}

/** The color of a class as red, green, blue. */
export function classColor(label: number) {
  const found = /^#(..)(..)(..)$/.exec(color(`--pg-class-${label % 10}`)) ?? ["", "80", "80", "80"];
  return found.slice(1).map((part) => Number.parseInt(part, 16));
}
