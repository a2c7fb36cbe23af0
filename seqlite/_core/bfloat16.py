"""bfloat16: the upper half of a float32, a type that NumPy lacks.

An array of it is a float32 array in the other byte order whose numbers have 8 significant bits. NumPy takes
that for a type of its own, which views, copies and writes keep, and computes with it; `record` hands its
operations plain float32 and rounds what they give. Every number is rounded to the nearest, ties to even.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from .ops.rules import Forward, Op, Result, Vjp

Array = Any
NARROW = np.dtype(np.float32).newbyteorder("S")
PLAIN = np.dtype(np.float32)
EXACT_NUMBERS = ("mul", "div", "floor_divide")  # of bfloat16, as PyTorch has it: others round numbers first


class Bfloat16:
    """Whether this program has asked for the type: until then, nothing looks for it."""

    asked = False


def rounded(array: Array) -> Array:
    """A new array of this type with the numbers of `array`, laid out as they are."""
    wide = np.array(array, PLAIN)
    wide[...] = nearest(wide)
    return wide.astype(NARROW)


def nearest(wide: Array) -> Array:
    """The nearest numbers of this type, in float32."""
    bits = np.array(wide).view(np.uint32)
    bits += 0x7FFF + (bits >> 16 & 1)
    bits &= 0xFFFF0000
    return np.where(np.isnan(wide), wide, bits.view(PLAIN))


def type_name(array: Array) -> str:
    """The name of its type, for messages."""
    return "bfloat16" if array.dtype == NARROW else str(array.dtype)


def is_narrow(array: Any) -> bool:
    """False for floating arrays of other types."""
    dtype = getattr(array, "dtype", NARROW)
    return dtype == NARROW or dtype.kind != "f"


def widened(array: Array) -> Array:
    """An array of this type as float32, others as they are."""
    return array.astype(PLAIN) if getattr(array, "dtype", None) == NARROW else array


def narrowed(value: Array) -> Array:
    """A float32 result in this type, others as they are. What an operation keeps of its result, it keeps
    rounded."""
    if value.dtype not in (PLAIN, NARROW):
        return value
    if isinstance(value, np.ndarray) and value.flags.writeable and value.dtype == PLAIN:
        value[...] = nearest(value)
    return rounded(value)


def to_words(array: Array) -> Array:
    """An array of this type as words of 16 bits."""
    return (array.astype(PLAIN).view(np.uint32) >> 16).astype(np.uint16)


def from_words(words: Array) -> Array:
    """An array of this type from words of 16 bits."""
    Bfloat16.asked = True
    return (words.astype(np.uint32) << 16).view(PLAIN).astype(NARROW)


def stored(value: Any, target: Array) -> Any:
    """`value` as it can be written into `target`: rounded, if that is of this type."""
    return rounded(value) if Bfloat16.asked and target.dtype == NARROW else value


def settle(array: Array) -> None:
    """Round, in place, an array of this type that NumPy has just written into; others are left alone."""
    if Bfloat16.asked and array.dtype == NARROW:
        array[...] = rounded(array)


def rounding(op: Op) -> Forward:
    """The rule of `op` for bfloat16: float32 inside, the result rounded. Views stay views."""

    def run(*given: Any, **constants: Any) -> Result:
        arrays, further = given, [*constants.values()]
        if not op.view:
            if op.promote or all(map(is_narrow, arrays)):
                exact = op.__name__ in EXACT_NUMBERS
                arrays = tuple(
                    widened(a) if exact or a.__class__ is not float else float(nearest(np.float32(a)))
                    for a in arrays
                )
            constants = {name: widened(a) for name, a in constants.items()}
        wide, vjps = op.forward(*arrays, **constants)
        value = wide
        if not op.view and "dtype" not in constants and not op.widens:
            value = narrowed(wide)
        stand_ins = [(wide, value)]
        stand_ins += zip((*arrays, *constants.values()), (*given, *further), strict=True)
        return value, tuple(vjp and of_widened(vjp, stand_ins) for vjp in vjps)

    return run


def of_widened(vjp: Vjp, stand_ins: list[tuple[Any, Any]]) -> Vjp:
    """A gradient rule that computes in float32 for bfloat16. It saves what it was computed from, of which it
    has captured the `stand_ins` in float32."""
    from .ops.rules import captured, holding  # `ops` needs this module

    held = {id(array) for array in captured(vjp)}
    needed = [given for wide, given in stand_ins if id(wide) in held]
    narrow: Vjp = lambda g: vjp(widened(g))  # noqa: E731
    return holding(narrow, *needed) if needed else narrow
