// Reads and writes WebAssembly's binary format: sections, numbers, and the instructions of a function.

const numbered = (names) => Object.fromEntries(names.split(" ").map((name, id) => [name, id]));
export const SECTION = numbered(
  "custom types imports functions tables memories globals exports start elements code data dataCount tags",
);
export const KIND = numbered("function table memory global tag");
export const OP = {
  ...{ block: 0x02, end: 0x0b, branchIf: 0x0d, call: 0x10, callIndirect: 0x11, tailCall: 0x12 },
  ...{ localGet: 0x20, globalGet: 0x23, globalSet: 0x24, constant: 0x41, functionReference: 0xd2 },
};
const HEADER = 8;

/** Reads numbers and parts of a file, one after the other. */
export class Reader {
  constructor(bytes, at = 0) {
    Object.assign(this, { bytes, at });
  }

  byte() {
    return this.bytes[this.at++];
  }

  /** An unsigned number; beyond 32 bits it loses digits, which are not used here. */
  number() {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  signed() {
    let value = 0n;
    for (let shift = 0n; ; ) {
      const byte = this.byte();
      value |= BigInt(byte & 127) << shift;
      shift += 7n;
      if (byte < 128) return Number(BigInt.asIntN(Number(shift), value));
    }
  }

  take(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  name() {
    return Buffer.from(this.take(this.number())).toString();
  }

  list(read) {
    return Array.from({ length: this.number() }, () => read(this));
  }
}

/** @param {number} value @returns {number[]} */
export function number(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return [...bytes, value];
}

/** @param {number} value of 32 bits @returns {number[]} */
export function signed(value) {
  const bytes = [];
  for (;;) {
    const low = value & 127;
    value >>= 7;
    if ((value === 0 && low < 64) || (value === -1 && low >= 64)) return [...bytes, low];
    bytes.push(low | 128);
  }
}

export const name = (text) => [...number(text.length), ...Buffer.from(text)];
/** @param {(Uint8Array|number[])[]} items */
export const list = (items) => Buffer.concat([number(items.length), ...items].map((item) => Uint8Array.from(item)));
/** Bytes with their length before them. @param {(Uint8Array|number[])[]} parts */
export function sized(...parts) {
  const content = Buffer.concat(parts.map((part) => (part instanceof Uint8Array ? part : Uint8Array.from(part))));
  return Buffer.concat([Uint8Array.from(number(content.length)), content]);
}

/** @param {Uint8Array} bytes a module @returns {{id: number, content: Uint8Array}[]} */
export function sectionsOf(bytes) {
  const reader = new Reader(bytes, HEADER);
  const sections = [];
  while (reader.at < bytes.length) sections.push({ id: reader.byte(), content: reader.take(reader.number()) });
  return sections;
}

const MAGIC = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
/** @param {{id: number, content: Uint8Array}[]} sections */
export const moduleOf = (sections) =>
  Buffer.concat([MAGIC, ...sections.flatMap(({ id, content }) => [Uint8Array.of(id), sized(content)])]);

/** @param {Reader} reader at a type's limits */
export function skipLimits(reader) {
  const flags = reader.byte();
  reader.number();
  if (flags & 1) reader.number();
}

/** @param {Reader} reader at an expression that gives a constant */
export function skipConstant(reader) {
  let isOver = false;
  while (!isOver) {
    const opcode = reader.byte();
    skipOperands(reader, opcode);
    isOver = opcode === OP.end;
  }
}

/**
 * The instructions up to `end`, each as its opcode and the place where what belongs to it begins; the reader stands there,
 * and goes on from where the next one begins.
 * @param {Reader} reader @param {number} end @param {(opcode: number, start: number, from: number, to: number) => void} see
 */
export function eachInstruction(reader, end, see) {
  while (reader.at < end) {
    const start = reader.at;
    const opcode = reader.byte();
    const from = reader.at;
    skipOperands(reader, opcode);
    see(opcode, start, from, reader.at);
  }
}

const skipMemory = (reader) => {
  if (reader.number() & 64) reader.number();
  reader.number();
};
const nothing = () => {};
const one = (reader) => reader.number();
const two = (reader) => reader.number() + reader.number();
const block = (reader) => reader.signed();
const bytes = (count) => (reader) => (reader.at += count);
const range = (from, to, skip) => Array.from({ length: to - from + 1 }, (_, index) => [from + index, skip]);

/** How to skip what follows an opcode. */
const OPERANDS = new Map([
  ...range(0x00, 0x01, nothing),
  ...range(0x02, 0x04, block),
  [0x05, nothing],
  [0x06, block], // try
  ...range(0x07, 0x09, one), // catch, throw, rethrow
  ...range(0x0a, 0x0b, nothing),
  ...range(0x0c, 0x0d, one),
  [0x0e, (reader) => reader.list(one) && reader.number()],
  [0x0f, nothing],
  [0x10, one],
  [0x11, two],
  [0x12, one],
  [0x13, two],
  [0x18, one], // delegate
  ...range(0x19, 0x1b, nothing),
  [0x1c, (reader) => reader.list(one)],
  [0x1f, (reader) => block(reader) && reader.list((inner) => (inner.byte() < 2 ? two(inner) : one(inner)))],
  ...range(0x20, 0x26, one),
  ...range(0x28, 0x3e, skipMemory),
  ...range(0x3f, 0x40, one),
  ...range(0x41, 0x42, block),
  [0x43, bytes(4)],
  [0x44, bytes(8)],
  ...range(0x45, 0xc4, nothing),
  [0xd0, block],
  [0xd1, nothing],
  [0xd2, one],
  [0xfc, skipBulk],
]);

function skipBulk(reader) {
  const opcode = reader.number();
  if (opcode > 17) throw new Error(`unknown instruction 0xfc ${opcode}`);
  if ([8, 10, 12, 14].includes(opcode)) two(reader);
  else if (opcode > 7) one(reader);
}

function skipOperands(reader, opcode) {
  const skip = OPERANDS.get(opcode);
  if (!skip) throw new Error(`unknown instruction 0x${opcode.toString(16)}`);
  skip(reader);
}
