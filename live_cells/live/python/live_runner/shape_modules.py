"""What does not fit in a call of a module."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .shape_changes import Misfit, Side

Shape = tuple[int, ...]


def of_module(module: Any, names: dict[str, Any], library: Any) -> Misfit | None:
    given = names.get("input")
    args = names.get("args", ())
    if given is None and args:
        given = args[0]
    if not isinstance(given, library.Tensor):
        return None
    shape = tuple(given.shape)
    nn = library.nn
    if isinstance(module, nn.Linear):
        return product(given, shape, (module.in_features, module.out_features), module=module)
    if isinstance(module, (nn.Conv1d, nn.Conv2d, nn.ConvTranspose2d)):
        return _channels(module, given, shape)
    if isinstance(module, (nn.RNN, nn.LSTM, nn.GRU)):
        return _wanted(module, given, ("N", "L", module.input_size)[-len(shape) :])
    if isinstance(module, (nn.RNNCell, nn.LSTMCell, nn.GRUCell)):
        return _wanted(module, given, ("N", module.input_size)[-len(shape) :])
    if isinstance(module, nn.GroupNorm) and len(shape) > 1:
        return _wanted(module, given, ("N", module.num_channels, "H", "W")[: len(shape)])
    if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)) and len(shape) > 1:
        return _wanted(module, given, ("N", module.num_features, "H", "W")[: len(shape)])
    if isinstance(module, nn.LayerNorm):
        return _wanted(module, given, ("…", *module.normalized_shape))
    if isinstance(module, nn.modules.loss._Loss) and len(args) == 2 and isinstance(args[1], library.Tensor):
        return loss(given, args[1], module)
    return None


def product(
    left: Any, shape: Shape, right: Shape, *, weight: Any = None, module: Any = None
) -> Misfit | None:
    """A product of matrices, or of one and a vector."""
    inner = len(right) - 2 if len(right) > 1 else 0
    if not shape or not right or shape[-1] == right[inner]:
        return None
    role = "weight" if module is not None else "right"
    return Misfit(
        "product",
        Side("input" if module is not None else "left", shape, (len(shape) - 1,), left),
        Side(role, right, (inner,), weight),
        module,
    )


def _channels(module: Any, given: Any, shape: Shape) -> Misfit | None:
    form = ("H", "W") if isinstance(module.kernel_size, tuple) and len(module.kernel_size) == 2 else ("L",)
    if len(shape) not in (len(form) + 1, len(form) + 2):
        return None
    at = len(shape) - len(form) - 1
    if shape[at] == module.in_channels:
        return None
    wanted = ("N",) * at + (module.in_channels, *form)
    return Misfit("channels", Side("input", shape, (at,), given), Side("wanted", wanted, (at,), None), module)


def _wanted(module: Any, given: Any, form: Sequence[int | str]) -> Misfit | None:
    """A module that wants a number of its own in some dimension."""
    shape = tuple(given.shape)
    fixed = [at for at, size in enumerate(form) if isinstance(size, int)]
    behind = len(shape) - len(form)  # "…" stands for any dimensions
    wrong = [at for at in fixed if not 0 <= at + behind < len(shape) or shape[at + behind] != form[at]]
    if not wrong:
        return None
    there = tuple(at + behind for at in wrong if 0 <= at + behind < len(shape))
    return Misfit(
        "features",
        Side("input", shape, there, given),
        Side("wanted", tuple(form), tuple(wrong), None),
        module,
    )


def loss(output: Any, target: Any, module: Any = None, classes: bool = False) -> Misfit | None:
    left, right = tuple(output.shape), tuple(target.shape)
    if is_classes := classes or _takes_classes(module, target):
        wanted = (left[0], *left[2:]) if len(left) > 1 else ()
        if right == wanted or not left or not right or left[0] == right[0]:
            return None
        wrong: tuple[tuple[int, ...], tuple[int, ...]] = ((0,), (0,))
    elif left == right:
        return None
    else:
        wrong = unlike(left, right)
    how = "classes" if is_classes else "loss"
    return Misfit(
        how, Side("prediction", left, wrong[0], output), Side("target", right, wrong[1], target), module
    )


def _takes_classes(module: Any, target: Any) -> bool:
    return type(module).__name__ in ("CrossEntropyLoss", "NLLLoss") and not target.is_floating_point()


def unlike(left: Shape, right: Shape) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The dimensions, from the first, in which two shapes differ or that only one has."""
    both = range(min(len(left), len(right)))
    differ = [at for at in both if left[at] != right[at]]
    return (*differ, *range(len(right), len(left))), (*differ, *range(len(left), len(right)))
