"""`torch.__version__`: the version of PyTorch that the answers come from, and seqlite's own behind a plus."""

from __future__ import annotations

import re
from typing import Any

PYTORCH, TORCHVISION = "2.13.0", "0.28.0"


class TorchVersion(str):
    """A version that also compares with texts and tuples number by number, as `packaging.version` does:
    "2.9" comes before "2.13". Source: PyTorch, `torch.torch_version`."""

    __slots__ = ()

    def _compared(self, other: Any) -> int | None:
        """-1, 0 or 1; None for what is no version."""
        text = ".".join(map(str, other)) if isinstance(other, (tuple, list)) else other
        if not isinstance(text, str) or not text[:1].isdigit():
            return None
        mine, its = key_of(self), key_of(text)
        return (mine > its) - (mine < its)

    def __lt__(self, other: Any) -> bool:
        found = self._compared(other)
        return str.__lt__(self, other) if found is None else found < 0

    def __le__(self, other: Any) -> bool:
        found = self._compared(other)
        return str.__le__(self, other) if found is None else found <= 0

    def __gt__(self, other: Any) -> bool:
        found = self._compared(other)
        return str.__gt__(self, other) if found is None else found > 0

    def __ge__(self, other: Any) -> bool:
        found = self._compared(other)
        return str.__ge__(self, other) if found is None else found >= 0


def key_of(version: str) -> tuple[tuple[int, ...], bool]:
    """What a version is ordered by: its numbers without zeros at the end, and whether there is a plus."""
    release, plus, _ = version.partition("+")
    numbers = [int(number) for number in re.findall(r"\d+", release)]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers), bool(plus)
