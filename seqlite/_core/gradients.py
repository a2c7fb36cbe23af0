"""What autograd shows of a tensor, and what it is told."""

from __future__ import annotations

import warnings
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self

from ..autograd import backward
from .bfloat16 import type_name
from .graph import Hook, Node
from .operations.declare import Family, composed
from .record import rebase_view
from .tensor_base import InferenceVersion, Mode, TensorBase, note_change

if TYPE_CHECKING:
    from .tensor import Tensor


class Gradients(Family):
    """History, gradients and hooks."""

    __slots__ = ()

    @property
    def requires_grad(self) -> bool:
        """Whether operations on it are recorded. Only leaves can be set."""
        return self._needs or (self._base is not None and self._base._needs)

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        self.requires_grad_(value)

    @requires_grad.deleter
    def requires_grad(self) -> None:
        raise RuntimeError("cannot delete requires_grad: set it to False")

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Start or stop recording. RuntimeError for integers, and for results of recorded operations. Any
        shape.

        >>> torch.ones(2).requires_grad_()
        tensor([1., 1.], requires_grad=True)
        """
        if self._node is not None and not requires_grad:
            raise RuntimeError(
                "you can only change requires_grad flags of leaf variables. If you want to use a computed "
                "variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach()."
            )
        if requires_grad and self._array.dtype.kind != "f":
            raise RuntimeError(
                f"only Tensors of floating point dtype can require gradients, this one is {self.dtype}; "
                "convert with .float() first"
            )
        if requires_grad and self.is_inference() and not Mode.inference:
            raise RuntimeError(
                "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed."
            )
        self._needs = bool(requires_grad)
        return self

    @composed(out=False)
    def is_inference(input) -> bool:
        """Whether it was made in `inference_mode`. Any shape and dtype.

        >>> torch.is_inference(torch.ones(1))
        False
        """
        return input._version_counter.__class__ is InferenceVersion

    @property
    def grad(self) -> Any:
        """The gradient, None before there is one. Only leaves keep it, and results after `retain_grad`.
        It has the tensor's shape and dtype.
        """
        if self._grad is None and self._node is not None and self._node.retains_grad_of is not self:
            warnings.warn(
                "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad "
                "attribute won't be populated during autograd.backward(). If you indeed want the .grad field "
                "to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. If you "
                "access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead.",
                UserWarning,
                stacklevel=2,
            )
        return self._grad

    @grad.setter
    def grad(self, new: Any) -> None:
        if new is not None:
            if not isinstance(new, TensorBase):
                raise TypeError(
                    f"assigned grad expected to be a Tensor or None but got grad of type {type(new).__name__}"
                )
            if new is self:
                raise RuntimeError("can't assign Variable as its own grad")
            if new._array.shape != self._array.shape:
                raise RuntimeError(
                    f"assigned grad has data of a different size: {list(new._array.shape)} for a tensor of "
                    f"{list(self._array.shape)}"
                )
            if new._array.dtype != self._array.dtype:
                raise RuntimeError(
                    f"assigned grad has data of a different type: {type_name(new._array)} for a tensor of "
                    f"{type_name(self._array)}"
                )
        self._grad = new

    @grad.deleter
    def grad(self) -> None:
        self._grad = None

    @property
    def is_leaf(self) -> bool:
        """Whether no recorded operation made it. Only leaves keep their `grad`."""
        return self._rebased()._node is None

    @property
    def grad_fn(self) -> Node | None:
        """The operation that made it, None for leaves."""
        node = self._rebased()._node
        return None if node is None else node.public()

    @property
    def output_nr(self) -> int:
        """Which of the outputs of `grad_fn` it is."""
        node = self._rebased()._node
        return 0 if node is None else node.index

    def _rebased(self) -> Self:
        """Return self; the history of a view whose base was modified is updated first."""
        if self._base is not None and self._base_version != self._version_counter[0]:
            rebase_view(self)
        return self

    def backward(
        self,
        gradient: Any = None,
        retain_graph: bool | None = None,
        create_graph: bool = False,
        inputs: Any = None,
    ) -> None:
        """Add the gradient of this scalar to `.grad` of every leaf that it depends on (or of `inputs` alone).
        A tensor of several elements needs `gradient`, of its shape: what they are weighed with. RuntimeError
        when nothing was recorded, or when the graph has been freed by an earlier call without
        `retain_graph`.

        >>> x = torch.tensor([1., 2.], requires_grad=True)
        >>> (x ** 2).sum().backward()
        >>> x.grad
        tensor([2., 4.])
        """
        backward(self._rebased(), gradient, retain_graph, create_graph, inputs=inputs)

    @property
    def _version(self) -> int:
        """The number of in-place changes of its memory."""
        if self.is_inference():
            raise RuntimeError("Inference tensors do not track version counter.")
        return int(self._version_counter[0])

    @composed(out=False)
    def detach(input) -> Tensor:
        """The same shape, dtype and memory without the history.

        >>> torch.detach(torch.ones(1, requires_grad=True))
        tensor([1.])
        """
        new = TensorBase.concrete._wrap(input._array)
        new._version_counter = input._version_counter
        return new  # type: ignore[return-value]

    def detach_(self) -> Self:
        """Forget the history. RuntimeError for a view: it shares its history with what it looks into. Any
        shape and dtype.

        >>> (2 * torch.ones(1, requires_grad=True)).detach_()
        tensor([2.])
        """
        if self._base is not None:
            raise RuntimeError("Can't detach views in-place. Use detach() instead.")
        if self._node is not None:  # who has saved the tensor cannot have it back
            note_change()
            makers = [maker for maker in self._version_counter[1:] if maker() is not None]
            self._version_counter[1:] = [*makers, weakref.ref(self._node)]
        self._node, self._needs = None, False
        return self

    @property
    def data(self) -> Tensor:
        """The same memory and shape, outside autograd's sight: changes through it are not noticed."""
        return TensorBase.concrete._wrap(self._array)  # type: ignore[return-value]

    @data.setter
    def data(self, new: Any) -> None:
        if not isinstance(new, TensorBase):
            raise TypeError(f"Variable data has to be a tensor, but got {type(new).__name__}")
        if self._needs and new._array.dtype.kind != "f":
            raise RuntimeError(
                "data set to a tensor that requires gradients must be floating point or complex dtype"
            )
        self._array = new._array

    @data.deleter
    def data(self) -> None:
        raise RuntimeError("cannot delete data: a tensor without it is none")

    def retain_grad(self) -> None:
        """Keep the gradient of a result too in `.grad` when backward passes. It has the result's shape and
        dtype.

        >>> x = torch.ones(1, requires_grad=True)
        >>> y = 3 * x
        >>> y.retain_grad()
        >>> (y ** 2).backward()
        >>> y.grad
        tensor([6.])
        """
        if not self._needs:
            raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
        node = self._rebased()._node
        if node is not None:
            Mode.watched = True
            node.retains_grad_of = self

    @property
    def retains_grad(self) -> bool:
        """Whether it is a result whose gradient is kept: see `retain_grad`."""
        node = self._rebased()._node
        return node is not None and node.retains_grad_of is self

    def register_hook(self, hook: Callable[[Any], Any]) -> Hook:
        """Call `hook(grad)` when the gradient arrives; a tensor that it returns takes its place. `grad` has
        the tensor's shape and dtype.

        >>> x = torch.ones(2, requires_grad=True)
        >>> handle = x.register_hook(lambda grad: 10 * grad)
        >>> x.sum().backward()
        >>> x.grad
        tensor([10., 10.])
        """
        if not self._needs:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        node = self._rebased()._node
        return Hook(self, "_hooks", hook) if node is None else node.register_tensor_hook(hook)

    def register_post_accumulate_grad_hook(self, hook: Callable[[Any], None]) -> Hook:
        """Call `hook(tensor)` after a gradient was added to `.grad` of this leaf. Any shape; RuntimeError for
        a result of operations."""
        if not self._needs:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        if not self.is_leaf:
            raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
        return Hook(self, "_accumulate_grad_hooks", ("done", hook))
