// What a WebAssembly module consists of, as far as splitting it has to know.
import { KIND, OP, Reader, SECTION, moduleOf, number, sectionsOf, skipConstant, skipLimits } from "./wasm_file.mjs";

/** @param {Uint8Array} bytes */
export function readModule(bytes) {
  const sections = sectionsOf(bytes);
  const section = (id) => sections.find((found) => found.id === id)?.content ?? Uint8Array.of(0);
  const items = (id, read) => new Reader(section(id)).list(read);
  const imported = { function: [], table: [], memory: [], global: [], tag: [] };
  const kinds = Object.keys(KIND);
  items(SECTION.imports, (reader) => {
    reader.name();
    reader.name();
    const kind = kinds[reader.byte()];
    imported[kind].push(READ[kind](reader));
  });
  const functions = [...imported.function, ...items(SECTION.functions, READ.function)];
  return {
    sections,
    section,
    importedFunctions: imported.function.length,
    types: items(SECTION.types, readType),
    tables: [...imported.table, ...items(SECTION.tables, READ.table)],
    tags: [...imported.tag, ...items(SECTION.tags, READ.tag)],
    globals: [...imported.global, ...items(SECTION.globals, readGlobal)],
    exports: items(SECTION.exports, (reader) => ({ name: reader.name(), kind: reader.byte(), index: reader.number() })),
    bodies: items(SECTION.code, (reader) => reader.take(reader.number())),
    typeOf: (index) => functions[index],
  };
}

/** How each kind of thing is described: what is left of that here. */
const READ = {
  function: (reader) => reader.number(), // its type
  table: (reader) => {
    const type = reader.byte();
    skipLimits(reader);
    return type;
  },
  memory: skipLimits,
  global: (reader) => ({ type: [reader.byte(), reader.byte()] }), // of its value, and whether that changes
  tag: (reader) => reader.byte() || reader.number(), // its type, behind a zero
};

function readType(reader) {
  if (reader.byte() !== 0x60) throw new Error("a type that is no function's");
  const parameters = reader.list((each) => each.byte()).length;
  reader.list((each) => each.byte());
  return { parameters };
}

function readGlobal(reader) {
  const global = READ.global(reader);
  skipConstant(reader); // how it begins
  return global;
}

/**
 * What of memory a module fills, and with what; for a side module, whose place is not known before it is there, `at` is null.
 * @returns {{at: number|null, bytes: Uint8Array}[]}
 */
export function segmentsOf(module) {
  return new Reader(module.section(SECTION.data)).list((reader) => {
    if (reader.number() !== 0) throw new Error("data that is put into memory by code");
    const at = reader.bytes[reader.at] === OP.constant ? new Reader(reader.bytes, reader.at + 1).signed() : null;
    skipConstant(reader);
    return { at, bytes: reader.take(reader.number()) };
  });
}

/** @param {Uint8Array} body a function @returns {Reader} one that stands at its first instruction */
export function bodyAfterLocals(body) {
  const reader = new Reader(body);
  reader.list((each) => [each.number(), each.byte()]);
  return reader;
}

/** The order in which the format wants sections: that of their numbers, with two exceptions. */
const PLACES = new Map([
  [SECTION.tags, SECTION.memories + 0.5],
  [SECTION.dataCount, SECTION.elements + 0.5],
]);
const placeOf = ({ id }) => PLACES.get(id) ?? id;

/** A module's sections, to be changed. */
export class Sections {
  #others; // not of the format; one of them, which Emscripten reads, has to come first
  #contents;

  constructor({ sections }) {
    this.#others = sections.filter(({ id }) => id === 0);
    this.#contents = new Map(sections.filter(({ id }) => id !== 0).map(({ id, content }) => [id, content]));
  }

  put(id, content) {
    this.#contents.set(id, content);
  }

  /** Put further items behind those of a list, whose numbers stay as they are. */
  append(id, ...items) {
    const content = this.#contents.get(id) ?? Uint8Array.of(0);
    const reader = new Reader(content);
    const count = number(reader.number() + items.length);
    this.put(id, Buffer.concat([count, content.subarray(reader.at), ...items].map((item) => Uint8Array.from(item))));
  }

  asModule() {
    const ours = [...this.#contents].map(([id, content]) => ({ id, content }));
    return moduleOf([...this.#others, ...ours.sort((one, other) => placeOf(one) - placeOf(other))]);
  }
}
