"""The nodes of the graph: `torch.autograd.graph`."""

from __future__ import annotations

from .._core.absent import absent_attribute as _refuse
from .._core.graph import Node as _Node


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


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
__getattr__ = _refuse("torch.autograd.graph")
