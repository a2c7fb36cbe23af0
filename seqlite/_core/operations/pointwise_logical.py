"""Pointwise Ops: `logical_and` and its kin, and the same bit by bit."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..bfloat16 import type_name
from ..rules import INTEGRAL, Array, Result
from ..tensor_base import T
from .comparison import comparison
from .declare import Family, as_operator


class PointwiseLogical(Family):
    """Logical operations return bools; bitwise ones keep the dtype."""

    __slots__ = ()

    @comparison()
    def logical_and(input: Array, other: Any) -> Result:
        """Both are non-zero. A bool tensor; the shapes broadcast.

        >>> torch.logical_and(torch.tensor([0, 1]), torch.tensor([1, 1]))
        tensor([False,  True])
        """
        return np.logical_and(input, other), ()

    @comparison()
    def logical_or(input: Array, other: Any) -> Result:
        """One is non-zero. A bool tensor; the shapes broadcast.

        >>> torch.logical_or(torch.tensor([0, 1]), torch.tensor([0, 0]))
        tensor([False,  True])
        """
        return np.logical_or(input, other), ()

    @comparison()
    def logical_xor(input: Array, other: Any) -> Result:
        """One alone is non-zero. A bool tensor; the shapes broadcast.

        >>> torch.logical_xor(torch.tensor([0, 1]), torch.tensor([1, 1]))
        tensor([ True, False])
        """
        return np.logical_xor(input, other), ()

    @comparison()
    def logical_not(input: Array) -> Result:
        """The elements that are zero. A bool tensor of the same shape.

        >>> torch.logical_not(torch.tensor([0, 1]))
        tensor([ True, False])
        """
        return np.logical_not(input), ()

    @comparison(takes=INTEGRAL)
    def bitwise_not(input: Array) -> Result:
        """Each bit turned over; of a mask, its opposite. NotImplementedError for floats. Any shape.

        >>> torch.bitwise_not(torch.tensor([True, False]))
        tensor([False,  True])
        """
        return np.invert(input), ()

    @comparison(takes=INTEGRAL, numbers=True)
    def bitwise_and(input: Array, other: Any) -> Result:
        """The bits that both have. The shapes broadcast. NotImplementedError for floats.

        >>> torch.bitwise_and(torch.tensor(6), 3)
        tensor(2)
        """
        return np.bitwise_and(input, other), ()

    @comparison(takes=INTEGRAL, numbers=True)
    def bitwise_or(input: Array, other: Any) -> Result:
        """The bits that one of them has. The shapes broadcast. NotImplementedError for floats.

        >>> torch.bitwise_or(torch.tensor(6), 3)
        tensor(7)
        """
        return np.bitwise_or(input, other), ()

    @comparison(takes=INTEGRAL, numbers=True)
    def bitwise_xor(input: Array, other: Any) -> Result:
        """The bits that one alone has. The shapes broadcast. NotImplementedError for floats.

        >>> torch.bitwise_xor(torch.tensor(6), 3)
        tensor(5)
        """
        return np.bitwise_xor(input, other), ()

    @comparison(takes=INTEGRAL, numbers=True)
    def bitwise_left_shift(input: Array, other: Any) -> Result:
        """The bits moved up, `other` places. The shapes broadcast. NotImplementedError for floats.

        >>> torch.bitwise_left_shift(torch.tensor(3), 2)
        tensor(12)
        """
        return np.left_shift(input, other), ()

    @comparison(takes=INTEGRAL, numbers=True)
    def bitwise_right_shift(input: Array, other: Any) -> Result:
        """The bits moved down, `other` places; the sign stays. The shapes broadcast. NotImplementedError for
        floats.

        >>> torch.bitwise_right_shift(torch.tensor(12), 2)
        tensor(3)
        """
        return np.right_shift(input, other), ()

    __and__, __or__, __xor__ = map(as_operator, (bitwise_and, bitwise_or, bitwise_xor))

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    __lshift__, __rshift__ = map(as_operator, (bitwise_left_shift, bitwise_right_shift))

    @as_operator
    def __rlshift__(self, other: Any) -> Self:
        return check_integer(self, "lshift")._wrap(np.left_shift(other, self._array))

    @as_operator
    def __rrshift__(self, other: Any) -> Self:
        return check_integer(self, "rshift")._wrap(np.right_shift(other, self._array))

    def __invert__(self) -> Self:
        if self._array.dtype.kind == "f":
            raise TypeError("~ (operator.invert) is only implemented on integer and Boolean-type tensors")
        return self.bitwise_not()


def check_integer(input: T, who: str) -> T:
    """Return `input`. NotImplementedError for floats."""
    if input._array.dtype.kind == "f":
        raise NotImplementedError(
            f"\"{who}_cpu\" not implemented for '{type_name(input._array)}': write .long()"
        )
    return input
