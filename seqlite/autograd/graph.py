"""What can be asked of the graph of recorded operations: `torch.autograd.graph`."""

from __future__ import annotations

from typing import Any, NamedTuple

from .._core.absent import refuse as _refuse
from .._core.graph import Node as _Node
from .._core.graph import TensorBase as _TensorBase
from .._core.graph import accumulator as _accumulator
from .._core.graph import increment_version as _increment_version


class _AnyNode(type):
    def __instancecheck__(cls, other: object) -> bool:
        return isinstance(other, _Node)

    def __subclasscheck__(cls, other: type) -> bool:
        return issubclass(other, _Node)


class Node(metaclass=_AnyNode):
    """What a `grad_fn` is an instance of.

    >>> isinstance((torch.ones(1, requires_grad=True) * 2).grad_fn, torch.autograd.graph.Node)
    True
    """


class GradientEdge(NamedTuple):
    """A place in the graph where a gradient arrives: `node`, as the gradient of its output `output_nr`.

    >>> x = torch.ones(1, requires_grad=True)
    >>> torch.autograd.graph.get_gradient_edge(x * 2).node.name()
    'MulBackward0'
    """

    node: Any
    output_nr: int


def get_gradient_edge(tensor: Any) -> GradientEdge:
    """The place where the gradient of `tensor` arrives; `autograd.grad` takes it among its inputs.

    >>> x = torch.ones(1, requires_grad=True)
    >>> torch.autograd.graph.get_gradient_edge(x).output_nr
    0
    """
    if not tensor.requires_grad:
        raise RuntimeError(
            "It is not possible to get the gradient edge for a Tensor that does not require gradients"
        )
    node = tensor.grad_fn
    return GradientEdge(_accumulator(tensor) if node is None else node, tensor.output_nr)


def increment_version(tensor: Any) -> None:
    """Tell autograd that `tensor`, or each of several, was changed in place, unseen.

    >>> x = torch.ones(1)
    >>> torch.autograd.graph.increment_version(x)
    >>> x._version
    1
    """
    tensors: Any = (tensor,) if isinstance(tensor, _TensorBase) else tensor
    _increment_version(*(t for t in tensors if not t.is_inference()))


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
__getattr__ = _refuse("torch.autograd.graph")
