/** How the editor's own parts look. It comes with the editor, so that a page without one loads none of it. */

import { EditorView } from "@codemirror/view";

/** The letter and the color of each kind of completion. */
const KINDS = {
  function: ["ƒ", "--code-function"],
  class: ["C", "--code-constant"],
  type: ["C", "--code-constant"],
  variable: ["x", "--accent"],
  constant: ["x", "--code-constant"],
  namespace: ["M", "--code-special"],
  property: ["=", "--code-string"],
  keyword: ["k", "--code-keyword"],
};

const icons = Object.fromEntries(
  Object.entries(KINDS).map(([kind, [letter, color]]) => [
    `.cm-completionIcon-${kind}`,
    { "--kind": `var(${color})`, "&:after": { content: `'${letter}'` } },
  ]),
);

const small = { fontFamily: "var(--font-code)", fontSize: "0.64rem", lineHeight: "1.5" };

export const theme = EditorView.theme({
  ...icons,
  ".cm-completionIcon": {
    boxSizing: "border-box",
    width: "1.25em",
    marginRight: "0.55em",
    paddingRight: "0",
    borderRadius: "0.2rem",
    background: "color-mix(in srgb, var(--kind, var(--ink)) 16%, transparent)",
    color: "var(--kind, var(--ink))",
    fontSize: "0.9em",
    fontWeight: "600",
    lineHeight: "1.35",
    textAlign: "center",
    opacity: "1",
  },
  "li[aria-selected] .cm-completionIcon": {
    background: "color-mix(in srgb, currentColor 22%, transparent)",
    color: "inherit",
  },
  ".cm-completionDetail": { marginLeft: "1.5em", fontStyle: "normal", opacity: "0.62" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-tooltip-autocomplete > ul > li": { display: "flex", alignItems: "center" },
  ".cm-completionLabel": { flex: "1" },
  ".cm-tooltip-autocomplete:not(:has([aria-selected])) > ul > li:first-of-type:after": {
    content: "'⇥'", // Tab takes it
    marginLeft: "1em",
    color: "var(--ink-soft)",
  },
  ".cell-signature, .cell-problem-note": {
    ...small,
    boxSizing: "border-box",
    maxWidth: "min(36rem, 76vw)",
    padding: "0.25rem 0.6rem",
    whiteSpace: "pre-wrap",
  },
  ".cell-signature": { color: "var(--ink-soft)" },
  ".cell-signature strong": { color: "var(--ink)", fontWeight: "700" },
  ".cell-problem-note": { borderLeft: "0.15rem solid var(--cell-error)" },
  ".cell-problem": {
    textDecoration: "underline wavy var(--cell-error)",
    textDecorationThickness: "1px",
    textUnderlineOffset: "0.2em",
    textDecorationSkipInk: "none",
  },
  ".cell-place": { borderRadius: "0.15rem", background: "color-mix(in srgb, var(--accent) 22%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--accent) 26%, transparent)",
  },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "1.5px" },
  ".cm-searchMatch": { borderRadius: "0.15rem", background: "color-mix(in srgb, var(--accent) 22%, transparent)" },
  ".cm-searchMatch-selected": { background: "color-mix(in srgb, var(--accent) 45%, transparent)" },
  ".cm-panels": { border: "0", background: "var(--paper)", color: "var(--ink)", zIndex: "2" },
  ".cm-panels-top": { borderBottom: "1px solid var(--cell-line)", borderRadius: "inherit" },
  ".cm-panels-bottom": { borderTop: "1px solid var(--cell-line)" },
  ".cm-panel": { ...small, fontFamily: "inherit", padding: "0.35rem 1.8rem 0.35rem 0.6rem" },
  ".cm-panel label": { display: "inline-flex", alignItems: "center", gap: "0.25rem", fontSize: "inherit" },
  ".cm-panel input.cm-textfield, .cm-panel input[name=name]": {
    padding: "0.15rem 0.4rem",
    border: "1px solid var(--cell-line)",
    borderRadius: "0.2rem",
    background: "var(--code-paper)",
    color: "inherit",
    font: "inherit",
    fontFamily: "var(--font-code)",
  },
  ".cm-panel button": {
    minHeight: "1.4rem",
    padding: "0 0.45rem",
    border: "1px solid var(--cell-line)",
    borderRadius: "0.2rem",
    background: "none",
    color: "inherit",
    font: "inherit",
    cursor: "pointer",
  },
  ".cm-panel button:hover": { background: "color-mix(in srgb, var(--ink) 8%, transparent)" },
  ".cm-panel button[name=close], .cm-panel .cm-dialog-close": { border: "0", fontSize: "1rem" },
  ".cm-panel :is(input, button):focus-visible": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
});
