"""A small assembler for WebAssembly (W3C, WebAssembly Core Specification 2.0): as much as `program.py` needs.

An expression is the bytes of instructions that leave one value; a statement's leave none. Programs are put
together with `+`.
"""

from __future__ import annotations

from collections.abc import Iterable

Code = bytes
I32, V128 = b"\x7f", b"\x7b"  # whole numbers of 32 bits, and vectors of four floats or whole numbers
END = b"\x0b"


def number(n: int) -> bytes:
    """A number from 0 on in LEB128: seven bits a byte, the lowest first."""
    return bytes([n]) if n < 128 else bytes([n & 127 | 128]) + number(n >> 7)


def signed(n: int) -> bytes:
    """Any number in LEB128: the sign is the highest bit of the last byte's seven."""
    return bytes([n & 127]) if -64 <= n < 64 else bytes([n & 127 | 128]) + signed(n >> 7)


def several(items: Iterable[bytes]) -> bytes:
    """How many, then each."""
    items = list(items)
    return number(len(items)) + b"".join(items)


def text(name: str) -> bytes:
    """How long, then the name."""
    return number(len(name)) + name.encode()


# Whole numbers


def const(n: int) -> Code:
    """The number `n`."""
    return b"\x41" + signed(n)


def add(a: Code, b: Code) -> Code:
    """a + b."""
    return a + b + b"\x6a"


def times(a: Code, n: int) -> Code:
    """n * a."""
    return a + const(n) + b"\x6c"


def equal(a: Code, b: Code) -> Code:
    """Whether a == b."""
    return a + b + b"\x46"


def at_least(a: Code, b: Code) -> Code:
    """Whether a >= b."""
    return a + b + b"\x4e"


def both(a: Code, b: Code) -> Code:
    """Whether both conditions hold."""
    return a + b + b"\x71"


def number_at(address: Code, offset: int = 0) -> Code:
    """The number that lies there."""
    return address + b"\x28\2" + number(offset)


def byte_at(address: Code, offset: int = 0) -> Code:
    """The byte that lies there."""
    return address + b"\x2d\0" + number(offset)


def put_number(address: Code, value: Code, offset: int = 0) -> Code:
    """Write a number."""
    return address + value + b"\x36\2" + number(offset)


# Vectors: an instruction follows what it works on


def instruction(opcode: int, *operands: Code) -> Code:
    """One of the instructions on vectors."""
    return b"".join(operands) + b"\xfd" + number(opcode)


def access(opcode: int, offset: int, *operands: Code) -> Code:
    """One on memory, `offset` bytes after the address, which need not be a multiple of anything."""
    return instruction(opcode, *operands) + b"\0" + number(offset)


def load(address: Code, offset: int = 0) -> Code:
    """Four floats."""
    return access(0, offset, address)


def load_first(address: Code, offset: int = 0) -> Code:
    """One float, and three zeros."""
    return access(92, offset, address)


def load_spread(address: Code, offset: int = 0) -> Code:
    """One float, four times."""
    return access(9, offset, address)


def store(address: Code, value: Code, offset: int = 0) -> Code:
    """Write four floats."""
    return access(11, offset, address, value)


def store_first(address: Code, value: Code, offset: int = 0) -> Code:
    """Write the first of four floats."""
    return access(90, offset, address, value) + b"\0"


def v_sqrt(a: Code) -> Code:
    """Four square roots."""
    return instruction(227, a)


def v_add(a: Code, b: Code) -> Code:
    """Four sums."""
    return instruction(228, a, b)


def v_sub(a: Code, b: Code) -> Code:
    """Four differences."""
    return instruction(229, a, b)


def v_mul(a: Code, b: Code) -> Code:
    """Four products."""
    return instruction(230, a, b)


def v_div(a: Code, b: Code) -> Code:
    """Four quotients."""
    return instruction(231, a, b)


def v_same(a: Code, b: Code) -> Code:
    """All bits where floats are equal."""
    return instruction(65, a, b)


def v_different(a: Code, b: Code) -> Code:
    """All bits where floats are not equal, as where one is nan."""
    return instruction(66, a, b)


def v_above(a: Code, b: Code) -> Code:
    """All bits where a > b."""
    return instruction(68, a, b)


def v_at_most(a: Code, b: Code) -> Code:
    """All bits where a <= b."""
    return instruction(69, a, b)


