"""Changes in place: the names that end in an underscore, and the augmented operators.

An in-place form computes its out-of-place twin and writes the result into the tensor's own memory; autograd
then sees the tensor as made by that operation.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from .. import ops
from ..dtypes import from_numpy_dtype
from ..tape import Mode, TensorBase, record
from .indexing import split_key, to_key
from .products import Products


class InPlace(Products):
    """RuntimeError for a leaf that requires grad, outside no_grad: its gradient would have no meaning."""

    __slots__ = ()

    def _before(self) -> Self:
        """The tensor as it is before the change: what to compute the new value from."""
        if not Mode.grad:
            return self
        base = self._base
        if self._needs and self._node is None:
            raise RuntimeError(
                "a leaf Variable that requires grad is being used in an in-place operation: put the change inside "
                "`with torch.no_grad():`, or make a new tensor"
            )
        if base is not None and base._needs and base._node is None:
            raise RuntimeError(
                "a view of a leaf Variable that requires grad is being used in an in-place operation."
            )
        if base is not None and (self._needs or base._needs):
            raise NotImplementedError(
                "in-place change of a view that autograd follows: assign through the whole tensor instead, "
                "x[index] = value"
            )
        if not self._needs:
            return self
        before = self._wrap(
            self._array.copy(), True
        )  # rules may have saved the array that is about to change
        before._node = self._node
        return before

    def _become(self, new: TensorBase) -> Self:
        """Take the value, and the history, of `new`."""
        array, value = self._array, new._array
        if value.shape != array.shape:
            raise RuntimeError(
                f"output with shape {list(array.shape)} doesn't match the broadcast shape {list(value.shape)}"
            )
        if not np.can_cast(value.dtype, array.dtype, "same_kind"):
            raise RuntimeError(
                f"result type {from_numpy_dtype(value.dtype).legacy[:-6]} can't be cast to the desired output type "
                f"{from_numpy_dtype(array.dtype).legacy[:-6]}"
            )
        if Mode.grad and new._needs and self._base is not None:
            raise NotImplementedError(
                "in-place change of a view with a value that requires grad: use x[index] = value"
            )
        np.copyto(array, value, casting="same_kind")
        self._version[0] += 1
        if Mode.grad:
            if new._node is not None or not new._needs:
                self._node, self._needs = new._node, new._needs
            else:  # the new value is a leaf itself
                self._node, self._needs = record(ops.clone, new)._node, True
        return self

    def __setitem__(self, index: Any, value: Any) -> None:
        basic, advanced = split_key(to_key(index), self._array.ndim)
        tracked = Mode.grad and (self._needs or (isinstance(value, TensorBase) and value._needs))
        if not tracked and not (Mode.grad and self._base is not None and self._base._needs):
            target = self._array if advanced is None else self._array[basic]
            assign(target, basic if advanced is None else advanced, value)
            self._version[0] += 1
            return
        if self._needs and self._node is None:
            raise RuntimeError(
                "a view of a leaf Variable that requires grad is being used in an in-place operation."
            )
        key = whole_key(self._array.shape, basic, advanced)
        source = value if isinstance(value, TensorBase) else np.asarray(value, self._array.dtype)
        self._become(record(ops.put, self._before(), source, key=key))

    # --- filling ----------------------------------------------------------------------------------

    def zero_(self) -> Self:
        """Set every element to 0."""
        return self._become(record(ops.zero, self._before(), value=0))

    def fill_(self, value: Any) -> Self:
        """Set every element to `value`."""
        number = value._array.item() if isinstance(value, TensorBase) else value
        return self._become(record(ops.fill, self._before(), value=number))

    def copy_(self, src: TensorBase, non_blocking: bool = False) -> Self:
        """Take the elements of `src`, which broadcasts and is cast."""
        return self._become(record(ops.copy, self._before(), src))

    def masked_fill_(self, mask: TensorBase, value: Any) -> Self:
        """Set the elements where `mask` is true to `value`."""
        return self._become(self._before().masked_fill(mask, value))

    def scatter_(self, dim: int, index: TensorBase, src: Any = None, *, value: Any = None) -> Self:
        """As `scatter`."""
        return self._become(self._before().scatter(dim, index, value if src is None else src))

    def scatter_add_(self, dim: int, index: TensorBase, src: TensorBase) -> Self:
        """As `scatter_add`."""
        return self._become(self._before().scatter_add(dim, index, src))

    def index_add_(self, dim: int, index: TensorBase, source: TensorBase) -> Self:
        """As `index_add`."""
        return self._become(self._before().index_add(dim, index, source))

    def index_fill_(self, dim: int, index: TensorBase, value: Any) -> Self:
        """As `index_fill`."""
        return self._become(self._before().index_fill(dim, index, value))

    # --- arithmetic -------------------------------------------------------------------------------

    def add_(self, other: Any, *, alpha: float = 1) -> Self:
        """self += alpha * other."""
        return self._become(self._before().add(other, alpha=alpha))

    def sub_(self, other: Any, *, alpha: float = 1) -> Self:
        """self -= alpha * other."""
        return self._become(self._before().sub(other, alpha=alpha))

    def mul_(self, other: Any) -> Self:
        """self *= other."""
        return self._become(self._before().mul(other))

    def div_(self, other: Any) -> Self:
        """self /= other."""
        return self._become(self._before().div(other))

    def floor_divide_(self, other: Any) -> Self:
        """self //= other."""
        return self._become(self._before().floor_divide(other))

    def remainder_(self, other: Any) -> Self:
        """self %= other."""
        return self._become(self._before().remainder(other))

    def pow_(self, exponent: Any) -> Self:
        """self **= exponent."""
        return self._become(self._before().pow(exponent))

    def lerp_(self, end: Any, weight: Any) -> Self:
        """As `lerp`."""
        return self._become(self._before().lerp(end, weight))

    def addcmul_(self, tensor1: Any, tensor2: Any, *, value: float = 1) -> Self:
        """As `addcmul`."""
        return self._become(self._before().addcmul(tensor1, tensor2, value=value))

    def addcdiv_(self, tensor1: Any, tensor2: Any, *, value: float = 1) -> Self:
        """As `addcdiv`."""
        return self._become(self._before().addcdiv(tensor1, tensor2, value=value))

    __iadd__, __isub__, __imul__, __itruediv__ = add_, sub_, mul_, div_
    __ifloordiv__, __imod__, __ipow__ = floor_divide_, remainder_, pow_

    # --- elementwise functions --------------------------------------------------------------------

    def neg_(self) -> Self:
        """As `neg`."""
        return self._become(self._before().neg())

    def abs_(self) -> Self:
        """As `abs`."""
        return self._become(self._before().abs())

    def exp_(self) -> Self:
        """As `exp`."""
        return self._become(self._before().exp())

    def log_(self) -> Self:
        """As `log`."""
        return self._become(self._before().log())

    def sqrt_(self) -> Self:
        """As `sqrt`."""
        return self._become(self._before().sqrt())

    def rsqrt_(self) -> Self:
        """As `rsqrt`."""
        return self._become(self._before().rsqrt())

    def reciprocal_(self) -> Self:
        """As `reciprocal`."""
        return self._become(self._before().reciprocal())

    def square_(self) -> Self:
        """As `square`."""
        return self._become(self._before().square())

    def sin_(self) -> Self:
        """As `sin`."""
        return self._become(self._before().sin())

    def cos_(self) -> Self:
        """As `cos`."""
        return self._become(self._before().cos())

    def relu_(self) -> Self:
        """As `relu`."""
        return self._become(self._before().relu())

    def sigmoid_(self) -> Self:
        """As `sigmoid`."""
        return self._become(self._before().sigmoid())

    def tanh_(self) -> Self:
        """As `tanh`."""
        return self._become(self._before().tanh())

    def floor_(self) -> Self:
        """As `floor`."""
        return self._become(self._before().floor())

    def ceil_(self) -> Self:
        """As `ceil`."""
        return self._become(self._before().ceil())

    def round_(self, *, decimals: int = 0) -> Self:
        """As `round`."""
        return self._become(self._before().round(decimals=decimals))

    def sign_(self) -> Self:
        """As `sign`."""
        return self._become(self._before().sign())

    def clamp_(self, min: Any = None, max: Any = None) -> Self:
        """As `clamp`."""
        return self._become(self._before().clamp(min, max))

    clip_ = clamp_

    def clamp_min_(self, min: Any) -> Self:
        """As `clamp_min`."""
        return self._become(self._before().clamp_min(min))

    def clamp_max_(self, max: Any) -> Self:
        """As `clamp_max`."""
        return self._become(self._before().clamp_max(max))


def assign(target: Any, key: Any, value: Any) -> None:
    """`target[key] = value` with PyTorch's error for shapes that do not fit."""
    array = value._array if isinstance(value, TensorBase) else np.asarray(value)
    try:
        target[key] = array
    except ValueError:
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(array.shape)} cannot be broadcast to indexing result of "
            f"shape {list(target[key].shape)}"
        ) from None


def whole_key(shape: tuple[int, ...], basic: tuple[Any, ...], advanced: tuple[Any, ...] | None) -> Any:
    """One key for both steps of an index: places in each dimension, where there are two."""
    if advanced is None:
        return basic
    places = np.arange(int(np.prod(shape)), dtype=np.int64).reshape(shape)[basic][advanced]
    return np.unravel_index(places, shape)
