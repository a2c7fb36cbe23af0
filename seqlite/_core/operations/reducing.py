"""Reductions: sums, extremes, norms, running sums."""

from __future__ import annotations

import warnings
from typing import Any, Self

import numpy as np

from ..bfloat16 import NARROW
from ..dtypes import dtype as Dtype
from ..ops.rules import Op
from ..record import record
from .arguments import axes_of, axis_of, tensor
from .casting import cast_to
from .declare import Family, composed
from .folds import (
    deviation_of,
    folded,
    log_of_sum,
    mean_all,
    mean_axis,
    norm_of,
    product_along,
    product_of,
    running_product,
    running_sum,
    spread_of,
    sum_all,
    sum_axis,
)
from .moves import cast


class Reducing(Family):
    """`dim` is a dimension, for many functions also a tuple of them, and None means all; `keepdim` leaves it
    as 1."""

    __slots__ = ()

    @composed()
    def sum(input, dim: Any = None, keepdim: bool = False, *, dtype: Dtype | None = None) -> Self:
        """The sum. Integers and bools add up to int64.

        >>> torch.sum(torch.tensor([[1, 2], [3, 4]]), dim=0)
        tensor([4, 6])
        """
        x = cast_to(input, dtype, "sum")
        axis = axes_of(dim, tensor(x, "sum")._array.ndim)
        total = record(sum_all if dim is None else sum_axis, x, axis=axis, keepdim=keepdim)
        return total if dtype is None else cast_to(total, dtype, "sum")

    @composed()
    def mean(input, dim: Any = None, keepdim: bool = False, *, dtype: Dtype | None = None) -> Self:
        """The mean. RuntimeError for integers.

        >>> torch.mean(torch.tensor([1., 2.]))
        tensor(1.5000)
        """
        x = cast_to(input, dtype, "mean")
        array = tensor(x, "mean")._array
        if array.dtype.kind != "f":
            raise RuntimeError(
                "mean(): could not infer output dtype. Input dtype must be either a floating point or "
                f"complex dtype. Got: {array.dtype}; write .float() first"
            )
        op = mean_all if dim is None else mean_axis
        return record(op, x, axis=axes_of(dim, array.ndim), keepdim=keepdim)

    @composed()
    def var(
        input,
        dim: Any = None,
        unbiased: bool = True,
        keepdim: bool = False,
        *,
        correction: float | None = None,
    ) -> Self:
        """The variance, divided by the number of elements less `correction` (1, or 0 if not `unbiased`).

        >>> torch.var(torch.tensor([1., 3.]))
        tensor(2.)
        """
        return measured(spread_of, input, dim, unbiased, keepdim, correction)

    @composed()
    def std(
        input,
        dim: Any = None,
        unbiased: bool = True,
        keepdim: bool = False,
        *,
        correction: float | None = None,
    ) -> Self:
        """The square root of the variance.

        >>> torch.std(torch.tensor([1., 3.]))
        tensor(1.4142)
        """
        return measured(deviation_of, input, dim, unbiased, keepdim, correction)

    @composed()
    def prod(input, dim: int | None = None, keepdim: bool = False, *, dtype: Dtype | None = None) -> Self:
        """The product. Integers give int64.

        >>> torch.prod(torch.tensor([2, 3]))
        tensor(6)
        """
        x = cast_to(input, dtype, "prod")
        axis = axes_of(dim, tensor(x, "prod")._array.ndim)
        product = record(product_of if dim is None else product_along, x, axis=axis, keepdim=keepdim)
        return product if dtype is None else cast_to(product, dtype, "prod")

    @composed()
    def norm(
        input,
        p: float | str | None = "fro",
        dim: Any = None,
        keepdim: bool = False,
        *,
        dtype: Dtype | None = None,
    ) -> Self:
        """The p-norm of the elements as one vector (or of those along `dim`); "fro" is 2.

        >>> torch.norm(torch.tensor([3., 4.]))
        tensor(5.)
        """
        if isinstance(p, str) and p != "fro":
            raise NotImplementedError(
                f"norm(p={p!r}): only numbers and 'fro' are supported; torch.linalg.matrix_norm takes 'nuc'"
            )
        inexact(tensor(input, "norm"), "linalg.vector_norm supports only")
        input = input if dtype is None else input.to(dtype)
        axis = axes_of(dim, input._array.ndim)
        power = 2.0 if p is None or isinstance(p, str) else float(p)
        return record(norm_of, input, p=power, axis=axis, keepdim=keepdim)

    @composed()
    def logsumexp(input, dim: Any, keepdim: bool = False) -> Self:
        """log(sum(exp(input))) that does not overflow.

        >>> torch.logsumexp(torch.zeros(2), 0)
        tensor(0.6931)
        """
        x = input if input._array.dtype.kind == "f" else record(cast, input, dtype=np.dtype(np.float32))
        return record(log_of_sum, x, axis=axes_of(dim, input._array.ndim), keepdim=keepdim)

    @composed(in_place=True)
    def cumsum(input, dim: int, *, dtype: Dtype | None = None) -> Self:
        """Running sums.

        >>> torch.cumsum(torch.tensor([1, 2, 3]), 0)
        tensor([1, 3, 6])
        """
        x = cast_to(input, dtype, "cumsum")
        return record(running_sum, x, axis=axis_of(dim, x._array.ndim))

    @composed(in_place=True)
    def cumprod(input, dim: int, *, dtype: Dtype | None = None) -> Self:
        """Running products.

        >>> torch.cumprod(torch.tensor([1, 2, 3]), 0)
        tensor([1, 2, 6])
        """
        x = cast_to(input, dtype, "cumprod")
        return record(running_product, x, axis=axis_of(dim, x._array.ndim))

    @composed(out=False)
    def count_nonzero(input, dim: Any = None) -> Self:
        """How many elements are not zero.

        >>> torch.count_nonzero(torch.tensor([0, 5]))
        tensor(1)
        """
        return input.ne(0).sum(dim)


def inexact(input: Any, who: str) -> None:
    """RuntimeError for integers and bools."""
    if input._array.dtype.kind != "f":
        raise RuntimeError(
            f"{who} floating point and complex dtypes, got {input.dtype}; write .float() first"
        )


def measured(
    op: Op, input: Any, dim: Any, unbiased: bool, keepdim: bool, correction: float | None, apart: bool = False
) -> Any:
    """var or std; `var(False)` means `unbiased=False`. With PyTorch's warning where too few elements are
    left. `apart`: by the method that PyTorch has for several numbers, also if one comes out."""
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    if correction is None:
        correction = 1.0 if unbiased else 0.0
    inexact(input, "std and var only support")
    array = input._array
    axis = axes_of(dim, array.ndim)
    if folded(array, axis) <= correction:
        warnings.warn(
            f"{op.__name__}(): degrees of freedom is <= 0. Correction should be strictly less than the "
            "reduction factor (input numel divided by output numel).",
            stacklevel=3,
        )
    apart = apart or array.dtype == NARROW
    return record(op, input, axis=axis, correction=correction, keepdim=keepdim, apart=apart)
