"""Views and autograd: the places of their elements in the base, and which must not be changed in place."""

from __future__ import annotations

import numpy as np
from numpy.lib.array_utils import byte_bounds
from numpy.lib.stride_tricks import as_strided

from .rules import Array, Result, rule
from .tensor_base import TensorBase

NO_GRAD, INFERENCE = "no_grad mode", "inference mode"
SEVERAL, FUNCTION = "several", "function"
CLARIFY = (
    " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by "
    "moving both the view and the inplace either both inside the {} block (if you don't want the inplace to "
    "be tracked) or both outside (if you want the inplace to be tracked)."
)

WHY = {
    NO_GRAD: CLARIFY.format("no_grad"),
    INFERENCE: CLARIFY.format("inference_mode"),
    SEVERAL: " This view is the output of a function that returns multiple views. Such functions do not "
    "allow the output views to be modified inplace: change x[i] instead, or clone() the view.",
    FUNCTION: " This view was created inside a custom Function (or because an input was returned as-is) and "
    "the autograd logic to handle view+inplace would override the custom backward associated with the custom "
    "Function, leading to incorrect gradients: clone() the output of the custom Function.",
}


def creation_meta_error(view: TensorBase, what: str) -> RuntimeError:
    """The error for a view that must not be modified in place; `what` completes the sentence."""
    node, made = view._node, view._creation_meta
    if node is not None and made in (SEVERAL, FUNCTION):
        start = f"Output {node.index} of {node._name} is a view and {what} modified inplace."
    else:
        start = (
            "A view was created in"
            if node is None
            else f"Output {node.index} of {node._name} is a view of a view which was created in"
        )
        start += (
            f" inference mode and {what} modified inplace in normal mode."
            if made == INFERENCE
            else f" no_grad mode and {what} modified inplace with grad mode enabled."
        )
    return RuntimeError(start + WHY[made])


def flat_indices(view: Array, whole: Array) -> Array:
    """The flat index in `whole` of each element of `view`."""
    start, end = byte_bounds(whole)
    step, cell = whole.itemsize, np.dtype(np.int64).itemsize
    memory = np.zeros((end - start) // step, np.int64)

    def numbers(array: Array) -> Array:
        first = (array.__array_interface__["data"][0] - start) // step
        return as_strided(memory[first:], array.shape, [s // step * cell for s in array.strides])

    numbers(whole)[...] = np.arange(whole.size, dtype=np.int64).reshape(whole.shape)
    return numbers(view).copy()


@rule("AsStridedBackward0", name="as_strided")
def as_strided_indices(a: Array, *, places: Array) -> Result:
    """The elements at these flat indices."""
    shape, size = a.shape, a.size

    def back(g: Array) -> Array:
        whole = np.zeros(size, g.dtype)
        np.add.at(whole, places, g)
        return whole.reshape(shape)

    return a.reshape(-1)[places], (back,)


@rule("CopySlices", name="copy_slices")
def copy_slices_indices(a: Array, value: Array, *, places: Array) -> Result:
    """`a` with `value` at these flat indices."""
    changed = np.array(a).reshape(-1)
    changed[places] = value
    shape = a.shape

    def to_rest(g: Array) -> Array:
        rest = np.array(g).reshape(-1)
        rest[places] = 0
        return rest.reshape(shape)

    return changed.reshape(a.shape), (to_rest, lambda g: np.asarray(g.reshape(-1)[places]))
