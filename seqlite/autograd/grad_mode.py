"""Modes of autograd, for a block or for a function: recording on or off."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import ContextDecorator
from functools import wraps
from typing import Any, TypeVar

from .._core.tensor_base import Mode

F = TypeVar("F", bound=Callable[..., Any])
GENERATOR = 0x20  # among the flags of a function's code


class DecoratorContextManager(ContextDecorator):
    """A context manager that also decorates functions and generators.

    For a generator, the mode holds while it runs, and not between its steps.
    """

    def __call__(self, function: F) -> F:
        if isinstance(function, type):
            warnings.warn(
                "Decorating classes is deprecated and will be disabled in future versions. You should only "
                "decorate functions or methods.",
                FutureWarning,
                stacklevel=2,
            )
        code = getattr(function, "__code__", None)
        if code is None or not code.co_flags & GENERATOR:
            return super().__call__(function)

        @wraps(function)
        def generator_context(*args: Any, **options: Any) -> Any:
            steps = function(*args, **options)
            step, value = steps.send, None
            while True:
                with self._recreate_cm():  # type: ignore[attr-defined]
                    try:
                        result = step(value)
                    except StopIteration as end:
                        return end.value
                try:
                    step, value = steps.send, (yield result)
                except GeneratorExit:
                    with self._recreate_cm():  # type: ignore[attr-defined]
                        steps.close()
                    raise
                except BaseException as error:
                    step, value = steps.throw, error

        return generator_context  # type: ignore[return-value]


class set_grad_enabled(DecoratorContextManager):
    """Record operations or not: at once when called, and until the end of the block when used with `with`.

    >>> with torch.set_grad_enabled(False):
    ...     torch.is_grad_enabled()
    False
    """

    def __init__(self, mode: bool) -> None:
        self.before = [Mode.grad]
        self.mode = mode
        Mode.grad = mode

    def __enter__(self) -> None:
        Mode.grad = self.mode

    def __exit__(self, *error: object) -> None:
        Mode.grad = self.before[-1]

    def __call__(self, function: Any) -> Any:
        Mode.grad = self.before[-1]
        return super().__call__(function)

    def _recreate_cm(self) -> Any:
        return type(self)(self.mode)


class _GradMode(DecoratorContextManager):
    """Recording on or off, in a block or a decorated function. Can be nested and used again."""

    mode: bool

    def __init__(self) -> None:
        self.before: list[bool] = []

    def __new__(cls, function: Any = None) -> Any:
        return super().__new__(cls) if function is None else cls()(function)  # @no_grad without parentheses

    def __enter__(self) -> None:
        self.before.append(Mode.grad)
        Mode.grad = self.mode

    def __exit__(self, *error: object) -> None:
        Mode.grad = self.before.pop()


class no_grad(_GradMode):
    """Do not record operations.

    >>> x = torch.ones(1, requires_grad=True)
    >>> with torch.no_grad():
    ...     y = x * 2
    >>> y.requires_grad
    False
    """

    mode = False


class enable_grad(_GradMode):
    """Record operations, also inside `no_grad`.

    >>> x = torch.ones(1, requires_grad=True)
    >>> with torch.no_grad(), torch.enable_grad():
    ...     y = x * 2
    >>> y.requires_grad
    True
    """

    mode = True


class inference_mode(_GradMode):
    """Do not record operations; `inference_mode(False)` does.

    >>> with torch.inference_mode():
    ...     torch.is_grad_enabled()
    False
    """

    def __new__(cls, mode: Any = True) -> Any:
        return super().__new__(cls, mode if callable(mode) else None)

    def __init__(self, mode: bool = True) -> None:
        super().__init__()
        self.mode = not mode

    def __enter__(self) -> None:
        super().__enter__()
        self.before.append(Mode.inference)
        Mode.inference = not self.mode
        Mode.inferred = Mode.inferred or Mode.inference

    def __exit__(self, *error: object) -> None:
        Mode.inference = self.before.pop()
        super().__exit__(*error)

    def _recreate_cm(self) -> Any:
        return type(self)(not self.mode)


def is_inference_mode_enabled() -> bool:
    """Whether an `inference_mode` block is running.

    >>> with torch.inference_mode():
    ...     torch.is_inference_mode_enabled()
    True
    """
    return Mode.inference


def is_grad_enabled() -> bool:
    """Whether operations are being recorded.

    >>> torch.is_grad_enabled()
    True
    """
    return Mode.grad
