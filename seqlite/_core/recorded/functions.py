"""What stands for NumPy's functions where arrays are traced: those of PyTorch, with NumPy's arguments."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from ..operations import derived as torch
from ..tensor import Tensor
from .arrays import (
    CONSTANT,
    FUNCTIONS,
    UFUNCS,
    TracedArray,
    array_of,
    axes_of,
    dims_of,
    operand,
    tensor_of,
    traced,
)


def _total(x: Any, axis: Any = 0, keepdims: bool = False, dtype: Any = None, initial: Any = None) -> Any:
    if axis is None and keepdims:
        axis = tuple(range(x.dim()))
    return x.clone() if axis == () else x.sum(dims_of(axis), keepdims)


def _mean(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    if axis is None and keepdims:
        axis = tuple(range(x.dim()))
    return x.mean(dims_of(axis), keepdims)


def _product(x: Any, axis: Any = 0, keepdims: bool = False, dtype: Any = None) -> Any:
    if axis is None:
        whole = x.prod()
        return whole.reshape((1,) * x.dim()) if keepdims else whole
    for i in sorted(axes_of(axis, x.dim()), reverse=True):
        x = x.prod(i, keepdims)
    return x


def _largest(x: Any, axis: Any = 0, keepdims: bool = False, initial: Any = None) -> Any:
    return x.amax(tuple(range(x.dim())) if axis is None else dims_of(axis), keepdims)


def _smallest(x: Any, axis: Any = 0, keepdims: bool = False, initial: Any = None) -> Any:
    return x.amin(tuple(range(x.dim())) if axis is None else dims_of(axis), keepdims)


CONSTANT |= {
    *("greater", "greater_equal", "less", "less_equal", "equal", "not_equal", "logical_and", "logical_or"),
    *("logical_not", "isnan", "isfinite", "isinf", "signbit", "floor", "ceil", "rint", "trunc", "sign"),
    *("floor_divide",),
}

INVERSES = ["sin", "cos", "tan", "sinh", "cosh", "tanh"]
POWERS = ["exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sqrt", "square", "reciprocal"]

UFUNCS |= {
    "add": lambda a, b, **o: torch.add(*_both(a, b)),
    "subtract": lambda a, b, **o: torch.sub(*_both(a, b)),
    "multiply": lambda a, b, **o: torch.mul(*_both(a, b)),
    "divide": lambda a, b, **o: torch.div(*_both(a, b)),
    "power": lambda a, b, **o: a**b,
    "maximum": lambda a, b, **o: torch.maximum(*_both(a, b)),
    "minimum": lambda a, b, **o: torch.minimum(*_both(a, b)),
    "remainder": lambda a, b, **o: torch.remainder(*_both(a, b)),
    "arctan2": lambda a, b, **o: torch.atan2(*_both(a, b)),
    "matmul": lambda a, b, **o: torch.matmul(a, b),
    "negative": lambda a, **o: -a,
    "positive": lambda a, **o: a,
    "absolute": lambda a, **o: a.abs(),
    "add.reduce": _total,
    "multiply.reduce": _product,
    "maximum.reduce": _largest,
    "minimum.reduce": _smallest,
    "add.accumulate": lambda a, axis=0, **o: a.cumsum(axis),
    **{name: (lambda a, name=name, **o: getattr(a, name)()) for name in INVERSES + POWERS},
    **{f"arc{name}": (lambda a, name=name, **o: getattr(a, f"a{name}")()) for name in INVERSES},
}


def _both(a: Any, b: Any) -> tuple[Any, Any]:
    """Two operands, one of which may be a number: as tensors."""
    like = a if isinstance(a, Tensor) else b
    return tuple(
        t if isinstance(t, Tensor) else Tensor._wrap(np.asarray(t, like._array.dtype)) for t in (a, b)
    )  # type: ignore[return-value]


def _where(condition: Any, a: Any, b: Any) -> TracedArray:
    first, second = _both(operand(a), operand(b))
    return traced(torch.where(Tensor._wrap(np.asarray(array_of(condition), bool)), first, second))


def _filled(x: Any, shape: Any, value: float, dtype: Any = None) -> TracedArray:
    array = array_of(x)
    return traced(Tensor._wrap(np.full(array.shape if shape is None else shape, value, dtype or array.dtype)))


def _joined(function: Callable[..., Any]) -> Callable[..., TracedArray]:
    def call(arrays: Any, axis: int = 0, **options: Any) -> TracedArray:
        return traced(function([operand(a) for a in arrays], axis))

    return call


def _flip(x: TracedArray, axis: Any = None) -> TracedArray:
    return traced(x.tensor.flip(tuple(range(x.ndim)) if axis is None else dims_of(axis)))


def _put_along_axis(x: TracedArray, index: Any, values: Any, axis: int) -> None:
    place = Tensor._wrap(np.asarray(index, np.int64))
    x.write(x.tensor.scatter(axis, place, tensor_of(values, x.tensor).expand(place.shape)))


def _split(x: Any, parts: Any, axis: int = 0) -> list[TracedArray]:
    size = x.shape[axis]
    ends = np.asarray(parts) if np.ndim(parts) else np.arange(1, parts) * (size // parts)
    edges = [0, *map(int, ends), size]
    lead = (slice(None),) * (axis % x.ndim)
    return [x[(*lead, slice(a, b))] for a, b in pairwise(edges)]


def _expand_dims(x: Any, axis: Any) -> TracedArray:
    count = x.ndim + (len(axis) if isinstance(axis, tuple) else 1)
    new, left = axes_of(axis, count), list(x.shape)
    return x.reshape([1 if i in new else left.pop(0) for i in range(count)])  # type: ignore[no-any-return]


def _moveaxis(x: Any, source: Any, to: Any) -> TracedArray:
    return traced(x.tensor.movedim(dims_of(source), dims_of(to)))


def _on_values(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of NumPy that has no slope: on plain arrays."""
    return lambda x, *rest, **options: function(array_of(x), *rest, **options)


