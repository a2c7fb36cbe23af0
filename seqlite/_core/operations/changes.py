"""Further changes in place, and what is shaped anew: `apply_`, `fill_diagonal_`, `resize_as_`, `renorm`."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from ..dtypes import cast
from ..record import record, with_node_name
from ..tensor_base import TensorBase, increment_version
from .arguments import axis_of, flatten_args, wrap_negative
from .declare import IN_PLACE, METHODS, function
from .in_place import _fill, _fill_tensor
from .indexing_gather import where
from .views_strided import as_strided

Tensor = Any  # avoids a circular import


def method(plain: Any) -> Any:
    """Declare a method that is no function of `torch`."""
    (IN_PLACE if plain.__name__.endswith("_") else METHODS)[plain.__name__] = plain
    return plain


@function(out=False)
def fill(input: Tensor, value: Any) -> Tensor:
    """A tensor in the shape and type of `input` whose elements are all `value`, a number or a 0-dim tensor.

    RuntimeError for a tensor with dimensions as `value`.

    >>> torch.fill(torch.zeros(2), 3)
    tensor([3., 3.])
    """
    if not isinstance(value, TensorBase):
        return with_node_name(record(_fill, input, value=wrap_negative(value, input._array)), "FillBackward0")
    if value._array.ndim:
        raise RuntimeError(
            f"fill only supports 0-dimension value tensor but got tensor with {value._array.ndim} dimensions."
        )
    return with_node_name(record(_fill_tensor, input, value), "FillBackward1")


@function(out=False)
def fill_(input: Tensor, value: Any) -> Tensor:
    """Set all elements to `value`: `input.fill_(value)`. Any shape.

    >>> torch.fill_(torch.zeros(2), 3)
    tensor([3., 3.])
    """
    return input.fill_(value)


@function(out=False)
def zero_(input: Tensor) -> Tensor:
    """Set all elements to 0: `input.zero_()`. Any shape.

    >>> torch.zero_(torch.ones(2))
    tensor([0., 0.])
    """
    return input.zero_()


@function(out=False)
def detach_(input: Tensor) -> Tensor:
    """Take the tensor out of the graph: `input.detach_()`. Any shape and dtype.

    >>> torch.detach_(torch.ones(1))
    tensor([1.])
    """
    return input.detach_()


@method
def fill_diagonal_(self: Tensor, fill_value: float, wrap: bool = False) -> Tensor:
    """Set the elements whose indices are all equal to `fill_value`; with `wrap`, again below. RuntimeError
    for fewer than two dimensions.

    >>> torch.zeros(2, 2).fill_diagonal_(1)
    tensor([[1., 0.],
            [0., 1.]])
    """
    if self._array.ndim < 2:
        raise RuntimeError("dimensions must larger than 1")
    if self._array.ndim > 2 and len(set(self._array.shape)) > 1:
        raise RuntimeError("all dimensions of input must be of equal length")
    mask = self._wrap(np.zeros(self._array.shape, bool))
    np.fill_diagonal(mask._array, True, wrap)
    return self._assign_in_place(self._before_change().masked_fill(mask, fill_value))


def set_elements(self: Tensor, values: list[Any], who: str) -> Tensor:
    """Set the elements to these values, unseen by autograd."""
    if not all(isinstance(v, (bool, int, float)) for v in values):
        raise TypeError(f"{who}(): the function must give numbers")
    increment_version(self)
    self._array[...] = cast(np.array(values), self._array.dtype).reshape(self._array.shape)
    return self


@method
def apply_(self: Tensor, callable: Any) -> Tensor:
    """Set each element to what a Python function gives for it: slow, and unseen by autograd. RuntimeError for
    a tensor that requires grad.

    The tensor has any shape.

    >>> torch.tensor([1., 2.]).apply_(lambda value: value + 0.5)
    tensor([1.5000, 2.5000])
    """
    if self._needs:
        raise RuntimeError(
            "Can't call apply_() on Variable that requires grad. Use var.detach().apply_() instead."
        )
    return set_elements(self, [callable(v) for v in self._array.reshape(-1).tolist()], "apply_")


def mapped(self: Tensor, others: tuple[Tensor, ...], callable: Any, who: str) -> Tensor:
    """Set each element to what a function gives for it and those of `others`, which broadcast."""
    if self._needs or any(other._needs for other in others):
        raise RuntimeError(
            f"Can't call {who}() on Variable that requires grad. Use var.detach().{who}() instead."
        )
    if any(other.dtype != self.dtype for other in others):
        raise TypeError(f"{who}: expected {self.type()} for argument 'other'")
    columns = [other.expand(self._array.shape)._array.reshape(-1).tolist() for other in (self, *others)]
    return set_elements(self, [callable(*row) for row in zip(*columns, strict=True)], who)


@method
def map_(self: Tensor, tensor: Tensor, callable: Any) -> Tensor:
    """Set each element to what a Python function gives for it and that of `tensor`, which broadcasts: slow,
    and unseen by autograd.

    >>> torch.tensor([1., 2.]).map_(torch.tensor([3., 4.]), lambda a, b: a * b)
    tensor([3., 8.])
    """
    return mapped(self, (tensor,), callable, "map_")


@method
def map2_(self: Tensor, x: Tensor, y: Tensor, callable: Any) -> Tensor:
    """Set each element to what a Python function gives for it and those of two tensors, as `map_` does.

    All three have one shape.

    >>> torch.ones(1).map2_(torch.ones(1), torch.ones(1), lambda a, b, c: a + b + c)
    tensor([3.])
    """
    return mapped(self, (x, y), callable, "map2_")


@function(method=True, in_place=True)
def renorm(input: Tensor, p: float, dim: int, maxnorm: float) -> Tensor:
    """A copy in which each slice along `dim` has a p-norm of at most `maxnorm`. RuntimeError for fewer than
    two dimensions. The result keeps the shape.

    >>> torch.renorm(torch.tensor([[3., 4.], [0., 1.]]), 2, 0, 1)
    tensor([[0.6000, 0.8000],
            [0.0000, 1.0000]])
    """
    if p <= 0:
        raise RuntimeError("renorm: non-positive-norm not supported")
    if maxnorm < 0:
        raise RuntimeError(f"renorm: expected maxnorm to be >= 0 but got {maxnorm}")
    if input.ndim < 2:
        raise RuntimeError(f"renorm: input needs at least 2 dimensions, got {input.ndim} dimensions")
    axis = axis_of(dim, input.ndim)
    others = [i for i in range(input.ndim) if i != axis]
    norms = input.norm(p, others, True)
    factor = where(norms > maxnorm, maxnorm / (norms + 1e-7), norms.new_ones(()))
    return with_node_name(input * factor, "RenormBackward0")


@method
def sum_to_size(self: Tensor, *size: Any) -> Tensor:
    """The sum over the dimensions that `expand` would make of a tensor of this size. RuntimeError for a size
    that does not expand to that of the tensor.

    >>> torch.ones(2, 4).sum_to_size(1, 4)
    tensor([[2., 2., 2., 2.]])
    """
    wanted = flatten_args(size)
    shape = tuple(self._array.shape)
    ahead = len(shape) - len(wanted)
    if ahead < 0 or any(m not in (1, n) for m, n in zip(wanted, shape[ahead:], strict=True)):
        raise RuntimeError(f"size {{{list(wanted)}}} is not expandable to size {{{list(shape)}}}.")
    extra = [*range(ahead), *(ahead + i for i, m in enumerate(wanted) if m == 1 and shape[ahead + i] != 1)]
    value = self.sum(extra, True) if extra else self
    return with_node_name(value.reshape(wanted), "SumBackward1") if ahead else value


@method
def resize(self: Tensor, *sizes: Any) -> Tensor:
    """The tensor in another shape of as many elements: PyTorch, too, warns of it, and `reshape` is meant.

    RuntimeError for another number of elements.

    >>> torch.ones(4).resize(2, 2).shape
    torch.Size([2, 2])
    """
    warnings.warn("non-inplace resize is deprecated", UserWarning, stacklevel=2)
    shape = flatten_args(sizes)
    if int(np.prod(shape)) != self._array.size:
        raise RuntimeError(
            f"requested resize to {'x'.join(map(str, shape))} ({int(np.prod(shape))} elements in total), but "
            f"the given tensor has a size of {'x'.join(map(str, self._array.shape))} ({self._array.size} "
            "elements). autograd's resize can only change the shape of a given tensor, while preserving the "
            "number of elements."
        )
    return with_node_name(self.reshape(shape), "ResizeBackward")


@method
def resize_as(self: Tensor, tensor: Tensor) -> Tensor:
    """As `resize`, to the shape of `tensor`.

    >>> torch.ones(4).resize_as(torch.ones(2, 2)).shape
    torch.Size([2, 2])
    """
    warnings.warn("non-inplace resize_as is deprecated", UserWarning, stacklevel=2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return resize(self, *tensor.shape)


@function(method=True, out=False)
def resize_as_(input: Tensor, tensor: Tensor, *, memory_format: Any = None) -> Tensor:
    """Give the tensor the shape of another: `input.resize_(tensor.shape)`.

    >>> torch.resize_as_(torch.ones(4), torch.ones(2, 2)).shape
    torch.Size([2, 2])
    """
    if input.shape == tensor.shape and memory_format is None:
        return input
    return input.resize_(tensor.shape, memory_format=memory_format)


@function(method=True, out=False)
def as_strided_(input: Tensor, size: Any, stride: Any, storage_offset: int | None = None) -> Tensor:
    """Turn the tensor into the view of itself that `as_strided` gives.

    The shape becomes `size`.

    >>> torch.as_strided_(torch.arange(4), (2,), (2,))
    tensor([0, 2])
    """
    return input._become_view(as_strided(input, size, stride, storage_offset))
