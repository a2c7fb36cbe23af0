/**
 * Every message between the page and its worker, and the only file that both sides import.
 *
 * A message is built by the function of its name and checked by `read` where it arrives, so a slip on one
 * side shows at the border and not three calls later.
 */

/**
 * One piece of a cell's output. `line` is the line of the cell that an error points at; `ours` marks a fault
 * of the page rather than of the reader's code; `mime`, `data` (base64) and `alt`, a description, belong to images;
 * `width` and `height` (pixels) as well, where the code asks for them; `plain` is the text beside HTML, Markdown and
 * LaTeX. What has a `display` id can be replaced: by the part of this id that is an `update`. "clear" takes back what is
 * shown; if it is to `wait`, once there is something new.
 * @typedef {"stdout"|"stderr"|"result"|"error"|"image"|"html"|"markdown"|"latex"|"clear"} PartKind
 * @typedef {{part: PartKind, text: string, name?: string, line?: number|null, ours?: boolean,
 *            mime?: string, data?: string, alt?: string, width?: number, height?: number, plain?: string,
 *            display?: string, update?: boolean, wait?: boolean}} Part
 *
 * A file to fetch: how long it is, and its hash in base64.
 * @typedef {{name: string, url: string, bytes: number, sha256: string}} Download
 *
 * Data that the worker fetches before it runs a cell whose source matches `pattern`.
 * @typedef {Download & {pattern: string, file: string}} Dataset
 *
 * A package that the worker fetches when a cell first uses it.
 * @typedef {Download} Package
 *
 * A file for Python to find beside its data, or one that it left there.
 * @typedef {{name: string, bytes: Uint8Array}} File
 *
 * How a run ended, as the worker sees it.
 * @typedef {"done"|"failed"|"stopped"} Outcome
 *
 * Where Python lies: its folder, the lock file that lists its packages, which of them to load, and the bytes of
 * all that; the Python files beside the worker; the memory image to start from, if there is one, and the
 * archives that then come later.
 * @typedef {{url: string, lock: string, packages: string[], bytes: number, library: Download, numpy: Download,
 *            files: string[], image: {url: string, bytes: number, decoder: string}|null}} Python
 *
 * The memory image's parts, ready for use (worker/image_parts.js).
 * @typedef {import("./worker/image_parts.js").Parts} Parts
 *
 * Page to worker.
 * `lock` is the name of a lock to hold: when it is free, the worker is gone.
 * @typedef {{type: "boot", python: Python, datasets: Dataset[], packages: Package[],
 *            shared: SharedArrayBuffer|null, parts: Parts|null, lock: string|null}} Boot
 * @typedef {{type: "run", id: number, cell: string, source: string, files: File[]}} Run
 * @typedef {{type: "stop"}} Stop
 * @typedef {{type: "reply", text: string}} Reply
 * @typedef {keyof Answers} About
 * @typedef {{type: "ask", id: number, about: About, text: string}} Ask
 *
 * Worker to page. A stage is something that takes a while: `loaded` of `total` bytes of `name` are here. An answer
 * may have no content. A fault may point at the `line` of the running cell that led to it.
 * @typedef {{type: "locked"}} Locked
 * @typedef {{type: "stage", name: string, loaded: number, total: number}} Stage
 * @typedef {{type: "ready", python: string}} Ready
 * @typedef {{type: "keep", parts: Parts}} Keep
 * @typedef {{type: "fetched", urls: string[]}} Fetched the addresses of files that have come since the last
 * @typedef {{type: "started", id: number}} Started
 * @typedef {{type: "prompt", id: number, secret: boolean}} Prompt
 * @typedef {{type: "output", id: number, parts: Part[]}} OutputMessage
 * @typedef {{type: "ended", id: number, outcome: Outcome, seconds: number}} Ended
 * @typedef {{start: string, names: {name: string, kind: string}[]}} Completions
 * @typedef {{title: string, text: string}} Help
 * @typedef {{variables: {name: string, type: string, shape: string, size: string}[]}} Variables
 * @typedef {{seconds: number}} Speed
 * @typedef {{completions: Completions, help: Help, variables: Variables, speed: Speed, file: File}} Answers
 * @typedef {Answers[About]} Content
 * @typedef {{type: "answer", id: number, content: Content|null}} Answer
 * @typedef {{type: "fault", text: string, line: number|null}} Fault
 *
 * @typedef {Boot|Run|Stop|Reply|Ask} ToWorker
 * @typedef {Locked|Stage|Ready|Keep|Fetched|Started|Prompt|OutputMessage|Ended|Answer|Fault} ToPage
 * @typedef {ToWorker|ToPage} Message
 */

