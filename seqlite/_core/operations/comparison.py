"""Comparison Ops: `eq`, `lt`, `isclose`, `isnan`, `maximum` and others."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..bfloat16 import type_name
from ..record import NUMBERS, call_numpy, record
from ..rules import Array, Result, rule
from ..seldom_types import refuse_wide
from ..tensor_base import TensorBase
from .arguments import check_tensor
from .declare import Declaration, Family, as_operator, composed, function, operation

Tensor = Any  # avoids a circular import
COMPARABLE = (TensorBase, *NUMBERS)


def comparison(
    aliases: str = "",
    in_place: bool = True,
    promote: Any = "same",
    takes: str = "fiub",
    numbers: bool = False,
) -> Declaration:
    """Declare a comparison, a test or an operation on bits."""
    return operation(
        "NotImplemented", promote=promote, takes=takes, in_place=in_place, aliases=aliases, numbers=numbers
    )


def half_where_equal(g: Array, a: Array, b: Array) -> Array:
    """`g` where a > b, half of it where they are equal, else 0."""
    return np.where(a == b, g / 2, np.where(a < b, 0, g))


def _close(input: TensorBase, other: TensorBase, rtol: float, atol: float, equal_nan: bool) -> Any:
    """`isclose`, for `allclose` as well: a call of that name would show in pictures."""
    if input._array.dtype != other._array.dtype:
        raise RuntimeError(
            f"{type_name(input._array)} did not match {type_name(other._array)}: convert one with .to(...)"
        )
    for limit in (rtol, atol):
        if isinstance(limit, TensorBase) and limit._needs:
            raise TypeError("isclose(): rtol and atol must be numbers: detach() them")
    rtol, atol = float(rtol), float(atol)
    return call_numpy(np.isclose, input, other, rtol=rtol, atol=atol, equal_nan=equal_nan)


@rule("MaximumBackward0", promote="same")
def _maximum(a: Array, b: Array) -> Result:
    """Ties share the gradient equally."""
    return np.maximum(a, b), (lambda g: half_where_equal(g, a, b), lambda g: half_where_equal(g, b, a))


@rule("MinimumBackward0", promote="same")
def _minimum(a: Array, b: Array) -> Result:
    return np.minimum(a, b), (lambda g: half_where_equal(g, b, a), lambda g: half_where_equal(g, a, b))


class Comparison(Family):
    """Results are bools, in the shape that the arguments broadcast to."""

    __slots__ = ()

    @comparison()
    def eq(input: Array, other: Any) -> Result:
        """input == other. A bool tensor; the shapes broadcast.

        >>> torch.eq(torch.tensor([1, 2]), 2)
        tensor([False,  True])
        """
        return np.equal(input, other), ()

    @comparison("not_equal")
    def ne(input: Array, other: Any) -> Result:
        """input != other. A bool tensor; the shapes broadcast.

        >>> torch.ne(torch.tensor([1, 2]), 2)
        tensor([ True, False])
        """
        return np.not_equal(input, other), ()

    @comparison("less")
    def lt(input: Array, other: Any) -> Result:
        """input < other. A bool tensor; the shapes broadcast.

        >>> torch.lt(torch.tensor([1, 2]), 2)
        tensor([ True, False])
        """
        return np.less(input, other), ()

    @comparison("less_equal")
    def le(input: Array, other: Any) -> Result:
        """input <= other. A bool tensor; the shapes broadcast.

        >>> torch.le(torch.tensor([1, 2]), 2)
        tensor([True, True])
        """
        return np.less_equal(input, other), ()

    @comparison("greater")
    def gt(input: Array, other: Any) -> Result:
        """input > other. A bool tensor; the shapes broadcast.

        >>> torch.gt(torch.tensor([1, 2]), 1)
        tensor([False,  True])
        """
        return np.greater(input, other), ()

    @comparison("greater_equal")
    def ge(input: Array, other: Any) -> Result:
        """input >= other. A bool tensor; the shapes broadcast.

        >>> torch.ge(torch.tensor([1, 2]), 1)
        tensor([True, True])
        """
        return np.greater_equal(input, other), ()

    def __eq__(self, other: object) -> Self:  # type: ignore[override]
        if isinstance(other, np.ndarray):
            return Comparison.eq(self, self._wrap(other))
        return Comparison.eq(self, other) if isinstance(other, COMPARABLE) else NotImplemented

    def __ne__(self, other: object) -> Self:  # type: ignore[override]
        if isinstance(other, np.ndarray):
            return Comparison.ne(self, self._wrap(other))
        return Comparison.ne(self, other) if isinstance(other, COMPARABLE) else NotImplemented

    __hash__ = object.__hash__  # `==` compares elements, so tensors are keys by identity

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
        """|input - other| <= atol + rtol * |other|, elementwise. RuntimeError if the types differ. The shapes
        broadcast.

        >>> torch.isclose(torch.ones(1), torch.tensor([1.1]))
        tensor([False])
        """
        return _close(input, other, rtol, atol, equal_nan)

    @composed(out=False)
    def allclose(
        input, other: TensorBase, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
    ) -> bool:
        """Whether isclose holds everywhere. A Python bool; the shapes broadcast. RuntimeError if the types
        differ.

        >>> torch.allclose(torch.ones(1), torch.tensor([1.000001]))
        True
        """
        return bool(_close(input, other, rtol, atol, equal_nan)._array.all())

    @comparison(in_place=False)
    def isnan(input: Array) -> Result:
        """Where the elements are nan. A bool tensor of the same shape.

        >>> torch.isnan(torch.tensor([1., torch.nan]))
        tensor([False,  True])
        """
        return np.isnan(input), ()

    @comparison(in_place=False)
    def isinf(input: Array) -> Result:
        """Where the elements are inf or -inf. A bool tensor of the same shape.

        >>> torch.isinf(torch.tensor([1., torch.inf]))
        tensor([False,  True])
        """
        return np.isinf(input), ()

    @comparison(in_place=False)
    def isfinite(input: Array) -> Result:
        """Where the elements are neither nan nor infinite. A bool tensor of the same shape.

        >>> torch.isfinite(torch.tensor([1., torch.inf]))
        tensor([ True, False])
        """
        return np.isfinite(input), ()

    @composed()
    def maximum(input, other: Any) -> Self:
        """The larger of two; ties share the gradient. The shapes broadcast.

        >>> torch.maximum(torch.tensor([1, 4]), torch.tensor([2, 3]))
        tensor([2, 4])
        """
        return record(_maximum, input, check_tensor(other, "maximum", "other"))

    @composed()
    def minimum(input, other: Any) -> Self:
        """The smaller of two; ties share the gradient. The shapes broadcast.

        >>> torch.minimum(torch.tensor([1, 4]), torch.tensor([2, 3]))
        tensor([1, 3])
        """
        return record(_minimum, input, check_tensor(other, "minimum", "other"))


@function(names={"element": "elements", "test_element": "test_elements"})
def isin(elements: Any, test_elements: Any, *, assume_unique: bool = False, invert: bool = False) -> Tensor:
    """Whether each element is one of `test_elements`.

    A bool tensor in the shape of `elements`; either may be a number. RuntimeError for bool tensors.

    >>> torch.isin(torch.tensor([1, 2, 3]), torch.tensor([2, 3]))
    tensor([False,  True,  True])
    """
    arrays = [e._array if isinstance(e, TensorBase) else np.asarray(e) for e in (elements, test_elements)]
    if isinstance(test_elements, TensorBase):
        refuse_wide(arrays[0], "isin")
    if any(a.dtype == bool for a in arrays):
        raise RuntimeError("Unsupported input type encountered for isin(): Bool")
    return TensorBase.concrete._wrap(np.isin(arrays[0], arrays[1], invert=invert))
