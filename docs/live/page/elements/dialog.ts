/** A dialog over the page: it closes with Escape, its button, or a press beside it, and is gone then. */

import { button, text } from "./toolbar.ts";

/** @returns open */
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
