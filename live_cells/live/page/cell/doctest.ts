/** Compares what an example has printed with what is documented, by the rules of Python's doctest. */

/** `source`: the lines of code, which may have directives. */
export type Example = { source: string; documented: string };
/** `error`: the message of the exception in which it ended. */
export type Printed = { text: string; error: string | null };
/** The same apart from `spaces` and line breaks; apart from the `details` of an error, whose type is the same. */
export type Sameness = "same" | "spaces" | "details" | "different";

/** What Sphinx sets. Its pages do not show the directives of an example, so NORMALIZE_WHITESPACE may be meant as well. */
const DEFAULTS = ["ELLIPSIS", "DONT_ACCEPT_TRUE_FOR_1"];
const DIRECTIVE = /#\s*doctest:\s*([^\n'"]*)$/gm;
const TRACEBACK = /^Traceback \((?:most recent call last|innermost last)\):\s*$[\s\S]*?^([\p{L}\p{N}_]+[\s\S]*)/mu;

export function compare({ source, documented }: Example, { text, error }: Printed): Sameness {
  const options = optionsOf(source);
  if (options.has("SKIP")) return "same";
  const wanted = error === null ? documented : (messageOf(documented) ?? documented); // pages may leave out the traceback
  const sameness = isSame(wanted, error ?? text, options);
  if (sameness !== "different" || error === null || typeOf(wanted) !== typeOf(error)) return sameness;
  return options.has("IGNORE_EXCEPTION_DETAIL") ? "same" : "details";
}

/** The message of the error that is documented; null where none is. */
export function messageOf(documented: string) {
  const found = TRACEBACK.exec(documented);
  return found?.index === 0 ? found[1] : null;
}

/** The options that hold: the defaults, and what directives say. */
function optionsOf(source: string) {
  const options = new Set(DEFAULTS);
  for (const [, words] of source.matchAll(DIRECTIVE))
    for (const word of words.split(/[\s,]+/)) {
      if (word.startsWith("+")) options.add(word.slice(1));
      if (word.startsWith("-")) options.delete(word.slice(1));
    }
  return options;
}

/** In Python, an output ends at an empty line; pages of Sphinx do not show the mark of one that belongs to it. */
function isSame(wanted: string, got: string, options: Set<string>): Sameness {
  const end = wanted.search(/^\s*$/m);
  const readings = end < 0 ? [wanted] : [wanted, wanted.slice(0, end)];
  const loosely = new Set([...options, "NORMALIZE_WHITESPACE"]);
  if (readings.some((reading) => matches(reading, got, options))) return "same";
  return readings.some((reading) => matches(reading, got, loosely)) ? "spaces" : "different";
}

/**
 * Line breaks at the end do not count, for they cannot be seen; nor does the module of a cell's own classes: the examples
 * that Sphinx runs are in none.
 */
function matches(wanted: string, got: string, options: Set<string>) {
  [wanted, got] = [wanted, got].map((text) => text.replaceAll("__main__.", "").replace(/\n+$/, ""));
  if (wanted === got) return true;
  if (!options.has("DONT_ACCEPT_TRUE_FOR_1") && ["True 1", "False 0"].includes(`${got} ${wanted}`)) return true;
  if (!options.has("DONT_ACCEPT_BLANKLINE")) {
    wanted = wanted.replace(/^<BLANKLINE>[^\S\n]*$/gm, "");
    got = got.replace(/^[^\S\n]+$/gm, "");
  }
  if (options.has("NORMALIZE_WHITESPACE"))
    [wanted, got] = [wanted, got].map((text) => text.split(/\s+/).filter(Boolean).join(" "));
  return wanted === got || (options.has("ELLIPSIS") && matchesEllipsis(wanted, got));
}

/** Dots stand for any text. */
function matchesEllipsis(wanted: string, got: string) {
  const pieces = wanted.split("...");
  if (pieces.length === 1) return false;
  const [first, ...rest] = pieces;
  const last = rest.pop() ?? "";
  if (!got.startsWith(first) || !got.endsWith(last)) return false;
  let from = first.length;
  const to = got.length - last.length;
  for (const piece of rest) {
    const at = got.indexOf(piece, from);
    if (at < 0 || at + piece.length > to) return false;
    from = at + piece.length;
  }
  return from <= to;
}

/** The name of an exception's type, without its module. */
const typeOf = (message: string) => message.split("\n")[0].split(":")[0].split(".").at(-1)?.trim();
