"""What happens inside a line of PyTorch: modules are called, gradients go back through functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

Note = Callable[[str, Mapping[str, object]], None]
"""Called with what has just been computed, and its values by their names."""


@contextmanager
def inside(torch: ModuleType, note: Note) -> Iterator[None]:
    """Note each call of a module that has no children, and each function of a backward pass."""
    module, tensor = torch.nn.Module, torch.Tensor
    call, backward = module.__call__, tensor.backward

    def called(self: Any, *args: Any, **kwargs: Any) -> Any:
        output = call(self, *args, **kwargs)
        if type(self).__module__ != "__main__" and next(self.children(), None) is None:
            note(str(self), {"input": args[0] if args else None, "output": output})
        return output

    def went_back(self: Any, *args: Any, **kwargs: Any) -> Any:
        handles = [node.register_hook(noting(node)) for node in _nodes(self.grad_fn)]
        try:
            return backward(self, *args, **kwargs)
        finally:
            for handle in handles:
                handle.remove()

    def noting(node: Any) -> Callable[[Any, Any], None]:
        name = node.name()

        def hook(inputs: Any, outputs: Any) -> None:
            goes = [one for one in inputs if one is not None]
            out = {
                f"gradient out{f' {place}' if place > 1 else ''}": one for place, one in enumerate(goes, 1)
            }
            note(name, {"gradient in": outputs[0], **out})

        return hook

    module.__call__, tensor.backward = called, went_back
    try:
        yield
    finally:
        module.__call__, tensor.backward = call, backward


def _nodes(node: Any) -> list[Any]:
    """The functions that a gradient passes, but for those that only add it to a leaf."""
    found: dict[Any, None] = {}
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one is not None and one not in found and "AccumulateGrad" not in one.name():
            found[one] = None
            waiting += [before for before, _ in one.next_functions]
    return [*found]
