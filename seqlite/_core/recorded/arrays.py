"""Tensors in the place of arrays: what a gradient rule computes with them is recorded.

A rule is written on NumPy arrays. For `create_graph=True` the same code runs on `TracedArray`, which holds a
tensor and answers NumPy by its protocols: `np.exp(x)` records `torch.exp`. What NumPy has and PyTorch has no
derivative of, comparisons and rounding, gives plain arrays. Source: NumPy Enhancement Proposals 13 and 18.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from ..dtypes import from_numpy_dtype
from ..tensor import Tensor

Write = Callable[[Tensor], None]


class Untraceable(NotImplementedError):
    """A rule does what cannot be recorded."""


def _of_array(name: str) -> property:
    """A property that arrays have, too."""

    def read(self: TracedArray) -> Any:
        return getattr(self.tensor._array, name)

    read.__doc__ = f"As `{name}` of arrays."
    return property(read)


class TracedArray(NDArrayOperatorsMixin):
    """A tensor that looks like an array.

    A change in place puts a new tensor in the place of the old one, so what was recorded stays true; `write`
    passes it on to the array that this one is a view of.
    """

    __slots__ = ("_write", "tensor")
    base = None
    __array_priority__ = 2000

    def __init__(self, tensor: Tensor, write: Write | None = None) -> None:
        self.tensor, self._write = tensor, write

    shape = _of_array("shape")
    dtype = _of_array("dtype")
    ndim = _of_array("ndim")
    size = _of_array("size")
    itemsize = _of_array("itemsize")
    flags = _of_array("flags")
    strides = _of_array("strides")

    def __len__(self) -> int:
        return len(self.tensor._array)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise Untraceable(f"arrays' {name}")

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        raise Untraceable("an array without history")

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        out = options.pop("out", (None,))[0]
        if method == "at":
            target, index, values = inputs
            if ufunc is not np.add:
                raise Untraceable(f"numpy.{ufunc.__name__}.at")
            target._add(index, values)
            return None
        name = ufunc.__name__ if method == "__call__" else f"{ufunc.__name__}.{method}"
        if method == "__call__" and ufunc.__name__ in CONSTANT:
            return ufunc(*map(array_of, inputs), **options)
        if name not in UFUNCS:
            raise Untraceable(f"numpy.{name}")
        where = options.pop("where", True)
        if where is not True:
            raise Untraceable(f"numpy.{name}(where=…)")
        result = traced(UFUNCS[name](*map(operand, inputs), **options))
        if out is None:
            return result
        if not isinstance(out, TracedArray):
            raise Untraceable(f"numpy.{name}(out=…)")
        out.write(result.tensor.to(out.tensor.dtype).expand(out.shape))
        return out

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        name = function.__name__
        if name not in FUNCTIONS:
            raise Untraceable(f"numpy.{name}")
        return FUNCTIONS[name](*args, **options)

    # --- views, and what is put into them ----------------------------------------------------------

    def write(self, tensor: Tensor) -> None:
        """Put `tensor` in the place of this one, and into what this one is a view of."""
        self.tensor = tensor
        if self._write is not None:
            self._write(tensor)

    def _put(self, key: Any, value: Any) -> None:
        changed = self.tensor.clone()
        changed[key] = tensor_of(value, changed).to(changed.dtype)
        self.write(changed)

    def _add(self, key: Any, value: Any) -> None:
        places = np.arange(self.size).reshape(self.shape)[key]
        values = tensor_of(value, self.tensor).to(self.tensor.dtype).expand(places.shape).reshape(-1)
        flat = self.tensor.reshape(-1).index_add(0, Tensor._wrap(places.reshape(-1)), values)
        self.write(flat.reshape(self.shape))

    def __getitem__(self, key: Any) -> TracedArray:
        key = key_of(key)
        return TracedArray(self.tensor[key], lambda new: self._put(key, TracedArray(new)))

    def __setitem__(self, key: Any, value: Any) -> None:
        self._put(key_of(key), value)

    def __iter__(self) -> Any:
        return (self[i] for i in range(len(self)))

    def reshape(self, *shape: Any, order: str = "C") -> TracedArray:
        """As NumPy: a view."""
        size = shape[0] if len(shape) == 1 and not isinstance(shape[0], (int, np.integer)) else shape
        before = self.shape
        return TracedArray(
            self.tensor.reshape(tuple(map(int, size))), lambda new: self.write(new.reshape(before))
        )

    def ravel(self, order: str = "C") -> TracedArray:
        """As NumPy."""
        return self.reshape(-1)

    flatten = ravel

    def transpose(self, *axes: Any) -> TracedArray:
        """As NumPy: a view."""
        given = axes[0] if len(axes) == 1 and not isinstance(axes[0], (int, np.integer)) else axes
        order = [int(i) % self.ndim for i in given] if len(given) else list(reversed(range(self.ndim)))
        back = [order.index(i) for i in range(self.ndim)]
        return TracedArray(self.tensor.permute(order), lambda new: self.write(new.permute(back)))

    @property
    def T(self) -> TracedArray:
        """As NumPy: a view."""
        return self.transpose()

    @property
    def mT(self) -> TracedArray:
        """As NumPy: a view."""
        return self.swapaxes(-1, -2)

    def swapaxes(self, a: int, b: int) -> TracedArray:
        """As NumPy: a view."""
        order = list(range(self.ndim))
        order[a], order[b] = order[b], order[a]
        return self.transpose(order)

    def squeeze(self, axis: Any = None) -> TracedArray:
        """As NumPy: a view."""
        gone = {i for i, n in enumerate(self.shape) if n == 1} if axis is None else axes_of(axis, self.ndim)
        return self.reshape([n for i, n in enumerate(self.shape) if i not in gone])

    # --- as the functions of the same names ---------------------------------------------------------

    def copy(self, order: str = "C") -> TracedArray:
        """As NumPy."""
        return TracedArray(self.tensor.clone())

    def astype(self, dtype: Any, *rest: Any, **options: Any) -> Any:
        """As NumPy; of integers, a plain array."""
        kind = np.dtype(dtype)
        if kind.kind != "f":
            return self.tensor._array.astype(kind)
        return TracedArray(self.tensor.to(from_numpy_dtype(kind)))

    def sum(self, axis: Any = None, dtype: Any = None, keepdims: bool = False) -> TracedArray:
        """As NumPy."""
        return traced(UFUNCS["add.reduce"](self.tensor, axis, keepdims))

    def mean(self, axis: Any = None, dtype: Any = None, keepdims: bool = False) -> TracedArray:
        """As NumPy."""
        return FUNCTIONS["mean"](self, axis, keepdims=keepdims)  # type: ignore[no-any-return]

    def max(self, axis: Any = None, keepdims: bool = False) -> TracedArray:
        """As NumPy."""
        return traced(UFUNCS["maximum.reduce"](self.tensor, axis, keepdims))

    def cumsum(self, axis: int) -> TracedArray:
        """As NumPy."""
        return traced(self.tensor.cumsum(axis))

    def argmax(self, *args: Any, **options: Any) -> Any:
        """As NumPy: a plain array."""
        return self.tensor._array.argmax(*args, **options)

    def all(self, *args: Any, **options: Any) -> Any:
        """As NumPy: a plain array."""
        return self.tensor._array.all(*args, **options)

    def any(self, *args: Any, **options: Any) -> Any:
        """As NumPy: a plain array."""
        return self.tensor._array.any(*args, **options)

    def take(self, index: Any, axis: int | None = None) -> TracedArray:
        """As NumPy."""
        whole = self.ravel() if axis is None else self
        return whole[(*[slice(None)] * (0 if axis is None else axis % self.ndim), np.asarray(index))]


# --- between arrays and tensors ---------------------------------------------------------------------


def array_of(value: Any) -> Any:
    """The plain array of a traced one; anything else as it is."""
    return value.tensor._array if isinstance(value, TracedArray) else value


def operand(value: Any) -> Any:
    """A tensor of an array; numbers as they are."""
    if isinstance(value, TracedArray):
        return value.tensor
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
        return Tensor._wrap(array) if array.dtype.kind != "b" or array.ndim else bool(array)
    return value


def tensor_of(value: Any, like: Tensor) -> Tensor:
    """A tensor of an array or of a number."""
    found = operand(value)
    return found if isinstance(found, Tensor) else Tensor._wrap(np.asarray(found, like._array.dtype))


def traced(tensor: Any) -> TracedArray:
    """What an operation gave, as an array."""
    return TracedArray(tensor)


def key_of(key: Any) -> Any:
    """An index as tensors take it: without steps backward, and with tensors for arrays."""
    if isinstance(key, tuple):
        return tuple(map(key_of, key))
    if isinstance(key, slice) and key.step is not None and key.step < 0:
        raise Untraceable("a slice that runs backward")
    if isinstance(key, (np.ndarray, list)):
        array = np.asarray(key)
        return Tensor._wrap(array if array.dtype.kind == "b" else array.astype(np.int64))
    return int(key) if isinstance(key, np.integer) else key


def axes_of(axis: Any, ndim: int) -> set[int]:
    """Axes as numbers from 0 on."""
    return {int(i) % ndim for i in (axis if isinstance(axis, tuple) else (axis,))}


def dims_of(axis: Any) -> Any:
    """Axes as `dim`."""
    return tuple(map(int, axis)) if isinstance(axis, tuple) else None if axis is None else int(axis)


CONSTANT: set[str] = set()  # universal functions without a slope, which give plain arrays
UFUNCS: dict[str, Callable[..., Any]] = {}  # what records each universal function, on tensors
FUNCTIONS: dict[str, Callable[..., Any]] = {}  # the same for other functions, on traced arrays
