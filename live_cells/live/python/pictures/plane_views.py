"""What a model of one or two numbers gives for all of them: a curve, or a plane."""

from __future__ import annotations

import base64
import struct
from typing import Any

import torch
from torch import nn

from .numbers import Data
from .targets import Targets, shares_of

MOST_POINTS = 200
PLACES = 101
"""Places along a curve."""
COLUMNS, ROWS = 28, 21
"""Places across a plane, and up."""
MOST_CORNERS = 40
CONFIDENCES = 15
"""Steps from a share that all classes have to all of it."""


class CurveView:
    """One number in, one number out."""

    def __init__(self, model: Any, x: Any, targets: Targets) -> None:
        self._shape = (-1, *x.shape[1:])
        self._x = x.reshape(-1)
        self._y = targets.labels.to(x.dtype) if targets.are_classes else targets.values.to(x.dtype)
        self._window = _window(self._x, 0.04)
        low, high = _window(self._y, 0.3)
        self._heights = low, high
        self._reach = low - (high - low), high + (high - low)
        line = torch.linspace(*self._window, PLACES, dtype=x.dtype, device=x.device)
        self._places = line.reshape(self._shape)
        self._linear = _with_corners(model, self._shape, x)

    def look(self, model: Any, output: Any, right: Any) -> tuple[bytes, list[list[float]]]:
        del output, right
        return self._packed(model(self._places.clone()).reshape(-1)), self._corners(model)

    def _packed(self, values: Any) -> bytes:
        low, high = self._reach
        shares = ((values.double() - low) / (high - low)).clamp(0, 1) * 65534
        whole = [65535 if share != share else round(share) for share in shares.tolist()]
        return struct.pack(f"<{len(whole)}H", *whole)

    def _corners(self, model: Any) -> list[list[float]]:
        """Where units of the first layer change from zero to more, and how high the curve is there."""
        if self._linear is None:
            return []
        places = corners_of(model.get_submodule(self._linear))
        low, high = self._window
        places = places[(places > low) & (places < high)]
        if not len(places):
            return []
        heights = model(places.reshape(self._shape)).reshape(-1)
        return [[_brief(a), _brief(b)] for a, b in zip(places.tolist(), heights.tolist(), strict=True)]

    def weight(self, seen: tuple[bytes, list[list[float]]]) -> int:
        return len(seen[0]) + 16 * len(seen[1])

    def described(self, seen: list[tuple[bytes, list[list[float]]]]) -> Data:
        points = torch.stack([self._x, self._y], dim=1)[_spread(len(self._x))]
        curve: Data = {
            "x": list(self._window),
            "y": list(self._heights),
            "reach": list(self._reach),
            "places": PLACES,
            "values": _text(values for values, _ in seen),
            "points": _rounded(points),
        }
        if self._linear is not None:
            curve["corners"] = [corners for _, corners in seen]
        return {"curve": curve}


def corners_of(linear: Any) -> Any:
    """Where the units of a layer with one input are zero."""
    return (-linear.bias / linear.weight[:, 0]).detach()


def _with_corners(model: Any, shape: Any, x: Any) -> str | None:
    """The name of the first layer, if the model is straight between the places where its units are zero."""
    found = next(((name, one) for name, one in model.named_modules() if isinstance(one, nn.Linear)), None)
    if found is None or found[1].in_features != 1 or found[1].bias is None or x.dim() < 2:
        return None
    name, linear = found
    if not 1 <= linear.out_features <= MOST_CORNERS:
        return None
    with torch.no_grad():
        places = corners_of(linear).sort().values
        places = torch.cat([places[:1] - 2, places[:1] - 1, places, places[-1:] + 1, places[-1:] + 2])
        middles = (places[:-1] + places[1:]) / 2
        heights, between = (model(some.reshape(shape)).reshape(-1) for some in (places, middles))
        if not bool(heights.isfinite().all()):
            return None
        small = 1e-4 * max(float(heights.abs().max().item()), 1e-3)
        straight = (between - (heights[:-1] + heights[1:]) / 2).abs().max().item() < small
        slopes = (heights[1:] - heights[:-1]) / (places[1:] - places[:-1])
        slopes = slopes[slopes.isfinite()]
        bends = bool((slopes.max() - slopes.min()).item() > 1e-4 * max(slopes.abs().max().item(), 1e-6))
    return name if straight and bends else None


