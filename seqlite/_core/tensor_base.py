"""`TensorBase`: an array and what autograd knows of it. Also the switches of autograd."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import numpy as np

from .bfloat16 import to_bfloat16
from .rules import Array

if TYPE_CHECKING:
    from .graph import Node


sequence_numbers = count(0, -1)  # later nodes have smaller numbers: a heap returns the latest first


class Switches:
    """The switches of autograd; they are global."""

    __slots__ = ("anomaly", "change", "check_nan", "grad", "inference", "inferred", "repeated", "watched")

    def __init__(self) -> None:
        self.anomaly = False  # whether nodes note where they were made, to say so if their gradient fails
        self.check_nan = False  # whether a gradient that is nan is an error
        self.grad = True
        self.inference = False  # within `inference_mode`
        self.inferred = False  # or ever was
        self.repeated = (
            False  # whether a function runs for one sample after another, each with the same graph
        )
        self.watched = False  # whether there ever was a hook, a kept gradient of a result, or a `Function`
        self.change: float = 1  # the place of the last change, or `detach_`, in the order of nodes


Mode = Switches()  # an instance: changing class attributes invalidates Python's caches


class InferenceVersion(list[Any]):
    """The version counter of an inference tensor: changes are not counted."""

    __slots__ = ()

    def __setitem__(self, place: Any, value: Any) -> None:
        if not Mode.inference:
            raise RuntimeError(
                "Inplace update to inference tensor outside InferenceMode is not allowed. You can make a "
                "clone to get a normal tensor before doing inplace update."
            )


class TensorBase:
    """An array, and what autograd knows about it. `Tensor` adds everything that users see."""

    __slots__ = ("__dict__", "__weakref__", "_array", "_needs", "_node", "_version_counter")
    concrete: ClassVar[type[TensorBase]]  # the class of results; `Tensor` enters itself here

    _array: Any  # the np.ndarray
    _needs: bool  # requires_grad
    _node: Node | None  # what made it; None for leaves
    _version_counter: list[Any]  # number of in-place changes, in a list that views share; see also `detach_`

    # Rarely set, so kept in the instance's dict when they are:
    _grad: Any = None  # a Tensor
    _base: TensorBase | None = None  # what this is a view of
    _base_version: int = 0  # of a view: the version to which its history belongs
    _creation_meta: str = ""  # of a view: how it was made, if it must not be changed where autograd follows
    _hooks: tuple[Any, ...] = ()
    _accumulate_grad_hooks: tuple[
        tuple[str, Any], ...
    ] = ()  # of a leaf: the hooks of its `AccumulateGrad`, with their kind
    _accumulator: Any = None  # a weak reference to that node, if somebody has looked at it

    @classmethod
    def _wrap(cls: type[T], array: Any, requires_grad: bool = False) -> T:
        """A leaf of this class that shares memory with `array`."""
        new = object.__new__(cls)
        new._array = array if array.__class__ is np.ndarray else np.asarray(array)
        new._needs = requires_grad
        new._node = None
        new._version_counter = InferenceVersion([0]) if Mode.inference else [0]
        return new

    def _set_history(self, node: Node | None, needs: bool) -> None:
        """Replace the history. If the gradient of the result is retained, it is that of the new node."""
        old = self._node
        if old is not None and node is not None and old.retains_grad_of is self:
            old.retains_grad_of, node.retains_grad_of = None, self
        self._node, self._needs = node, needs

    def _accumulate(self, g: Array) -> None:
        """Add `g` to `grad`; the first gradient is taken over without a copy."""
        if self._grad is None:
            self._grad = TensorBase.concrete._wrap(g)
        else:
            total = self._grad._array
            np.add(total, g, out=total) if total.dtype.isnative else np.copyto(total, to_bfloat16(total + g))
            increment_version(self._grad)


def increment_version(*tensors: TensorBase) -> None:
    """Count a change in place. RuntimeError for an inference tensor outside inference mode."""
    for tensor in tensors:
        tensor._version_counter[0] += 1
    note_change()


def note_change() -> None:
    """Note that a saved tensor may have changed."""
    Mode.change = next(sequence_numbers)


T = TypeVar("T", bound=TensorBase)
