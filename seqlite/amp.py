"""Mixed precision: on the CPU with the roundings that it has in PyTorch, for GPUs without effect, as there is
none. Source: PyTorch, `torch.amp`."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import Any

from ._core import autocast as _casting
from ._core.absent import absent_attribute as _refuse
from ._core.dtypes import bfloat16, dtype, float16
from ._core.tensor_attributes import device


class autocast:
    """A `with` block, or a decorator, in which products and convolutions take and give bfloat16 (`dtype` may
    say float16), and losses float32. For "cuda", which is not there, it does nothing, with PyTorch's warning.

    >>> with torch.autocast("cpu"):
    ...     torch.ones(1, 2) @ torch.ones(2, 1)
    tensor([[2.]], dtype=torch.bfloat16)
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
        kind = dtype or (bfloat16 if self.device == "cpu" else float16)
        if enabled and self.device != "cpu":
            warnings.warn(f"{self.device.upper()} is not available. Disabling autocast.", stacklevel=2)
        elif enabled and kind not in (bfloat16, float16):
            warnings.warn(
                "In CPU autocast, but the target dtype is not supported. Disabling autocast.\n"
                "CPU Autocast only supports dtypes of torch.bfloat16, torch.float16 currently.",
                stacklevel=2,
            )
            enabled = False
        self._kind = kind if enabled else None
        self._outside: list[Any] = []

    def __enter__(self) -> autocast:
        self._outside.append(
            _casting.set_dtype(self._kind) if self.device == "cpu" else _casting.current_dtype()
        )
        return self

    def __exit__(self, *error: object) -> None:
        _casting.set_dtype(self._outside.pop())

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            with self:
                return function(*args, **kwargs)

        return run


def is_autocast_enabled(device_type: str = "cuda") -> bool:
    """Whether an `autocast` block for this device is open.

    >>> torch.is_autocast_enabled("cpu")
    False
    """
    return device(device_type).type == "cpu" and _casting.current_dtype() is not None


def get_autocast_dtype(device_type: str) -> dtype:
    """The type that `autocast` computes in on this device.

    >>> torch.get_autocast_dtype("cpu")
    torch.bfloat16
    """
    return float16 if device(device_type).type != "cpu" else _casting.current_dtype() or bfloat16


def is_autocast_available(device_type: str) -> bool:
    """Whether there can be an `autocast` block for this device.

    >>> torch.amp.is_autocast_available("cpu")
    True
    """
    return device(device_type).type == "cpu"


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
        """Return `outputs`."""
        return outputs

    def unscale_(self, optimizer: Any) -> None:
        """Do nothing: there is no scale."""

    def step(self, optimizer: Any, *args: Any, **kwargs: Any) -> Any:
        """Call `optimizer.step()`."""
        return optimizer.step(*args, **kwargs)

    def update(self, new_scale: Any = None) -> None:
        """Do nothing: there is no scale."""

    def get_scale(self) -> float:
        """Return 1."""
        return 1.0

    def is_enabled(self) -> bool:
        """Return False."""
        return False

    def state_dict(self) -> dict[str, Any]:
        """Return an empty dictionary."""
        return {}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Do nothing."""


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
__getattr__ = _refuse("torch.amp")
