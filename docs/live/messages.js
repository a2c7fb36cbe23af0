/**
 * Every message between the page and its worker. Besides the site's words (phrases.js), it is all that both sides import.
 *
 * `SCHEMA` says what each message holds. Its types follow from it, `message` builds one, and `read` checks one where it
 * arrives, so a slip on one side shows at the border and not three calls later.
 */

/**
 * Tells whether a value is of a type.
 * @template T
 * @typedef {(value: unknown) => value is T} Check
 */

/**
 * The type that a check tells of.
 * @template C
 * @typedef {C extends Check<infer T> ? T : never} Checked
 */

/** @typedef {Record<string, Check<any>>} Fields */

/**
 * The names of the fields that may be absent.
 * @template {Fields} F
 * @typedef {{[K in keyof F]: undefined extends Checked<F[K]> ? K : never}[keyof F]} Absent
 */

/**
 * An object with such fields.
 * @template {Fields} F
 * @typedef {{[K in Exclude<keyof F, Absent<F>>]: Checked<F[K]>} & {[K in Absent<F>]?: Checked<F[K]>}} Shape
 */

/** @type {Check<string>} */
const string = (value) => typeof value === "string";
/** @type {Check<boolean>} */
const boolean = (value) => typeof value === "boolean";
/** @type {Check<number>} a count, a size, an identifier, a span of time */
const number = (value) => typeof value === "number" && value >= 0;
/** @type {Check<Uint8Array<ArrayBuffer>>} */
const bytes = (value) => value instanceof Uint8Array;
/** @type {Check<WebAssembly.Module>} */
const program = (value) => value instanceof WebAssembly.Module;
/** @type {Check<SharedArrayBuffer>} */
const memory = (value) => typeof SharedArrayBuffer !== "undefined" && value instanceof SharedArrayBuffer;
/** @type {Check<import("./worker/restore_image.js").Head>} */
const head = (value) => object(value);
/** @type {Check<Record<string, any>>} */
const object = (value) => typeof value === "object" && value !== null;
/** @type {Check<string>} a name that cannot lead out of its folder */
const fileName = (value) => string(value) && /^\w[\w.-]*$/.test(value);
/** @type {<T>(check: Check<T>) => Check<T|null>} */
const nullOr = (check) => /** @type {Check<any>} */ ((value) => value === null || check(value));
/** @type {<T>(check: Check<T>) => Check<T|undefined>} */
const optional = (check) => /** @type {Check<any>} */ ((value) => value === undefined || check(value));
/** @type {<T>(check: Check<T>) => Check<T[]>} */
const listOf = (check) => /** @type {Check<any>} */ ((value) => Array.isArray(value) && [...value].every(check)); // holes, too
/** @type {<const T extends string[]>(...words: T) => Check<T[number]>} */
const oneOf = (...words) => /** @type {Check<any>} */ ((value) => words.includes(/** @type {string} */ (value)));
/** @type {<const T extends Check<any>[]>(...checks: T) => Check<Checked<T[number]>>} */
const anyOf = (...checks) => /** @type {Check<any>} */ ((value) => checks.some((check) => check(value)));
/** @type {<F extends Fields>(fields: F) => Check<Shape<F>>} */
const shape = (fields) =>
  /** @type {Check<any>} */ ((value) => object(value) && wrongField(fields, value) === undefined);

/** The first field that is missing or malformed. @param {Fields} fields @param {Record<string, unknown>} value */
const wrongField = (fields, value) => Object.keys(fields).find((name) => !fields[name](value[name]));

/** A file to fetch: how long it is, and its hash in base64. */
const DOWNLOAD = { name: string, url: string, bytes: number, sha256: string };

/** A package that comes when a cell first uses it; `later` is what first uses do not touch. */
const PACKAGE = { ...DOWNLOAD, later: nullOr(shape(DOWNLOAD)) };

