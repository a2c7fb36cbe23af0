"""A search for the operation whose gradient becomes nan."""

from __future__ import annotations

import warnings

from .._core.graph import Mode
from .grad_mode import Context


class set_detect_anomaly(Context):
    """Stop with a RuntimeError at the operation whose gradient becomes nan: from now on, or within `with`.

    >>> x = torch.ones(1, requires_grad=True)
    >>> with torch.autograd.set_detect_anomaly(True):
    ...     (x * 2).backward()
    >>> x.grad
    tensor([2.])
    """

    def __init__(self, mode: bool = True, check_nan: bool = True) -> None:
        self.before = Mode.anomaly
        Mode.anomaly = mode and check_nan

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        Mode.anomaly = self.before


class detect_anomaly(Context):
    """`set_detect_anomaly` for a block.

    >>> x = torch.ones(1, requires_grad=True)
    >>> with torch.autograd.set_detect_anomaly(True):
    ...     (x * 2).backward()
    >>> x.grad
    tensor([2.])
    """

    def __init__(self, check_nan: bool = True) -> None:
        self.check_nan = check_nan
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should only be "
            "enabled for debugging.",
            stacklevel=2,
        )

    def __enter__(self) -> None:
        self.before = Mode.anomaly
        Mode.anomaly = self.check_nan

    def __exit__(self, *error: object) -> None:
        Mode.anomaly = self.before
