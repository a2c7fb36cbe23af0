"""The picture of a surface: a loss of two weights, and the paths that optimizers take on it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import nn

from .looking import unnoticed
from .numbers import Data, exact
from .picture import Picture
from .polynomials import terms_of

COLUMNS, ROWS = 61, 41
MOST_STEPS = 500
MOST_PATHS = 6
FAR = 100
"""A path has diverged when it is so many widths of the window away from it."""
LEVELS = 10
"""About so many contour lines."""
MOST_BELOW = 0.4
"""Where even steps leave so much of the window below the lowest line, each line is a multiple of the last."""

Height = Callable[[Any, Any], Any]
Window = tuple[float, float]


def surface(
    height: Height,
    optimizers: Mapping[str, Callable[[list[Any]], Any]],
    start: Sequence[float],
    *,
    steps: int = 50,
    x: Window = (-5, 5),
    y: Window = (-2, 2),
    lowest: Sequence[Sequence[float]] = (),
) -> Picture:
    """Picture a loss of two weights, and walk on it with optimizers. Nothing of yours changes.

    Args:
        height: takes both weights as tensors of one shape, and gives the loss at each place. Of two weights
            of a model, ``loss_of`` makes it.
        optimizers: by name, a function that makes an optimizer of a list of parameters, such as
            ``lambda w: torch.optim.SGD(w, lr=0.1)``.
        start: both weights before the first step.
        steps: how many each optimizer takes.
        x: the range of the first weight that is shown.
        y: the range of the second.
        lowest: the places of the minima, if they are known.
    """
    window = _window("x", x), _window("y", y)
    first = _place("start", start)
    if not 1 <= steps <= MOST_STEPS:
        raise ValueError(f"surface() takes 1 to {MOST_STEPS} steps, and got steps={steps}")
    if not 1 <= len(optimizers) <= MOST_PATHS:
        raise ValueError(f"surface() takes 1 to {MOST_PATHS} optimizers, and got {len(optimizers)}")
    with unnoticed(nn.Sequential()):
        heights = _heights(height, *window)
        paths = [
            {"name": str(name)} | _walked(height, make, first, steps, window)
            for name, make in optimizers.items()
        ]
        terms = terms_of(height, *window)
    data: Data = {
        **{"kind": "surface", "version": 1, "x": list(window[0]), "y": list(window[1])},
        "heights": [[exact(value) for value in row] for row in heights],
        "levels": _levels([value for row in heights for value in row]),
        **({} if terms is None else {"terms": terms}),
        **{"steps": steps, "paths": paths, "lowest": [list(_place("lowest", one)) for one in lowest]},
    }
    return Picture(data)


def _window(name: str, found: Window) -> Window:
    low, high = map(float, found)
    if not (math.isfinite(high - low) and low < high):
        raise ValueError(f"surface() needs {name}=(low, high) with low < high, and got {name}={found}")
    return low, high


def _place(name: str, found: Sequence[float]) -> tuple[float, float]:
    numbers = [float(number) for number in found]
    if len(numbers) != 2 or not all(map(math.isfinite, numbers)):
        raise ValueError(f"surface() needs two finite numbers for {name}, and got {list(found)}")
    return numbers[0], numbers[1]


def _heights(height: Height, x: Window, y: Window) -> list[list[float]]:
    """The loss on a grid over the window, from the lowest second weight up."""
    a, b = torch.meshgrid(torch.linspace(*x, COLUMNS), torch.linspace(*y, ROWS), indexing="xy")
    found = height(a, b)
    if not isinstance(found, torch.Tensor) or found.shape not in (a.shape, ()):
        came = list(found.shape) if isinstance(found, torch.Tensor) else type(found).__name__
        raise ValueError(
            f"height(a, b) has to give one number for each place: for two tensors of the shape "
            f"{list(a.shape)}, it gave {came}"
        )
    rows: list[list[float]] = found.detach().float().expand(a.shape).tolist()
    return rows


def _levels(values: Sequence[float]) -> list[Any]:
    """Round heights for contour lines, with equal steps between them; of a steep bowl 1, 2, 5, 10, 20, …"""
    ordered = sorted(value for value in values if math.isfinite(value))
    if not ordered or ordered[0] == ordered[-1]:
        return []
    low, high = ordered[0], ordered[int(0.95 * len(ordered))]
    found = _even(low, high if high > low else ordered[-1])
    if low >= 0 and sum(value < found[0] for value in ordered) > MOST_BELOW * len(ordered):
        tenth = ordered[len(ordered) // 10]
        found = _multiples(max(tenth, ordered[-1] / 1e4), ordered[-1])
    return [exact(level) for level in found if low < level < ordered[-1]]


def _even(low: float, high: float) -> list[float]:
    rough = (high - low) / LEVELS
    power = math.floor(math.log10(rough))
    factor = next(factor for factor in (1, 2, 5, 10) if factor * 10**power >= rough * 0.999)
    first, last = (math.floor(end / (factor * 10.0**power)) for end in (low, high))
    return [_times(number * factor, power) for number in range(first + 1, last + 1)]


def _multiples(low: float, high: float) -> list[float]:
    powers = range(math.floor(math.log10(low)), math.floor(math.log10(high)) + 1)
    found = [_times(factor, power) for power in powers for factor in (1, 2, 5)]
    return [level for level in found if level >= low]


def _times(number: int, power: int) -> float:
    """A number of few digits, without what rounding would add to them."""
    return float(f"{number}e{power}")


def _walked(
    height: Height,
    make: Callable[[list[Any]], Any],
    start: Sequence[float],
    steps: int,
    window: Sequence[Any],
) -> Data:
    """The path of one optimizer: where it was before each step and after the last, and the loss there."""
    w = torch.tensor(start, dtype=torch.float32, requires_grad=True)
    optimizer = make([w])
    if not hasattr(optimizer, "step") or not hasattr(optimizer, "param_groups"):
        raise TypeError(
            f"each of the optimizers has to be a function that makes one, and got {type(optimizer).__name__}"
        )
    about = {"kind": _kind(optimizer), "settings": _settings(optimizer)}
    points, heights, gradients = [], [], []
    is_far = False
    for step in range(steps + 1):
        optimizer.zero_grad()
        loss = height(w[0], w[1])
        if loss.requires_grad:
            loss.backward()
        points.append(w.tolist())
        heights.append(loss.item())
        gradients.append([0.0, 0.0] if w.grad is None else w.grad.tolist())
        is_far = any(
            not abs(number - (low + high) / 2) <= FAR * (high - low)
            for number, (low, high) in zip(points[-1], window, strict=True)
        )
        if is_far or step == steps:
            break
        optimizer.step()
    return {
        "optimizer": about,
        "points": [[exact(number) for number in point] for point in points],
        "heights": [exact(number) for number in heights],
        "gradients": [[exact(number) for number in gradient] for gradient in gradients],
        "diverged": is_far,
    }


def _kind(optimizer: Any) -> str:
    own = type(optimizer)
    return own.__name__ if getattr(torch.optim, own.__name__, None) is own else f"__main__.{own.__name__}"


def _settings(optimizer: Any) -> Data:
    """The options of the optimizer: numbers, booleans, and pairs of numbers."""
    found: Data = {}
    for name, value in optimizer.param_groups[0].items():
        if isinstance(value, torch.Tensor) and value.numel() == 1:
            value = value.item()
        if isinstance(value, bool | int | float):
            found[name] = value if isinstance(value, bool) else exact(value)
        elif isinstance(value, tuple) and all(isinstance(one, int | float) for one in value):
            found[name] = [exact(one) for one in value]
    return found
