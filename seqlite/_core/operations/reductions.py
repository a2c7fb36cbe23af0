"""Reduction Ops: sums, means, products, norms."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Self

import numpy as np

from ..dtypes import dtype as Dtype
from ..record import record, with_node_name
from ..rules import Array, Forward, Op, Result, restore_reduced_dims, rule, saving
from ..seldom_types import refuse_wide
from .arguments import axes_of, check_tensor
from .casting import _cast, cast_to
from .declare import Family, composed, function

Tensor = Any  # avoids a circular import
Axis = Any
add_reduce: Any = np.add.reduce  # faster than np.sum, and typed
multiply_reduce: Any = np.multiply.reduce


def reduced_size(a: Array, axis: Axis) -> int:
    """The number of elements per result."""
    if axis is None:
        return int(a.size)
    return math.prod(a.shape[i] for i in (axis if isinstance(axis, tuple) else (axis,)))


def sum_dtype(a: Array) -> Any:
    """The dtype of sums and products of `a`: int64 for integers, on every platform."""
    return a.dtype if a.dtype.kind == "f" else np.dtype(np.int64)


def whole_and_by_axis(name: str) -> Callable[[Forward], tuple[Op, Op]]:
    """Make two operations: PyTorch numbers the nodes of whole-tensor and by-axis reductions."""

    def pair(forward: Forward) -> tuple[Op, Op]:
        word = name.lower()
        return rule(f"{name}Backward0", name=word)(forward), rule(f"{name}Backward1", name=word)(forward)

    return pair


@whole_and_by_axis("Sum")
def sums(a: Array, *, axis: Axis, keepdim: bool) -> Result:
    shape = a.shape

    def back(g: Array) -> Array:
        return np.broadcast_to(restore_reduced_dims(g, axis, keepdim), shape)

    return add_reduce(a, axis=axis, dtype=sum_dtype(a), keepdims=keepdim), (back,)


@whole_and_by_axis("Mean")
def means(a: Array, *, axis: Axis, keepdim: bool) -> Result:
    n, shape = a.dtype.type(reduced_size(a, axis)), a.shape

    def back(g: Array) -> Array:
        return np.broadcast_to(restore_reduced_dims(g / n, axis, keepdim), shape)

    return add_reduce(a, axis=axis, keepdims=keepdim) / n, (back,)


sum_all, sum_axis = sums
mean_all, mean_axis = means


@rule("ProdBackward0")
def _prod(a: Array, *, axis: Axis, keepdim: bool) -> Result:
    value = multiply_reduce(a, axis=axis, dtype=sum_dtype(a), keepdims=keepdim)

    def back(g: Array) -> Array:
        zero = a == 0
        zeros = add_reduce(zero, axis=axis, keepdims=True)
        others = multiply_reduce(np.where(zero, 1, a), axis=axis, keepdims=True)
        grad = np.where(zeros == 0, others / np.where(zero, 1, a), np.where((zeros == 1) & zero, others, 0))
        return restore_reduced_dims(g, axis, keepdim) * grad.astype(a.dtype)

    return value, (saving(back, value),)


_prod_dim = rule("ProdBackward1", name="prod")(_prod.forward)


@rule("LinalgVectorNormBackward0")
def _norm(a: Array, *, p: float, axis: Axis, keepdim: bool) -> Result:
    """The p-norm over `axis`; its gradient is 0 where the norm is 0."""
    size = np.abs(a)
    if p == 0:
        return add_reduce(size != 0, axis=axis, keepdims=keepdim, dtype=a.dtype), (
            lambda g: np.zeros_like(a),
        )
    if math.isinf(p):
        ufunc: Any = np.maximum if p > 0 else np.minimum
        value = ufunc.reduce(size, axis=axis, keepdims=keepdim)
    elif p == 2:
        value = np.sqrt(add_reduce(a * a, axis=axis, keepdims=keepdim))
    else:
        value = add_reduce(size**p, axis=axis, keepdims=keepdim) ** (1 / p)

    def back(g: Array) -> Array:
        whole = restore_reduced_dims(value, axis, keepdim)
        if math.isinf(p):
            hit = size == whole
            grad = np.sign(a) * hit / add_reduce(hit, axis=axis, keepdims=True, dtype=a.dtype)
        else:
            grad = np.where(whole == 0, 0, np.sign(a) * (size / np.where(whole == 0, 1, whole)) ** (p - 1))
        return restore_reduced_dims(g, axis, keepdim) * grad.astype(a.dtype)

    return value, (back,)


@rule("LogsumexpBackward0")
def _logsumexp(a: Array, *, axis: Axis, keepdim: bool) -> Result:
    top = np.maximum.reduce(a, axis=axis, keepdims=True, initial=-np.inf)
    top = np.where(np.isfinite(top), top, 0).astype(a.dtype)
    whole = np.log(add_reduce(np.exp(a - top), axis=axis, keepdims=True)) + top
    value = whole if keepdim else np.squeeze(whole, axis=axis)
    back = saving(lambda g: restore_reduced_dims(g, axis, keepdim) * np.exp(a - whole), value)
    return value, (back,)


class Reductions(Family):
    """`dim` is a dimension, for many functions also a tuple of them, and None means all; `keepdim` leaves it
    as 1."""

    __slots__ = ()

    @composed()
    def sum(input, dim: Any = None, keepdim: bool = False, *, dtype: Dtype | None = None) -> Self:
        """The sum. Integers and bools add up to int64. Without `dim` the shape is (). IndexError for a `dim`
        out of range.

        >>> torch.sum(torch.tensor([[1, 2], [3, 4]]), dim=0)
        tensor([4, 6])
        """
        x = cast_to(input, dtype, "sum")
        axis = axes_of(dim, check_tensor(x, "sum")._array.ndim)
        total = record(sum_all if dim is None else sum_axis, x, axis=axis, keepdim=keepdim)
        return total if dtype is None else cast_to(total, dtype, "sum")

    @composed()
    def mean(input, dim: Any = None, keepdim: bool = False, *, dtype: Dtype | None = None) -> Self:
        """The mean. RuntimeError for integers. Without `dim` the shape is ().

        >>> torch.mean(torch.tensor([1., 2.]))
        tensor(1.5000)
        """
        x = cast_to(input, dtype, "mean")
        array = check_tensor(x, "mean")._array
        if array.dtype.kind != "f":
            raise RuntimeError(
                "mean(): could not infer output dtype. Input dtype must be either a floating point or "
                f"complex dtype. Got: {x.dtype.kind}; write .float() first"
            )
        op = mean_all if dim is None else mean_axis
        return record(op, x, axis=axes_of(dim, array.ndim), keepdim=keepdim)

    @composed()
    def prod(input, dim: int | None = None, keepdim: bool = False, *, dtype: Dtype | None = None) -> Self:
        """The product. Integers give int64. Without `dim` the shape is (). IndexError for a `dim` out of
        range.

        >>> torch.prod(torch.tensor([2, 3]))
        tensor(6)
        """
        x = cast_to(input, dtype, "prod")
        axis = axes_of(dim, check_tensor(x, "prod")._array.ndim)
        product = record(_prod if dim is None else _prod_dim, x, axis=axis, keepdim=keepdim)
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
        """The p-norm of the elements as one vector (or of those along `dim`); "fro" is 2. RuntimeError for
        integers.

        >>> torch.norm(torch.tensor([3., 4.]))
        tensor(5.)
        """
        if isinstance(p, str) and p != "fro":
            raise NotImplementedError(
                f"norm(p={p!r}): only numbers and 'fro' are supported; torch.linalg.matrix_norm takes 'nuc'"
            )
        check_floating_point(check_tensor(input, "norm"), "linalg.vector_norm supports only")
        input = input if dtype is None else input.to(dtype)
        axis = axes_of(dim, input._array.ndim)
        power = 2.0 if p is None or isinstance(p, str) else float(p)
        return record(_norm, input, p=power, axis=axis, keepdim=keepdim)

    @composed()
    def logsumexp(input, dim: Any, keepdim: bool = False) -> Self:
        """log(sum(exp(input))) that does not overflow. The shape loses `dim`; integers give float32.

        >>> torch.logsumexp(torch.zeros(2), 0)
        tensor(0.6931)
        """
        x = input if input._array.dtype.kind == "f" else record(_cast, input, dtype=np.dtype(np.float32))
        return record(_logsumexp, x, axis=axes_of(dim, input._array.ndim), keepdim=keepdim)

    @composed(out=False)
    def count_nonzero(input, dim: Any = None) -> Self:
        """How many elements are not zero. An int64 tensor, of shape () without `dim`.

        >>> torch.count_nonzero(torch.tensor([0, 5]))
        tensor(1)
        """
        if dim is None:
            refuse_wide(input._array, "count_nonzero")
        return input.ne(0).sum(dim)

    @composed()
    def all(input, dim: Any = None, keepdim: bool = False) -> Self:
        """Whether all elements are non-zero. A bool tensor, of shape () without `dim`.

        >>> torch.all(torch.tensor([True, False]))
        tensor(False)
        """
        axis = axes_of(dim, check_tensor(input, "all")._array.ndim)
        return input._wrap(reduce_bool(np.logical_and, input._array, axis, keepdim))

    @composed()
    def any(input, dim: Any = None, keepdim: bool = False) -> Self:
        """Whether some element is non-zero. A bool tensor, of shape () without `dim`.

        >>> torch.any(torch.tensor([True, False]))
        tensor(True)
        """
        axis = axes_of(dim, check_tensor(input, "any")._array.ndim)
        return input._wrap(reduce_bool(np.logical_or, input._array, axis, keepdim))


def check_floating_point(input: Any, who: str) -> None:
    """Raise RuntimeError for integers and bools."""
    if input._array.dtype.kind != "f":
        raise RuntimeError(
            f"{who} floating point and complex dtypes, got {input.dtype}; write .float() first"
        )


def reduce_bool(ufunc: Any, a: Array, axis: Any, keepdim: bool) -> Array:
    """all and any. The result is bool, or uint8 for uint8."""
    value = np.asarray(ufunc.reduce(a, axis=axis, keepdims=keepdim, dtype=bool))
    return value.astype(np.uint8) if a.dtype == np.uint8 else value


@function(method=True)
def dist(input: Tensor, other: Tensor, p: float = 2) -> Tensor:
    """The p-norm of the difference. Shape (); the two shapes broadcast.

    >>> torch.dist(torch.zeros(2), torch.tensor([3., 4.]))
    tensor(5.)
    """
    return with_node_name((input - other).norm(p), "DistBackward0", input, other)
