"""A ``time.sleep`` that shows what was printed before it, and that Stop can end."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable

_plain_sleep = time.sleep


def install(wait: Callable[[float], bool] | None = None) -> None:
    """Put it in the place of ``time.sleep``.

    Args:
        wait: waits so many seconds and returns whether an interrupt came before; ``None`` where nothing can
            come in before the time is over.
    """

    def sleep(seconds: float, /) -> None:
        sys.stdout.flush()
        if wait is None or not _is_span(seconds):
            _plain_sleep(seconds)  # which raises for a negative or nonsensical time
        elif wait(float(seconds)):
            raise KeyboardInterrupt

    sleep.__doc__ = _plain_sleep.__doc__
    time.sleep = sleep  # type: ignore[assignment]


def _is_span(seconds: object) -> bool:
    try:
        return 0 < float(seconds) < math.inf  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
