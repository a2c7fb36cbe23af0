"""Comparisons, tests and logic."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from .. import ops
from ..graph import TensorBase
from ..tape import NUMBERS, record
from .elementwise import Elementwise

COMPARABLE = (TensorBase, np.ndarray, *NUMBERS)


class Comparing(Elementwise):
    """Results are bool tensors."""

    __slots__ = ()
    __hash__ = object.__hash__  # `==` compares elements, so tensors are keys by identity

    # --- comparisons ------------------------------------------------------------------------------

    def eq(input, other: Any) -> Self:
        """input == other.

        >>> torch.eq(torch.tensor([1, 2]), 2)
        tensor([False,  True])
        """
        return record(ops.eq, input, other)

    def ne(input, other: Any) -> Self:
        """input != other.

        >>> torch.ne(torch.tensor([1, 2]), 2)
        tensor([ True, False])
        """
        return record(ops.ne, input, other)

    def lt(input, other: Any) -> Self:
        """input < other.

        >>> torch.lt(torch.tensor([1, 2]), 2)
        tensor([ True, False])
        """
        return record(ops.lt, input, other)

    def le(input, other: Any) -> Self:
        """input <= other.

        >>> torch.le(torch.tensor([1, 2]), 2)
        tensor([True, True])
        """
        return record(ops.le, input, other)

    def gt(input, other: Any) -> Self:
        """input > other.

        >>> torch.gt(torch.tensor([1, 2]), 1)
        tensor([False,  True])
        """
        return record(ops.gt, input, other)

    def ge(input, other: Any) -> Self:
        """input >= other.

        >>> torch.ge(torch.tensor([1, 2]), 1)
        tensor([True, True])
        """
        return record(ops.ge, input, other)

    def __eq__(self, other: object) -> Self:  # type: ignore[override]
        return record(ops.eq, self, other) if isinstance(other, COMPARABLE) else NotImplemented

    def __ne__(self, other: object) -> Self:  # type: ignore[override]
        return record(ops.ne, self, other) if isinstance(other, COMPARABLE) else NotImplemented

    __lt__, __le__, __gt__, __ge__ = lt, le, gt, ge
    greater, greater_equal, less, less_equal, not_equal = gt, ge, lt, le, ne

    def equal(input, other: TensorBase) -> bool:
        """Whether shape and all elements are the same.

        >>> torch.equal(torch.ones(2), torch.ones(2))
        True
        """
        return bool(np.array_equal(input._array, other._array))

    def isclose(
        input, other: TensorBase, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
    ) -> Self:
        """|input - other| <= atol + rtol * |other|, elementwise. RuntimeError if the types differ.

        >>> torch.isclose(torch.ones(1), torch.tensor([1.1]))
        tensor([False])
        """
        if input._array.dtype != other._array.dtype:
            raise RuntimeError(
                f"{input._array.dtype} did not match {other._array.dtype}: convert one with .to(...)"
            )
        return record(ops.isclose, input, other, rtol=rtol, atol=atol, equal_nan=equal_nan)

    def allclose(
        input, other: TensorBase, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
    ) -> bool:
        """Whether isclose holds everywhere.

        >>> torch.allclose(torch.ones(1), torch.tensor([1.000001]))
        True
        """
        return bool(Comparing.isclose(input, other, rtol, atol, equal_nan)._array.all())

    def isnan(input) -> Self:
        """Where the elements are nan.

        >>> torch.isnan(torch.tensor([1., torch.nan]))
        tensor([False,  True])
        """
        return record(ops.isnan, input)

    def isinf(input) -> Self:
        """Where the elements are inf or -inf.

        >>> torch.isinf(torch.tensor([1., torch.inf]))
        tensor([False,  True])
        """
        return record(ops.isinf, input)

    def isfinite(input) -> Self:
        """Where the elements are neither nan nor infinite.

        >>> torch.isfinite(torch.tensor([1., torch.inf]))
        tensor([ True, False])
        """
        return record(ops.isfinite, input)

    # --- logic ------------------------------------------------------------------------------------

    def logical_and(input, other: Any) -> Self:
        """Both are non-zero.

        >>> torch.logical_and(torch.tensor([0, 1]), torch.tensor([1, 1]))
        tensor([False,  True])
        """
        return record(ops.logical_and, input, other)

    def logical_or(input, other: Any) -> Self:
        """One is non-zero.

        >>> torch.logical_or(torch.tensor([0, 1]), torch.tensor([0, 0]))
        tensor([False,  True])
        """
        return record(ops.logical_or, input, other)

    def logical_xor(input, other: Any) -> Self:
        """One alone is non-zero.

        >>> torch.logical_xor(torch.tensor([0, 1]), torch.tensor([1, 1]))
        tensor([ True, False])
        """
        return record(ops.logical_xor, input, other)

    def logical_not(input) -> Self:
        """The elements that are zero.

        >>> torch.logical_not(torch.tensor([0, 1]))
        tensor([ True, False])
        """
        return record(ops.logical_not, input)

    def bitwise_not(input) -> Self:
        """Each bit turned over; of a mask, its opposite. NotImplementedError for floats.

        >>> torch.bitwise_not(torch.tensor([True, False]))
        tensor([False,  True])
        """
        return record(ops.bitwise_not, input)

    def bitwise_and(input, other: Any) -> Self:
        """The bits that both have.

        >>> torch.bitwise_and(torch.tensor(6), 3)
        tensor(2)
        """
        return record(ops.bitwise_and, input, other)

    def bitwise_or(input, other: Any) -> Self:
        """The bits that one of them has.

        >>> torch.bitwise_or(torch.tensor(6), 3)
        tensor(7)
        """
        return record(ops.bitwise_or, input, other)

    def bitwise_xor(input, other: Any) -> Self:
        """The bits that one alone has.

        >>> torch.bitwise_xor(torch.tensor(6), 3)
        tensor(5)
        """
        return record(ops.bitwise_xor, input, other)

    def __and__(self, other: Any) -> Self:
        return record(ops.bitwise_and, self, other)

    def __or__(self, other: Any) -> Self:
        return record(ops.bitwise_or, self, other)

    def __xor__(self, other: Any) -> Self:
        return record(ops.bitwise_xor, self, other)

    def bitwise_left_shift(input, other: Any) -> Self:
        """The bits moved up, `other` places.

        >>> torch.bitwise_left_shift(torch.tensor(3), 2)
        tensor(12)
        """
        return record(ops.bitwise_left_shift, input, other)

    def bitwise_right_shift(input, other: Any) -> Self:
        """The bits moved down, `other` places; the sign stays.

        >>> torch.bitwise_right_shift(torch.tensor(12), 2)
        tensor(3)
        """
        return record(ops.bitwise_right_shift, input, other)

    __lshift__, __rshift__ = bitwise_left_shift, bitwise_right_shift
    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    def __invert__(self) -> Self:
        if self._array.dtype.kind == "f":
            raise TypeError("~ (operator.invert) is only implemented on integer and Boolean-type tensors")
        return record(ops.bitwise_not, self)
