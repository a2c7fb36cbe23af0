// Finds data of Python's core that only functions of its second half use: the tables of encodings that few cells meet, the
// names of all characters. It comes with them.
//
// Nobody has written down where one table ends and the next one begins. So a page counts as used unless it is far from every
// address that what comes first can know: those in its functions, those in memory that was set up since the start, and
// those in whatever these point to.
import { PAGE } from "../../live/worker/restore_image.js";
import { OP, Reader, eachInstruction } from "./wasm_file.mjs";
import { bodyAfterLocals, constantsOf, segmentsOf } from "./wasm_module.mjs";

/** How far what lies at an address may reach: from one that a function holds, from one in memory, and to the front. */
const BEHIND_CODE = 64 * 1024;
const BEHIND_POINTER = 16 * 1024;
const BEFORE = PAGE;
/** Pointers lie together, behind all constant data: among them Python's types, before which there is not more than this. */
const BEFORE_TYPES = 128 * 1024;
const TYPE = /^Py[A-Za-z]+_Type$/;

/**
 * @param module see readModule
 * @param {boolean[]} moves for each function: is it one of the second half?
 * @param {Buffer} memory of the image
 * @param {Buffer} fresh memory as it is at the start
 * @returns {[number, number][]} from where to where
 */
export function laterData(module, moves, memory, fresh) {
  const segments = segmentsOf(module);
  const begin = segments[0].at;
  const end = Math.max(...segments.map(({ at, bytes }) => at + bytes.length));
  const isData = (address) => address >= begin && address < end;
  const words = new Uint32Array(memory.buffer.slice(memory.byteOffset, memory.byteOffset + memory.length));
  const constants = constantsOf(module);
  const types = constants.filter(({ name, value }) => TYPE.test(name) && isData(value));
  const pointers = Math.min(...types.map(({ value }) => value)) - BEFORE_TYPES;
  const inCode = new Set([...constants.map(({ value }) => value), ...addressesIn(module, moves)].filter(isData));
  const used = usedAddresses(words, inCode, pointers, end, isData);
  const isUsed = new Uint8Array(end);
  for (const address of used) {
    const behind = inCode.has(address) ? BEHIND_CODE : BEHIND_POINTER;
    isUsed.fill(1, Math.max(0, address - BEFORE), address + behind);
  }
  const ranges = [];
  for (let at = Math.ceil(begin / PAGE) * PAGE; at + PAGE <= pointers; at += PAGE) {
    const isLater = !isUsed.subarray(at, at + PAGE).includes(1);
    if (!isLater || !memory.subarray(at, at + PAGE).equals(fresh.subarray(at, at + PAGE))) continue;
    if (ranges.at(-1)?.[1] === at) ranges.at(-1)[1] += PAGE;
    else ranges.push([at, at + PAGE]);
  }
  return ranges;
}

/** The numbers that functions of the first half hold, and may use as addresses. */
function addressesIn(module, moves) {
  const found = new Set();
  module.bodies.forEach((body, index) => {
    if (moves[index]) return;
    eachInstruction(bodyAfterLocals(body), body.length, (opcode, _, from) => {
      const reader = new Reader(body, from);
      if (opcode === OP.constant) found.add(reader.signed());
      if (opcode < OP.firstAccess || opcode > OP.lastAccess) return;
      reader.number();
      found.add(reader.number());
    });
  });
  return found;
}

/** All addresses that can be reached, from code and from memory beyond the data. */
function usedAddresses(words, inCode, pointers, end, isData) {
  const isPointed = (address) => address >= pointers && isData(address);
  const heap = new Set(words.subarray(Math.ceil(end / 4)).filter(isPointed));
  const known = new Set([...inCode, ...heap, ...words.subarray(pointers / 4, end / 4).filter(isData)]);
  const sorted = [...known].sort((one, other) => one - other);
  const next = new Map(sorted.map((address, index) => [address, sorted[index + 1] ?? end]));
  const used = new Set([...inCode, ...heap]);
  for (const address of used) {
    if (address < pointers) continue;
    for (const word of words.subarray(address >> 2, Math.ceil(next.get(address) / 4))) if (isData(word)) used.add(word);
  }
  return used;
}
