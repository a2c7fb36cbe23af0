/** What cells have shown, as nbformat says it: made from a run's parts, read from a file, and turned back into parts. */

import type { Part } from "../../messages.ts";
import { base64Of, bytesOf } from "../elements/files.ts";
import { isObject } from "../elements/storage.ts";

/** Forms of a value by their types, and what is said of each. */
type Shown = { output_type: "display_data"; data: Record<string, unknown>; metadata: Record<string, { alt: string }> };

export type SavedOutput =
  | { output_type: "stream"; name: "stdout" | "stderr"; text: string }
  | { output_type: "error"; ename: string; evalue: string; traceback: string[] }
  | Shown;

const PICTURE = "application/vnd.sequential.picture+json";
const RICH = ["html", "markdown", "latex"];
const IMAGES = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml"];
const SVG = "image/svg+xml";
const BASE64 = /^[A-Za-z0-9+/\s]+=*\s*$/;
const SCRIPT = /<script\b/i;
/** Asks for a library that draws: what a file brings along runs no script, not even in a frame of its own. */
const DRAWS = /<script src="live-cells:\w+"><\/script>/g;

// -------------------------------------------------------------- of a run

export const savedOf = (parts: Part[]): SavedOutput[] => parts.flatMap(saved);

function saved(part: Part): SavedOutput[] {
  const { part: kind, text, name = "", plain = "" } = part;
  if (kind === "stdout" || kind === "stderr") return [{ output_type: "stream", name: kind, text }];
  if (kind === "error") {
    const evalue = (plain || text.trimEnd().split("\n").at(-1) || "").replace(`${name}: `, "");
    return [{ output_type: "error", ename: name || "Error", evalue, traceback: text.trimEnd().split("\n") }];
  }
  if (kind === "verdict") return [];
  if (RICH.includes(kind)) return [shown({ "text/plain": plain, [`text/${kind}`]: text })];
  if (kind === "picture") return [shown({ "text/plain": text, [PICTURE]: parsed(part.picture) }, PICTURE, part.alt)];
  const { mime = "", data = "", alt } = part;
  if (kind !== "image" || !IMAGES.includes(mime)) return [shown({ "text/plain": text })];
  const content = mime === SVG ? new TextDecoder().decode(bytesOf(data)) : data;
  return [shown({ "text/plain": text, [mime]: content }, mime, alt)];
}

function shown(data: Shown["data"], mime = "", alt?: string): Shown {
  const found = Object.entries(data).filter(([, content]) => content);
  const metadata = mime && alt ? { [mime]: { alt } } : {};
  return { output_type: "display_data", data: Object.fromEntries(found), metadata };
}

function parsed(description = ""): unknown {
  try {
    return JSON.parse(description);
  } catch {
    return null;
  }
}

// ------------------------------------------------------------- of a file

/** An output of a file as far as it can be shown; outputs of format 3 as well. */
export function readOutput(output: Record<string, unknown>): SavedOutput[] {
  switch (output.output_type) {
    case "stream": {
      const name = (output.name ?? output.stream) === "stderr" ? "stderr" : "stdout";
      return [{ output_type: "stream", name, text: joined(output.text) }];
    }
    case "error":
    case "pyerr": {
      const traceback = Array.isArray(output.traceback) ? output.traceback.map(joined) : [];
      return [{ output_type: "error", ename: joined(output.ename), evalue: joined(output.evalue), traceback }];
    }
    default:
      return readForms(isObject(output.data) ? output.data : inFormat3(output), output.metadata);
  }
}

function readForms(data: Record<string, unknown>, metadata: unknown): SavedOutput[] {
  const texts = ["text/plain", ...RICH.map((kind) => `text/${kind}`), SVG].map((mime) => [mime, joined(data[mime])]);
  const images = IMAGES.filter((mime) => mime !== SVG).map((mime) => [mime, joined(data[mime])]);
  const sound = [...texts, ...images.filter(([, content]) => BASE64.test(content))].filter(([, content]) => content);
  const forms: Shown["data"] = Object.fromEntries(sound);
  if (isObject(data[PICTURE])) forms[PICTURE] = data[PICTURE];
  const about = isObject(metadata) ? metadata : {};
  const alts = Object.keys(forms).flatMap((mime): [string, { alt: string }][] => {
    const said = about[mime];
    return isObject(said) && typeof said.alt === "string" ? [[mime, { alt: said.alt }]] : [];
  });
  if (!Object.keys(forms).length) return [];
  return [{ output_type: "display_data", data: forms, metadata: Object.fromEntries(alts) }];
}

/** In format 3, an output has the names of files' endings. */
const inFormat3 = ({ text, html, latex, png, jpeg, svg }: Record<string, unknown>) => ({
  "text/plain": text,
  "text/html": html,
  "text/latex": latex,
  "image/png": png,
  "image/jpeg": jpeg,
  "image/svg+xml": svg,
});

/** A text, which may stand in lines. */
export function joined(text: unknown): string {
  if (Array.isArray(text)) return text.filter((line) => typeof line === "string").join("");
  return typeof text === "string" ? text : "";
}

// ----------------------------------------------------------- to be shown

/** The part that shows it: the richest form that needs no script. */
export function partOf(output: SavedOutput): Part {
  if (output.output_type === "stream") return { part: output.name, text: output.text };
  if (output.output_type === "error") {
    const { ename, evalue, traceback } = output;
    return { part: "error", text: traceback.join("\n") || `${ename}: ${evalue}` };
  }
  const { data, metadata } = output;
  const plain = joined(data["text/plain"]);
  if (data[PICTURE])
    return { part: "picture", text: plain, picture: JSON.stringify(data[PICTURE]), alt: metadata[PICTURE]?.alt };
  const image = IMAGES.find((mime) => data[mime]);
  const rich = RICH.find((kind) => data[`text/${kind}`]);
  const source = rich ? joined(data[`text/${rich}`]) : "";
  if (rich && !(image && SCRIPT.test(source))) return { part: rich, text: source.replace(DRAWS, ""), plain };
  if (!image) return { part: "result", text: plain };
  const content = joined(data[image]);
  const packed = image === SVG ? base64Of(new TextEncoder().encode(content)) : content.replace(/\s+/g, "");
  return { part: "image", text: plain, mime: image, data: packed, alt: metadata[image]?.alt ?? plain };
}
