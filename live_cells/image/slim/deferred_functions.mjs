// Splits a WebAssembly module in two: what is needed at once, and a second half that comes later.
//
// Each function that moves to the second half leaves a short one in its place, which calls it through a table, so
// that nothing else changes: neither numbers nor addresses, nor what a function is equal to. The second half calls back
// through the same table. What it imports is among the exports of the first half, under names that begin with HIDDEN
// (deferred_functions.ts).
//
// Binaryen's wasm-split 120, with the same profile, makes 28 kB less of the first halves and 87 kB less of the later ones, but
// imports 7,943 functions of JavaScript into the core alone, which then takes some 15 ms longer to instantiate; it comes with
// Debian and not with Binaryen's npm package, so not every machine could build.
import { BETWEEN, HIDDEN, IS_HERE } from "./deferred_functions.ts";
import {
  KIND,
  OP,
  Reader,
  SECTION,
  eachInstruction,
  list,
  moduleOf,
  name,
  number,
  signed,
  sized,
} from "./wasm_file.mjs";
import { Sections, bodyAfterLocals, readModule } from "./wasm_module.mjs";

const ACTIVE_IN_TABLE = 2;
const FUNCTIONS = 0x70;
const I32 = 0x7f;
const NO_VALUE = 0x40;
/** Below this many bytes, a function is about as long as what would stand in its place. */
const SHORT = 40;

/**
 * @param {Uint8Array} bytes a module
 * @param {boolean[]} isNeeded for each function that it defines
 * @returns {{first: Buffer, second: Buffer}}
 */
export function splitModule(bytes, isNeeded) {
  const module = readModule(bytes);
  const moves = module.bodies.map((body, index) => !isNeeded[index] && body.length > SHORT && canMove(body));
  const links = new Links(module, moves);
  const second = secondHalf(module, links); // which finds what the first half has to offer
  return { first: firstHalf(module, links), second };
}

/** The places of the table between the halves: first what loads the second, then its functions, then the first's. */
class Links {
  constructor(module, moves) {
    this.moved = [...moves.keys()].filter((index) => moves[index]).map((index) => index + module.importedFunctions);
    this.slots = new Map(this.moved.map((index, place) => [index, place + 1]));
    this.called = []; // by the second half
    this.table = module.tables.length;
    this.isHere = module.globals.length;
    this.loads = module.types.length; // the type of a function that takes and gives nothing
    this.globals = new Map();
  }

  get length() {
    return 1 + this.slots.size;
  }

  slotOf(index) {
    if (!this.slots.has(index)) {
      this.called.push(index);
      this.slots.set(index, this.length);
    }
    return this.slots.get(index);
  }

  /** Where the second half's own list of globals has one. */
  globalOf(index) {
    if (!this.globals.has(index)) this.globals.set(index, this.globals.size);
    return this.globals.get(index);
  }
}

/** Can a function do with what the second half is given? */
function canMove(body) {
  let can = true;
  eachInstruction(bodyAfterLocals(body), body.length, (opcode, _, from) => {
    const usesSegments = opcode === 0xfc && [8, 9, 12, 13].includes(body[from]);
    if (usesSegments || opcode === OP.functionReference || opcode === OP.tailCall) can = false;
  });
  return can;
}

function firstHalf(module, links) {
  const sections = new Sections(module);
  const moving = new Set(links.moved);
  const code = module.bodies.map((body, index) => {
    const at = index + module.importedFunctions;
    return moving.has(at) ? sized(placeholder(module, links, at)) : sized(body);
  });
  sections.put(SECTION.code, list(code));
  sections.append(SECTION.types, [0x60, 0, 0]);
  sections.append(SECTION.tables, [FUNCTIONS, 0, ...number(links.length)]);
  sections.append(SECTION.globals, [I32, 1, OP.constant, 0, OP.end]);
  const called = [...number(links.called.length), ...links.called.flatMap(number)];
  const start = [OP.constant, ...signed(links.moved.length + 1), OP.end];
  sections.append(SECTION.elements, [ACTIVE_IN_TABLE, ...number(links.table), ...start, 0, ...called]);
  sections.append(SECTION.exports, ...hiddenExports(module, links));
  return sections.asModule();
}

