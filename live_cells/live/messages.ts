/**
 * Every message between the page and its worker. Besides the site's words (phrases.ts), it is all that both sides import.
 *
 * `TO_WORKER` and `TO_PAGE` say what each message holds. Its types follow from it, `message` builds one, and `read` checks
 * one where it arrives, so a slip on one side shows at the border and not three calls later.
 */

import type { Head, Layer } from "../image/format.ts";

/** Checks whether a value is of a type. */
type Check<T> = (value: unknown) => value is T;

/** The type that a check checks for. */
type Checked<C> = C extends Check<infer T> ? T : never;

type Fields = Record<string, Check<unknown>>;

/** The names of the fields that may be absent. */
type Absent<F extends Fields> = { [K in keyof F]: undefined extends Checked<F[K]> ? K : never }[keyof F];

/** An object with such fields. */
type Shape<F extends Fields> = { [K in Exclude<keyof F, Absent<F>>]: Checked<F[K]> } & {
  [K in Absent<F>]?: Checked<F[K]>;
};

const string = (value: unknown) => typeof value === "string";
const boolean = (value: unknown) => typeof value === "boolean";
/** A count, a size, an identifier, a span of time. */
const number = (value: unknown): value is number => typeof value === "number" && value >= 0;
const anyNumber = (value: unknown) => typeof value === "number";
const bytes = (value: unknown): value is Uint8Array<ArrayBuffer> => value instanceof Uint8Array;
const program = (value: unknown) => value instanceof WebAssembly.Module;
const memory = (value: unknown): value is SharedArrayBuffer =>
  typeof SharedArrayBuffer !== "undefined" && value instanceof SharedArrayBuffer;
const object = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const head = (value: unknown): value is Head => object(value);
const layer = (value: unknown): value is Layer => object(value);
/** A name that cannot lead out of its folder. */
const fileName = (value: unknown): value is string => string(value) && /^\w[\w.-]*$/.test(value);
/** What a part of an output is; the page shows one that it does not know as text. */
const partKind = (value: unknown): value is string => string(value) && /^[a-z]+$/.test(value);
const nullOr =
  <T>(check: Check<T>) =>
  (value: unknown): value is T | null =>
    value === null || check(value);
const optional =
  <T>(check: Check<T>) =>
  (value: unknown): value is T | undefined =>
    value === undefined || check(value);
const listOf =
  <T>(check: Check<T>) =>
  (value: unknown): value is T[] =>
    Array.isArray(value) && [...value].every(check); // holes, too
const oneOf =
  <const T extends string>(...words: T[]) =>
  (value: unknown): value is T =>
    words.some((word) => word === value);
const anyOf =
  <C extends Check<unknown>>(...checks: C[]) =>
  (value: unknown): value is Checked<C> =>
    checks.some((check) => check(value));
const shape =
  <F extends Fields>(fields: F) =>
  (value: unknown): value is Shape<F> =>
    object(value) && wrongField(fields, value) === undefined;

/** The first field that is missing or malformed. */
const wrongField = (fields: Fields, value: Record<string, unknown>) =>
  Object.keys(fields).find((name) => !fields[name](value[name]));

/** A file to fetch: how long it is, and its hash in base64. */
const DOWNLOAD = { name: string, url: string, bytes: number, sha256: string };

/**
 * A package that is loaded when a cell first uses it. `modules`: its top-level modules, if not one of its name. `later`: its
 * deferred part, which first uses do not need.
 */
const PACKAGE = { ...DOWNLOAD, later: nullOr(shape(DOWNLOAD)), modules: optional(listOf(string)) };

/** A file to fetch before a cell whose source matches `pattern` runs; `file` is what Python finds. */
const DATASET = { ...DOWNLOAD, pattern: string, file: string };

/** A file for Python to find beside its data, or one that it left there. */
const FILE = { name: fileName, bytes };

/**
 * Where Python is: its folder, the lock file that lists its packages, which of them to load, and the bytes of all that; the
 * Python files beside the worker; the Zstandard decoder; the memory image to start from, if there is one, with its deferred
 * part, and the layer above it for figures. `torch`, on sites other than the course's: does `import torch` give the engine?
 */
const PYTHON = {
  url: string,
  lock: string,
  packages: listOf(string),
  files: listOf(string),
  bytes: number,
  library: shape(DOWNLOAD),
  numpy: shape(DOWNLOAD),
  engine: shape(DOWNLOAD),
  decoder: string,
  torch: optional(boolean),
  image: nullOr(
    shape({
      url: string,
      bytes: number,
      later: nullOr(shape(DOWNLOAD)),
      figures: nullOr(shape({ bytes: number, later: shape(DOWNLOAD) })),
    }),
  ),
};

