"""Places in matrices, and matrices turned: `tril_indices`, `unravel_index`, `fliplr`, `rot90`."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..dtypes import as_numpy, int64
from ..record import with_node_name
from ..tensor_base import TensorBase
from .arguments import axis_of
from .declare import composed, function
from .expand_repeat import ExpandRepeat

Tensor = Any  # avoids a circular import


def triangle(find: Any, row: int, col: int, offset: int, dtype: Any, who: str) -> Tensor:
    """The places that a function of NumPy finds."""
    if row < 0 or col < 0:
        raise RuntimeError(f"{'row' if row < 0 else 'col'} must be non-negative, got {min(row, col)}")
    return TensorBase.concrete._wrap(np.array(find(row, offset, col)).astype(as_numpy(dtype, who, int64)))


@function(out=False)
def tril_indices(
    row: int, col: int, offset: int = 0, *, dtype: Any = None, layout: Any = None, device: Any = None,
    pin_memory: bool = False,
) -> Tensor:  # fmt: skip
    """The places of the lower triangle of a matrix of `row` by `col`: two rows, of row and of column numbers,
    int64 unless `dtype` says otherwise.

    >>> torch.tril_indices(2, 2)
    tensor([[0, 1, 1],
            [0, 0, 1]])
    """
    return triangle(np.tril_indices, row, col, offset, dtype, "tril_indices")


@function(out=False)
def triu_indices(
    row: int, col: int, offset: int = 0, *, dtype: Any = None, layout: Any = None, device: Any = None,
    pin_memory: bool = False,
) -> Tensor:  # fmt: skip
    """The places of the upper triangle of a matrix of `row` by `col`: two rows, of row and of column numbers,
    int64 unless `dtype` says otherwise.

    >>> torch.triu_indices(2, 2)
    tensor([[0, 0, 1],
            [0, 1, 1]])
    """
    return triangle(np.triu_indices, row, col, offset, dtype, "triu_indices")


@function(out=False)
def unravel_index(indices: Tensor, shape: Any) -> tuple[Tensor, ...]:
    """The places in a tensor of this shape of elements of the flattened one: one int64 tensor per dimension.
    TypeError for indices that are not integers.

    >>> torch.unravel_index(torch.tensor([5]), (2, 3))
    (tensor([1]), tensor([2]))
    """
    if indices._array.dtype.kind not in "iu":
        raise TypeError(f"expected 'indices' to be integer dtype, but got {indices.dtype}")
    if not isinstance(shape, (int, tuple, list)):
        raise TypeError(f"expected 'shape' to be int or sequence, but got {type(shape).__name__}")
    sizes = (shape,) if isinstance(shape, int) else tuple(shape)
    if not all(isinstance(n, int) and not isinstance(n, bool) for n in sizes):
        raise TypeError(f"expected 'shape' sequence to only contain ints, but got {shape!r}")
    if min(sizes, default=0) < 0:
        raise ValueError(f"'shape' cannot have negative values, but got {sizes}")
    places = np.unravel_index(indices._array, sizes)
    return tuple(indices._wrap(np.asarray(p, np.int64)) for p in places)


@composed(out=False)
def fliplr(input: Tensor) -> Tensor:
    """A copy with the columns in reverse order. RuntimeError for fewer than two dimensions.

    >>> torch.fliplr(torch.tensor([[1, 2]]))
    tensor([[2, 1]])
    """
    if input._array.ndim < 2:
        raise RuntimeError("Input must be >= 2-d.")
    return ExpandRepeat.flip(input, 1)


@composed(out=False)
def flipud(input: Tensor) -> Tensor:
    """A copy with the rows in reverse order. RuntimeError for a 0-dim tensor.

    >>> torch.flipud(torch.tensor([1, 2]))
    tensor([2, 1])
    """
    if input._array.ndim < 1:
        raise RuntimeError("Input must be >= 1-d.")
    return ExpandRepeat.flip(input, 0)


@composed(out=False)
def rot90(input: Tensor, k: int = 1, dims: Any = (0, 1)) -> Tensor:
    """A copy turned by `k` quarters in the plane of `dims`, from the first towards the second. RuntimeError
    for vectors, and unless `dims` are two.

    >>> torch.rot90(torch.tensor([[1, 2], [3, 4]]))
    tensor([[2, 4],
            [1, 3]])
    """
    if len(dims) != 2:
        raise RuntimeError(f"expected total rotation dims == 2, but got dims = {len(dims)}")
    if input._array.ndim < 2:
        raise RuntimeError(f"expected total dims >= 2, but got total dims = {input._array.ndim}")
    first, second = (axis_of(d, input._array.ndim) for d in dims)
    if first == second:
        raise RuntimeError(
            f"expected rotation dims to be different, but got dim0 = {dims[0]} and dim1 = {dims[1]}"
        )
    if k % 4 == 2:
        return with_node_name(ExpandRepeat.flip(input, first, second), "Rot90Backward0")
    if k % 4 == 0:
        return with_node_name(input.clone(), "Rot90Backward0")
    turned = ExpandRepeat.flip(input, second if k % 4 == 1 else first).transpose(first, second)
    return with_node_name(turned.contiguous(), "Rot90Backward0")
