"""What `register_full_backward_hook` needs: a look at the gradients on both sides of a module."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ...operations.moves import passed_on
from ...tape import record
from ...tensor import Tensor


class Passage:
    """One call of a module: its inputs and its output pass through here, and back their gradients."""

    def __init__(self, module: Any, hooks: Iterable[Callable[..., Any]]) -> None:
        self.module, self.hooks = module, list(hooks)
        self.grad_output: Tensor | None = None
        self.place: int | None = None  # of the input that has a gradient

    def enter(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments. NotImplementedError if several of them need gradients."""
        needing = [i for i, a in enumerate(args) if isinstance(a, Tensor) and a.requires_grad]
        if len(needing) > 1:
            raise NotImplementedError(
                "register_full_backward_hook of a module with several inputs that need gradients is not "
                "covered: call register_hook on each input instead"
            )
        self.inputs = len(args)
        if not needing:
            return args
        self.place = needing[0]
        inside = record(passed_on, args[self.place])
        inside.register_hook(self.leave)
        return (*args[: self.place], inside, *args[self.place + 1 :])

    def exit(self, output: Any) -> Any:
        """The output. NotImplementedError unless it is one tensor."""
        if not isinstance(output, Tensor):
            raise NotImplementedError(
                "register_full_backward_hook of a module whose output is not one tensor is not covered: call "
                "register_hook on the outputs instead"
            )
        if not output.requires_grad:
            return output
        outside = record(passed_on, output)
        outside.register_hook(self.arrive)
        return outside

    def arrive(self, grad: Tensor) -> None:
        """The output's gradient has come; if no input needs one, that is all."""
        self.grad_output = grad
        if self.place is None:
            self.leave(None)

    def leave(self, grad: Tensor | None) -> Tensor | None:
        """Show both sides to the hooks; what they return replaces the input's gradient."""
        for hook in self.hooks:
            grads = tuple(grad if i == self.place else None for i in range(self.inputs))
            changed = hook(self.module, grads, (self.grad_output,))
            if changed is not None and self.place is not None:
                grad = changed[self.place] if isinstance(changed, tuple) else changed
        return grad
