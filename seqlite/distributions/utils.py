"""Shapes, probabilities and logits. Source: PyTorch, `torch.distributions.utils`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .._core.creation import tensor
from .._core.creation_filled import empty
from .._core.dtypes import get_default_dtype
from .._core.operations.expand_repeat import broadcast_tensors
from .._core.tensor import Tensor
from .._core.tensor_attributes import finfo
from ..autograd import enable_grad

euler_constant = 0.57721566490153286060


def broadcast_all(*values: Any) -> tuple[Tensor, ...]:
    """Tensors and numbers as tensors of one shape; numbers take the type of the first tensor, or the default.

    `ValueError` for anything else.

    >>> torch.distributions.utils.broadcast_all(1., torch.zeros(2))
    (tensor([1., 1.]), tensor([0., 0.]))
    """
    if not all(isinstance(value, (Tensor, int, float)) for value in values):
        raise ValueError(
            "Input arguments must all be instances of Number, torch.Tensor or objects implementing "
            "__torch_function__."
        )
    kind = next((v.dtype for v in values if isinstance(v, Tensor)), get_default_dtype())
    tensors = [v if isinstance(v, Tensor) else tensor(v, dtype=kind) for v in values]
    wide = broadcast_tensors(*tensors)
    return tuple(t if t.shape == w.shape else w for t, w in zip(tensors, wide, strict=True))


def standard_normal(shape: Sequence[int], dtype: Any) -> Tensor:
    """Draws from N(0, 1)."""
    return empty(tuple(shape), dtype=dtype).normal_()


def sum_rightmost(value: Tensor, dim: int) -> Tensor:
    """The sum over the last `dim` dimensions."""
    return value.reshape(*value.shape[:-dim], -1).sum(-1) if dim else value


def logits_to_probs(logits: Tensor, is_binary: bool = False) -> Tensor:
    """Probabilities for log odds (`is_binary`), or along the last dimension for log probabilities.

    >>> torch.distributions.utils.logits_to_probs(torch.zeros(2))
    tensor([0.5000, 0.5000])
    """
    return logits.sigmoid() if is_binary else logits.softmax(-1)


def clamp_probs(probs: Tensor) -> Tensor:
    """Probabilities within [eps, 1 - eps], where eps is that of their type.

    >>> torch.distributions.utils.clamp_probs(torch.tensor([0., 0.5]))
    tensor([1.1921e-07, 5.0000e-01])
    """
    eps = finfo(probs.dtype).eps
    return probs.clamp(min=eps, max=1 - eps)


def probs_to_logits(probs: Tensor, is_binary: bool = False) -> Tensor:
    """The inverse of `logits_to_probs`.

    >>> torch.distributions.utils.probs_to_logits(torch.tensor([0.5]), is_binary=True)
    tensor([0.])
    """
    clamped = clamp_probs(probs)
    return clamped.log() - (-clamped).log1p() if is_binary else clamped.log()


class lazy_property:
    """A property that is computed once, and an attribute of the instance from then on."""

    def __init__(self, wrapped: Callable[[Any], Any]) -> None:
        self.wrapped, self.__doc__ = wrapped, wrapped.__doc__

    def __get__(self, instance: Any, kind: Any = None) -> Any:
        if instance is None:
            return self
        with enable_grad():
            value = self.wrapped(instance)
        setattr(instance, self.wrapped.__name__, value)
        return value


def binary_logits(dist: Any) -> Tensor:
    """The log odds of a distribution's `probs`."""
    return probs_to_logits(dist.probs, is_binary=True)


def binary_probs(dist: Any) -> Tensor:
    """The probabilities of a distribution's `logits`."""
    return logits_to_probs(dist.logits, is_binary=True)
