"""`Module`: what every layer and every model is.

A module owns tensors and other modules under names (`members.py`), maps inputs to outputs in `forward`,
and can be printed, converted, saved and put in training or evaluation mode as one thing.
Source: PyTorch, `torch.nn.Module`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Self

from ... import dtypes
from ...autograd import is_grad_enabled
from ...operations.casting import target_of
from ...tensor import Tensor
from ...utils.hooks import RemovableHandle, register
from . import state
from .members import Members
from .passage import Passage


class Module(Members):
    """Base of all layers and models: call `super().__init__()`, assign layers, write `forward`.

    Assigning a `Parameter` or a `Module` to an attribute registers it under that name.

    >>> import seqlite as torch
    >>> class Net(Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.fc = torch.nn.Linear(4, 2)
    ...     def forward(self, x):
    ...         return self.fc(x).relu()
    >>> Net()
    Net(
      (fc): Linear(in_features=4, out_features=2, bias=True)
    )
    """

    training: bool
    _forward_hooks: dict[int, Any]
    _forward_pre_hooks: dict[int, Any]
    _backward_hooks: dict[int, Any]

    def __init__(self) -> None:
        # Straight into __dict__: __setattr__ looks things up in the tables made here.
        self.__dict__.update(
            training=True,
            _parameters={},
            _buffers={},
            _non_persistent_buffers_set=set(),
            _modules={},
            _forward_hooks={},
            _forward_pre_hooks={},
            _backward_hooks={},
        )

    # -- calling ---------------------------------------------------------------------------------------------
    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """The computation, written by every subclass. Call the module itself, which also runs the hooks."""
        raise NotImplementedError(
            f'Module [{type(self).__name__}] is missing the required "forward" function'
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not (self._forward_hooks or self._forward_pre_hooks or self._backward_hooks):
            return self.forward(*args, **kwargs)
        for hook, with_kwargs in list(self._forward_pre_hooks.values()):
            changed = hook(self, args, kwargs) if with_kwargs else hook(self, args)
            if changed is None:
                continue
            if with_kwargs:
                args, kwargs = changed
            else:
                args = changed if isinstance(changed, tuple) else (changed,)
        passage = None
        if self._backward_hooks and is_grad_enabled():
            passage = Passage(self, self._backward_hooks.values())
            args = passage.enter(args)
        output = self.forward(*args, **kwargs)
        for hook, with_kwargs in list(self._forward_hooks.values()):
            changed = hook(self, args, kwargs, output) if with_kwargs else hook(self, args, output)
            output = output if changed is None else changed
        return output if passage is None else passage.exit(output)

    def register_forward_hook(
        self,
        hook: Callable[..., Any],
        *,
        prepend: bool = False,
        with_kwargs: bool = False,
        always_call: bool = False,
    ) -> RemovableHandle:
        """Call `hook(module, args, output)` after each `forward`; what it returns replaces the output."""
        if always_call:
            raise NotImplementedError(
                "register_forward_hook(always_call=True) is not covered: "
                "put try/finally around the call of the module instead"
            )
        return register(self._forward_hooks, (hook, with_kwargs), first=prepend)

    def register_forward_pre_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call `hook(module, args)` before every `forward`; unless None, its result is the new arguments."""
        return register(self._forward_pre_hooks, (hook, with_kwargs), first=prepend)

    def register_full_backward_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call `hook(module, grad_input, grad_output)`, both tuples, once the inputs' gradients are known.

        A tuple that it returns replaces `grad_input`. Covered: one input that needs a gradient, one output.
        """
        return register(self._backward_hooks, hook, first=prepend)

    # -- the whole tree at once ------------------------------------------------------------------------------
    def apply(self, fn: Callable[[Any], object]) -> Self:
        """Call `fn` on every module below and then on this one: how weights are initialized by hand."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def train(self, mode: bool = True) -> Self:
        """Training mode, here and in all below: dropout drops, batch norm uses the batch's statistics."""
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self) -> Self:
        """Evaluation mode: `train(False)`."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Freeze (False) or train (True) all parameters."""
        for param in self.parameters():
            param.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget all gradients, or fill them with zeros."""
        for param in self.parameters():
            if set_to_none:
                param.grad = None
            elif param.grad is not None:
                param.grad = param.grad.detach().zero_()

    def _apply(self, fn: Callable[[Tensor], Tensor]) -> Self:
        """Put `fn` of it in place of all data, gradients and buffers; parameters stay the same objects."""
        for module in self.modules():
            for param in module._parameters.values():
                if param is not None:
                    grad, param.grad = param.grad, None
                    param.data = fn(param.data)
                    param.grad = None if grad is None else fn(grad)
            for name, buffer in module._buffers.items():
                if buffer is not None:
                    module._buffers[name] = fn(buffer)
        return self

    def to(self, *args: Any, **kwargs: Any) -> Self:
        """`to(device)`, `to(dtype)`, `to(device, dtype)`, `to(tensor)`: in place, integers stay.

        The only device is the CPU. A dtype that is not floating raises `TypeError`.
        """
        device, dtype, _ = target_of(*args, **kwargs)
        if dtype is not None and not dtype.is_floating_point:
            raise TypeError(
                f"nn.Module.to only accepts floating point or complex dtypes, but got desired {dtype=}"
            )
        dtypes.check_device(device)
        return self if dtype is None else self._convert(dtype)

    def _convert(self, dtype: dtypes.dtype) -> Self:
        return self._apply(lambda t: t.to(dtype) if t.is_floating_point() else t)

    def float(self) -> Self:
        """All floating tensors to float32."""
        return self._convert(dtypes.float32)

    def double(self) -> Self:
        """All floating tensors to float64, in which training equals PyTorch's to 1e-9."""
        return self._convert(dtypes.float64)

    def half(self) -> Self:
        """All floating tensors to float16: to store and send a model in half the bytes."""
        return self._convert(dtypes.float16)

    def cpu(self) -> Self:
        """This module, which is on the CPU already."""
        return self

    def cuda(self, device: Any = None) -> Self:
        """Raises as PyTorch's CPU build does: there is no GPU here."""
        return self.to("cuda")

    def share_memory(self) -> Self:
        """This module: there is one process."""
        return self

    # -- saving ----------------------------------------------------------------------------------------------
    def state_dict(
        self, *, destination: dict[str, Any] | None = None, prefix: str = "", keep_vars: bool = False
    ) -> dict[str, Any]:
        """All parameters and persistent buffers by dotted name, sharing memory with the module.

        The keys are PyTorch's, so that checkpoints go both ways.
        """
        return state.collect(self, OrderedDict() if destination is None else destination, prefix, keep_vars)

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> state.IncompatibleKeys:
        """Copy values in by name; returns `(missing_keys, unexpected_keys)`.

        A key missing or left over (unless `strict=False`) or a shape that differs raises `RuntimeError`
        naming all of them. `assign=True` takes the given tensors themselves instead of their values.
        """
        return state.load(self, state_dict, strict, assign)

    # -- printing --------------------------------------------------------------------------------------------
    def extra_repr(self) -> str:
        """What stands between the brackets of the printed form besides the children."""
        return ""

    def _brief(self) -> str:
        """A name for error messages, one short line."""
        return type(self).__name__ if self._modules else f"{type(self).__name__}({self.extra_repr()})"

    def _wants(self, given: Tensor) -> str:
        """For error messages: the shape that this layer takes, and what to do about `given`."""
        return ""

    def _get_name(self) -> str:
        return type(self).__name__

    def _child_lines(self) -> list[str]:
        return [f"({name}): " + repr(child).replace("\n", "\n  ") for name, child in self._modules.items()]

    def __repr__(self) -> str:
        extra, children = self.extra_repr(), self._child_lines()
        if not children and "\n" not in extra:
            return f"{self._get_name()}({extra})"
        return "\n  ".join([f"{self._get_name()}(", *extra.splitlines(), *children]) + "\n)"