/** The deferred parts of the memory image, ready for use (image/restore/parts.ts). */
const LATER = { code: listOf(program), memory: bytes };

const SIDES = listOf(shape({ path: string, compiled: program }));

/** What a Python that draws has beyond the image; `files` is an archive of those that it opens. */
const FIGURES = { head: layer, sides: SIDES, pages: bytes, files: bytes, later: optional(shape(LATER)) };

/**
 * The memory image's parts, ready for use (image/restore/parts.ts), with those for figures and the later ones where they
 * are here.
 */
const PARTS = {
  head,
  core: program,
  sides: SIDES,
  pages: bytes,
  figures: optional(shape(FIGURES)),
  later: optional(shape(LATER)),
};

/**
 * One piece of a cell's output. `part` is its kind: stdout, stderr, result, error, verdict, clear, or one that
 * page/output/rich_parts.ts shows. `line` is the line of the cell that an error points at; `ours` marks a fault of the page
 * rather than of the reader's code; `mime`, `data` (base64) and `alt`, a description, belong to images; `width` and
 * `height` (pixels) as well, where the code asks for them; `plain` is the text beside HTML, Markdown and LaTeX, and an error's
 * without the traceback; `example` says from which of a cell's examples with prompts the part is, counted from 0;
 * `picture` is a picture's description, as JSON; `right` is what a check found; `model` is the number of a model that is shown
 * (python/live_runner/shown_models.py). What has a `display` id can be replaced: by the part of this id that is an
 * `update`. "clear" takes back what is shown; if it is to `wait`, once there is something new. `widget` is the id of a
 * widget that is shown; a "comm" part is a widget's message to the page, as JSON (python/live_runner/widget_messages.py).
 */
const PART = {
  part: partKind,
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
  example: optional(number),
  picture: optional(string),
  display: optional(string),
  update: optional(boolean),
  wait: optional(boolean),
  right: optional(boolean),
  model: optional(number),
  widget: optional(string),
  step: optional(number),
};

/** What is said of a tensor: python/live_runner/about_tensors.py. */
const TENSOR = {
  shape: listOf(number),
  type: string,
  numbers: listOf(anyNumber),
  histogram: listOf(number),
  grad: nullOr(shape({ shape: listOf(number), numbers: listOf(anyNumber) })),
  tracks: boolean,
  maker: string,
  cell: string,
  line: number,
};

/** What can be asked, and how it is answered. */
const ANSWERS = {
  completions: shape({
    start: string,
    names: listOf(shape({ name: string, kind: string, type: string, own: boolean })),
  }),
  signature: shape({ name: string, parameters: listOf(string), active: anyNumber, returns: string }),
  problems: shape({ problems: listOf(shape({ from: number, to: number, message: string })) }),
  places: shape({
    name: string,
    places: listOf(shape({ from: number, to: number, before: string })),
    taken: listOf(string),
    elsewhere: number,
    why: string,
  }),
  help: shape({ title: string, text: string, tensor: optional(shape(TENSOR)) }),
  variables: shape({
    variables: listOf(shape({ name: string, type: string, shape: string, size: string, is_model: boolean })),
  }),
  speed: shape({ seconds: number }),
  file: shape(FILE),
};

const TO_WORKER = {
  /** Start Python. `lock` is the name of a lock to hold: when it is free, the worker is gone. */
  boot: {
    python: shape(PYTHON),
    datasets: listOf(shape(DATASET)),
    packages: listOf(shape(PACKAGE)),
    shared: nullOr(memory),
    parts: nullOr(shape(PARTS)),
    draws: boolean,
    lock: nullOr(string),
  },
  /**
   * Run one cell, with files that it will read. Cells share variables with those of the same `session`. `values`: does a last
   * part say what its lines made? Undefined for programs of the page. `steps`: asks for the run step by step, as
   * python/live_runner/stepping.py reads it.
   */
  run: {
    id: number,
    cell: string,
    source: string,
    session: optional(string),
    values: optional(boolean),
    steps: optional(string),
    files: listOf(shape(FILE)),
  },
  /** Put a file of the reader's into Python's working folder. */
  put: { file: shape(FILE) },
  /** Load a package that other cells of the page use, and import it while nothing runs. */
  preload: { name: string },
  /** Stop a run that waits for something; one that computes is stopped through shared memory. */
  stop: {},
  /** The line for which the running cell waits. */
  reply: { text: string },
  /**
   * A question about Python's variables, names or files; `text` is the code up to the cursor, or a file's name. `others`:
   * the code of other cells, for what the editor asks (python/live_editor/calls.py).
   */
  ask: {
    id: number,
    about: oneOf("completions", "signature", "problems", "places", "help", "variables", "speed", "file"),
    text: string,
    session: optional(string),
    others: optional(listOf(string)),
  },
};

