"""What to say where memory does not suffice: PyTorch's error, and what to do."""

from __future__ import annotations

import math
from types import TracebackType
from typing import Any

TOO_BIG = (
    "array is too big",
    "Maximum allowed",
    "iterator is too large",
)  # how NumPy's ValueErrors for such sizes begin


def shortage(error: BaseException | None, size: int | None = None) -> RuntimeError | None:
    """PyTorch's error if `error` is NumPy's for memory that is not there, of which `size` bytes were wanted;
    None if it is another."""
    if not isinstance(error, MemoryError) and not str(error).startswith(TOO_BIG):
        return None
    shape, kind = getattr(error, "shape", None), getattr(error, "dtype", None)
    if size is None and shape is not None and kind is not None:
        size = math.prod(shape) * kind.itemsize
    what = f"you tried to allocate {size} bytes" if size is not None else "the result is too large"
    return RuntimeError(
        f"DefaultCPUAllocator: not enough memory: {what}. Make it smaller (fewer samples at a time, smaller "
        "layers, float32 for float64), or del what is no longer needed"
    )


class room:
    """`with room(shape, kind):` around what makes an array of this shape and NumPy type: RuntimeError where
    there is no room for it."""

    def __init__(self, shape: tuple[int, ...], kind: Any) -> None:
        self.shape, self.kind = shape, kind

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and issubclass(kind, (MemoryError, ValueError, OverflowError)):
            short = shortage(error, math.prod(self.shape) * self.kind.itemsize)
            if short is not None:
                raise short from None
