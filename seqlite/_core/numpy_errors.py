"""NumPy's warnings, which are off while a rule runs, and its memory errors, which become PyTorch's."""

from __future__ import annotations

import math
from functools import partial
from types import TracebackType
from typing import Any

import numpy as np

try:
    from numpy._core.umath import _extobj_contextvar, _make_extobj
except ImportError:  # a NumPy that keeps its settings elsewhere

    def suppress_fp_warnings() -> Any:
        """Warn of nothing from now on. What comes back is for `restore`."""
        return np.seterr(all="ignore")

    def restore(settings: Any) -> None:
        """Warn again as before."""
        np.seterr(**settings)

else:
    _QUIET = _make_extobj(all="ignore")

    suppress_fp_warnings = partial(_extobj_contextvar.set, _QUIET)
    restore = _extobj_contextvar.reset  # type: ignore[assignment]

TOO_BIG = (
    "array is too big",
    "Maximum allowed",
    "iterator is too large",
)  # how NumPy's ValueErrors for such sizes begin


def out_of_memory_error(error: BaseException | None, size: int | None = None) -> RuntimeError | None:
    """PyTorch's error for a lack of memory (of `size` bytes) that NumPy reported; None for other errors."""
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


class allocation:
    """`with allocation(shape, kind):` around the creation of an array turns a lack of memory into PyTorch's
    RuntimeError."""

    def __init__(self, shape: tuple[int, ...], kind: Any) -> None:
        self.shape, self.kind = shape, kind

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and issubclass(kind, (MemoryError, ValueError, OverflowError)):
            short = out_of_memory_error(error, math.prod(self.shape) * self.kind.itemsize)
            if short is not None:
                raise short from None
