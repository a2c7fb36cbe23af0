"""The older names of what `torch.amp` has for GPUs. Source: PyTorch, `torch.cuda.amp`."""

from __future__ import annotations

import warnings
from typing import Any

from .. import amp
from .._core.dtypes import dtype, float16

OLD = "`torch.cuda.amp.{0}(args...)` is deprecated. Please use `torch.amp.{0}('cuda', args...)` instead."


class autocast(amp.autocast):
    """`torch.amp.autocast("cuda")`, with PyTorch's FutureWarning.

    >>> issubclass(torch.cuda.amp.autocast, torch.autocast)
    True
    """

    def __init__(self, enabled: bool = True, dtype: dtype = float16, cache_enabled: bool = True) -> None:
        warnings.warn(OLD.format("autocast"), FutureWarning, stacklevel=2)
        super().__init__("cuda", dtype, enabled, cache_enabled)


class GradScaler(amp.GradScaler):
    """`torch.amp.GradScaler("cuda")`, with PyTorch's FutureWarning.

    >>> issubclass(torch.cuda.amp.GradScaler, torch.amp.GradScaler)
    True
    """

    def __init__(
        self,
        init_scale: float = 2.0**16,
        growth_factor: float = 2.0,
        backoff_factor: float = 0.5,
        growth_interval: int = 2000,
        enabled: bool = True,
    ) -> None:
        warnings.warn(OLD.format("GradScaler"), FutureWarning, stacklevel=2)
        super().__init__("cuda", enabled=enabled)


def __getattr__(name: str) -> Any:
    return getattr(amp, name)
