/**
 * Colors and weights that text asks for in a terminal's escape sequences (SGR). live_cells/plugin/pages/ansi.py does the same for
 * recorded output; site_tests/unit/ansi_cases.json holds both to it.
 */

/** Colors 0 to 15 as terminals have them, where a background says what they must be seen on. */
const TERMINAL = [
  ..."000000 cd3131 0dbc79 e5e510 2472c8 bc3fbc 11a8cd e5e5e5".split(" "),
  ..."666666 f14c4c 23d18b f5f543 3b8eea d670d6 29b8db ffffff".split(" "),
].map((hex) => [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)));

const ATTRIBUTES: Record<number, string> = {
  1: "bold",
  2: "dim",
  3: "italic",
  4: "underline",
  7: "inverse",
  9: "strike",
};
const ENDS: Record<number, string[]> = {
  21: ["bold"],
  22: ["bold", "dim"],
  23: ["italic"],
  24: ["underline"],
  27: ["inverse"],
  29: ["strike"],
};

/** How many codes say a color, by the first of them. */
const LENGTHS: Record<number, number> = { 2: 4, 5: 2 };

/** A terminal's color from 0 to 15, or red, green and blue; null: as the page has it. */
type Color = number | number[] | null;

/** What text is written with: takes the parameters of each sequence, and names the style that results. */
export class Pen {
  #attributes = new Set<string>();
  #ink: Color = null;
  #ground: Color = null;

  /** The style as a string, empty when plain, else `classes|ink|ground`. */
  style = "";

  /** @param parameters of a sequence that ends in `m`: `1;38;5;208` */
  apply(parameters: string) {
    if (/[^\d;:]/.test(parameters)) return; // some terminal's own
    const codes = parameters.split(";").map((code) => code.split(":").map(Number));
    for (let code = codes.shift(); code; code = codes.shift()) this.#take(code, codes);
    this.style = this.#described();
  }

  /** @param code with its parts @param rest the codes after it, of which it may take some */
  #take([code, ...parts]: number[], rest: number[][]) {
    if (code === 0) {
      this.#attributes.clear();
      this.#ink = this.#ground = null;
    } else if (code === 4 && parts[0] === 0) this.#attributes.delete("underline");
    else if (ATTRIBUTES[code]) this.#attributes.add(ATTRIBUTES[code]);
    else if (ENDS[code]) for (const name of ENDS[code]) this.#attributes.delete(name);
    else if (code === 38) this.#ink = extended(parts, rest);
    else if (code === 48) this.#ground = extended(parts, rest);
    else if (code === 58)
      extended(parts, rest); // of the underline: it has the ink's here
    else if (code === 39) this.#ink = null;
    else if (code === 49) this.#ground = null;
    else if (code >= 30 && code < 38) this.#ink = code - 30;
    else if (code >= 90 && code < 98) this.#ink = code - 82;
    else if (code >= 40 && code < 48) this.#ground = code - 40;
    else if (code >= 100 && code < 108) this.#ground = code - 92;
  }

  #described() {
    const classes = [...this.#attributes].filter((name) => name !== "inverse").sort();
    let [ink, ground] = [this.#ink, this.#ground];
    if (this.#attributes.has("inverse")) {
      if (ink === null && ground === null) classes.push("inverse");
      [ink, ground] = [ground, ink];
    }
    const colors = [];
    if (ground !== null) {
      classes.push("on");
      const ground_ = Array.isArray(ground) ? ground : TERMINAL[ground];
      colors.push(ink === null ? readableOn(ground_) : Array.isArray(ink) ? ink : TERMINAL[ink], ground_);
    } else if (Array.isArray(ink)) {
      classes.push("ink");
      colors.push(ink);
    } else if (ink !== null) classes.push(`ink-${ink}`);
    const names = classes.map((name) => `ansi-${name}`).join(" ");
    return [names, ...colors.map((rgb) => `rgb(${rgb.join(",")})`)].join("|");
  }
}

/** The color of 38 or 48: `5;n` or `2;r;g;b` after it, or its parts, `5:n` or `2::r:g:b`. */
function extended(parts: number[], rest: number[][]): Color {
  if (!parts.length) parts = rest.splice(0, LENGTHS[rest[0]?.[0]] ?? 1).map(([code]) => code);
  const [kind, ...values] = parts;
  if (kind === 2) {
    const rgb = values.length > 3 ? values.slice(1, 4) : values; // the first may name a color space
    return rgb.length === 3 ? rgb.map((value) => Math.min(255, value)) : null;
  }
  const number = kind === 5 ? values[0] : undefined;
  if (number === undefined || !(number < 256)) return null;
  if (number < 16) return number;
  if (number >= 232) return Array(3).fill(8 + 10 * (number - 232));
  const steps = [0, 95, 135, 175, 215, 255];
  return [36, 6, 1].map((unit) => steps[Math.floor((number - 16) / unit) % 6]);
}

function readableOn([red, green, blue]: number[]) {
  return 299 * red + 587 * green + 114 * blue > 100_000 ? [0, 0, 0] : [255, 255, 255];
}
