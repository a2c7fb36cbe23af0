"""Decorators of upstream's tests that say where they apply and how exact a result must be."""

from __future__ import annotations

import functools
import inspect
from typing import Any, NamedTuple

from .dtypes import is_known


class DecorateInfo:
    """Decorators for those tests to which all that is said applies."""

    def __init__(
        self,
        decorators: Any,
        cls_name: str | None = None,
        test_name: str | None = None,
        *,
        device_type: str | None = None,
        dtypes: Any = None,
        active_if: Any = True,
    ) -> None:
        self.decorators = list(decorators) if isinstance(decorators, tuple | list) else [decorators]
        self.place = (cls_name, test_name, device_type)
        self.dtypes, self.active_if = dtypes, active_if

    def is_active(self, cls_name: str, test_name: str, device_type: str, dtype: Any, arguments: Any) -> bool:
        here = zip(self.place, (cls_name, test_name, device_type), strict=True)
        applies = all(mine in (None, given) for mine, given in here)
        if not applies or (self.dtypes is not None and dtype not in self.dtypes):
            return False
        return bool(self.active_if(arguments) if callable(self.active_if) else self.active_if)


class tol(NamedTuple):
    """How far a test's results may be off."""

    atol: float
    rtol: float


def tolerance_override(overrides: Any) -> Any:
    """`@toleranceOverride({torch.float32: tol(atol=1e-3, rtol=0)})`; `@precisionOverride`: `atol` alone."""

    def decorate(test: Any) -> Any:
        if inspect.isclass(test):
            return test

        @functools.wraps(test)
        def method(self: Any, *args: Any, **kwargs: Any) -> Any:
            dtype = kwargs.get("dtype")
            given = overrides.get(dtype, (0.0, 0.0)) if is_known(dtype) else (0.0, 0.0)
            atol, rtol = given if isinstance(given, tuple) else (given, 0.0)
            before = self.precision, self.rel_tol
            self.precision, self.rel_tol = max(before[0], atol), max(before[1], rtol)
            try:
                return test(self, *args, **kwargs)
            finally:
                self.precision, self.rel_tol = before

        return method

    return decorate
