"""What the instruments share: running a model while noting each call of each of its modules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from .._core.filling import zeros
from .._core.tensor import Tensor
from ..nn.modules.module import Module


@dataclass(eq=False)
class Visit:
    """One call of one module. A module that is called twice has two visits."""

    name: str  # the dotted name in the model, "" for the model itself
    module: Module
    depth: int
    inputs: list[Tensor]
    origins: list[Any]  # per input, the node that made it, or the input itself
    output: Any = None
    end: Any = None  # the node that made the output
    calls: list[Visit] = field(default_factory=list)  # of the modules inside, in order

    @property
    def shape(self) -> list[int] | None:
        """The output's shape, None if it is no tensor."""
        return list(self.output.shape) if isinstance(self.output, Tensor) else None


Watcher = Callable[[Visit], object]


def ignore(call: Visit) -> None:
    """The watcher that does nothing."""


def visit(
    model: Module, args: Sequence[Any], entered: Watcher = ignore, left: Watcher = ignore
) -> list[Visit]:
    """Run `model(*args)`; returns the visits in the order in which they began, the model's own first.

    `entered` and `left` are called as each begins and ends. The hooks are taken out again, also after an
    error.
    """
    visits: list[Visit] = []
    stack: list[Visit] = []
    names = {id(module): name for name, module in reversed(list(model.named_modules(remove_duplicate=False)))}

    def enter(module: Module, given: tuple[Any, ...]) -> None:
        tensors = [value for value in given if isinstance(value, Tensor)]
        origins = [tensor if tensor._node is None else tensor._node for tensor in tensors]
        new = Visit(names[id(module)], module, len(stack), tensors, origins)
        if stack:
            stack[-1].calls.append(new)
        stack.append(new)
        visits.append(new)
        entered(new)

    def leave(module: Module, given: tuple[Any, ...], output: Any) -> None:
        done = stack.pop()
        done.output = output
        done.end = output._node if isinstance(output, Tensor) else None
        left(done)

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
    return visits


def leaves(visits: Iterable[Visit]) -> list[Visit]:
    """The visits of modules that called no other: the layers."""
    return [visit for visit in visits if not visit.calls]


@contextmanager
def evaluating(model: Module) -> Iterator[None]:
    """Evaluation mode for a while; afterward each module has its own mode again."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield
    finally:
        for module, mode in modes:
            module.training = mode


def inputs(model: Module, input_size: Any, input_data: Any) -> list[Any]:
    """What to run a model with: the data, else zeros of the shape or shapes in its type, else nothing."""
    if input_data is not None:
        return list(input_data) if isinstance(input_data, (tuple, list)) else [input_data]
    if input_size is None:
        return []
    sizes = list(input_size)
    shapes = [sizes] if all(isinstance(size, int) for size in sizes) else sizes
    kinds = [p.dtype for p in model.parameters() if p.is_floating_point()]
    return [zeros(*shape, dtype=kinds[0] if kinds else None) for shape in shapes]