/**
 * The messages of some types.
 * @template {Message["type"]} T
 * @typedef {Extract<Message, {type: T}>} MessageOf
 */

/**
 * The memory that page and worker share where the host isolates the page: a word with which the page interrupts
 * Python, and a line from the reader: its state, its length, its bytes.
 */
export const SHARED = { interrupt: 0, lineState: 1, lineLength: 2, lineBytes: 12, size: 65536 };
export const LINE = { awaited: 0, there: 1, stopped: 2 };

/**
 * Start Python.
 * @type {(python: Python, datasets: Dataset[], packages: Package[], shared: SharedArrayBuffer|null, parts: Parts|null,
 *         lock: string|null) => Boot}
 */
export const boot = (python, datasets, packages, shared, parts, lock) => {
  return { type: "boot", python, datasets, packages, shared, parts, lock };
};

/**
 * Run one cell, with files that it will read.
 * @type {(id: number, cell: string, source: string, files: File[]) => Run}
 */
export const run = (id, cell, source, files) => ({ type: "run", id, cell, source, files });

/** End what the running cell waits for, if it does. @type {() => Stop} */
export const stop = () => ({ type: "stop" });

/** The line that the running cell waits for. @type {(text: string) => Reply} */
export const reply = (text) => ({ type: "reply", text });

/**
 * A question about what is there; `text` is the code up to the cursor, or a file's name.
 * @type {(id: number, about: About, text: string) => Ask}
 */
export const ask = (id, about, text) => ({ type: "ask", id, about, text });

/** The worker holds its lock. @type {() => Locked} */
export const locked = () => ({ type: "locked" });

/** Bytes are arriving. @type {(name: string, loaded: number, total: number) => Stage} */
export const stage = (name, loaded, total) => ({ type: "stage", name, loaded, total });

/** Python and its packages are there. @type {(python: string) => Ready} */
export const ready = (python) => ({ type: "ready", python });

/** What the next Python can start from at once. @type {(parts: Parts) => Keep} */
export const keep = (parts) => ({ type: "keep", parts });

/** More files have come. @type {(urls: string[]) => Fetched} */
export const fetched = (urls) => ({ type: "fetched", urls });

/** The cell's own code runs now; what it needed has been fetched. @type {(id: number) => Started} */
export const started = (id) => ({ type: "started", id });

/**
 * The cell waits for a line from the reader; `secret`: one that nobody shall read.
 * @type {(id: number, secret: boolean) => Prompt}
 */
export const prompt = (id, secret) => ({ type: "prompt", id, secret });

/**
 * What a cell has printed or shown since the last such message.
 * @type {(id: number, parts: Part[]) => OutputMessage}
 */
export const output = (id, parts) => ({ type: "output", id, parts });

/** A run is over. @type {(id: number, outcome: Outcome, seconds: number) => Ended} */
export const ended = (id, outcome, seconds) => ({ type: "ended", id, outcome, seconds });

/** What was asked for, or null. @type {(id: number, content: Content|null) => Answer} */
export const answer = (id, content) => ({ type: "answer", id, content });

/** The worker cannot go on. @type {(text: string, line?: number|null) => Fault} */
export const fault = (text, line = null) => ({ type: "fault", text, line });

/** @typedef {(value: unknown) => boolean} Check */

/** @type {(value: unknown) => value is string} */
const string = (value) => typeof value === "string";
/** @type {Check} */
const boolean = (value) => typeof value === "boolean";
/** @type {Check} */
const number = (value) => typeof value === "number" && value >= 0;
/** @param {unknown} value @returns {value is Record<string, unknown>} */
const object = (value) => typeof value === "object" && value !== null;
/** @type {(check: Check) => Check} */
const nullOr = (check) => (value) => value === null || check(value);
/** @type {(check: Check) => Check} */
const listOf = (check) => (value) => Array.isArray(value) && value.every(check);
/** @type {(...values: unknown[]) => Check} */
const oneOf =
  (...values) =>
  (value) =>
    values.includes(value);
