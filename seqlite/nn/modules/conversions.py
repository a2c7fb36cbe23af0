"""What a module does to itself and to all below it: modes, conversions, printing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from ..._core import devices, dtypes
from ..._core.filling import empty
from ..._core.operations.casting import target_of
from ..._core.tensor import Tensor
from ...autograd import no_grad
from .state import State


class ModuleConversions(State):
    """A module as the whole of what is below it; the base of `Module`."""

    training: bool

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

    @no_grad()
    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> Self:
        """Put `fn` of it in place of all data, gradients and buffers; parameters stay the same objects."""
        for module in self.modules() if recurse else [self]:
            for param in module._parameters.values():
                if param is None:
                    continue
                new = fn(param)
                if new is not param:
                    param.data = new
                if param.grad is not None:
                    param.grad.data = fn(param.grad)
            for name, buffer in module._buffers.items():
                if buffer is not None:
                    module._buffers[name] = fn(buffer)
        return self

    def to(self, *args: Any, **kwargs: Any) -> Self:
        """`to(device)`, `to(dtype)`, `to(device, dtype)`, `to(tensor)`: in place, integers stay.

        The only device is the CPU. A dtype that is not floating raises `TypeError`.
        """
        device, dtype, copy = target_of(*args, **kwargs)
        if copy is not None:
            raise RuntimeError("nn.Module.to only accepts device, dtype and non_blocking, but got copy")
        if dtype is not None and not dtype.is_floating_point:
            raise TypeError(
                f"nn.Module.to only accepts floating point or complex dtypes, but got desired {dtype=}"
            )
        devices.check_device(device)
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

    def bfloat16(self) -> Self:
        """All floating tensors to bfloat16: as `half`, with float32's range and fewer digits."""
        return self._convert(dtypes.bfloat16)

    def type(self, dst_type: Any) -> Self:
        """All tensors, the integers too, to `dst_type`."""
        return self._apply(lambda t: t.type(dst_type))

    def to_empty(self, *, device: Any, recurse: bool = True) -> Self:
        """New tensors without values in place of all of them. The only device is the CPU."""
        devices.check_device(device)
        return self._apply(lambda t: empty(t.shape, dtype=t.dtype), recurse)

    def cpu(self) -> Self:
        """This module, which is on the CPU already."""
        return self

    def cuda(self, device: Any = None) -> Self:
        """Raises as PyTorch's CPU build does: there is no GPU here."""
        return self.to("cuda")

    def share_memory(self) -> Self:
        """This module: there is one process."""
        return self

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
