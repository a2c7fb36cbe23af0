"""Comparisons, tests, logic and bits: no gradient flows through them."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..bfloat16 import type_name
from ..graph import T, TensorBase
from ..ops.rules import WHOLE, Array, Result
from ..record import NUMBERS, computed
from .declare import Declaration, Family, as_operator, composed, function, operation

Tensor = Any  # `tensor` imports this module


COMPARABLE = (TensorBase, *NUMBERS)


def comparison(
    also: str = "", in_place: bool = True, promote: Any = "same", takes: str = "fiub", numbers: bool = False
) -> Declaration:
    """Declare a comparison, a test or an operation on bits."""
    return operation(
        "NotImplemented", promote=promote, takes=takes, in_place=in_place, also=also, numbers=numbers
    )


class Comparing(Family):
    """Results are bool tensors, but for those of bits."""

    __slots__ = ()
    __hash__ = object.__hash__  # `==` compares elements, so tensors are keys by identity

    # --- comparisons ------------------------------------------------------------------------------

    @comparison()
    def eq(input: Array, other: Any) -> Result:
        """input == other.

        >>> torch.eq(torch.tensor([1, 2]), 2)
        tensor([False,  True])
        """
        return np.equal(input, other), ()

    @comparison("not_equal")
    def ne(input: Array, other: Any) -> Result:
        """input != other.

        >>> torch.ne(torch.tensor([1, 2]), 2)
        tensor([ True, False])
        """
        return np.not_equal(input, other), ()

    @comparison("less")
    def lt(input: Array, other: Any) -> Result:
        """input < other.

        >>> torch.lt(torch.tensor([1, 2]), 2)
        tensor([ True, False])
        """
        return np.less(input, other), ()

    @comparison("less_equal")
    def le(input: Array, other: Any) -> Result:
        """input <= other.

        >>> torch.le(torch.tensor([1, 2]), 2)
        tensor([True, True])
        """
        return np.less_equal(input, other), ()

    @comparison("greater")
    def gt(input: Array, other: Any) -> Result:
        """input > other.

        >>> torch.gt(torch.tensor([1, 2]), 1)
        tensor([False,  True])
        """
        return np.greater(input, other), ()

    @comparison("greater_equal")
    def ge(input: Array, other: Any) -> Result:
        """input >= other.

        >>> torch.ge(torch.tensor([1, 2]), 1)
        tensor([True, True])
        """
        return np.greater_equal(input, other), ()

    def __eq__(self, other: object) -> Self:  # type: ignore[override]
        if isinstance(other, np.ndarray):
            return Comparing.eq(self, self._wrap(other))
        return Comparing.eq(self, other) if isinstance(other, COMPARABLE) else NotImplemented

    def __ne__(self, other: object) -> Self:  # type: ignore[override]
        if isinstance(other, np.ndarray):
            return Comparing.ne(self, self._wrap(other))
        return Comparing.ne(self, other) if isinstance(other, COMPARABLE) else NotImplemented

    __lt__, __le__, __gt__, __ge__ = map(as_operator, (lt, le, gt, ge))

    @composed(out=False)
    def equal(input, other: TensorBase) -> bool:
        """Whether shape and all elements are the same.

        >>> torch.equal(torch.ones(2), torch.ones(2))
        True
        """
        return bool(np.array_equal(input._array, other._array))

    @composed(out=False)
    def isclose(
        input, other: TensorBase, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
    ) -> Self:
        """|input - other| <= atol + rtol * |other|, elementwise. RuntimeError if the types differ.

        >>> torch.isclose(torch.ones(1), torch.tensor([1.1]))
        tensor([False])
        """
        if input._array.dtype != other._array.dtype:
            raise RuntimeError(
                f"{type_name(input._array)} did not match {type_name(other._array)}: convert one with "
                ".to(...)"
            )
        for limit in (rtol, atol):
            if isinstance(limit, TensorBase) and limit._needs:
                raise TypeError("isclose(): rtol and atol must be numbers: detach() them")
        rtol, atol = float(rtol), float(atol)
        return computed(np.isclose, input, other, rtol=rtol, atol=atol, equal_nan=equal_nan)

    @composed(out=False)
    def allclose(
        input, other: TensorBase, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
    ) -> bool:
        """Whether isclose holds everywhere.

        >>> torch.allclose(torch.ones(1), torch.tensor([1.000001]))
        True
        """
        return bool(Comparing.isclose(input, other, rtol, atol, equal_nan)._array.all())

    @comparison(in_place=False)
    def isnan(input: Array) -> Result:
        """Where the elements are nan.

        >>> torch.isnan(torch.tensor([1., torch.nan]))
        tensor([False,  True])
        """
        return np.isnan(input), ()

    @comparison(in_place=False)
    def isinf(input: Array) -> Result:
        """Where the elements are inf or -inf.

        >>> torch.isinf(torch.tensor([1., torch.inf]))
        tensor([False,  True])
        """
        return np.isinf(input), ()

    @comparison(in_place=False)
    def isfinite(input: Array) -> Result:
        """Where the elements are neither nan nor infinite.

        >>> torch.isfinite(torch.tensor([1., torch.inf]))
        tensor([ True, False])
        """
        return np.isfinite(input), ()

    # --- logic ------------------------------------------------------------------------------------

    @comparison()
    def logical_and(input: Array, other: Any) -> Result:
        """Both are non-zero.

        >>> torch.logical_and(torch.tensor([0, 1]), torch.tensor([1, 1]))
        tensor([False,  True])
        """
        return np.logical_and(input, other), ()

    @comparison()
    def logical_or(input: Array, other: Any) -> Result:
        """One is non-zero.

        >>> torch.logical_or(torch.tensor([0, 1]), torch.tensor([0, 0]))
        tensor([False,  True])
        """
        return np.logical_or(input, other), ()

    @comparison()
    def logical_xor(input: Array, other: Any) -> Result:
        """One alone is non-zero.

        >>> torch.logical_xor(torch.tensor([0, 1]), torch.tensor([1, 1]))
        tensor([ True, False])
        """
        return np.logical_xor(input, other), ()

    @comparison()
    def logical_not(input: Array) -> Result:
        """The elements that are zero.

        >>> torch.logical_not(torch.tensor([0, 1]))
        tensor([ True, False])
        """
        return np.logical_not(input), ()

    @comparison(takes=WHOLE)
    def bitwise_not(input: Array) -> Result:
        """Each bit turned over; of a mask, its opposite. NotImplementedError for floats.

        >>> torch.bitwise_not(torch.tensor([True, False]))
        tensor([False,  True])
        """
        return np.invert(input), ()

    @comparison(takes=WHOLE, numbers=True)
    def bitwise_and(input: Array, other: Any) -> Result:
        """The bits that both have.

        >>> torch.bitwise_and(torch.tensor(6), 3)
        tensor(2)
        """
        return np.bitwise_and(input, other), ()

    @comparison(takes=WHOLE, numbers=True)
    def bitwise_or(input: Array, other: Any) -> Result:
        """The bits that one of them has.

        >>> torch.bitwise_or(torch.tensor(6), 3)
        tensor(7)
        """
        return np.bitwise_or(input, other), ()

    @comparison(takes=WHOLE, numbers=True)
    def bitwise_xor(input: Array, other: Any) -> Result:
        """The bits that one alone has.

        >>> torch.bitwise_xor(torch.tensor(6), 3)
        tensor(5)
        """
        return np.bitwise_xor(input, other), ()

    @comparison(takes=WHOLE, numbers=True)
    def bitwise_left_shift(input: Array, other: Any) -> Result:
        """The bits moved up, `other` places.

        >>> torch.bitwise_left_shift(torch.tensor(3), 2)
        tensor(12)
        """
        return np.left_shift(input, other), ()

    @comparison(takes=WHOLE, numbers=True)
    def bitwise_right_shift(input: Array, other: Any) -> Result:
        """The bits moved down, `other` places; the sign stays.

        >>> torch.bitwise_right_shift(torch.tensor(12), 2)
        tensor(3)
        """
        return np.right_shift(input, other), ()

    __and__, __or__, __xor__ = map(as_operator, (bitwise_and, bitwise_or, bitwise_xor))
    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__
    __lshift__, __rshift__ = map(as_operator, (bitwise_left_shift, bitwise_right_shift))

    @as_operator
    def __rlshift__(self, other: Any) -> Self:
        return bits(self, "lshift")._wrap(np.left_shift(other, self._array))

    @as_operator
    def __rrshift__(self, other: Any) -> Self:
        return bits(self, "rshift")._wrap(np.right_shift(other, self._array))

    def __invert__(self) -> Self:
        if self._array.dtype.kind == "f":
            raise TypeError("~ (operator.invert) is only implemented on integer and Boolean-type tensors")
        return self.bitwise_not()


def bits(input: T, who: str) -> T:
    """`input`; NotImplementedError for floats, which have no bits to move."""
    if input._array.dtype.kind == "f":
        raise NotImplementedError(
            f"\"{who}_cpu\" not implemented for '{type_name(input._array)}': write .long()"
        )
    return input


@function(names={"element": "elements", "test_element": "test_elements"})
def isin(elements: Any, test_elements: Any, *, assume_unique: bool = False, invert: bool = False) -> Tensor:
    """Whether each element is one of `test_elements`.

    >>> torch.isin(torch.tensor([1, 2, 3]), torch.tensor([2, 3]))
    tensor([False,  True,  True])
    """
    arrays = [e._array if isinstance(e, TensorBase) else np.asarray(e) for e in (elements, test_elements)]
    if any(a.dtype == bool for a in arrays):
        raise RuntimeError("Unsupported input type encountered for isin(): Bool")
    return TensorBase.concrete._wrap(np.isin(arrays[0], arrays[1], invert=invert))
