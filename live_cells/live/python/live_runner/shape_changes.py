"""What to write so that two shapes fit: only where one answer is more likely than any other."""

from __future__ import annotations

import ast
import math
from typing import Any, NamedTuple

from .readers_code import (
    Change,
    Place,
    Written,
    change_argument,
    change_in_call,
    change_name,
    insert_before,
    name_of,
)


class Side(NamedTuple):
    """One of two shapes.

    ``role`` is what it is when no variable holds it, ``wrong`` has the dimensions that do not fit. A size
    that is a letter may be any. ``suffix`` is what the operation does to the variable first.
    """

    role: str
    shape: tuple[Any, ...]
    wrong: tuple[int, ...]
    tensor: Any
    suffix: str = ""


class Misfit(NamedTuple):
    """Two shapes that do not fit.

    ``how`` says what they were to do: ``product``, of matrices; ``channels``, of a convolution; ``features``,
    to be what a module wants; ``broadcast``; ``loss`` and ``classes``, to be compared; ``joined``;
    ``numbers``, to hold as many numbers.
    """

    how: str
    left: Side
    right: Side
    module: Any = None
    along: int | None = None
    """The dimension along which tensors are joined."""


_ARGUMENTS = {
    "Linear": ("in_features", "out_features"),
    "Conv1d": ("in_channels", "out_channels"),
    "Conv2d": ("in_channels", "out_channels"),
    "ConvTranspose2d": ("in_channels", "out_channels"),
    "RNN": ("input_size", "hidden_size"),
    "RNNCell": ("input_size", "hidden_size"),
    "LSTMCell": ("input_size", "hidden_size"),
    "GRUCell": ("input_size", "hidden_size"),
    "LSTM": ("input_size", "hidden_size"),
    "GRU": ("input_size", "hidden_size"),
    "BatchNorm1d": ("num_features",),
    "BatchNorm2d": ("num_features",),
    "LayerNorm": ("normalized_shape",),
}
"""The first arguments of each module. The size that can be wrong is that of the very first."""


def change_for(misfit: Misfit, places: list[Place]) -> Change | None:
    """The line to change, if there is one answer and the line is found."""
    if misfit.module is not None and misfit.left.role == "input":
        return _of_input(misfit, places) or _of_module(misfit, places)
    match misfit.how:
        case "product":
            return _transposed(misfit, places)
        case "loss":
            return _of_target(misfit, places)
        case "joined" if misfit.along is not None:
            return _along_another(misfit, places)
        case "broadcast":
            return _widened(misfit, places)
        case "numbers":
            return _any_count(misfit, places)
    return None


def _of_input(misfit: Misfit, places: list[Place]) -> Change | None:
    """An input whose dimensions stand in another order, or of which one is missing."""
    shape, wanted = misfit.left.shape, misfit.right.shape[misfit.right.wrong[0]]
    kind = type(misfit.module).__name__
    new = ""
    if kind == "Linear" and len(shape) == 2 and shape[0] == wanted:
        new = ".T"
    elif kind == "Conv2d" and shape[-1] == wanted and len(shape) in (3, 4):
        new = ".permute(0, 3, 1, 2)" if len(shape) == 4 else ".permute(2, 0, 1)"
    elif kind == "Conv1d" and shape[-1] == wanted:
        new = ".transpose(-2, -1)"
    elif kind == "Conv2d" and len(shape) == 3 and wanted == 1:
        new = ".unsqueeze(1)"
    name = name_of(misfit.left.tensor, places) if new else ""
    return _renamed(places, name, name + new) if name else None


