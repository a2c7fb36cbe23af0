"""Gradient clipping. Source: Pascanu et al. 2013; PyTorch, `torch.nn.utils.clip_grad`."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np

from ..._core.bfloat16 import cast_for_write, round_in_place
from ..._core.tensor import Tensor


def _grads(parameters: Tensor | Iterable[Tensor]) -> list[Tensor]:
    given = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    return [p.grad for p in given if p.grad is not None]


def get_total_norm(
    tensors: Tensor | Iterable[Tensor],
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """The norm of all tensors as if they were one vector, 0-dimensional.

    >>> nn.utils.get_total_norm([torch.tensor([3.]), torch.tensor([4.])])
    tensor(5.)
    """
    given, norm_type = [tensors] if isinstance(tensors, Tensor) else list(tensors), float(norm_type)
    if not given:
        return Tensor._wrap(np.zeros((), np.float32))
    arrays = [t._array for t in given]
    each = np.array([np.linalg.norm(a.reshape(-1), norm_type) for a in arrays], arrays[0].dtype)
    total = np.asarray(np.linalg.norm(each, norm_type), arrays[0].dtype)
    if error_if_nonfinite and not math.isfinite(total):
        raise RuntimeError(
            f"The total norm of order {norm_type} for gradients from `parameters` is non-finite, so it "
            "cannot be clipped. To disable this error and scale the gradients by the non-finite norm "
            "anyway, set `error_if_nonfinite=False`"
        )
    return Tensor._wrap(cast_for_write(total, arrays[0]))


def clip_grad_norm_(
    parameters: Tensor | Iterable[Tensor],
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """Scale all gradients so that their common norm is at most `max_norm`; returns the norm before. Gradients
    of any shapes; the norm has shape ().

    >>> x = torch.zeros(2, requires_grad=True)
    >>> x.grad = torch.tensor([3., 4.])
    >>> nn.utils.clip_grad_norm_([x], 1.0)
    tensor(5.)
    """
    parameters = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    if not parameters:
        warnings.warn("`parameters` is an empty generator, no gradient clipping will occur.", stacklevel=2)
    total = get_total_norm(_grads(parameters), norm_type, error_if_nonfinite)
    clip_grads_with_norm_(parameters, max_norm, total)
    return total


def clip_grads_with_norm_(
    parameters: Tensor | Iterable[Tensor], max_norm: float, total_norm: Tensor, foreach: bool | None = None
) -> None:
    """Scale all gradients by max_norm / total_norm, unless that is above 1. Gradients of any shapes;
    `total_norm` has shape ().

    >>> x = torch.zeros(2, requires_grad=True)
    >>> x.grad = torch.tensor([3., 4.])
    >>> nn.utils.clip_grads_with_norm_([x], 1.0, torch.tensor(5.))
    >>> x.grad
    tensor([0.6000, 0.8000])
    """
    total = float(total_norm)
    factor = math.nan if math.isnan(total) else min(1.0, float(max_norm) / (total + 1e-6))
    for grad in _grads(parameters):
        grad._array *= grad._array.dtype.type(factor)
        round_in_place(grad._array)


def clip_grad_norm(*args: Any, **kwargs: Any) -> Tensor:
    """The old name of `clip_grad_norm_`. Shapes and errors are those of that.

    >>> with warnings.catch_warnings(action="ignore"):
    ...     nn.utils.clip_grad_norm([torch.zeros(2)], 1.0)
    tensor(0.)
    """
    warnings.warn(
        "`torch.nn.utils.clip_grad_norm` is now deprecated in favor of `torch.nn.utils.clip_grad_norm_`.",
        FutureWarning,
        stacklevel=2,
    )
    return clip_grad_norm_(*args, **kwargs)


def clip_grad_value_(
    parameters: Tensor | Iterable[Tensor], clip_value: float, foreach: bool | None = None
) -> None:
    """Limit every element of every gradient to [-clip_value, clip_value]. RuntimeError if there is none.

    >>> x = torch.zeros(2, requires_grad=True)
    >>> x.grad = torch.tensor([3., 0.5])
    >>> nn.utils.clip_grad_value_([x], 1.0)
    >>> x.grad
    tensor([1.0000, 0.5000])
    """
    grads = _grads(parameters)
    if not grads:
        raise RuntimeError(
            "Expected !nested_tensorlist[0].empty() to be true, but got false.  (Could this error message be "
            "improved?  If so, please report an enhancement request to PyTorch.) There are no gradients."
        )
    for grad in grads:
        np.clip(grad._array, -float(clip_value), float(clip_value), out=grad._array)
