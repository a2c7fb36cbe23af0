"""In-place random sampling, and draws by the probabilities in a tensor: `bernoulli`, `multinomial`."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, Self

import numpy as np

from ...random import default_generator
from ..bfloat16 import BFLOAT16, to_float32
from ..dtypes import cast, from_numpy_dtype
from ..generator import Generator
from ..record import record
from ..seldom_types import refuse_wide
from ..tensor_attributes import finfo
from ..tensor_base import TensorBase
from .arguments import check_kind
from .declare import Family, function
from .in_place import _fill

FULL = {"i8": 2**63, "i4": 2**31, "i2": 2**15, "i1": 2**7, "u1": 256, "b1": 2}

FULL |= {"bf": 2**8 + 1, "f2": 2**11 + 1, "f4": 2**24 + 1, "f8": 2**53 + 1}


class RandomInPlace(Family):
    """Each draws from `generator`, by default the one that `manual_seed` seeds, and returns the tensor."""

    __slots__ = ()

    def uniform_(
        self, from_: float = 0.0, to: float = 1.0, *, generator: Generator | None = None, **named: float
    ) -> Self:
        """Uniform in [from, to). Any shape. RuntimeError for `from` above `to`.

        >>> torch.empty(100).uniform_(2, 3).min() >= 2
        tensor(True)
        """
        low = named.pop("from", from_)
        if low > to:
            raise RuntimeError(
                f"uniform_ expects to return a [from, to) range, but found from={low} > to={to}"
            )
        most = finfo(from_numpy_dtype(self._array.dtype)).max if self._array.dtype.kind == "f" else to - low
        if to - low > most:
            raise RuntimeError(
                f"uniform_ expects to-from <= {most:g}, the largest number of its type, but found to={to} "
                f"and from={low}"
            )
        return self._draw(
            "uniform_", lambda n, _: get_generator(generator).uniform(n, low, to, self._array.dtype)
        )

    def normal_(self, mean: float = 0.0, std: float = 1.0, *, generator: Generator | None = None) -> Self:
        """Normal with this mean and standard deviation. Any shape. RuntimeError for a negative `std`.

        >>> torch.empty(2).normal_(5, 0)
        tensor([5., 5.])
        """
        if std < 0:
            raise RuntimeError(f"normal expects std >= 0.0, but found std {std}")
        return self._draw(
            "normal_", lambda n, c: get_generator(generator).normal(n, mean, std, self._array.dtype, c)
        )

    def random_(
        self, from_: int | None = None, to: Any = ..., *, generator: Generator | None = None, **named: Any
    ) -> Self:
        """Integers in [from, to), [0, from) if only one is given, or over the whole range of the type; with
        None for `to`, from `from` to the end of that range. Any shape. RuntimeError unless `from` is less
        than `to`.

        >>> torch.empty(100).random_(6).max() < 6
        tensor(True)
        """
        refuse_wide(self._array, "random_")
        source, kind, low = get_generator(generator), self._array.dtype, named.get("from", from_)
        if low is None and to is ...:
            name = "bf" if kind == BFLOAT16 else kind.str[1:]
            wide = name in ("i8", "f8")
            return self._draw("random_", lambda n, _: source.below(n, FULL[name], wide), floats=False)
        low, high = (0, low) if to is ... else (low or 0, to)
        if high is None:
            high = largest_integer(kind) + 1
        if low >= high:
            raise RuntimeError(
                f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}"
            )
        check_range(low, low + 1 if to is None else high, kind)
        return self._draw("random_", lambda n, _: source.integers(n, low, high), floats=False)

    def bernoulli_(self, p: Any = 0.5, *, generator: Generator | None = None) -> Self:
        """1 with probability `p` (a number, or a tensor of them), else 0. A tensor `p` has the same shape.
        RuntimeError for a number outside [0, 1].

        >>> torch.empty(2).bernoulli_(1)
        tensor([1., 1.])
        """
        if isinstance(p, TensorBase):
            return self._draw(
                "bernoulli_",
                lambda n, _: get_generator(generator).bernoulli_each(p._array).ravel(),
                floats=False,
            )
        if not 0 <= p <= 1:
            raise RuntimeError(f"bernoulli_ expects p to be in [0, 1], but got p={p}")
        return self._draw("bernoulli_", lambda n, _: get_generator(generator).bernoulli(n, p), floats=False)

    def _draw(self, who: str, draw: Callable[[int, bool], Any], floats: bool = True) -> Self:
        """Fill the memory, in its own order, with `draw(count, contiguous)`."""
        array = self._array
        if floats:
            check_floating_dtype(array.dtype, who)
        self._assign_in_place(record(_fill, self._before_change(), value=0))
        order = sorted(range(array.ndim), key=lambda i: -abs(array.strides[i]))
        by_memory = array.transpose(order)
        by_memory[...] = cast(
            draw(array.size, array.flags.c_contiguous).reshape(by_memory.shape), array.dtype
        )
        return self


def check_floating_dtype(kind: Any, who: str) -> None:
    """Raise NotImplementedError for non-floating dtypes."""
    if kind.kind != "f":
        raise NotImplementedError(f'"{who}" not implemented for {kind}: draw floats, and convert them')


def largest_integer(kind: Any) -> int:
    """The largest integer of this dtype; of a floating one, the largest n for which it represents all
    integers up to n."""
    if kind.kind == "f":
        return int(2 ** (8 if kind == BFLOAT16 else np.finfo(kind).nmant + 1))
    return 1 if kind.kind == "b" else int(np.iinfo(kind).max)


def check_range(low: int, high: int, kind: Any) -> None:
    """Raise RuntimeError if the dtype cannot represent all integers from `low` to below `high`."""
    if kind.kind == "f":
        exact = 2 ** (
            8 if kind == BFLOAT16 else np.finfo(kind).nmant + 1
        )  # from here on, not every whole number is one of the type
        for name, number in (("from", low), ("to - 1", high - 1)):
            if not -exact <= number <= exact:
                warnings.warn(
                    f"{name} is out of bounds for {kind}: beyond {exact} not every whole number can be drawn",
                    stacklevel=4,
                )
        return
    least, most = (0, 1) if kind.kind == "b" else (np.iinfo(kind).min, np.iinfo(kind).max)
    for name, number in (("from", low), ("to - 1", high - 1)):
        if not least <= number <= most:
            raise RuntimeError(f"{name} is out of bounds for {kind}: {number} is not in [{least}, {most}]")


def get_generator(generator: Generator | None) -> Generator:
    """Return the generator, or the default one."""
    return default_generator if generator is None else generator


@function(method=True)
def bernoulli(input: TensorBase, p: float | None = None, *, generator: Generator | None = None) -> Any:
    """1 with the probability that each element says, or with probability `p` in the shape of `input`, else 0.
    RuntimeError outside [0, 1], NotImplementedError for integers.

    >>> torch.bernoulli(torch.tensor([0., 1.]))
    tensor([0., 1.])
    """
    if p is not None:
        if isinstance(p, TensorBase):
            raise TypeError("bernoulli(): argument 'p' must be float, not Tensor: write x.bernoulli_(p)")
        return input._wrap(np.empty_like(input._array)).bernoulli_(p, generator=generator)  # type: ignore[attr-defined]
    each = check_kind(input, "bernoulli", "f")._array
    if each.size and not (each.min() >= 0 and each.max() <= 1):
        raise RuntimeError(
            "bernoulli: Expected p_in >= 0 && p_in <= 1 to be true, but some probability is outside"
        )
    drawn = get_generator(generator).bernoulli_each(to_float32(np.ascontiguousarray(each)))
    return input._wrap(drawn.astype(each.dtype).reshape(each.shape))


@function(method=True)
def multinomial(
    input: TensorBase, num_samples: int, replacement: bool = False, *, generator: Generator | None = None
) -> Any:
    """Indices drawn with the weights in `input`: (n,) gives (num_samples,), (m, n) gives (m, num_samples),
    int64.

    RuntimeError for other shapes, negative weights, and more samples than weights without `replacement`.

    >>> torch.multinomial(torch.tensor([0., 1.]), 1)
    tensor([1])
    """
    weights = input._array
    if weights.dtype.kind != "f" or weights.ndim not in (1, 2):
        raise RuntimeError("multinomial: prob_dist must be a floating-point tensor of 1 or 2 dimensions")
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise RuntimeError("probability tensor contains either `inf`, `nan` or element < 0")
    if (weights.sum(-1) <= 0).any():
        raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")
    source = get_generator(generator)
    if not replacement or num_samples == 1:
        if num_samples > weights.shape[-1]:
            raise RuntimeError("cannot sample n_sample > prob_dist.size(-1) samples without replacement")
        with np.errstate(divide="ignore"):
            race = weights / source.exponential(weights.shape).astype(weights.dtype)
        first = np.argsort(-race, axis=-1, kind="stable")[..., :num_samples]
        return input._wrap(first.astype(np.int64))
    rows = np.atleast_2d(np.cumsum(weights, -1))
    draws = source.fractions(len(rows) * num_samples, np.float64).reshape(len(rows), num_samples)
    found = [np.searchsorted(row / row[-1], u) for row, u in zip(rows, draws, strict=True)]
    return input._wrap(np.array(found, np.int64).reshape(*weights.shape[:-1], num_samples))