ON_VALUES = (
    *(np.argmax, np.argmin, np.argsort, np.any, np.all, np.count_nonzero, np.result_type),
    *(np.may_share_memory, np.isclose),
)

FUNCTIONS |= {
    "where": _where,
    "sum": lambda x, axis=None, dtype=None, keepdims=False: x.sum(axis, keepdims=keepdims),
    "mean": lambda x, axis=None, dtype=None, keepdims=False: traced(_mean(x.tensor, axis, keepdims)),
    "zeros_like": lambda x, dtype=None, order="K", shape=None: _filled(x, shape, 0, dtype),
    "ones_like": lambda x, dtype=None, order="K", shape=None: _filled(x, shape, 1, dtype),
    "empty_like": lambda x, dtype=None, order="K", shape=None: _filled(x, shape, 0, dtype),
    "full_like": lambda x, value, dtype=None, shape=None: _filled(x, shape, value, dtype),
    "broadcast_to": lambda x, shape: traced(x.tensor.expand(tuple(map(int, np.atleast_1d(shape))))),
    "expand_dims": _expand_dims,
    "squeeze": lambda x, axis=None: x.squeeze(axis),
    "reshape": lambda x, shape, order="C": x.reshape(shape),
    "ravel": lambda x, order="C": x.ravel(),
    "transpose": lambda x, axes=None: x.transpose(*(() if axes is None else (axes,))),
    "swapaxes": lambda x, a, b: x.swapaxes(a, b),
    "moveaxis": _moveaxis,
    "copy": lambda x, **o: x.copy(),
    "concatenate": _joined(torch.cat),
    "stack": _joined(torch.stack),
    "split": _split,
    "flip": _flip,
    "roll": lambda x, shift, axis=None: traced(x.tensor.roll(shift, axis)),
    "tril": lambda x, k=0: traced(x.tensor.tril(k)),
    "triu": lambda x, k=0: traced(x.tensor.triu(k)),
    "diagonal": lambda x, offset=0, axis1=0, axis2=1: traced(x.tensor.diagonal(offset, axis1, axis2)),
    "clip": lambda x, low, high: traced(x.tensor.clamp(array_of(low), array_of(high))),
    "cumsum": lambda x, axis=None, dtype=None: x.cumsum(axis),
    "cumprod": lambda x, axis=None, dtype=None: traced(x.tensor.cumprod(axis)),
    "take_along_axis": lambda x, index, axis: traced(
        operand(x).gather(axis, Tensor._wrap(np.asarray(array_of(index), np.int64)))
    ),
    "put_along_axis": _put_along_axis,
    "tensordot": lambda a, b, axes=2: traced(torch.tensordot(operand(a), operand(b), axes)),
    "einsum": lambda formula, *arrays, **o: traced(torch.einsum(formula, *map(operand, arrays))),
    "dot": lambda a, b: traced(torch.matmul(operand(a), operand(b))),
    "outer": lambda a, b: traced(torch.outer(operand(a), operand(b))),
    "repeat": lambda x, n, axis=None: traced(x.tensor.repeat_interleave(n, axis)),
    "shape": lambda x: x.shape,
    "ndim": lambda x: x.ndim,
    "size": lambda x: x.size,
    **{function.__name__: _on_values(function) for function in ON_VALUES},
}  # fmt: skip