/** A file to fetch before a cell whose source matches `pattern` runs; `file` is what Python finds. */
const DATASET = { ...DOWNLOAD, pattern: string, file: string };

/** A file for Python to find beside its data, or one that it left there. */
const FILE = { name: fileName, bytes };

/**
 * Where Python lies: its folder, the lock file that lists its packages, which of them to load, and the bytes of all
 * that; the Python files beside the worker; what unpacks Zstandard; the memory image to start from, if there is one,
 * and what then comes later.
 */
const PYTHON = {
  url: string,
  lock: string,
  packages: listOf(string),
  files: listOf(string),
  bytes: number,
  library: shape(DOWNLOAD),
  numpy: shape(DOWNLOAD),
  decoder: string,
  image: nullOr(shape({ url: string, bytes: number, later: shape(DOWNLOAD) })),
};

/** Those of the memory image's parts that come later, ready for use (worker/later_parts.js). */
const LATER = { code: listOf(program), texts: bytes };

/** The memory image's parts, ready for use (worker/image_parts.js), with the later ones where they are here. */
const PARTS = {
  head,
  core: program,
  sides: listOf(shape({ path: string, compiled: program })),
  pages: bytes,
  later: optional(shape(LATER)),
};

/**
 * One piece of a cell's output. `line` is the line of the cell that an error points at; `ours` marks a fault
 * of the page rather than of the reader's code; `mime`, `data` (base64) and `alt`, a description, belong to images;
 * `width` and `height` (pixels) as well, where the code asks for them; `plain` is the text beside HTML, Markdown and
 * LaTeX; `right` is what a check found. What has a `display` id can be replaced: by the part of this id that is an `update`. "clear" takes back what is
 * shown; if it is to `wait`, once there is something new.
 */
const PART = {
  part: oneOf("stdout", "stderr", "result", "error", "image", "html", "markdown", "latex", "verdict", "clear"),
  text: string,
  name: optional(string),
  line: optional(nullOr(number)),
  ours: optional(boolean),
  mime: optional(string),
  data: optional(string),
  alt: optional(string),
  width: optional(number),
  height: optional(number),
  plain: optional(string),
  display: optional(string),
  update: optional(boolean),
  wait: optional(boolean),
  right: optional(boolean),
};

/** What can be asked, and how it is answered. */
const ANSWERS = {
  completions: shape({ start: string, names: listOf(shape({ name: string, kind: string })) }),
  help: shape({ title: string, text: string }),
  variables: shape({ variables: listOf(shape({ name: string, type: string, shape: string, size: string })) }),
  speed: shape({ seconds: number }),
  file: shape(FILE),
};

const SCHEMA = {
  // Page to worker.
  /** Start Python. `lock` is the name of a lock to hold: when it is free, the worker is gone. */
  boot: {
    python: shape(PYTHON),
    datasets: listOf(shape(DATASET)),
    packages: listOf(shape(PACKAGE)),
    shared: nullOr(memory),
    parts: nullOr(shape(PARTS)),
    lock: nullOr(string),
  },
  /** Run one cell, with files that it will read. */
  run: { id: number, cell: string, source: string, files: listOf(shape(FILE)) },
  /** Put a file of the reader's into Python's working folder. */
  put: { file: shape(FILE) },
  /** End what the running cell waits for, if it does. */
  stop: {},
  /** The line that the running cell waits for. */
  reply: { text: string },
  /** A question about what is there; `text` is the code up to the cursor, or a file's name. */
  ask: { id: number, about: oneOf("completions", "help", "variables", "speed", "file"), text: string },

  // Worker to page.
  /** The worker holds its lock. */
  locked: {},
  /** Something takes a while: `loaded` of `total` bytes of `name` are here. */
  stage: { name: string, loaded: number, total: number },
  /** Python and its packages are there. */
  ready: { python: string },
  /** What the next Python can start from at once. */
  keep: { parts: shape(PARTS) },
  /** The parts that came after them. */
  keepLater: { later: shape(LATER) },
  /** The addresses of files that have come since the last such message. */
  fetched: { urls: listOf(string) },
  /** The cell's own code runs now; what it needed has been fetched. */
  started: { id: number },
  /** The cell waits for a line from the reader; `secret`: one that nobody shall read. */
  prompt: { id: number, secret: boolean },
  /** The wish to stop has arrived: what the cell waits for ends now. */
  stopping: {},
  /** What a cell has printed or shown since the last such message. */
  output: { id: number, parts: listOf(shape(PART)) },
  /** A run is over. */
  ended: { id: number, outcome: oneOf("done", "failed", "stopped"), seconds: number },
  /** What was asked for, or null. */
  answer: { id: number, content: nullOr(anyOf(...Object.values(ANSWERS))) },
  /** The worker cannot go on; `line` is the line of the running cell that led to it. */
  fault: { text: string, line: nullOr(number) },
};

