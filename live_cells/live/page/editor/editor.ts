/**
 * A cell's code, editable: at once by the browser's own means, and with CodeMirror from the moment a reader
 * seems about to edit. Cells use only the five functions of `mountEditor`'s result, so either can be
 * replaced.
 */

import { config } from "../config.js";
import { address } from "../elements/files.ts";
import { required } from "../elements/nodes.ts";
import type { About, Answers, Tensor } from "../../messages.ts";
import { passTabOn, tabKeyDescription } from "./tab_key.ts";

/**
 * What shows the code for now: the page's own element, or CodeMirror, which alone can mark a line, and has to be ended.
 */
export type Editor = {
  get(): string;
  set(source: string): void;
  focus(): void;
  readonly active: boolean;
  readonly selection: { anchor: number; head: number };
  mark?(line: number | null, isFault?: boolean, isShown?: boolean): void;
  note?(notes: LineNote[]): void;
  /** Ask Python again what it could not answer. */
  check?(): void;
  destroy?(): void;
};

/** A line, and what is said beside it. */
export type LineNote = { line: number; text: string };

/** Code of a line, and what makes the button at its end. */
type Annotation = { line: string; button: () => HTMLButtonElement };

/**
 * `controls`: what changes the code as well; `ask`: a question to Python; `others`: the code of the other cells;
 * `describe`: what help shows of a tensor.
 */
export type EditorOptions = {
  label: string;
  controls: HTMLElement;
  annotations: Annotation[];
  onChange: () => void;
  ask: <A extends About>(about: A, text: string) => Promise<Answers[A] | null>;
  others: () => string[];
  describe?: (tensor: Tensor) => Node[];
};

/** @param host holds the `<pre><code>` of the page @returns `destroy`: end what it listens for beyond itself */
export function mountEditor(
  host: HTMLElement,
  { controls, ...options }: EditorOptions,
): {
  get(): string;
  set(source: string): void;
  mark(line: number | null, isFault?: boolean, isShown?: boolean): void;
  note(notes: LineNote[]): void;
  check(): void;
  focus(): void;
  destroy(): void;
} {
  const description = tabKeyDescription();
  let editor = plainEditor(required(host.querySelector("code")), { ...options, description });
  let upgrading: Promise<void> | undefined;

  function upgrade() {
    upgrading ??= fetchedWhenIdle(address(config.codemirror))
      .then(async ({ createEditor, idle }) => {
        await idle(); // a key that was typed meanwhile is shown first
        if (!host.isConnected) return; // the reader has gone on to another page
        const { active, selection } = editor;
        const source = editor.get();
        const label = host.querySelector("[role=textbox]")?.getAttribute("aria-label") ?? options.label;
        const better = createEditor({ ...options, label, source, description, selection });
        required(host.querySelector("pre")).replaceWith(better.node);
        editor = better;
        if (active) editor.focus();
      })
      .catch((error) => console.warn("The plain text editor is used instead:", error)); // it can do all that matters
    return upgrading;
  }

  passTabOn(host);
  for (const intent of ["pointerenter", "focusin"])
    for (const place of [host, controls]) place.addEventListener(intent, upgrade, { once: true });
  return {
    get: () => editor.get(),
    set: (source) => editor.set(source),
    mark: (line, ...how) => (line || upgrading ? void upgrade().then(() => editor.mark?.(line, ...how)) : undefined),
    note: (notes) => (notes.length || upgrading ? void upgrade().then(() => editor.note?.(notes)) : undefined),
    check: () => editor.check?.(),
    focus: () => editor.focus(),
    destroy: () => editor.destroy?.(),
  };
}

/** A script that is fetched now and runs when the browser has time: a key that is typed meanwhile comes first. */
async function fetchedWhenIdle(url: string) {
  document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href: url }));
  await new Promise((go) =>
    "requestIdleCallback" in globalThis ? requestIdleCallback(go, { timeout: 500 }) : setTimeout(go),
  );
  return import(url);
}

/** The page's own code element, made editable in place. */
function plainEditor(
  code: HTMLElement,
  { label, description, onChange }: Pick<EditorOptions, "label" | "onChange"> & { description: string },
): Editor {
  const original = {
    text: code.textContent,
    nodes: [...code.childNodes].map((node) => node.cloneNode(true)),
  };
  code.setAttribute("contenteditable", "plaintext-only"); // where it is unknown, CodeMirror is waited for
  code.tabIndex = 0;
  code.spellcheck = false;
  code.setAttribute("role", "textbox");
  code.setAttribute("aria-multiline", "true");
  code.setAttribute("aria-label", label);
  code.setAttribute("aria-describedby", description);
  code.addEventListener("input", onChange);

  const offset = (node: Node, position: number) => {
    const range = document.createRange();
    range.setStart(code, 0);
    range.setEnd(node, position);
    return Math.min(range.toString().length, code.textContent.length);
  };
  return {
    get: () => code.textContent,
    set(source) {
      code.replaceChildren(
        ...(source === original.text ? original.nodes.map((node) => node.cloneNode(true)) : [source]),
      );
      onChange();
    },
    focus: () => code.focus(),
    get active() {
      return document.activeElement === code;
    },
    get selection() {
      const { anchorNode, anchorOffset, focusNode, focusOffset } = required(getSelection());
      const isHere = anchorNode && focusNode && code.contains(anchorNode) && code.contains(focusNode);
      if (!isHere) return { anchor: 0, head: 0 };
      return { anchor: offset(anchorNode, anchorOffset), head: offset(focusNode, focusOffset) };
    },
  };
}
