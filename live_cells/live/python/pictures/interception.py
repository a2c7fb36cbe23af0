"""Calls of PyTorch's functions, methods and operators, seen one by one while a model runs.

PyTorch has ``TorchFunctionMode`` for this. Where that is absent, public functions get other code meanwhile.
"""

from __future__ import annotations

import contextlib
import inspect
import types
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import nn

Seen = Callable[[str, Callable[..., Any], tuple[Any, ...], dict[str, Any]], Any]
"""Gets the name of a function, what calls it, and its arguments; gives the result."""

OPERATORS = (
    *("abs", "float", "neg", "pos", "invert", "getitem", "setitem", "iter"),
    *(
        f"{side}{name}"
        for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor")
        for side in ("", "r", "i")
    ),
    *("eq", "ne", "lt", "le", "gt", "ge"),
)
SPACES = (torch, nn.functional)
WRITTEN_IN_PYTHON = (nn.functional.__name__, "torch.functional", "torch._tensor")
"""Modules of PyTorch whose functions hand on all of their settings."""
PROPERTIES = ("T", "mT", "H", "mH", "data", "real")
_deaf = 0
"""How many blocks of :func:`unheard` are open."""


@contextlib.contextmanager
def unheard() -> Iterator[None]:
    """What is called meanwhile belongs to who looks on, such as a debugger, and not to the model."""
    global _deaf
    _deaf += 1
    try:
        yield
    finally:
        _deaf -= 1


@contextlib.contextmanager
def intercepted(seen: Seen) -> Iterator[None]:
    """Meanwhile, ``seen`` gets each call, those within others included, but for those that are unheard."""

    def heard(name: str, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return function(*args, **kwargs) if _deaf else seen(name, function, args, kwargs)

    try:
        from torch.overrides import TorchFunctionMode
    except ImportError:
        with _exchanged(heard):
            yield
        return

    class Mode(TorchFunctionMode):  # type: ignore[misc]
        def __torch_function__(
            self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
        ) -> Any:
            name = getattr(func, "__name__", "")
            if name == "__get__":
                name = getattr(func.__self__, "__name__", "")
                if name not in PROPERTIES:
                    return func(*args, **(kwargs or {}))
            return heard(name, func, args, _as_written(name, func, kwargs or {}))

    with Mode():
        yield


def _as_written(name: str, function: Any, kwargs: dict[str, Any]) -> dict[str, Any]:
    """PyTorch's functions hand on all of their settings: without those at their defaults."""
    if not kwargs or getattr(function, "__module__", "") not in WRITTEN_IN_PYTHON:
        return kwargs
    known = inspect.signature(getattr(nn.functional, f"_{name}", function)).parameters
    defaults = {"return_indices": False, **{key: one.default for key, one in known.items()}}
    return {
        key: value
        for key, value in kwargs.items()
        if isinstance(value, torch.Tensor) or defaults.get(key, inspect.Parameter.empty) != value
    }


@contextlib.contextmanager
def _exchanged(seen: Seen) -> Iterator[None]:
    """Exchange the code of the functions, and put it back. Names, classes and modules stay as they are."""
    originals: dict[Any, Any] = {}

    def exchange(name: str, function: Any) -> None:
        if function in originals:
            return
        code = function.__code__
        original = types.FunctionType(
            code, function.__globals__, function.__name__, function.__defaults__, function.__closure__
        )
        original.__kwdefaults__ = function.__kwdefaults__
        originals[function] = code

        def called(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
            return seen(name, original, args, kwargs)

        constants = tuple(called if one == MARK else one for one in _stand_in.__code__.co_consts)
        function.__code__ = _stand_in.__code__.replace(co_consts=constants, co_freevars=code.co_freevars)

    for name, function in [*_public()]:
        if isinstance(function, types.FunctionType):
            exchange(name, function)
    late = {space: vars(space)["__getattr__"] for space in SPACES if "__getattr__" in vars(space)}
    for space, find in late.items():
        vars(space)["__getattr__"] = _exchanging(find, exchange)
    try:
        yield
    finally:
        for space, find in late.items():
            vars(space)["__getattr__"] = find
        for function, code in originals.items():
            function.__code__ = code


MARK = "called"


def _stand_in(*args: Any, **kwargs: Any) -> Any:
    found: Any = "called"
    return found(args, kwargs)


def _exchanging(find: Callable[[str], Any], exchange: Callable[[str, Any], None]) -> Callable[[str], Any]:
    """For names that are imported when they are first asked for."""

    def found(name: str) -> Any:
        value = find(name)
        if isinstance(value, types.FunctionType) and _computes(name):
            exchange(name, value)
        return value

    return found


def _public() -> Iterator[tuple[str, Any]]:
    """Functions, operators, methods and properties, each under its name."""
    for name in (f"__{one}__" for one in OPERATORS):
        yield name, getattr(torch.Tensor, name, None)
    for name in PROPERTIES:
        yield name, getattr(getattr(torch.Tensor, name, None), "fget", None)
    for space in (*SPACES, torch.Tensor):
        for name in dir(torch.Tensor) if space is torch.Tensor else [*vars(space)]:
            if not name.startswith("_") and _computes(name):
                yield name, getattr(space, name)


def _computes(name: str) -> bool:
    """Is it a name of what gives tensors? Settings and checks are left alone."""
    return not name.startswith(
        ("is_", "set_", "get_", "manual_", "register_", "no_grad", "enable_grad")
    ) and (name not in ("inference_mode", "backward", "size", "dim", "numel", "tolist", "numpy", "stride"))