/** @typedef {keyof typeof SCHEMA} Type */

/**
 * The fields of the messages of a type.
 * @template {Type} T
 * @typedef {Shape<typeof SCHEMA[T]>} FieldsOf
 */

/**
 * The messages of some types.
 * @template {Type} T
 * @typedef {{[K in T]: {type: K} & FieldsOf<K>}[T]} MessageOf
 */

/**
 * @typedef {MessageOf<"boot"|"run"|"put"|"stop"|"reply"|"ask">} ToWorker
 * @typedef {MessageOf<Exclude<Type, ToWorker["type"]>>} ToPage
 *
 * @typedef {Shape<typeof DOWNLOAD>} Download
 * @typedef {Shape<typeof PACKAGE>} Package
 * @typedef {Shape<typeof DATASET>} Dataset
 * @typedef {Shape<typeof FILE>} File
 * @typedef {Shape<typeof PYTHON>} Python
 * @typedef {Shape<typeof PARTS>} Parts
 * @typedef {Shape<typeof LATER>} Later
 * @typedef {Shape<typeof PART>} Part
 * @typedef {MessageOf<"ended">["outcome"]} Outcome how a run ended, as the worker sees it
 * @typedef {{[A in keyof typeof ANSWERS]: Checked<typeof ANSWERS[A]>}} Answers
 * @typedef {keyof Answers} About
 * @typedef {Answers[About]} Content
 */

/**
 * The memory that page and worker share where the host isolates the page: a word with which the page interrupts
 * Python, and a line from the reader: its state, its length, its bytes.
 */
export const SHARED = { interrupt: 0, lineState: 1, lineLength: 2, lineBytes: 12, size: 65536 };
export const LINE = { awaited: 0, there: 1, stopped: 2 };

/**
 * A message of a type.
 * @template {Type} T
 * @param {T} type @param {FieldsOf<T>} fields
 * @returns {MessageOf<T>}
 */
export const message = (type, fields) => /** @type {MessageOf<T>} */ ({ type, ...fields });

/**
 * The message that arrived, if it is one of the expected types with all its fields.
 * @template {Type} T
 * @param {unknown} data what `postMessage` delivered
 * @param {...T} types the types this side listens to
 * @returns {MessageOf<T>}
 * @throws {TypeError} naming the type and the field that is wrong
 */
export function read(data, ...types) {
  /** @type {Record<string, unknown>} */
  const fields = object(data) ? data : {};
  const type = types.find((expected) => expected === fields.type);
  const came = string(fields.type) ? fields.type : `a type that is ${typeof fields.type}`;
  if (!type) throw new TypeError(`expected a message of type ${types.join(", ")}, got ${came}`);
  const wrong = wrongField(SCHEMA[type], fields);
  if (wrong !== undefined) throw new TypeError(`message "${type}": field "${wrong}" is missing or malformed`);
  return /** @type {MessageOf<T>} */ (data);
}
