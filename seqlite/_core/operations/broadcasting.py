"""Broadcasting: `expand`, `broadcast_to`, `broadcast_tensors`, `meshgrid`."""

from __future__ import annotations

import warnings
from typing import Any, Self

import numpy as np
from numpy.lib.stride_tricks import as_strided

from ..record import record, shape_error
from ..rules import Array, Result, rule
from ..tensor_base import TensorBase
from .arguments import flatten_args, size_of
from .declare import Family, composed, function

Tensor = Any  # avoids a circular import


@rule("ExpandBackward0", view=True)
def _expand(a: Array, *, shape: tuple[int, ...]) -> Result:
    if 1 in shape:
        wide = as_strided(a, shape, expanded_strides(a, shape), writeable=a.flags.writeable)
    else:
        wide = np.broadcast_to(a, shape)
        wide.flags.writeable = a.flags.writeable
    return wide, (lambda g: g,)  # the caller sums what was broadcast


def expanded_strides(a: Array, shape: tuple[int, ...]) -> list[int]:
    """PyTorch's strides of an expanded array: 0 for repeated dimensions."""
    if not a.ndim:
        return [0] * len(shape)
    spare = len(shape) - a.ndim
    strides = [s if n == wide else 0 for s, n, wide in zip(a.strides, a.shape, shape[spare:], strict=True)]
    for i in reversed(range(spare)):
        strides.insert(0, strides[0] * shape[i + 1] if shape[i] == 1 else 0)
    return strides


class Broadcasting(Family):
    """A view shares memory with its input, as in PyTorch: changing one in place changes the other."""

    __slots__ = ()

    @composed(function=False)
    def expand(self, *sizes: Any, size: Any = None, implicit: bool = False) -> Self:
        """Dimensions of size 1 repeated without copying; -1 leaves a size as it is.

        >>> torch.tensor([[1], [2]]).expand(2, 3)
        tensor([[1, 1, 1],
                [2, 2, 2]])
        """
        old, new = self._array.shape, list(flatten_args(sizes if size is None else (size,)))
        if len(new) < len(old):
            raise RuntimeError(
                f"expand: the number of sizes provided ({len(new)}) must be greater or equal to the number "
                f"of dimensions in the tensor ({len(old)})"
            )
        for back in range(1, len(old) + 1):
            if new[-back] == -1:
                new[-back] = old[-back]
            elif old[-back] not in (1, new[-back]):
                raise RuntimeError(
                    f"The expanded size of the tensor ({new[-back]}) must match the existing size "
                    f"({old[-back]}) at non-singleton dimension {len(new) - back}.  Target sizes: {new}.  "
                    f"Tensor sizes: {list(old)}"
                )
        return record(_expand, self, shape=size_of((new,), "expand"))

    @composed(function=False)
    def expand_as(self, other: TensorBase) -> Self:
        """`expand` to the shape of `other`.

        >>> torch.tensor([1, 2]).expand_as(torch.zeros(2, 2))
        tensor([[1, 2],
                [1, 2]])
        """
        return Broadcasting.expand(self, other._array.shape)

    @composed(out=False)
    def broadcast_to(input, size: Any) -> Self:
        """As `expand`.

        >>> torch.broadcast_to(torch.tensor([1, 2]), (2, 2))
        tensor([[1, 2],
                [1, 2]])
        """
        return Broadcasting.expand(input, size)


@function(out=False)
def broadcast_tensors(*tensors: Tensor) -> tuple[Tensor, ...]:
    """All expanded to their common shape.

    >>> [t.shape for t in torch.broadcast_tensors(torch.ones(3), torch.ones(2, 1))]
    [torch.Size([2, 3]), torch.Size([2, 3])]
    """
    try:
        shape = np.broadcast_shapes(*(t._array.shape for t in tensors))
    except ValueError:
        raise shape_error([t._array for t in tensors]) from None  # type: ignore[misc]
    return tuple(t.expand(shape) for t in tensors)


@function(out=False)
def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple[Tensor, ...]:
    """Grids of coordinates from vectors; `indexing` "ij" orders their dimensions as the vectors stand, "xy"
    exchanges the first two. Without it, "ij", with PyTorch's warning.

    >>> torch.meshgrid(torch.arange(2), torch.arange(2), indexing="ij")[0]
    tensor([[0, 0],
            [1, 1]])
    """
    parts = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)) else tensors
    if not parts:
        raise RuntimeError("meshgrid expects a non-empty TensorList")
    if indexing is None:
        warnings.warn(
            "torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument.",
            stacklevel=2,
        )
        indexing = "ij"
    if indexing not in ("ij", "xy"):
        raise RuntimeError(
            f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing!r}'
        )
    for t in parts:
        if t.ndim > 1:
            raise RuntimeError(
                f"torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: shape {list(t.shape)}"
            )
        if t.dtype != parts[0].dtype:
            raise RuntimeError("torch.meshgrid expects all tensors to have the same dtype")
    order = list(range(len(parts)))
    if indexing == "xy" and len(parts) > 1:
        order[:2] = [1, 0]
    sizes = [parts[i].numel() for i in order]
    places = [[-1 if order[d] == i else 1 for d in range(len(parts))] for i in range(len(parts))]
    return tuple(t.reshape(place).expand(sizes) for t, place in zip(parts, places, strict=True))
