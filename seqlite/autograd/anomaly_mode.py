"""A search for the operation whose gradient fails or becomes nan."""

from __future__ import annotations

import sys
import warnings

from .._core.graph import Mode, Node, origins
from .grad_mode import Context


def warn_where_made(node: Node) -> None:
    """Warn that the gradient of `node` failed, and say where it was made."""
    origin = origins.get(node)
    text = f"Error detected in {node.name()}. " + (
        "No forward pass information available. Enable detect anomaly during forward pass for more "
        "information."
        if origin is None
        else f"Traceback of forward call that caused the error:\n{origin}"
    )
    try:
        warnings.warn(text, stacklevel=7)
    except Warning:  # the error itself is what is to be raised
        print(text, file=sys.stderr)


class set_detect_anomaly(Context):
    """Stop with a RuntimeError at the operation whose gradient becomes nan, from now on or within `with`, and
    warn where it was called. Without `check_nan`, only warn where an operation whose gradient fails was.

    >>> x = torch.ones(1, requires_grad=True)
    >>> with torch.autograd.set_detect_anomaly(True):
    ...     (x * 2).backward()
    >>> x.grad
    tensor([2.])
    """

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self.before = Mode.anomaly, Mode.check_nan
        Mode.anomaly, Mode.check_nan = mode, mode and check_nan

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        Mode.anomaly, Mode.check_nan = self.before


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
        self.before = Mode.anomaly, Mode.check_nan
        Mode.anomaly, Mode.check_nan = True, self.check_nan

    def __exit__(self, *error: object) -> None:
        Mode.anomaly, Mode.check_nan = self.before