def v_and(a: Code, b: Code) -> Code:
    """The bits that both have."""
    return instruction(78, a, b)


def v_without(a: Code, b: Code) -> Code:
    """The bits of a that b has not."""
    return instruction(79, a, b)


def v_or(a: Code, b: Code) -> Code:
    """The bits that one of them has."""
    return instruction(80, a, b)


def v_xor(a: Code, b: Code) -> Code:
    """The bits that only one of them has."""
    return instruction(81, a, b)


def v_word(n: int) -> Code:
    """One whole number, four times."""
    return instruction(12) + n.to_bytes(4, "little") * 4


def v_left(a: Code, bits: int) -> Code:
    """Whole numbers, their bits moved up."""
    return instruction(171, a, const(bits))


def v_right(a: Code, bits: int) -> Code:
    """Whole numbers from 0 on, their bits moved down."""
    return instruction(173, a, const(bits))


def v_sign(a: Code) -> Code:
    """All bits where a whole number is below 0."""
    return instruction(172, a, const(31))


def v_equal(a: Code, b: Code) -> Code:
    """All bits where whole numbers are equal."""
    return instruction(55, a, b)


def v_below(a: Code, b: Code) -> Code:
    """All bits where whole numbers from 0 on are a < b."""
    return instruction(58, a, b)


def v_each_second(a: Code, b: Code, first: int) -> Code:
    """Four of the eight elements of both: each second one, from number `first` on."""
    return instruction(13, a, b) + bytes(8 * i + 4 * first + j for i in range(4) for j in range(4))


def v_turned(a: Code, places: int) -> Code:
    """The same four floats, from another one on."""
    return instruction(13, a, a) + bytes((4 * places + i) % 16 for i in range(16))


# Functions


class Variable:
    """A variable of a function."""

    def __init__(self, index: int) -> None:
        self.get: Code = b"\x20" + number(index)
        self._set: Code = b"\x21" + number(index)

    def set(self, value: Code) -> Code:
        """Give it a value."""
        return value + self._set

    def move(self, by: Code) -> Code:
        """Add a number to it."""
        return self.set(add(self.get, by))


class Function:
    """A function of whole numbers, its `inputs`, without a result. Further variables start at 0."""

    def __init__(self, inputs: int) -> None:
        self.inputs = [Variable(index) for index in range(inputs)]
        self._own: list[bytes] = []
        self.body: Code = b""

    def variable(self, kind: bytes = I32) -> Variable:
        """A new one."""
        self._own.append(kind)
        return Variable(len(self.inputs) + len(self._own) - 1)

    def type(self) -> bytes:
        """Its entry in the section of types."""
        return b"\x60" + several([I32] * len(self.inputs)) + several([])

    def code(self) -> bytes:
        """Its entry in the section of code."""
        entry = several(b"\1" + kind for kind in self._own) + self.body + END
        return number(len(entry)) + entry


def repeat(condition: Code, body: Code) -> Code:
    """`body`, as long as the condition is not 0."""
    leave = condition + b"\x45\x0d\1"
    return b"\x02\x40\x03\x40" + leave + body + b"\x0c\0" + END + END


def either(condition: Code, yes: Code, no: Code = b"") -> Code:
    """`yes` if the condition is not 0, else `no`."""
    return condition + b"\x04\x40" + yes + (b"\x05" + no if no else b"") + END


def call(function: int, inputs: Iterable[Code]) -> Code:
    """Call a function by its number."""
    return b"".join(inputs) + b"\x10" + number(function)


def side_module(functions: list[Function], names: dict[str, int]) -> bytes:
    """A module that works on the memory of the program that loads it, and shows some functions by name.

    Its first section tells Emscripten's loader that it wants no memory and no table of its own.
    """
    sections = {
        0: text("dylink.0") + b"\1\4\0\0\0\0",
        1: several(function.type() for function in functions),
        2: several([text("env") + text("memory") + b"\2\0\0"]),
        3: several(number(index) for index in range(len(functions))),
        7: several(text(name) + b"\0" + number(index) for name, index in names.items()),
        10: several(function.code() for function in functions),
    }
    parts = (bytes([kind]) + number(len(content)) + content for kind, content in sections.items())
    return b"\0asm\1\0\0\0" + b"".join(parts)
