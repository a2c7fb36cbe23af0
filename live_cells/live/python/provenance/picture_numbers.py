"""Which number of a picture is which element of which tensor: its description keeps the numbers' origins."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

from .picture_sums import sum_of_channel
from .places import PICTURES
from .printed import Printed
from .python_numbers import origin_of, plain, traced
from .steps import Origin

SUMS = "sums"
"""What of a convolution over several channels each of them adds, which only the page knows."""
WRITING = "exact", "as_float32"
"""Functions of the package that write a number in another way: it stays the same number."""


class Pictures:
    """The descriptions of the pictures that a run has shown.

    Args:
        printed: hears nothing of the texts that stand in for pictures.
    """

    def __init__(self, printed: Printed) -> None:
        self._printed = printed
        self.shown: list[Any] = []

    def origin(self, number: int, count: int, path: Sequence[str | int]) -> tuple[Origin | None, float]:
        """A number of the last run's pictures, and its value.

        Args:
            count: how many pictures that run has shown.
            path: where it is in the description, or `sums`, a channel and a place of the output.
        """
        found: Any = self.shown[len(self.shown) - count + number]
        if path[0] == SUMS:
            total = sum_of_channel(found, *map(int, path[1:]))
            return total, total.value
        for key in path:
            found = found[key]
        return origin_of(found), float(plain(found))

    def replacements(self) -> list[tuple[Any, str, Any]]:
        """What takes another's place while cells run: home, name and the new one."""
        with suppress(ImportError):
            import_module(f"{PICTURES}.picture")
        if f"{PICTURES}.picture" not in sys.modules:
            return []
        picture, numbers = sys.modules[f"{PICTURES}.picture"].Picture, sys.modules[f"{PICTURES}.numbers"]
        describe = picture._repr_picture_

        def described(self_: Any) -> Any:
            self.shown.append(self_.data)
            with self._printed.silent():
                return describe(self_)

        modules = [module for name, module in [*sys.modules.items()] if name.startswith(f"{PICTURES}.")]
        return [
            (picture, "_repr_picture_", described),
            *(
                (module, name, _keeping(getattr(numbers, name)))
                for name in WRITING
                for module in modules
                if vars(module).get(name) is getattr(numbers, name)
            ),
        ]


def _keeping(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The function, whose result knows the origin of its argument."""

    def keeping(value: Any) -> Any:
        origin, found = origin_of(value), function(plain(value))
        return found if origin is None or isinstance(found, str) else traced(found, origin)

    return keeping
