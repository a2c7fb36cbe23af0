"""Anomaly detection: the operation whose gradient fails or becomes nan."""

from __future__ import annotations

import sys
import warnings

from .._core.graph import Node
from .._core.origins import Induced, origins
from .._core.tensor_base import Mode


def nan_error(node: Node, place: int, shape: tuple[int, ...]) -> RuntimeError:
    """The error for a gradient that is nan."""
    return RuntimeError(
        f"Function '{node.name()}' returned nan values in its {place}th output, the gradient of an input of "
        f"shape {list(shape)}. The cause is what the operation was given: 0 in a logarithm, a root or a "
        "divisor, or inf or nan"
    )


def warn_of(node: Node) -> None:
    """Warn that the gradient of `node` failed, and say where it was made."""
    head, cause = f"Error detected in {node.name()}. ", "caused the error"
    one: Node | None = node
    while one is not None:
        origin = origins.get(one)
        text = head + (
            "No forward pass information available. Enable detect anomaly during forward pass for more "
            "information."
            if origin is None
            else f"Traceback of forward call that {cause}:\n{origin}"
        )
        try:
            warnings.warn(text, stacklevel=7)
        except Warning:  # the error itself is what is to be raised
            print(text, file=sys.stderr)
        one = Induced.parents.get(one)
        if one is not None:
            head, cause = (
                f"Previous calculation was induced by {one.name()}. ",
                "induced the previous calculation",
            )


class set_detect_anomaly:
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


class detect_anomaly:
    """Stop with a RuntimeError at the operation whose gradient becomes nan, within a block. See
    `set_detect_anomaly`.

    >>> x = torch.zeros(1, requires_grad=True)
    >>> try:
    ...     with torch.autograd.set_detect_anomaly(True):
    ...         (x.sqrt() * 0).backward()
    ... except RuntimeError as error:
    ...     print(str(error).partition(",")[0])
    Function 'SqrtBackward0' returned nan values in its 0th output
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


def is_anomaly_enabled() -> bool:
    """Whether anomaly detection is on.

    >>> torch.is_anomaly_enabled()
    False
    """
    return Mode.anomaly


def is_anomaly_check_nan_enabled() -> bool:
    """Whether anomaly detection looks for nan.

    >>> torch.is_anomaly_check_nan_enabled()
    True
    """
    return Mode.check_nan or not Mode.anomaly


def set_anomaly_enabled(enabled: bool, check_nan: bool = True) -> None:
    """Switch anomaly detection on or off. See `torch.autograd.set_detect_anomaly`.

    >>> torch.set_anomaly_enabled(False)
    """
    Mode.anomaly, Mode.check_nan = enabled, enabled and check_nan
