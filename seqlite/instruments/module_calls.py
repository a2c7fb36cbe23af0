"""Running a model while recording each call of each of its modules, for the instruments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from .._core.creation_filled import zeros
from .._core.tensor import Tensor
from ..nn.modules.module import Module


@dataclass(eq=False)
class ModuleCall:
    """One call of one module. A module that is called twice has two calls."""

    name: str  # the dotted name in the model, "" for the model itself
    module: Module
    depth: int
    inputs: list[Tensor]
    input_nodes: list[Any]  # per input, the node that made it, or the input itself
    output: Any = None
    end: Any = None  # the node that made the output
    calls: list[ModuleCall] = field(default_factory=list)  # of the modules inside, in order

    @property
    def shape(self) -> list[int] | None:
        """The output's shape, None if it is no tensor."""
        return list(self.output.shape) if isinstance(self.output, Tensor) else None


Callback = Callable[[ModuleCall], object]


def do_nothing(call: ModuleCall) -> None:
    """The callback that does nothing."""


def record_calls(
    model: Module, args: Sequence[Any], on_enter: Callback = do_nothing, on_exit: Callback = do_nothing
) -> list[ModuleCall]:
    """Run `model(*args)`; returns the calls in the order in which they began, the model's own first.

    `on_enter` and `on_exit` are called as each begins and ends. The hooks are taken out again, also after an
    error.
    """
    calls: list[ModuleCall] = []
    stack: list[ModuleCall] = []
    names = {id(module): name for name, module in reversed(list(model.named_modules(remove_duplicate=False)))}

    def enter(module: Module, given: tuple[Any, ...]) -> None:
        tensors = [value for value in given if isinstance(value, Tensor)]
        input_nodes = [tensor if tensor._node is None else tensor._node for tensor in tensors]
        new = ModuleCall(names[id(module)], module, len(stack), tensors, input_nodes)
        if stack:
            stack[-1].calls.append(new)
        stack.append(new)
        calls.append(new)
        on_enter(new)

    def leave(module: Module, given: tuple[Any, ...], output: Any) -> None:
        done = stack.pop()
        done.output = output
        done.end = output._node if isinstance(output, Tensor) else None
        on_exit(done)

    handles = []
    for module in model.modules():
        handles += [
            module.register_forward_pre_hook(enter),
            module.register_forward_hook(leave, prepend=True),
        ]
    try:
        model(*args)
    finally:
        for handle in handles:
            handle.remove()
    return calls


def leaves(calls: Iterable[ModuleCall]) -> list[ModuleCall]:
    """The calls of modules that called no other: the layers."""
    return [call for call in calls if not call.calls]


@contextmanager
def eval_mode(model: Module) -> Iterator[None]:
    """Evaluation mode in a block; afterward each module has its former mode."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield
    finally:
        for module, mode in modes:
            module.training = mode


def inputs(model: Module, input_size: Any, input_data: Any) -> list[Any]:
    """The inputs to run a model with: the data, or zeros of the given shapes in its dtype, or none."""
    if input_data is not None:
        return list(input_data) if isinstance(input_data, (tuple, list)) else [input_data]
    if input_size is None:
        return []
    sizes = list(input_size)
    shapes = [sizes] if all(isinstance(size, int) for size in sizes) else sizes
    kinds = [p.dtype for p in model.parameters() if p.is_floating_point()]
    return [zeros(*shape, dtype=kinds[0] if kinds else None) for shape in shapes]
