"""Threads of the backward pass. Source: PyTorch, `torch.autograd.grad_mode`."""

from __future__ import annotations

from typing import Any

from .grad_mode import DecoratorContextManager

_enabled = [True]


class set_multithreading_enabled(DecoratorContextManager):
    """Let the backward pass run on the threads of devices or not: at once when called, and until the end of
    the block when used with `with`.

    The CPU has no such threads, in PyTorch either: gradients are the same in both modes. Source: PyTorch,
    `torch.autograd.set_multithreading_enabled`.

    >>> x = torch.ones(1, requires_grad=True)
    >>> with torch.autograd.set_multithreading_enabled(False):
    ...     (x * 2).backward()
    >>> x.grad
    tensor([2.])
    """

    def __init__(self, mode: bool) -> None:
        self.prev, self.mode = _enabled[-1], mode
        _enabled[-1] = mode

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        _enabled[-1] = self.prev

    def _recreate_cm(self) -> Any:
        return type(self)(self.mode)
