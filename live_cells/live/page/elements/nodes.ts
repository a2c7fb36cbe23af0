/** The page's plain elements: texts, buttons and their bars, dialogs. */

import type { MessageOf } from "../../messages.ts";
import { decimal, fill } from "../../phrases.ts";

const ICONS: Record<string, string> = {
  run: '<path d="M7 4.5v15l12.5-7.5z" fill="currentColor" stroke="none"/>',
  stop: '<rect x="6" y="6" width="12" height="12" rx="2" fill="currentColor" stroke="none"/>',
  pause: '<path d="M7 5v14M17 5v14" stroke-width="4"/>',
  up: '<path d="M5 15l7-7 7 7"/>',
  down: '<path d="M5 9l7 7 7-7"/>',
  above: '<path d="M5 4h14M9 9.5v11l9-5.5z"/>',
  all: '<path d="M4 5v14l8-7zM12 5v14l8-7z" fill="currentColor" stroke="none"/>',
  restart: '<path d="M19.5 12a7.5 7.5 0 1 1-2.6-5.7M20 3v4.5h-4.5"/>',
  reset: '<path d="M4 9h10a5.5 5.5 0 0 1 0 11H8M8 4.5 3.5 9 8 13.5"/>',
  share:
    '<path d="M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7L12 17.7"/>',
  save: '<path d="M12 4v11M7.5 11 12 15.5 16.5 11M5 19.5h14"/>',
  add: '<path d="M12 15V4M7.5 8.5 12 4l4.5 4.5M5 15v4.5h14V15"/>',
  plus: '<path d="M12 5v14M5 12h14"/>',
  edit: '<path d="M4 20l1-4.5L16.5 4 20 7.5 8.5 19z"/>',
  done: '<path d="M4.5 12.5 10 18 19.5 7"/>',
  join: '<path d="M12 3v7M8.5 7 12 10.5 15.5 7M12 21v-7M8.5 17 12 13.5 15.5 17"/>',
  "to-text": '<path d="M5 6h14M5 12h14M5 18h8"/>',
  "to-code": '<path d="M8.5 7 3.5 12l5 5M15.5 7l5 5-5 5"/>',
  remove: '<path d="M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7M10.5 10.5v5.5M13.5 10.5v5.5"/>',
  minus: '<path d="M5 12h14"/>',
  variables:
    '<path d="M9 4H7.5A2.5 2.5 0 0 0 5 6.5V10l-2 2 2 2v3.5A2.5 2.5 0 0 0 7.5 20H9M15 4h1.5A2.5 2.5 0 0 1 19 6.5V10l2 2-2 2v3.5a2.5 2.5 0 0 1-2.5 2.5H15M10 12h4"/>',
  close: '<path d="M6 6l12 12M18 6 6 18"/>',
  enlarge: '<path d="M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7"/>',
  look: '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5.5 5.5"/>',
  keys: '<rect x="2.5" y="6" width="19" height="12" rx="2"/><path d="M6.5 10h.01M10 10h.01M13.5 10h.01M17 10h.01M8 14h8"/>',
  back: '<path d="M14.5 5.5 8 12l6.5 6.5"/>',
  next: '<path d="M9.5 5.5 16 12l-6.5 6.5"/>',
  steps: '<path d="M4 7h6M4 12h6M4 17h6M14 7l6 5-6 5z"/>',
  values: '<path d="M4 6h16M4 6v3M20 6v3M7 12h10M7 12v3M17 12v3M10 18h4"/>',
  origin: '<path d="M12 20v-7L5.5 5.5M12 13l6.5-7.5"/>',
  branch: '<path d="M6 4v16M6 15c0-6 12-2 12-9M14.5 8.5 18 5l3.5 3.5"/>',
  copy: '<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M15 5.5V4H4v11h1.5"/>',
};

const icon = (name: string) => `<svg viewBox="0 0 24 24" aria-hidden="true">${ICONS[name]}</svg>`;

/** Marks an element as in the interface's language, for screen readers: the lesson may be in another. */
function said<E extends HTMLElement>(node: E) {
  node.lang = WORDS.language;
  return node;
}

/**
 * @param name its accessible one
 * @param iconName buttons without an icon have such a name, too
 * @returns `quiet` ones show only their icon
 */
export function button(
  name: string,
  iconName: string,
  action: () => void,
  { quiet = false, title = name } = {},
): HTMLButtonElement {
  const node = said(document.createElement("button"));
  node.type = "button";
  node.className = `live-button live-button--${iconName}`;
  node.title = title;
  if (ICONS[iconName]) node.innerHTML = icon(iconName);
  if (quiet) node.setAttribute("aria-label", name);
  else node.append(Object.assign(document.createElement("span"), { textContent: name }));
  node.addEventListener("click", action);
  return node;
}

/** @param label its accessible name */
export function bar(className: string, label: string, ...children: (Node | string)[]): HTMLElement {
  const node = said(document.createElement("div"));
  node.className = className;
  node.setAttribute("role", "group");
  node.setAttribute("aria-label", label);
  node.append(...children);
  return node;
}

export function text<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  words = "",
): HTMLElementTagNameMap[Tag] {
  return Object.assign(said(document.createElement(tag)), { className, textContent: words });
}

/** Disable buttons without losing the keyboard's place: the focus moves on to the first that is enabled. */
export function enable(...pairs: [node: HTMLButtonElement, enabled: boolean][]) {
  const focused = document.activeElement;
  for (const [node, enabled] of pairs) node.disabled = !enabled;
  if (pairs.some(([node]) => node === focused && node.disabled))
    pairs.find(([node]) => !node.disabled)?.[0].focus({ preventScroll: true });
}

/** What is loading, in words: `Python 6.13 of 15 MB`. */
export function loadingText({ name, loaded, total }: MessageOf<"progress">) {
  if (loaded >= total) return fill(WORDS.python.starting_what, { name });
  return fill(WORDS.python.arriving, { name, loaded: decimal(loaded / 1e6, 2), total: megabytes(total) });
}

export const megabytes = (bytes: number) => `${Math.max(1, Math.round(bytes / 1e6))} MB`;

/** A span of time in words: `0.8 s`, `2 min 5 s`. */
export function duration(seconds: number, digits = 1) {
  if (digits && seconds < 0.1) return fill(WORDS.under, { time: `${decimal(0.1, 1)} s` });
  if (seconds < 10) return `${decimal(seconds, digits)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** Open a dialog over the page. It closes with Escape, its button, or a press beside it, and is removed then. */
export function openDialog(title: string, className: string, ...children: Node[]): HTMLDialogElement {
  const dialog = text("dialog", `live-dialog ${siteTheme.text} ${className}`);
  dialog.setAttribute("aria-label", title);
  const top = text("div", "live-dialog-top");
  top.append(
    text("strong", "", title),
    button(WORDS.buttons.close, "close", () => dialog.close(), { quiet: true }),
  );
  dialog.append(top, ...children);
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** A part that each page has. @throws where it is missing */
export function required<T>(found: T | null | undefined): T {
  if (found == null) throw new TypeError("A part of the page is missing: build it anew");
  return found;
}

/** Does the page's policy, which its frames inherit, let scripts run that stand in the HTML? */
export function inlineScriptsRun() {
  const probe = Object.assign(document.createElement("script"), { textContent: "document.currentScript.ran = true" });
  document.head.append(probe);
  probe.remove();
  return "ran" in probe;
}
