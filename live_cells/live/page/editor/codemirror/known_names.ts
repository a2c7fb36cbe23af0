/** Names that the page knows without Python: those of this cell and of the others, Python's words and its builtins. */

import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { globalCompletion, localCompletionSource, pythonLanguage } from "@codemirror/lang-python";
import type { SyntaxNodeRef } from "@lezer/common";
import { idle } from "./idle.ts";

/** Python's words, which the parser's own list leaves out. */
const KEYWORDS =
  "and as assert async await break class continue def del elif else except finally for from global if import in is " +
  "match nonlocal not or pass raise return try while with yield";

/** The nodes in which a name is bound, and what it stands for then. */
const BINDING: Record<string, string> = {
  FunctionDefinition: "function",
  ClassDefinition: "class",
  AssignStatement: "variable",
  ForStatement: "variable",
  ImportStatement: "namespace",
  WithStatement: "variable",
};

/** More cells than a page has. */
const MOST = 400;
/** What cells bind, by their code. */
const read = new Map<string, Completion[]>();

/** The names that a cell binds at its top level. */
function boundIn(source: string): Completion[] {
  const known = read.get(source);
  if (known) return known;
  const found = new Map<string, Completion>();
  pythonLanguage.parser.parse(source).iterate({
    enter(node) {
      if (node.name === "Body" || node.name === "ParamList") return false;
      const type = node.name === "VariableName" && isBound(node, source) ? BINDING[node.node.parent?.name ?? ""] : "";
      if (type) {
        const label = source.slice(node.from, node.to);
        found.set(label, { label, type });
      }
      return undefined;
    },
  });
  const names = [...found.values()];
  for (const [oldest] of read) if (read.size >= MOST) read.delete(oldest);
  read.set(source, names);
  return names;
}

/** Read what cells bind, one after the other, each when the browser has time: what is typed meanwhile is shown first. */
export async function readCells(sources: string[]) {
  for (const source of sources) {
    if (read.has(source)) continue;
    await idle();
    boundIn(source);
  }
}

/** Is it the name that is given here, and not one that is used? */
function isBound({ node, to }: SyntaxNodeRef, source: string) {
  if (node.parent?.name === "AssignStatement") return /^\s*(?:,[^=\n]*)?(?::[^=\n]*)?=(?!=)/.test(source.slice(to));
  if (node.parent?.name === "ForStatement") return /^[\s,)\w]*\bin\b/.test(source.slice(to));
  if (node.parent?.name === "WithStatement") return /\bas\s+\(?$/.test(source.slice(0, node.from));
  if (node.parent?.name === "ImportStatement")
    return !/^\s*(?:\.|as\b|import\b)/.test(source.slice(to)) && !isPath(node.from, source);
  return true;
}

const isPath = (from: number, source: string) => /(?:\.|\bfrom\s+)$/.test(source.slice(0, from));

/** @param others the code of the other cells, as far as `readCells` has read it */
export function knownNames(context: CompletionContext, others: string[]): CompletionResult | null {
  const word = context.matchBefore(/[^\W\d]\w*/);
  const before = context.state.sliceDoc(Math.max(0, (word?.from ?? context.pos) - 1), word?.from ?? context.pos);
  if (before === "." || (!word && !context.explicit)) return null;
  if (/^\s*(?:from|import)\b/.test(context.state.doc.lineAt(context.pos).text)) return null;
  const local = localCompletionSource(context)?.options ?? [];
  const everywhere = globalCompletion(context) as CompletionResult | null;
  const builtins = (everywhere?.options ?? []).filter(({ apply }) => !apply).map((one) => ({ ...one, boost: -1 }));
  const words = KEYWORDS.split(" ").map((label) => ({ label, type: "keyword", boost: -2 }));
  const own = others.flatMap((source) => read.get(source) ?? []);
  const start = word?.text ?? "";
  const seen = new Set<string>([start]); // the word itself, while it is typed, completes nothing
  const options = [...local, ...own, ...words, ...builtins].filter(({ label }) => {
    const isNew = !seen.has(label);
    seen.add(label);
    return isNew && (start.startsWith("_") || !label.startsWith("_"));
  });
  return { from: word?.from ?? context.pos, options, validFor: /^\w*$/ };
}
