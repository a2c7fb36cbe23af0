"""bfloat16: the upper half of a float32, a type that NumPy lacks.

An array of it is a float32 array in the other byte order whose numbers have 8 significant bits. NumPy takes
that for a type of its own, which views, copies and writes keep, and computes with it; `record` hands its
operations plain float32 and rounds what they give. Every number is rounded to the nearest, ties to even.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from .rules import Forward, Op, Result, Vjp

Array = Any
BFLOAT16 = np.dtype(np.float32).newbyteorder("S")
FLOAT32 = np.dtype(np.float32)
EXACT_NUMBERS = ("mul", "div", "floor_divide")  # here PyTorch does not round Python numbers to bfloat16


class Bfloat16:
    """Whether the program uses bfloat16, or another type of `seldom_types.py`; until it does, nothing checks
    for them."""

    asked = False


def to_bfloat16(array: Array) -> Array:
    """Round to a new bfloat16 array with the same memory layout."""
    wide = np.array(array, FLOAT32)
    wide[...] = round_to_nearest(wide)
    return wide.astype(BFLOAT16)


def round_to_nearest(wide: Array) -> Array:
    """Round to bfloat16 precision, ties to even; the result stays float32."""
    bits = np.array(wide).view(np.uint32)
    bits += 0x7FFF + (bits >> 16 & 1)
    bits &= 0xFFFF0000
    return np.where(np.isnan(wide), wide, bits.view(FLOAT32))


def type_name(array: Array) -> str:
    """The name of the array's type, for messages."""
    return "bfloat16" if array.dtype == BFLOAT16 else str(array.dtype)


def allows_bfloat16(array: Any) -> bool:
    """Whether an argument may be part of a bfloat16 operation: false for other floating types."""
    dtype = getattr(array, "dtype", BFLOAT16)
    return dtype == BFLOAT16 or dtype.kind != "f"


def to_float32(array: Array) -> Array:
    """Cast bfloat16 arrays to float32; return all others unchanged."""
    return array.astype(FLOAT32) if getattr(array, "dtype", None) == BFLOAT16 else array


def round_result(value: Array) -> Array:
    """Round a float32 result to bfloat16, others stay. It is also rounded in place, because gradient rules
    save it."""
    if value.dtype not in (FLOAT32, BFLOAT16):
        return value
    if isinstance(value, np.ndarray) and value.flags.writeable and value.dtype == FLOAT32:
        value[...] = round_to_nearest(value)
    return to_bfloat16(value)


def to_bits(array: Array) -> Array:
    """The numbers of a bfloat16 array as uint16 words."""
    return (array.astype(FLOAT32).view(np.uint32) >> 16).astype(np.uint16)


def from_bits(words: Array) -> Array:
    """A bfloat16 array from uint16 words."""
    Bfloat16.asked = True
    return (words.astype(np.uint32) << 16).view(FLOAT32).astype(BFLOAT16)


def cast_for_write(value: Any, target: Array) -> Any:
    """Round `value` if it is to be written into a bfloat16 array."""
    return to_bfloat16(value) if Bfloat16.asked and target.dtype == BFLOAT16 else value


def round_in_place(array: Array) -> None:
    """Round a bfloat16 array after NumPy has written into it; others stay."""
    if Bfloat16.asked and array.dtype == BFLOAT16:
        array[...] = to_bfloat16(array)


def bfloat16_rule(op: Op) -> Forward:
    """Return the rule of `op` for bfloat16: it computes in float32 and rounds the result. Views stay
    views."""

    def run(*given: Any, **constants: Any) -> Result:
        arrays, further = given, [*constants.values()]
        if not op.view:
            if op.promote or all(map(allows_bfloat16, arrays)):
                exact = op.__name__ in EXACT_NUMBERS
                arrays = tuple(
                    to_float32(a)
                    if exact or a.__class__ is not float
                    else float(round_to_nearest(np.float32(a)))
                    for a in arrays
                )
            constants = {name: to_float32(a) for name, a in constants.items()}
        wide, vjps = op.forward(*arrays, **constants)
        value = wide
        if not op.view and "dtype" not in constants and not op.widens:
            value = round_result(wide)
        lazy_imports = [(wide, value)]
        lazy_imports += zip((*arrays, *constants.values()), (*given, *further), strict=True)
        return value, tuple(vjp and bfloat16_vjp(vjp, lazy_imports) for vjp in vjps)

    return run


def bfloat16_vjp(vjp: Vjp, lazy_imports: list[tuple[Any, Any]]) -> Vjp:
    """Return a gradient rule for bfloat16 that computes in float32. It saves the bfloat16 tensors whose
    float32 copies (`lazy_imports`) it has captured."""
    from .rules import captured, saving  # `rules` needs this module

    held = {id(array) for array in captured(vjp)}
    needed = [given for wide, given in lazy_imports if id(wide) in held]
    narrow: Vjp = lambda g: vjp(to_float32(g))  # noqa: E731
    return saving(narrow, *needed) if needed else narrow
