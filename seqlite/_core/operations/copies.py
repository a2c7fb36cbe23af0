"""The functions `…_copy`: what a view shows, as a tensor of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..record import record, with_node_name
from ..tensor_base import TensorBase
from .arguments import axis_of, set_metadata, signature_of
from .declare import FUNCTIONS, function_form
from .expand_repeat import ExpandRepeat
from .indexing import Indexing, _alias
from .other_operations import OtherOperations
from .views import Views
from .views_strided import ViewsStrided, as_strided

Tensor = Any  # avoids a circular import


def alias_view(input: Tensor) -> Tensor:
    """The tensor as a view."""
    return record(_alias, input, key=(...,))


def slice_view(input: Tensor, dim: int = 0, start: Any = None, end: Any = None, step: int = 1) -> Tensor:
    """The places from `start` to `end` along `dim`, `step` apart."""
    return input[(*[slice(None)] * axis_of(dim, input.ndim), slice(start, end, step))]


def detach_view(input: Tensor) -> Tensor:
    """The tensor without history."""
    return input.detach()


def copied(view: Tensor) -> Tensor:
    """A copy with the history of the view, under PyTorch's name for it."""
    new = view.contiguous() if not view._array.flags.c_contiguous else view.clone()
    node = view._node and f"{view._node._name}_copy"
    return with_node_name(new, node) if node else new


def copying(name: str, view: Callable[..., Any], argument: str, shown: str) -> None:
    """Declare `torch.{name}_copy`."""
    plain: Any = getattr(view, "__wrapped__", view)

    def form(*args: Any, **options: Any) -> Any:
        result = view(*args, **options)
        return copied(result) if isinstance(result, TensorBase) else tuple(map(copied, result))

    set_metadata(form, plain, signature_of(plain))
    form.__name__ = form.__qualname__ = f"{name}_copy"
    form.__module__ = __name__
    kind = (
        "its shape"
        if name not in ("split", "split_with_sizes", "unbind")
        else "a tuple of copies of its parts"
    )
    form.__doc__ = (
        f"What `{name}` shows as a view, as a copy with {kind}; shapes and errors are those of the view.\n\n"
        f">>> torch.{name}_copy({argument})\n{shown}\n"
    )
    globals()[f"{name}_copy"] = form
    FUNCTIONS[f"{name}_copy"] = function_form(form, False)


copying("alias", alias_view, "torch.arange(2)", "tensor([0, 1])")
copying("as_strided", as_strided, "torch.arange(4), (2,), (2,)", "tensor([0, 2])")
copying("detach", detach_view, "torch.arange(2)", "tensor([0, 1])")
copying("diagonal", OtherOperations.diagonal, "torch.eye(2)", "tensor([1., 1.])")
copying("expand", ExpandRepeat.expand, "torch.arange(2), (1, 2)", "tensor([[0, 1]])")
copying("permute", ViewsStrided.permute, "torch.ones(1, 2), (1, 0)", "tensor([[1.],\n        [1.]])")
copying("select", Indexing.select, "torch.arange(2), 0, 1", "tensor(1)")
copying("slice", slice_view, "torch.arange(4), 0, 1, 3", "tensor([1, 2])")
copying("split", Indexing.split, "torch.arange(3), 2", "(tensor([0, 1]), tensor([2]))")
copying("split_with_sizes", Indexing.split, "torch.arange(3), [1, 2]", "(tensor([0]), tensor([1, 2]))")
copying("squeeze", Views.squeeze, "torch.ones(1, 2)", "tensor([1., 1.])")
copying("t", ViewsStrided.t, "torch.ones(1, 2)", "tensor([[1.],\n        [1.]])")
copying("transpose", ViewsStrided.transpose, "torch.ones(1, 2), 0, 1", "tensor([[1.],\n        [1.]])")
copying("unbind", Indexing.unbind, "torch.arange(2)", "(tensor(0), tensor(1))")
copying("unfold", ViewsStrided.unfold, "torch.arange(3), 0, 2, 1", "tensor([[0, 1],\n        [1, 2]])")
copying("unsqueeze", Views.unsqueeze, "torch.arange(2), 0", "tensor([[0, 1]])")
copying("view", Views.view, "torch.arange(4), (2, 2)", "tensor([[0, 1],\n        [2, 3]])")
