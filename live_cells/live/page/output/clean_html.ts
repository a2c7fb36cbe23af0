/**
 * HTML without what its frame would refuse: scripts, what would have to be fetched, what leads away. The browser's own
 * parsers read it, where nothing runs, is fetched or reported.
 *
 * The page's safety does not rest on this; the frame's sandbox and policy see to that. What rests on it is a console
 * without errors, and a reader who knows what is missing. Hence no sanitizer: those remove attacks, and leave
 * what a frame refuses all the same, such as pictures from elsewhere, forms, addresses in styles.
 */

import { counted, type Forms } from "../../phrases.ts";
import { required } from "../elements/nodes.ts";

/** Elements that the frame's policy would refuse, and what the reader sees instead. */
const LEFT_OUT = {
  script: WORDS.output.left_out_scripts,
  "iframe, frame, object, embed, portal, fencedframe": WORDS.output.left_out_pages,
  "audio, video": WORDS.output.left_out_recordings,
  'link[rel~="stylesheet" i]': WORDS.output.left_out_styles,
};
const UNSEEN = 'link, meta, base, source, track, template, :is(set, animate)[attributeName$="href" i]';
const ADDRESSES = /^(src|srcset|href|poster|background|ping|action|formaction)$/;
const HTML = "http://www.w3.org/1999/xhtml";

/** Holds what an element's `style` said: the page's policy lets a script style an element, and no attribute. */
export const STYLE_OF = "data-style-of";

let parser: DOMParser | undefined;

/** A parser whose window is gone: one of the page's own would report what it reads against the page's policy. */
function parserApart() {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  const { DOMParser } = required(frame.contentWindow);
  const apart = new DOMParser();
  frame.remove();
  return apart;
}

/**
 * @returns what can be shown, in it no `<style>` and
 * no `style`, which `sheets` and `STYLE_OF` hold instead; and what cannot: "2 scripts"
 */
export function cleaned(html: string): { content: DocumentFragment; sheets: string[]; leftOut: string[] } {
  parser ??= parserApart();
  const parsed = parser.parseFromString(html, "text/html");
  const missing = new Map<Forms, number>();
  const miss = (what: Forms) => missing.set(what, (missing.get(what) ?? 0) + 1);
  for (const [selector, what] of Object.entries(LEFT_OUT)) {
    for (const element of parsed.querySelectorAll(selector)) {
      element.remove();
      miss(what);
    }
  }
  for (const element of parsed.querySelectorAll(UNSEEN)) element.remove();
  for (const form of parsed.querySelectorAll("form")) form.replaceWith(...form.childNodes);
  const sheets = [...parsed.querySelectorAll("style")].map(takeSheet);
  for (const element of parsed.body.querySelectorAll("*")) {
    takeStyle(element);
    const refused = [...element.attributes].filter((attribute) => isRefused(element, attribute));
    for (const attribute of refused) element.removeAttributeNode(attribute);
    if (isPicture(element) && refused.some(({ localName }) => ADDRESSES.test(localName)))
      miss(WORDS.output.left_out_pictures);
  }
  const content = parsed.createDocumentFragment();
  content.append(...parsed.body.childNodes);
  return { content, sheets, leftOut: [...missing].map(([forms, count]) => counted(forms, count)) };
}

function isRefused(element: Element, { localName, value }: Attr) {
  if (localName.startsWith("on") || localName === "autofocus") return true;
  if (!ADDRESSES.test(localName)) return element.namespaceURI !== HTML && leadsOut(value);
  if (isPicture(element)) return localName === "srcset" || !isPictureData(value);
  return element.namespaceURI === HTML || element.localName === "a" || !value.startsWith("#");
}

const isPicture = ({ localName }: Element) => /^(img|image|feImage)$/.test(localName);

/** Browsers complain of a picture in the address itself, too, if its base64 is none. */
function isPictureData(address: string) {
  const [, coding, data] = /^\s*data:image\/[^,]*?(;base64)?\s*,(.*)$/is.exec(address) ?? [];
  try {
    return data !== undefined && (!coding || atob(decodeURIComponent(data)) !== "");
  } catch {
    return false;
  }
}

/** Does CSS name anything that would have to be fetched? */
function leadsOut(css: string) {
  if (/@import|(image-set|image|src)\(\s*["']/i.test(css)) return true;
  const addresses = [...css.matchAll(/url\(\s*(["']?)(.*?)\1\s*\)/gis)].map((found) => found[2]);
  return addresses.some((address) => !address.startsWith("#") && !isPictureData(address));
}

/** @returns its rules */
function takeSheet(node: HTMLStyleElement): string {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(node.textContent);
  const rules = [...sheet.cssRules];
  rules.forEach(cleanRule);
  node.remove();
  const texts = rules.map((rule) => rule.cssText);
  return texts.filter((text) => !leadsOut(text)).join("\n");
}

function cleanRule(rule: CSSRule & { style?: CSSStyleDeclaration; cssRules?: CSSRuleList }) {
  if (rule.style) cleanDeclarations(rule.style);
  for (const inner of rule.cssRules ?? []) cleanRule(inner);
}

function takeStyle(element: Element) {
  element.removeAttribute(STYLE_OF);
  if (!element.hasAttribute("style")) return;
  const { style } = document.createElement("p");
  style.cssText = element.getAttribute("style") ?? "";
  element.removeAttribute("style");
  cleanDeclarations(style);
  const css = style.cssText;
  if (css && !leadsOut(css)) element.setAttribute(STYLE_OF, css);
}

function cleanDeclarations(style: CSSStyleDeclaration) {
  for (const name of [...style]) {
    const value = style.getPropertyValue(name);
    const isHidden = name.startsWith("--") && value.includes("\\"); // of these alone, escapes are kept as written
    if (isHidden || leadsOut(value)) style.removeProperty(name);
  }
}
