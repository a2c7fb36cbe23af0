"""Changes in place: assignment to an index, and the names that end in an underscore.

An in-place form computes its out-of-place twin and writes the result into the tensor's own memory; autograd
then sees the tensor as made by that operation.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..bfloat16 import cast_for_write
from ..differentiable_views import copy_slices_indices, creation_meta_error, flat_indices
from ..dtypes import from_numpy_dtype
from ..graph import Node
from ..record import rebase_view, record
from ..rules import Array, Result, rule
from ..tensor_base import Mode, TensorBase, increment_version
from .arguments import wrap_negative
from .declare import Family
from .indexing import copy_slices
from .indexing_keys import check_masks, index_tensors, index_tuple, split_basic_advanced, to_numpy_index
from .out import RANKS, check_writable, refuse_overlap
from .views_strided import _clone

# PyTorch's node names for in-place views.
IN_PLACE_VIEW_NODES = {
    "TBackward0": "TBackward1", "TransposeBackward0": "TransposeBackward1",
    "UnsqueezeBackward0": "UnsqueezeBackward1", "SqueezeBackward0": "SqueezeBackward3",
    "SqueezeBackward1": "SqueezeBackward4", "SqueezeBackward2": "SqueezeBackward5",
    "AsStridedBackward0": "AsStridedBackward1",
}  # fmt: skip


@rule("FillBackward2")
def _fill(a: Array, *, value: float) -> Result:
    """Fill with a number."""
    return np.full_like(a, value), (np.zeros_like,)


@rule("FillBackward3", name="fill")
def _fill_tensor(a: Array, value: Array) -> Result:
    """Fill with the value of a 0-dim tensor."""
    return np.full_like(a, value), (np.zeros_like, np.sum)


_zero = rule("ZeroBackward0")(_fill.forward)


@rule("CopyBackwards")
def _copy(a: Array, source: Array) -> Result:
    """Copy `source`, broadcast and cast to the dtype of `a`."""
    return np.array(np.broadcast_to(source, a.shape)).astype(a.dtype), (np.zeros_like, lambda g: g)


class InPlace(Family):
    """RuntimeError for a leaf that requires grad, outside no_grad: its gradient would have no meaning."""

    __slots__ = ()

    def _before_change(self) -> Self:
        """The tensor before the change, from which the new value is computed."""
        if not Mode.grad:
            return self
        self._check_change()
        if self._base is not None and self._base_version != self._version_counter[0]:
            rebase_view(self)
        # A copy, because rules may save the array before it changes.
        before = self._wrap(self._array.copy(), self._needs)
        before._node = node = self._node
        if self._base is not None and node is not None and node.tensor_hooks:  # hooks stay on the old history
            before._node = Node(node._name, [*node.targets], node.edges or [], node.operands, node.op)
            before._node.order = node.order - 0.25  # keeps its place in the order
        return before

    def _check_change(self) -> None:
        base = self._base
        if base is not None and (self._needs or base._needs):
            if self._creation_meta:
                raise creation_meta_error(self, "is being")
            if base._node is None and base._needs:
                raise RuntimeError(
                    "a view of a leaf Variable that requires grad is being used in an in-place operation."
                )
        if self._needs and self._node is None:
            raise RuntimeError(
                "a leaf Variable that requires grad is being used in an in-place operation: put the change "
                "inside `with torch.no_grad():`, or make a new tensor"
            )

    def _become_view(self, view: TensorBase) -> Self:
        """Turn self into this view of itself, with its shape and history."""
        if Mode.grad:
            self._check_change()
        increment_version(self)
        self._array = view._array
        if Mode.grad:
            if view._node is not None:
                view._node._name = IN_PLACE_VIEW_NODES.get(view._node._name, view._node._name)
            self._set_history(view._node, view._needs)
            self._base_version = self._version_counter[0]
        return self

    def _assign_in_place(self, new: TensorBase, alike: bool = False) -> Self:
        """Take the value and history of `new`. With `alike`, elements that share memory get the same value,
        so an expanded tensor may be written."""
        array, value = self._array, new._array
        if not alike:
            check_writable(array)
        if value.shape != array.shape:
            raise RuntimeError(
                f"output with shape {list(array.shape)} doesn't match the broadcast shape {list(value.shape)}"
            )
        if RANKS[value.dtype.kind] > RANKS[array.dtype.kind]:
            raise RuntimeError(
                f"result type {from_numpy_dtype(value.dtype).kind} can't be cast to the desired "
                f"output type {from_numpy_dtype(array.dtype).kind}"
            )
        if new._node is not None:  # saved results of `new` now refer to this tensor
            boxes, versions, _ = new._node.operands
            for i, box in enumerate(boxes):
                if box is new._version_counter:
                    boxes[i], versions[i] = self._version_counter, self._version_counter[0] + 1
        base = self._base
        if Mode.grad and base is not None and (new._needs or self._needs or base._needs):
            if self._creation_meta:
                raise creation_meta_error(self, "is being")
            before = base._wrap(base._array.copy(), base._needs)
            before._node = base._node
            after = record(copy_slices_indices, before, new, places=flat_indices(array, base._array))
            base._set_history(after._node, after._needs)
            increment_version(self)
            np.copyto(array, cast_for_write(value, array), casting="unsafe")
            rebase_view(self)
            return self
        increment_version(self)
        np.copyto(array, cast_for_write(value, array), casting="unsafe")
        if Mode.grad:
            if new._node is not None or not new._needs:
                self._set_history(new._node, new._needs)
            else:  # the new value is a leaf itself
                self._set_history(record(_clone, new)._node, True)
        return self

    def __setitem__(self, index: Any, value: Any) -> None:
        parts = index_tuple(index)
        key = to_numpy_index(parts, self._array.ndim)
        basic, advanced = split_basic_advanced(key, self._array.ndim)
        if advanced is not None:
            check_masks(key, self._array.shape)
        if (
            advanced
            and index is not True
            and isinstance(value, TensorBase)
            and dtypes_clash(self, advanced, value)
        ):
            fit_to_index(self._array[(*basic, Ellipsis)][advanced], value._array)
            mine, theirs = from_numpy_dtype(self._array.dtype), from_numpy_dtype(value._array.dtype)
            raise RuntimeError(
                "Index put requires the source and destination dtypes match, got "
                f"{mine.kind} for the destination and {theirs.kind} for the source: write "
                f"value.to({mine})"
            )
        tracked = Mode.grad and (self._needs or (isinstance(value, TensorBase) and value._needs))
        if not tracked and not (Mode.grad and self._base is not None and self._base._needs):
            target = self._array if advanced is None else self._array[(*basic, Ellipsis)]
            if 0 in target.strides:
                check_writable(target[(*basic, Ellipsis)] if advanced is None else target)
            self._version_counter[0] += 0  # raises for an inference tensor
            assign_index(target, basic if advanced is None else advanced, value)
            increment_version(self)
            return
        self._check_change()
        key = combine_keys(self._array.shape, basic, advanced)
        source = value if isinstance(value, TensorBase) else np.asarray(value, self._array.dtype)
        self._assign_in_place(
            record(copy_slices, self._before_change(), source, key=key, kept=index_tensors(parts))
        )

    def __delitem__(self, index: Any) -> None:
        raise TypeError("Tensor does not support deleting items")

    def zero_(self) -> Self:
        """Set every element to 0.

        The tensor has any shape and type.

        >>> torch.ones(2).zero_()
        tensor([0., 0.])
        """
        return self._assign_in_place(record(_zero, self._before_change(), value=0), alike=True)

    def fill_(self, value: Any) -> Self:
        """Set every element to `value`.

        The tensor has any shape; `value` is a number or a 0-dim tensor.

        >>> torch.zeros(2).fill_(7)
        tensor([7., 7.])
        """
        if isinstance(value, TensorBase) and value._needs and Mode.grad:
            return self._assign_in_place(record(_fill_tensor, self._before_change(), value), alike=True)
        number = value._array.item() if isinstance(value, TensorBase) else value
        number = wrap_negative(number, self._array)
        return self._assign_in_place(record(_fill, self._before_change(), value=number), alike=True)

    def copy_(self, other: Any, non_blocking: bool = False) -> Self:
        """Take the elements of `other`, a tensor or a number, which broadcasts and is cast.

        >>> torch.zeros(2).copy_(torch.tensor([1, 2]))
        tensor([1., 2.])
        """
        other = other if isinstance(other, TensorBase) else self._wrap(np.asarray(other))
        if other._version_counter is self._version_counter:
            refuse_overlap(self._array, other._array)
        return self._assign_in_place(record(_copy, self._before_change(), other))


def dtypes_clash(x: TensorBase, key: tuple[Any, ...], value: TensorBase) -> bool:
    """Whether assigning through index tensors needs equal dtypes and they differ; a single number may be
    assigned to a mask."""
    one = value._array.ndim == 0 and all(k.dtype == bool for k in key if isinstance(k, np.ndarray))
    return bool(value._array.dtype != x._array.dtype and not one)


def assign_index(target: Any, key: Any, value: Any) -> None:
    """`target[key] = value`, with PyTorch's error for shapes that do not fit."""
    array = value._array if isinstance(value, TensorBase) else np.asarray(value)
    array = cast_for_write(array, target)
    if array.size == 1:  # broadcasts anyway; NumPy before 2.4 warns of [x] for x
        array = array.reshape(())
    try:
        target[key] = array
    except (ValueError, TypeError):
        target[key] = fit_to_index(target[key], array)


def fit_to_index(place: Any, array: Any) -> Any:
    """Drop leading dimensions of size 1 that `place` lacks. RuntimeError if the shapes do not fit."""
    spare = max(array.ndim - place.ndim, 0)
    shape = array.shape[spare:]
    wide = zip(shape[::-1], place.shape[::-1], strict=False)
    if any(n != 1 for n in array.shape[:spare]) or any(m not in (1, n) for m, n in wide):
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(array.shape)} cannot be broadcast to indexing "
            f"result of shape {list(place.shape)}"
        )
    return array.reshape(shape)


def combine_keys(shape: tuple[int, ...], basic: tuple[Any, ...], advanced: tuple[Any, ...] | None) -> Any:
    """Combine both steps of an index into one key."""
    if advanced is None:
        return basic
    places = np.arange(int(np.prod(shape)), dtype=np.int64).reshape(shape)[basic][advanced]
    return np.unravel_index(places, shape)
