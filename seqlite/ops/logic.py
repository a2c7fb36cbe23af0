"""Operations without a gradient: comparisons, tests, bits and places."""

from __future__ import annotations

from typing import Any

import numpy as np

from .rules import ANY, WHOLE, Array, Op, Promote, Result, refuse_zero, rule


def constant(function: Any, name: str, promote: Promote = "same", takes: str = ANY) -> Op:
    """A function on arrays, as an operation through which no gradient flows."""

    def forward(*arrays: Array, **constants: Any) -> Result:
        return function(*arrays, **constants), ()

    forward.__doc__ = function.__doc__
    return rule(name, promote=promote, takes=takes, name=name)(forward)


eq = constant(np.equal, "eq")
ne = constant(np.not_equal, "ne")
lt = constant(np.less, "lt")
le = constant(np.less_equal, "le")
gt = constant(np.greater, "gt")
ge = constant(np.greater_equal, "ge")
isclose = constant(np.isclose, "isclose", None)

logical_and = constant(np.logical_and, "logical_and")
logical_or = constant(np.logical_or, "logical_or")
logical_xor = constant(np.logical_xor, "logical_xor")
logical_not = constant(np.logical_not, "logical_not")
isnan = constant(np.isnan, "isnan")
isinf = constant(np.isinf, "isinf")
isfinite = constant(np.isfinite, "isfinite")

bitwise_and = constant(np.bitwise_and, "bitwise_and", takes=WHOLE)
bitwise_or = constant(np.bitwise_or, "bitwise_or", takes=WHOLE)
bitwise_xor = constant(np.bitwise_xor, "bitwise_xor", takes=WHOLE)
bitwise_not = constant(np.invert, "bitwise_not", takes=WHOLE)
bitwise_left_shift = constant(np.left_shift, "bitwise_left_shift", takes=WHOLE)
bitwise_right_shift = constant(np.right_shift, "bitwise_right_shift", takes=WHOLE)


@rule("NotImplemented", promote="same")
def floor_divide(a: Array, b: Array) -> Result:
    refuse_zero(a, b)

    def back(g: Array) -> Array:
        raise RuntimeError(
            "derivative for floor_divide is not implemented: it is zero between jumps; detach() first"
        )

    return np.floor_divide(a, b), (back, back)


@rule("NotImplemented", promote="same")
def rfloor_divide(a: Array, b: Array) -> Result:
    value, (to_b, to_a) = floor_divide(b, a)
    return value, (to_a, to_b)


def places(function: Any, name: str) -> Op:
    """Where the extreme value is: int64 on every platform."""

    def place(a: Array, *, axis: int | None, keepdim: bool) -> Array:
        found = np.asarray(function(a, axis=axis), np.int64)
        if keepdim:
            return found.reshape((1,) * a.ndim) if axis is None else np.expand_dims(found, axis)
        return found

    return constant(place, name, None)


argmax, argmin = places(np.argmax, "argmax"), places(np.argmin, "argmin")


def tested(ufunc: Any, name: str) -> Op:
    """all and any. Bools, but for uint8, PyTorch's old type of masks, which stays."""

    def test(a: Array, *, axis: Any, keepdim: bool) -> Array:
        value = np.asarray(ufunc.reduce(a, axis=axis, keepdims=keepdim, dtype=bool))
        return value.astype(np.uint8) if a.dtype == np.uint8 else value

    return constant(test, name, None)


all_, any_ = tested(np.logical_and, "all"), tested(np.logical_or, "any")