/** What stands in the place of a function: bring the second half unless it is here, then call the function. */
function placeholder(module, links, index) {
  const type = module.typeOf(index);
  const bring = [OP.constant, 0, OP.callIndirect, ...number(links.loads), ...number(links.table)];
  const ask = [OP.block, NO_VALUE, OP.globalGet, ...number(links.isHere), OP.branchIf, 0, ...bring, OP.end];
  const parameters = Array.from({ length: module.types[type].parameters }, (_, at) => [OP.localGet, ...number(at)]);
  const slot = [OP.constant, ...signed(links.slotOf(index))];
  return [0, ...ask, ...parameters.flat(), ...slot, OP.callIndirect, ...number(type), ...number(links.table), OP.end];
}

const hidden = (kind, index) => `${HIDDEN}${kind}${index}`;

function hiddenExports(module, links) {
  const one = (kind, index, as = hidden(kind, index)) => [...name(as), KIND[kind], ...number(index)];
  return [
    one("global", links.isHere, IS_HERE),
    one("table", links.table, BETWEEN),
    one("memory", 0),
    ...module.tables.map((_, index) => one("table", index)),
    ...module.tags.map((_, index) => one("tag", index)),
    ...[...links.globals.keys()].map((index) => one("global", index)),
  ];
}

function secondHalf(module, links) {
  const own = new Map(links.moved.map((index, place) => [index, place]));
  const bodies = links.moved.map((index) =>
    sized(moved(module.bodies[index - module.importedFunctions], module, links, own)),
  );
  const imported = (as, kind, ...description) => [...name(""), ...name(as), KIND[kind], ...description];
  const imports = [
    imported(hidden("memory", 0), "memory", 0, 0),
    ...module.tables.map((type, index) => imported(hidden("table", index), "table", type, 0, 0)),
    imported(BETWEEN, "table", FUNCTIONS, 0, 0),
    ...module.tags.map((type, index) => imported(hidden("tag", index), "tag", 0, ...number(type))),
    ...[...links.globals.keys()].map((index) =>
      imported(hidden("global", index), "global", ...module.globals[index].type),
    ),
  ];
  const all = [...number(links.moved.length), ...links.moved.flatMap((_, index) => number(index))];
  const element = [ACTIVE_IN_TABLE, ...number(links.table), OP.constant, 1, OP.end, 0, ...all];
  return moduleOf([
    { id: SECTION.types, content: module.section(SECTION.types) },
    { id: SECTION.imports, content: list(imports) },
    { id: SECTION.functions, content: list(links.moved.map((index) => number(module.typeOf(index)))) },
    { id: SECTION.elements, content: list([element]) },
    { id: SECTION.code, content: list(bodies) },
  ]);
}

/** A function with the second half's numbers. */
function moved(body, module, links, own) {
  const parts = [];
  let copied = 0;
  const reader = bodyAfterLocals(body);
  eachInstruction(reader, body.length, (opcode, start, from, to) => {
    const put = replacement(opcode, () => new Reader(body, from).number(), module, links, own);
    if (!put) return;
    parts.push(body.subarray(copied, start), Uint8Array.from(put));
    copied = to;
  });
  return Buffer.concat([...parts, body.subarray(copied)]);
}

function replacement(opcode, operand, module, links, own) {
  if (opcode === OP.globalGet || opcode === OP.globalSet) return [opcode, ...number(links.globalOf(operand()))];
  if (opcode !== OP.call) return null;
  const index = operand();
  if (own.has(index)) return [OP.call, ...number(own.get(index))];
  const type = module.typeOf(index);
  const slot = [OP.constant, ...signed(links.slotOf(index))];
  return [...slot, OP.callIndirect, ...number(type), ...number(links.table)];
}
