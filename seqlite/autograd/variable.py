"""`Variable`, from before tensors knew of gradients."""

from __future__ import annotations

from typing import Any

from .._core.tensor_base import TensorBase


class _Type(type):
    def __instancecheck__(cls, other: object) -> bool:
        return isinstance(other, TensorBase)


class Variable(metaclass=_Type):
    """`Variable(x)` is a tensor with the memory of `x`, as old programs write it; new ones use `x` itself.

    >>> torch.autograd.Variable(torch.ones(1), requires_grad=True)
    tensor([1.], requires_grad=True)
    """

    def __new__(cls, data: Any, requires_grad: bool = False, volatile: bool = False) -> Any:
        del volatile  # without effect since PyTorch 0.4
        if not isinstance(data, TensorBase):
            raise TypeError(f"Variable data has to be a tensor, but got {type(data).__name__}")
        new = TensorBase.concrete._wrap(data._array)
        new._version_counter = data._version_counter
        return new.requires_grad_(requires_grad)  # type: ignore[attr-defined]