/** @type {(fields: Record<string, Check>) => Check} */
const shape = (fields) => (value) =>
  object(value) && Object.entries(fields).every(([name, check]) => check(value[name]));

const isFile = shape({
  name: (value) => string(value) && /^\w[\w.-]*$/.test(value),
  bytes: (value) => value instanceof Uint8Array,
});
const isPart = shape({
  part: oneOf("stdout", "stderr", "result", "error", "image", "html", "markdown", "latex", "clear"),
  text: string,
});
const isDownload = shape({ name: string, url: string, bytes: number, sha256: string });
/** @type {Check} */
const isDataset = (value) => isDownload(value) && shape({ pattern: string, file: string })(value);
const isPython = shape({
  url: string,
  lock: string,
  packages: listOf(string),
  files: listOf(string),
  bytes: number,
  library: isDownload,
  numpy: isDownload,
  image: nullOr(shape({ url: string, bytes: number, decoder: string })),
});
/** @type {Check} */
const isModule = (value) => value instanceof WebAssembly.Module;
const isParts = shape({
  head: object,
  core: isModule,
  sides: listOf(shape({ path: string, compiled: isModule })),
  pages: (value) => value instanceof Uint8Array,
});
const isCompletions = shape({ start: string, names: listOf(shape({ name: string, kind: string })) });
const isHelp = shape({ title: string, text: string });
const isVariable = shape({ name: string, type: string, shape: string, size: string });
const isVariables = shape({ variables: listOf(isVariable) });
const isSpeed = shape({ seconds: number });
/** @type {Check} */
const isContent = (value) => [isCompletions, isHelp, isVariables, isSpeed, isFile].some((check) => check(value));
/** @type {Check} */
const isBuffer = (value) =>
  value === null || (typeof SharedArrayBuffer !== "undefined" && value instanceof SharedArrayBuffer);

/**
 * What each field of each message has to be.
 * @type {{[T in Message["type"]]: {[F in Exclude<keyof MessageOf<T>, "type">]: Check}}}
 */
const FIELDS = {
  boot: {
    python: isPython,
    datasets: listOf(isDataset),
    packages: listOf(isDownload),
    shared: isBuffer,
    parts: nullOr(isParts),
    lock: nullOr(string),
  },
  run: { id: number, cell: string, source: string, files: listOf(isFile) },
  stop: {},
  reply: { text: string },
  ask: { id: number, about: oneOf("completions", "help", "variables", "speed", "file"), text: string },
  locked: {},
  stage: { name: string, loaded: number, total: number },
  ready: { python: string },
  keep: { parts: isParts },
  fetched: { urls: listOf(string) },
  started: { id: number },
  prompt: { id: number, secret: boolean },
  output: { id: number, parts: listOf(isPart) },
  ended: { id: number, outcome: oneOf("done", "failed", "stopped"), seconds: number },
  answer: { id: number, content: nullOr(isContent) },
  fault: { text: string, line: nullOr(number) },
};

/**
 * The message that arrived, if it is one of the expected types with all its fields.
 * @template {Message["type"]} T
 * @param {unknown} data what `postMessage` delivered
 * @param {...T} types the types this side listens to
 * @returns {MessageOf<T>}
 * @throws {TypeError} naming the type and the field that is wrong
 */
export function read(data, ...types) {
  /** @type {Record<string, unknown>} */
  const fields = object(data) ? data : {};
  const type = types.find((expected) => expected === fields.type);
  if (!type) throw new TypeError(`expected a message of type ${types.join(", ")}, got ${fields.type}`);
  for (const [name, check] of Object.entries(FIELDS[type])) {
    if (!check(fields[name])) throw new TypeError(`message "${type}": field "${name}" is missing or malformed`);
  }
  return /** @type {MessageOf<T>} */ (data);
}
