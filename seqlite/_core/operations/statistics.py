"""Statistics of elements: spread with the mean, the most frequent value, differences."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..multiple_outputs import joined
from ..ops.rules import Array
from ..record import named, record
from .arguments import axes_of, axis_of
from .declare import Family, composed
from .extremes import with_indices
from .folds import deviation_of, exact_mean, spread_of, values_at
from .moves import cat
from .reducing import measured
from .return_types import return_type

mode_pair, mode_values = return_type("mode"), values_at("ModeBackward0")


class Statistics(Family):
    """`dim` is the dimension along which the elements are counted."""

    __slots__ = ()

    @composed(out=False)
    def std_mean(
        input, dim: Any = None, unbiased: bool = True, keepdim: bool = False, *, correction: Any = None
    ) -> Any:
        """The pair (standard deviation, mean).

        >>> torch.std_mean(torch.tensor([1., 3.]))
        (tensor(1.4142), tensor(2.))
        """
        spread = measured(deviation_of, input, dim, unbiased, keepdim, correction, apart=True)
        return with_mean(named(spread, "StdMeanBackward0"), input, dim, keepdim)

    @composed(out=False)
    def var_mean(
        input, dim: Any = None, unbiased: bool = True, keepdim: bool = False, *, correction: Any = None
    ) -> Any:
        """The pair (variance, mean).

        >>> torch.var_mean(torch.tensor([1., 3.]))
        (tensor(2.), tensor(2.))
        """
        spread = measured(spread_of, input, dim, unbiased, keepdim, correction, apart=True)
        return with_mean(named(spread, "VarMeanBackward0"), input, dim, keepdim)

    @composed(out="expected scalar type {wanted.kind} but got {found.kind} for {name}")
    def mode(input, dim: int = -1, keepdim: bool = False) -> Any:
        """A pair: the most frequent value, the smallest of several, and where it stands last.

        >>> torch.mode(torch.tensor([3, 1, 3])).values
        tensor(3)
        """
        axis, array = axis_of(dim, input._array.ndim), input._array
        if not array.ndim:
            return mode_pair(input.clone(), input._wrap(np.zeros((), np.int64)))

        if not array.shape[axis]:
            raise IndexError(f"mode(): Expected reduction dim {axis} to have non-zero size.")

        def place(line: Array) -> Any:
            _, group, counts = np.unique(line, return_inverse=True, return_counts=True, equal_nan=False)
            return np.flatnonzero(group == np.argmax(counts))[-1]

        index = np.apply_along_axis(place, axis, array).astype(np.int64)
        return with_indices(input, mode_values, np.expand_dims(index, axis), axis, keepdim, mode_pair)

    @composed()
    def diff(input, n: int = 1, dim: int = -1, prepend: Any = None, append: Any = None) -> Self:
        """Differences of neighbors, `n` times over.

        >>> torch.diff(torch.tensor([1, 3, 2]))
        tensor([ 2, -1])
        """
        if not input._array.ndim:
            raise RuntimeError("diff expects input to be at least one-dimensional")
        if n < 0:
            raise RuntimeError(f"order must be non-negative but got {n}")
        axis = axis_of(dim, input._array.ndim)
        parts = [part for part in (prepend, input, append) if part is not None]
        if any(part.ndim != input.ndim for part in parts):
            raise RuntimeError("diff expects prepend or append to be the same dimension as input")
        for i, size in enumerate(input.shape):
            for part in parts:
                if i != axis and part.shape[i] != size:
                    raise RuntimeError(
                        "diff expects the shape of tensor to prepend or append to match that of input except "
                        f"along the differencing dimension; input.size({i}) = {size}, but got "
                        f"tensor.size({i}) = {part.shape[i]}"
                    )
        x: Any = parts[0] if len(parts) == 1 else record(cat, *parts, axis=axis)
        for _ in range(min(n, x.shape[axis])):
            size = x.shape[axis]
            later, earlier = x.narrow(axis, 1, size - 1), x.narrow(axis, 0, size - 1)
            x = later ^ earlier if x._array.dtype == bool else later - earlier
        return x

    @composed(out=False)
    def cov(input, *, correction: int = 1, fweights: Any = None, aweights: Any = None) -> Self:
        """The covariances of the rows of a matrix, whose columns are observations.

        >>> torch.cov(torch.tensor([[0., 1., 2.], [2., 1., 0.]]))
        tensor([[ 1., -1.],
                [-1.,  1.]])
        """
        if input._array.dtype == bool:
            raise RuntimeError("cov(): bool dtype is not supported for input")
        if fweights is not None or aweights is not None:
            raise NotImplementedError("cov with weights: repeat the columns, or weight them by hand")
        x: Any = input if input._array.dtype.kind == "f" else input.float()
        x = x if x._array.ndim > 1 else x.reshape(1, -1)
        away = x - x.mean(1, keepdim=True)
        value = away @ away.t() / max(x.shape[1] - correction, 0)
        return value.squeeze()


def with_mean(spread: Any, input: Any, dim: Any, keepdim: bool) -> Any:
    """The pair (`spread`, mean), the mean of which is rounded once."""
    axis = axes_of(None if isinstance(dim, bool) else dim, input._array.ndim)
    return joined((spread, record(exact_mean, input, axis=axis, keepdim=keepdim)))
