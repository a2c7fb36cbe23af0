/**
 * The view of a widget: a frame without an origin, in which the widget's own script runs. It reaches neither the page nor any
 * network; what it changes goes to Python as messages.
 */

import { fill } from "../../phrases.ts";
import { text } from "../elements/nodes.ts";
import { frameProgram, type State, type ToFrame, type ToPage } from "./frame_program.ts";

/** Scripts and styles of the widget's own, pictures and typefaces in them, and no address but those. */
const POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:",
  "style-src 'unsafe-inline'",
  ...["img", "font", "media", "connect"].map((what) => `${what}-src data: blob:`),
  "worker-src blob:",
].join("; ");
const STYLE = "body{display:flow-root;margin:0;overflow-x:auto}";
const BORROWED = ["color", "colorScheme", "fontFamily", "fontSize"] as const;

/** What a view calls when the reader has changed something in it. */
type Changed = {
  save(changes: State): void;
  send(content: unknown, buffers: ArrayBuffer[]): void;
};

export class WidgetView {
  #node;
  #frame = document.createElement("iframe");
  #notice = text("p", "cell-left-out");
  #endScheme;
  #changed;

  /** @param node whose text stands for the widget until now @param name of the widget */
  constructor(node: HTMLElement, name: string, state: State, changed: Changed) {
    this.#node = node;
    this.#changed = changed;
    this.#frame.title = fill(WORDS.widgets.title, { name });
    this.#frame.setAttribute("sandbox", "allow-scripts");
    this.#frame.srcdoc =
      `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">` +
      `<style>${STYLE}</style><body><script>(${frameProgram})()</script>`;
    this.#notice.setAttribute("role", "status");
    const { _esm: esm, _css: css = "", ...rest } = state;
    const begin = () => {
      this.#showLook();
      this.post({ type: "begin", esm: String(esm), css: String(css), state: rest });
    };
    addEventListener("message", (event) => event.source === this.#frame.contentWindow && this.#said(event.data, begin));
    this.#endScheme = siteTheme.onScheme(() => this.#showLook());
    node.replaceChildren(this.#frame, this.#notice);
  }

  get isShown() {
    if (!this.#node.isConnected) this.#endScheme();
    return this.#node.isConnected;
  }

  /** The output in which it is shown. */
  get output() {
    return this.#node.closest<HTMLElement>("[data-output]");
  }

  post(message: ToFrame) {
    this.#frame.contentWindow?.postMessage(message, "*"); // a frame without an origin has no other name
  }

  /** Say below the widget what is wrong with it. */
  say(words: string) {
    this.#notice.textContent = words;
  }

  #said(message: ToPage, begin: () => void) {
    switch (message.type) {
      case "ready":
        return begin();
      case "save":
        return this.#changed.save(message.changes);
      case "custom":
        return this.#changed.send(message.content, message.buffers ?? []);
      case "height":
        this.#frame.style.height = `${message.height}px`;
        return;
      case "refused":
        return this.say(fill(WORDS.widgets.refused, { address: message.address }));
      case "failed":
        this.#notice.textContent ||= fill(WORDS.widgets.failed, { reason: message.reason });
    }
  }

  #showLook() {
    const style = getComputedStyle(this.#node);
    this.post({ type: "look", look: Object.fromEntries(BORROWED.map((property) => [property, style[property]])) });
  }
}
