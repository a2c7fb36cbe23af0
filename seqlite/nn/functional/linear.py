"""Linear, sparse, distance and dropout functions: `linear`, `embedding`, `cosine_similarity`, `dropout`.

Source: PyTorch, `torch.nn.functional`.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..._core import dtypes
from ..._core.bfloat16 import cast_for_write
from ..._core.operations import normalization
from ..._core.operations.expand_repeat import broadcast_tensors
from ..._core.operations.linalg_products import _linear as linear_rule
from ..._core.record import record, with_node_name
from ..._core.rules import FLOATING, Array, Result, rule
from ..._core.tensor import Tensor
from ..._core.tensor_base import increment_version
from ...random import default_generator
from .arguments import apply, array, check_tensor, layer

__all__ = [
    "cosine_similarity", "dropout", "dropout1d", "dropout2d", "embedding", "linear", "one_hot",
]  # fmt: skip


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """x Wᵀ + b: (…, in), weight (out, in), bias (out,) → (…, out); `RuntimeError` for other shapes.

    >>> F.linear(torch.ones(2), torch.ones(1, 2), torch.ones(1))
    tensor([3.])
    """
    if not isinstance(input, Tensor):
        check_tensor(input, "linear")
    try:
        return record(linear_rule, input, weight, bias)
    except RuntimeError:
        made = _linear_of_other_shapes(input, weight, bias)
        if made is None:
            raise
        return made


def _linear_of_other_shapes(input: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor | None:
    """`linear` with a weight (in,), or with a bias that broadcasts; None where PyTorch refuses the shapes."""
    if not isinstance(weight, Tensor):
        return None
    if bias is None:
        return input.matmul(weight) if weight.dim() == 1 else None
    if weight.dim() != 2 or not isinstance(bias, Tensor) or bias.dtype != input.dtype:
        return None
    if input.dim() and input.shape[-1] != weight.shape[1]:  # whatever the bias is
        return None
    product = record(linear_rule, input, weight)
    try:
        fits = np.broadcast_shapes(product.shape, bias.shape) == tuple(product.shape)
    except ValueError:
        fits = False
    if not fits and not (product.dim() == 1 and bias.shape == (1, len(product))):
        return None
    made: Tensor = product + (bias if fits else bias.squeeze(0))
    return with_node_name(made, "AddmmBackward0") if made.dim() == 2 else made


def embedding(
    input: Tensor,
    weight: Tensor,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Tensor:
    """Row i of `weight` (n, d) for each index i of `input`: shapes (…) → (…, d).

    Row `padding_idx` gets no gradient. Rows whose norm exceeds `max_norm` are scaled down, in place. With
    `scale_grad_by_freq`, a row's gradient is divided by how often it is taken. An index outside [0, n) raises
    `IndexError`.

    >>> F.embedding(torch.tensor([1]), torch.eye(2))
    tensor([[0., 1.]])
    """
    check_tensor(input, "embedding")
    if input.dtype not in (dtypes.int64, dtypes.int32):
        raise RuntimeError(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, "
            f"Int; but got torch.{input.dtype.legacy} instead (while checking arguments for embedding)"
        )
    if weight.dim() != 2:
        raise RuntimeError("'weight' must be 2-D")
    if padding_idx is not None and not -len(weight) <= padding_idx < len(weight):
        raise AssertionError("Padding_idx must be within num_embeddings")
    index = input._array
    if index.size and not 0 <= index.min() <= index.max() < len(weight):
        bad = index[(index < 0) | (index >= len(weight))][0]
        raise IndexError(
            f"index out of range in self: got {bad}, the embedding has rows 0 to {len(weight) - 1}"
        )
    if sparse:
        raise NotImplementedError("embedding(sparse) is not covered: leave it out")
    if max_norm is not None:
        _limit_rows(weight, np.unique(index), max_norm, norm_type)
    return record(
        normalization.embedding,
        weight,
        index=input,
        padding_idx=padding_idx,
        by_frequency=scale_grad_by_freq,
    )


def _limit_rows(weight: Tensor, rows: Any, max_norm: float, norm_type: float) -> None:
    """Scale those of the rows down whose norm exceeds `max_norm`."""
    sizes = np.linalg.norm(weight._array[rows], norm_type, axis=1, keepdims=True)
    scales = np.where(sizes > max_norm, max_norm / (sizes + 1e-7), 1)
    weight._array[rows] = cast_for_write(
        weight._array[rows] * scales.astype(weight._array.dtype), weight._array
    )
    increment_version(weight)


def one_hot(input: Tensor, num_classes: int = -1) -> Tensor:
    """Class numbers (…) as int64 rows (…, num_classes) of zeros and a single one.

    Raises `RuntimeError` for other types, and for classes below 0 or from `num_classes` on.

    >>> F.one_hot(torch.tensor([1, 0]))
    tensor([[0, 1],
            [1, 0]])
    """
    labels = array(input)
    if input.dtype != dtypes.int64:
        raise RuntimeError(
            "one_hot is only applicable to index tensor of type LongTensor, got " + str(input.dtype)
        )
    if labels.size and labels.min() < 0:
        raise RuntimeError("Class values must be non-negative.")
    if not labels.size and num_classes <= 0:
        raise RuntimeError("Can not infer total number of classes from empty tensor: give num_classes")
    classes = int(labels.max()) + 1 if num_classes == -1 else num_classes
    if labels.size and labels.max() >= classes:
        raise RuntimeError(f"Class values must be smaller than num_classes: got {labels.max()} and {classes}")
    return Tensor._wrap((labels[..., None] == np.arange(classes)).astype(np.int64))


@layer("distance.CosineSimilarity", shown="")
def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """The cosine of the angle between vectors along `dim`; no length counts as less than `eps`.

    Shapes broadcast; the result has their common shape without `dim`. Raises `RuntimeError` where they do not
    fit, and for integers.

    >>> F.cosine_similarity(torch.tensor([3., 4.]), torch.tensor([4., 3.]), dim=0)
    tensor(0.9600)
    """
    kind = dtypes.promote_types(x1.dtype, x2.dtype)
    if not kind.is_floating_point:
        raise RuntimeError(f"expected common dtype to be floating point, yet common dtype is {kind.kind}")
    parts: list[Tensor] = []
    both = x1.to(kind), x2.to(kind)
    for x in both if x1.shape == x2.shape else broadcast_tensors(*both):
        size = x.norm(dim=dim, keepdim=True)
        known = size.detach()
        if known.numel() and (known < eps).any():
            size = size + (known.clamp(min=eps) - known)  # a floor that lets gradients pass
        parts.append(x / size)
    return (parts[0] * parts[1]).sum(dim)


@rule("MulBackward0", takes=FLOATING, refuses=RuntimeError, name="mask")
def _masked(x: Array, m: Array) -> Result:
    """`x` times a constant array, as dropout needs."""
    return x * m, (lambda g: g * m, None)


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """In training, zeroes elements with probability `p` and divides the others by 1 - p.

    The mask is PyTorch's to the seed; evaluation and p = 0 or 1 draw nothing. p outside [0, 1]: `ValueError`.
    The result has the shape of `input`.

    >>> F.dropout(torch.ones(3), 0.5, training=False)
    tensor([1., 1., 1.])
    """
    _check_probability(p)
    if not training or p == 0:
        return input
    check_tensor(input, "dropout")
    x = input._array
    if x.flags.c_contiguous:
        return apply(_masked, input, inplace, _keep(x.shape, p, x.dtype))
    order = sorted(range(x.ndim), key=lambda axis: -x.strides[axis])  # drawn in the order of memory
    mask = _keep([x.shape[axis] for axis in order], p, x.dtype).transpose(np.argsort(order))
    return apply(_masked, input, inplace, mask)


def dropout1d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """As `dropout2d` for (N, C, L) or (C, L).

    Raises `RuntimeError` for other shapes.

    >>> F.dropout1d(torch.ones(1, 2, 1), 0.5, training=False).shape
    torch.Size([1, 2, 1])
    """
    _check_probability(p)
    if input.dim() not in (2, 3):
        raise RuntimeError(
            f"dropout1d: Expected 2D or 3D input, but received a {input.dim()}D input. Note that dropout1d "
            "exists to provide channel-wise dropout on inputs with 1 spatial dimension, a channel "
            "dimension, and an optional batch dimension (i.e. 2D or 3D inputs)."
        )
    if input.dim() == 2:
        return _drop_channels(input.unsqueeze(0), p, training, inplace).squeeze(0)
    return _drop_channels(input, p, training, inplace)


def dropout2d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """In training, whole channels of (N, C, H, W) are 0 with probability `p` (Tompson et al. 2015). Raises
    `ValueError` for `p` outside [0, 1].

    >>> F.dropout2d(torch.ones(1, 2, 1, 1), 0.5, training=False).shape
    torch.Size([1, 2, 1, 1])
    """
    _check_probability(p)
    if input.dim() not in (3, 4):
        warnings.warn(
            f"dropout2d: Received a {input.dim()}-D input to dropout2d, which is deprecated and will result "
            "in an error in a future release. To retain the behavior and silence this warning, please use "
            "dropout instead.",
            stacklevel=2,
        )
    if input.dim() == 3:
        warnings.warn(
            "dropout2d: Received a 3-D input to dropout2d and assuming that channel-wise 1D dropout behavior "
            "is desired - input is interpreted as shape (N, C, L). This behavior will change in a future "
            "release to interpret the input as one without a batch dimension, i.e. shape (C, H, W). To "
            "maintain the 1D channel-wise dropout behavior, please switch to using dropout1d instead.",
            stacklevel=2,
        )
    return _drop_channels(input, p, training, inplace)


def _drop_channels(input: Tensor, p: float, training: bool, inplace: bool) -> Tensor:
    if not training or p == 0:
        return input
    shape = (*input.shape[:2], *[1] * (input.dim() - 2))
    return apply(_masked, input, inplace, _keep(shape, p, input._array.dtype))


def _check_probability(p: float) -> None:
    if not 0 <= p <= 1:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")


def _keep(shape: Sequence[int], p: float, dtype: Any) -> Any:
    """1 / (1 - p) where an element stays, else 0."""
    if p == 1:
        return np.zeros(shape, dtype)
    return default_generator.keep(tuple(shape), 1 - p, dtype.type(1 / (1 - p)))
