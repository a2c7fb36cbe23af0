"""How the elements of a tensor lie in memory, as far as there is a choice: `torch.strided` alone, and
the order of the dimensions."""

from __future__ import annotations

from typing import Any


class layout:
    """The kind of memory: there is only `torch.strided`.

    >>> torch.ones(1).layout
    torch.strided
    """

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"torch.{self.name}"


class memory_format:
    """The order of the dimensions in memory.

    >>> torch.contiguous_format
    torch.contiguous_format
    """

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"torch.{self.name}"


strided = layout("strided")
contiguous_format = memory_format("contiguous_format")
preserve_format = memory_format("preserve_format")
channels_last = memory_format("channels_last")


def check_layout(wanted: Any, pin_memory: Any) -> None:
    """Raise unless the layout is the one there is, and memory is not to be pinned."""
    if wanted not in (None, strided):
        raise NotImplementedError(
            f"layout={wanted} is not covered by seqlite; the nearest that works: dense tensors"
        )
    if pin_memory:
        raise RuntimeError(
            "pin_memory=True requires a CUDA or other accelerator backend; no pinned memory allocator is "
            "available on this system: leave it out"
        )
