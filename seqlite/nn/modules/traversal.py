"""What concerns a module and all below it: names, modes, conversions, printing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Self

from ..._core import dtypes, tensor_attributes
from ..._core.operations.casting import to_arguments
from ..._core.tensor import Tensor
from ...autograd import no_grad
from ..parameter import Parameter
from .state_dict import ModuleStateDict


class ModuleTraversal(ModuleStateDict):
    """What applies to a module and all its submodules; the base of `Module`."""

    training: bool

    # -- names -----------------------------------------------------------------------------------------------
    def named_modules(
        self, memo: set[Any] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Any]]:
        """Yield this module as `prefix`, then its submodules as `("outer.inner", module)`, parents first."""
        memo = set() if memo is None else memo
        if self in memo:
            return
        if remove_duplicate:
            memo.add(self)
        yield prefix, self
        for name, module in self._modules.items():
            if module is not None:
                below = f"{prefix}.{name}" if prefix else name
                yield from module.named_modules(memo, below, remove_duplicate)

    def modules(self, remove_duplicate: bool = True) -> Iterator[Any]:
        """Yield this module and its submodules, each once unless `remove_duplicate=False`."""
        return (module for _, module in self.named_modules(remove_duplicate=remove_duplicate))

    def named_children(self) -> Iterator[tuple[str, Any]]:
        """Yield the direct submodules, each once."""
        seen: set[Any] = set()
        for name, module in self._modules.items():
            if module is not None and module not in seen:
                seen.add(module)
                yield name, module

    def children(self) -> Iterator[Any]:
        """Yield the direct submodules, each once."""
        return (module for _, module in self.named_children())

    def _named(
        self, table: str, prefix: str, recurse: bool, remove_duplicate: bool
    ) -> Iterator[tuple[str, Any]]:
        seen: set[int] = set()
        owners = (
            self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate)
            if recurse
            else [(prefix, self)]
        )
        for path, owner in owners:
            for name, value in owner.__dict__[table].items():
                if value is None or id(value) in seen:
                    continue
                if remove_duplicate:
                    seen.add(id(value))
                yield f"{path}.{name}" if path else name, value

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """Yield all parameters with their dotted names, a shared one once."""
        return self._named("_parameters", prefix, recurse, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """Yield all parameters, a shared one once: what an optimizer takes."""
        return (param for _, param in self.named_parameters(recurse=recurse))

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """Yield all buffers with their dotted names."""
        return self._named("_buffers", prefix, recurse, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """Yield all buffers, persistent or not."""
        return (buffer for _, buffer in self.named_buffers(recurse=recurse))

    def get_submodule(self, target: str) -> Any:
        """The module called `target`, such as `"features.0"`; `AttributeError` where the path breaks."""
        module: Any = self
        for name in target.split(".") if target else ():
            if not hasattr(module, name):
                raise AttributeError(f"{type(module).__name__} has no attribute `{name}`")
            module = getattr(module, name)
            if not isinstance(module, ModuleTraversal):
                raise AttributeError(f"`{name}` is not an nn.Module")
        return module

    def get_parameter(self, target: str) -> Parameter:
        """The parameter called `target`, such as `"0.weight"`; `AttributeError` if there is none."""
        return self._member(target, "_parameters", "an nn.Parameter")  # type: ignore[no-any-return]

    def get_buffer(self, target: str) -> Tensor:
        """The buffer called `target`; `AttributeError` if there is none."""
        return self._member(target, "_buffers", "a buffer")  # type: ignore[no-any-return]

    def _member(self, target: str, kind: str, words: str) -> Any:
        path, _, name = target.rpartition(".")
        owner = self.get_submodule(path)
        members = getattr(owner, kind)
        if name not in members:
            raise AttributeError(
                f"`{name}` is not {words}"
                if hasattr(owner, name)
                else f"{type(owner).__name__} has no attribute `{name}`"
            )
        return members[name]

    # -- the whole tree at once ------------------------------------------------------------------------------
    def apply(self, fn: Callable[[Any], object]) -> Self:
        """Call `fn` on every module below and then on this one: how weights are initialized by hand."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def train(self, mode: bool = True) -> Self:
        """Set training mode here and in submodules: dropout drops, batch norm uses the batch."""
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self) -> Self:
        """Set evaluation mode: `train(False)`."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Freeze (False) or train (True) all parameters."""
        for param in self.parameters():
            param.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Set all gradients to None, or fill them with zeros."""
        for param in self.parameters():
            if set_to_none:
                param.grad = None
            elif param.grad is not None:
                param.grad = param.grad.detach().zero_()

    @no_grad()
    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> Self:
        """Replace all data, gradients and buffers by `fn` of them; parameters stay the same objects."""
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
        device, dtype, copy = to_arguments(*args, **kwargs)
        if copy is not None:
            raise RuntimeError("nn.Module.to only accepts device, dtype and non_blocking, but got copy")
        if dtype is not None and not dtype.is_floating_point:
            raise TypeError(
                f"nn.Module.to only accepts floating point or complex dtypes, but got desired {dtype=}"
            )
        tensor_attributes.check_device(device)
        return self if dtype is None else self._convert(dtype)

    def _convert(self, dtype: dtypes.dtype) -> Self:
        return self._apply(lambda t: t.to(dtype) if t.is_floating_point() else t)

    def float(self) -> Self:
        """Convert all floating tensors to float32."""
        return self._convert(dtypes.float32)

    def double(self) -> Self:
        """Convert all floating tensors to float64, in which training equals PyTorch's to 1e-9."""
        return self._convert(dtypes.float64)

    def half(self) -> Self:
        """Convert all floating tensors to float16, which halves the size of a saved model."""
        return self._convert(dtypes.float16)

    def bfloat16(self) -> Self:
        """Convert all floating tensors to bfloat16: float32's range with fewer digits."""
        return self._convert(dtypes.bfloat16)

    def type(self, dst_type: Any) -> Self:
        """Convert all tensors, integers too, to `dst_type`."""
        return self._apply(lambda t: t.type(dst_type))

    def cpu(self) -> Self:
        """Return self: modules are on the CPU."""
        return self

    def cuda(self, device: Any = None) -> Self:
        """Raises as PyTorch's CPU build does: there is no GPU here."""
        return self.to("cuda")

    def share_memory(self) -> Self:
        """Call `share_memory_` of all parameters and buffers; return self. There is one process."""
        for tensor in (*self.parameters(), *self.buffers()):
            tensor.share_memory_()
        return self

    # -- printing --------------------------------------------------------------------------------------------
    def extra_repr(self) -> str:
        """The settings in the printed form."""
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
