"""Mixed precision is for GPUs: a program that asks for it here computes in float32, as PyTorch does without a
GPU. Source: PyTorch, `torch.amp`."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import Any

from ._core.absent import refuse as _refuse
from ._core.dtypes import device, dtype


class autocast:
    """A `with` block, or a decorator, that does nothing: for "cuda", which is not there, with PyTorch's
    warning; for "cpu", where PyTorch would compute in bfloat16, NotImplementedError unless `enabled` is
    False.

    >>> with torch.autocast("cpu", enabled=False):
    ...     torch.ones(1) * 2
    tensor([2.])
    """

    def __init__(
        self,
        device_type: str,
        dtype: dtype | None = None,
        enabled: bool = True,
        cache_enabled: bool | None = None,
    ) -> None:
        if not isinstance(device_type, str):
            raise ValueError(f"Expected `device_type` of type `str`, got: `{type(device_type)}`")
        self.device = device(device_type).type
        if enabled and self.device == "cpu":
            raise NotImplementedError(
                "autocast('cpu') is not covered by seqlite, which computes in float32 throughout: leave it "
                "out, or pass enabled=False"
            )
        if enabled:
            warnings.warn(f"{self.device.upper()} is not available. Disabling autocast.", stacklevel=2)

    def __enter__(self) -> autocast:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            return function(*args, **kwargs)

        return run


class GradScaler:
    """Passes losses and steps on as they are, as PyTorch's does without a GPU, with its warning; for "cpu"
    NotImplementedError unless `enabled` is False.

    >>> scaler = torch.amp.GradScaler(enabled=False)
    >>> scaler.scale(torch.ones(1)), scaler.get_scale(), scaler.is_enabled()
    (tensor([1.]), 1.0, False)
    """

    def __init__(
        self,
        device: str = "cuda",
        init_scale: float = 2.0**16,
        growth_factor: float = 2.0,
        backoff_factor: float = 0.5,
        growth_interval: int = 2000,
        enabled: bool = True,
    ) -> None:
        if enabled and device == "cpu":
            raise NotImplementedError(
                "GradScaler('cpu') is not covered by seqlite, which computes in float32 and needs none: "
                "leave it out, or pass enabled=False"
            )
        if enabled:
            warnings.warn(
                "torch.cuda.amp.GradScaler is enabled, but CUDA is not available.  Disabling.", stacklevel=2
            )

    def scale(self, outputs: Any) -> Any:
        """`outputs`."""
        return outputs

    def unscale_(self, optimizer: Any) -> None:
        """Nothing to divide."""

    def step(self, optimizer: Any, *args: Any, **kwargs: Any) -> Any:
        """`optimizer.step()`."""
        return optimizer.step(*args, **kwargs)

    def update(self, new_scale: Any = None) -> None:
        """Nothing to adapt."""

    def get_scale(self) -> float:
        """1."""
        return 1.0

    def is_enabled(self) -> bool:
        """False."""
        return False

    def state_dict(self) -> dict[str, Any]:
        """Nothing to save."""
        return {}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Nothing to load."""


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
__getattr__ = _refuse("torch.amp")
