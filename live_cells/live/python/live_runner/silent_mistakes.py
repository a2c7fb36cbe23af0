"""What goes wrong without an error, said while a cell runs: only what is certain from the objects at hand.

* A loss that broadcasts: below PyTorch's own warning, the two shapes are drawn.
* A step that changes nothing, because the optimizer was made with the parameters of another model.
"""

from __future__ import annotations

import contextlib
import json
import sys
import warnings
from collections.abc import Iterator
from typing import Any

from .readers_code import CELL, stack_now
from .runner_output import Output


@contextlib.contextmanager
def watched(output: Output) -> Iterator[None]:
    """While a cell runs."""
    engine = sys.modules.get("seqlite")
    show = warnings.showwarning

    def show_and_draw(*args: Any, **options: Any) -> None:
        show(*args, **options)
        if found := _broadcast_loss():
            output.send({"part": "misfit", "text": "", "picture": json.dumps(found, ensure_ascii=False)})

    warnings.showwarning = show_and_draw
    handle = None
    if engine is not None:
        from seqlite.optim.hooks import register_optimizer_step_post_hook

        handle = register_optimizer_step_post_hook(_Steps(engine))
    try:
        yield
    finally:
        if handle is not None:
            handle.remove()
        if warnings.showwarning is show_and_draw:
            warnings.showwarning = show


def _broadcast_loss() -> dict[str, Any] | None:
    if not any(frame.f_code.co_name == "_check_pair" for frame, _, _ in stack_now()):
        return None
    from . import shape_errors  # the first such warning has it loaded

    return shape_errors.broadcast_loss()


class _Steps:
    """Is called after each step of any optimizer; says once in a run what is wrong with one."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._has_said = False

    def __call__(self, optimizer: Any, *args: Any) -> None:
        if self._has_said or any(
            parameter.grad is not None for group in optimizer.param_groups for parameter in group["params"]
        ):
            return
        found = _model_without_optimizer(optimizer, self._engine)
        if found is None:
            return
        self._has_said = True
        frame, _, line = [step for step in stack_now() if step[0].f_code.co_filename.startswith(CELL)][-1]
        warnings.warn_explicit(
            f"this step changed nothing: the optimizer holds other parameters than those of `{found}`, which "
            f"have the gradients. Make the optimizer after the model, from {found}.parameters().",
            UserWarning,
            frame.f_code.co_filename,
            line,
        )


def _model_without_optimizer(optimizer: Any, engine: Any) -> str | None:
    """The variable of the only model that has gradients, if no optimizer at hand holds its parameters."""
    names: dict[str, Any] = {}
    for frame, _, _ in stack_now():
        if frame.f_code.co_filename.startswith(CELL):
            names |= frame.f_globals | frame.f_locals
    optimizers = [optimizer, *(each for each in names.values() if isinstance(each, engine.optim.Optimizer))]
    held = {id(p) for each in optimizers for group in each.param_groups for p in group["params"]}
    found = {
        id(model): name
        for name, model in names.items()
        if isinstance(model, engine.nn.Module)
        and not name.startswith("_")
        and any(parameter.grad is not None for parameter in model.parameters())
        and not any(id(parameter) in held for parameter in model.parameters())
    }
    return next(iter(found.values())) if len(found) == 1 else None