class PlaneView:
    """Two numbers in: what the model says everywhere on their plane."""

    def __init__(self, x: Any, targets: Targets) -> None:
        self._x = x
        self._targets = targets
        self._window = _plane_window(x)
        (left, right), (below, above) = self._window
        across = torch.linspace(left, right, COLUMNS, dtype=x.dtype, device=x.device)
        up = torch.linspace(above, below, ROWS, dtype=x.dtype, device=x.device)
        self._places = torch.stack(
            [across.repeat(ROWS), up.repeat_interleave(COLUMNS)], dim=1
        )  # rows from the highest down
        self._shown = _spread(len(x))

    @property
    def is_signed(self) -> bool:
        return self._targets.is_single or len(self._targets.names) == 2

    @property
    def _says(self) -> str:
        """What a byte of the plane is: a lean to one of two classes, a value, or a class and how surely."""
        if not self.is_signed:
            return "class"
        return "sign" if self._targets.are_classes else "value"

    def look(self, model: Any, output: Any, right: Any) -> tuple[bytes, bytes]:
        del output
        found = model(self._places.clone())
        plane = _signed(self._targets.leaning(found)) if self.is_signed else _chosen(shares_of(found))
        if not self._targets.are_classes:
            return plane, b""
        wrong = (~right & (self._targets.labels >= 0))[self._shown].tolist()
        return plane, _bits(wrong)

    def weight(self, seen: tuple[bytes, bytes]) -> int:
        return len(seen[0]) + len(seen[1])

    def described(self, seen: list[tuple[bytes, bytes]]) -> Data:
        targets = self._targets
        wanted = targets.labels if targets.are_classes else targets.values
        places = _rounded(self._x[self._shown])
        marks = [_brief(value) for value in wanted[self._shown].tolist()]
        plane: Data = {
            "x": list(self._window[0]),
            "y": list(self._window[1]),
            "size": [ROWS, COLUMNS],
            "says": self._says,
            "values": _text(values for values, _ in seen),
            "points": [[*place, mark] for place, mark in zip(places, marks, strict=True)],
        }
        if targets.are_classes:
            plane["wrong"] = _text(bits for _, bits in seen)
        else:
            plane["largest"] = float(f"{targets.largest:.6g}")
        return {"plane": plane}


def _signed(shares: Any) -> bytes:
    """Numbers from -1 to 1, each as a byte."""
    return bytes(round((share + 1) * 127) if share == share else 127 for share in shares.tolist())


def _chosen(shares: Any) -> bytes:
    """The class that is chosen, and how surely, in a byte."""
    largest, chosen = shares.max(dim=1)
    least = 1 / shares.shape[1]
    sure = ((largest - least) / (1 - least)).clamp(0, 1).nan_to_num(0.0)
    return bytes(
        label * (CONFIDENCES + 1) + round(CONFIDENCES * share)
        for label, share in zip(chosen.tolist(), sure.tolist(), strict=True)
    )


def _bits(flags: list[bool]) -> bytes:
    """Eight flags in a byte, the first in its lowest bit."""
    return bytes(
        sum(flag << bit for bit, flag in enumerate(flags[start : start + 8]))
        for start in range(0, len(flags), 8)
    )


def _text(parts: Any) -> str:
    return base64.b64encode(b"".join(parts)).decode()


def _spread(count: int) -> list[int]:
    """The numbers of the samples that are drawn."""
    if count <= MOST_POINTS:
        return list(range(count))
    return [number * count // MOST_POINTS for number in range(MOST_POINTS)]


def _window(values: Any, free: float) -> tuple[float, float]:
    """From the lowest to the highest of them, with some room on both sides."""
    low, high = float(values.min().item()), float(values.max().item())
    if not high > low:
        low, high = low - 1, high + 1
    room = free * (high - low)
    return _brief(low - room), _brief(high + room)


def _plane_window(x: Any) -> tuple[tuple[float, float], tuple[float, float]]:
    """A window with both units of one length, unless one range is much longer than the other."""
    (left, right), (below, above) = _window(x[:, 0], 0.1), _window(x[:, 1], 0.1)
    wide, high = right - left, (above - below) * COLUMNS / ROWS
    if max(wide, high) < 4 * min(wide, high):
        more = max(wide, high)
        left, right = left - (more - wide) / 2, right + (more - wide) / 2
        grown = (more - high) * ROWS / COLUMNS / 2
        below, above = below - grown, above + grown
    return (_brief(left), _brief(right)), (_brief(below), _brief(above))


def _brief(value: float) -> float | int:
    """A number in four digits."""
    short = float(f"{value:.4g}")
    return int(short) if short == int(short) else short


def _rounded(rows: Any) -> list[list[float | int]]:
    return [[_brief(value) for value in row] for row in rows.tolist()]