def _of_module(misfit: Misfit, places: list[Place]) -> Change | None:
    """A module for inputs of another size, or one that wants all numbers of a sample in a row."""
    kind = type(misfit.module).__name__
    came, wanted = misfit.left.shape[misfit.left.wrong[0]], misfit.right.shape[misfit.right.wrong[0]]
    if kind not in _ARGUMENTS:
        return None
    arguments = _ARGUMENTS[kind]
    names = {**places[0].frame.f_globals, **places[-1].names}
    call = Written(kind, (wanted, *(getattr(misfit.module, each) for each in arguments[1:])), names)
    if kind == "Linear" and len(misfit.left.shape) > 2:
        if math.prod(misfit.left.shape[1:]) == wanted:
            return insert_before(call, "Flatten(), ")
        if len(misfit.left.shape) > 3:  # an image; which number is wanted is seen once it is flat
            return None
    if len(misfit.left.shape) == 1 and came > wanted and came % wanted == 0:  # many samples in a row
        return None
    return change_argument(call, arguments[0], str(came))


def _transposed(misfit: Misfit, places: list[Place]) -> Change | None:
    left, right = misfit.left.shape, misfit.right.shape
    second = name_of(misfit.right.tensor, places)
    if len(right) < 2 or not second:
        return None
    if misfit.right.suffix:  # F.linear transposes
        return _renamed(places, second, f"{second}.T") if left[-1] == right[-1] else None
    if left[-1] == right[-1] and left[:-2] == right[:-2]:
        return _renamed(places, second, f"{second}.T" if len(right) == 2 else f"{second}.transpose(-2, -1)")
    return None


def _of_target(misfit: Misfit, places: list[Place]) -> Change | None:
    left, right = misfit.left.shape, misfit.right.shape
    name = name_of(misfit.right.tensor, places)
    if not name or left != (*right, 1):
        return None
    return _renamed(places, name, f"{name}.unsqueeze({len(right)})")


def _along_another(misfit: Misfit, places: list[Place]) -> Change | None:
    """Tensors that differ in one dimension only are joined along that one."""
    left, right = misfit.left.shape, misfit.right.shape
    differ = [at for at in range(min(len(left), len(right))) if left[at] != right[at]]
    if len(left) != len(right) or len(differ) != 1:
        return None
    [at] = differ

    def along(call: ast.Call) -> tuple[ast.AST, str] | None:
        given = next((each for each in call.keywords if each.arg in ("dim", "axis")), None)
        if given is not None:
            return given, f"{given.arg}={at}"
        return (call.args[1], str(at)) if len(call.args) > 1 else None

    return change_in_call(places[-1], along)


def _widened(misfit: Misfit, places: list[Place]) -> Change | None:
    """A reduced tensor that has lost a dimension, where there is one place for it."""
    left, right = misfit.left, misfit.right
    long, short = (left, right) if len(left.shape) > len(right.shape) else (right, left)
    name = name_of(short.tensor, places)
    if len(long.shape) != len(short.shape) + 1 or not name:
        return None
    fitting = [
        at
        for at in range(1, len(short.shape) + 1)
        if (*short.shape[:at], 1, *short.shape[at:]) == (*long.shape[:at], 1, *long.shape[at + 1 :])
    ]
    return _renamed(places, name, f"{name}.unsqueeze({fitting[0]})") if len(fitting) == 1 else None


def _any_count(misfit: Misfit, places: list[Place]) -> Change | None:
    """Another batch size: the first number is left to PyTorch."""
    count, asked = math.prod(misfit.left.shape), misfit.right.shape
    if len(asked) < 2 or -1 in asked or count % math.prod(asked[1:]):
        return None

    def first(call: ast.Call) -> tuple[ast.AST, str] | None:
        args = (
            call.args[0].elts if call.args and isinstance(call.args[0], (ast.Tuple, ast.List)) else call.args
        )
        return (args[-len(asked)], "-1") if len(args) >= len(asked) else None

    return change_in_call(places[-1], first)


def _renamed(places: list[Place], name: str, new: str) -> Change | None:
    """In the innermost line that names it."""
    found = (change_name(place, name, new) for place in reversed(places) if name in place.names)
    return next((change for change in found if change), None)