const TO_PAGE = {
  /** The worker holds its lock. */
  locked: {},
  /** `loaded` of `total` bytes of `name` are here. */
  progress: { name: string, loaded: number, total: number },
  /** Python has started. */
  ready: { python: string },
  /** The image's parts, from which the next worker starts at once. */
  keep: { parts: shape(PARTS) },
  /** The parts for figures, where the others were here. */
  keepFigures: { figures: shape(FIGURES) },
  /** The deferred parts, of the image or of what is for figures. */
  keepLater: { later: shape(LATER), isOfFigures: boolean },
  /** The addresses of files that were fetched since the last such message. */
  fetched: { urls: listOf(string) },
  /** The cell's own code runs now; what it needed has been fetched. */
  started: { id: number },
  /** The cell waits for a line from the reader; a `secret` one is not shown. */
  prompt: { id: number, secret: boolean },
  /** The message `stop` has arrived: what the cell waits for ends now. */
  stopping: {},
  /** What a cell has printed or shown since the last such message. */
  output: { id: number, parts: listOf(shape(PART)) },
  /** A run is over. */
  ended: { id: number, outcome: oneOf("done", "failed", "stopped"), seconds: number },
  /** The answer to a question, or null. */
  answer: { id: number, content: nullOr(anyOf(...Object.values(ANSWERS))) },
  /** The worker cannot go on; `line` is the line of the running cell that led to it. */
  fault: { text: string, line: nullOr(number) },
};

const SCHEMA = { ...TO_WORKER, ...TO_PAGE };

type Type = keyof typeof SCHEMA;

const namesOf = <Table extends object>(table: Table) => Object.keys(table) as (keyof Table)[];
export const WORKER_TYPES = namesOf(TO_WORKER);
export const PAGE_TYPES = namesOf(TO_PAGE);

/** The fields of the messages of a type. */
export type FieldsOf<T extends Type> = Shape<(typeof SCHEMA)[T]>;

/** The messages of some types. */
export type MessageOf<T extends Type> = { [K in T]: { type: K } & FieldsOf<K> }[T];

export type ToWorker = MessageOf<keyof typeof TO_WORKER>;
export type ToPage = MessageOf<keyof typeof TO_PAGE>;
export type Download = Shape<typeof DOWNLOAD>;
export type Package = Shape<typeof PACKAGE>;
export type Dataset = Shape<typeof DATASET>;
export type File = Shape<typeof FILE>;
export type Python = Shape<typeof PYTHON>;
export type Parts = Shape<typeof PARTS>;
export type Figures = Shape<typeof FIGURES>;
export type Later = Shape<typeof LATER>;
export type Tensor = Shape<typeof TENSOR>;
export type Part = Shape<typeof PART>;

/** How a run ended, as the worker sees it. */
export type Outcome = MessageOf<"ended">["outcome"];
export type Answers = { [A in keyof typeof ANSWERS]: Checked<(typeof ANSWERS)[A]> };
export type About = keyof Answers;
export type Content = Answers[About];

/**
 * The memory that page and worker share where the host isolates the page: a word with which the page interrupts
 * Python, how often it has done so, and a line from the reader: its state, its length, its bytes.
 */
export const SHARED = { interrupt: 0, stops: 1, lineState: 2, lineLength: 3, lineBytes: 16, size: 65536 };
export const LINE = { awaited: 0, there: 1, stopped: 2 };
/** The number of the interrupt, as Python knows it. */
export const SIGINT = 2;

/** A message of a type. */
export const message = <T extends Type>(type: T, fields: FieldsOf<T>): MessageOf<T> =>
  ({ type, ...fields }) as MessageOf<T>;

/**
 * The message that arrived, if it is one of the expected types with all its fields.
 * @param data what `postMessage` delivered
 * @param types the types this side listens to
 * @throws {TypeError} naming the type and the field that is wrong
 */
export function read<T extends Type>(data: unknown, ...types: T[]): MessageOf<T> {
  const fields: Record<string, unknown> = object(data) ? data : {};
  const type = types.find((expected) => expected === fields.type);
  const came = string(fields.type) ? fields.type : `a type that is ${typeof fields.type}`;
  if (!type) throw new TypeError(`expected a message of type ${types.join(", ")}, got ${came}`);
  const wrong = wrongField(SCHEMA[type], fields);
  if (wrong !== undefined) throw new TypeError(`message "${type}": field "${wrong}" is missing or malformed`);
  return data as MessageOf<T>;
}
