"""Whether two values are equal as `torch.testing.assert_close` and upstream's `assertEqual` have it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from numbers import Number
from typing import Any

import numpy as np
import torch

TOLERANCES = {torch.float32: (1.3e-6, 1e-5), torch.float64: (1e-7, 1e-7)}  # relative, absolute
COARSE = (1.6e-2, 1e-5)  # of shorter floats


@dataclass(frozen=True)
class Rule:
    """How equal is equal: `rtol` and `atol` None mean those of the type, and not less than the floors."""

    rtol: float | None = None
    atol: float | None = None
    equal_nan: bool = True
    exact_dtype: bool = True
    rtol_floor: float = 0.0
    atol_floor: float = 0.0

    def tolerances(self, *dtypes: Any) -> tuple[float, float]:
        if self.rtol is not None or self.atol is not None:
            return self.rtol or 0.0, self.atol or 0.0
        pairs = [TOLERANCES.get(d, COARSE) for d in dtypes if d.is_floating_point or d.is_complex]
        relative, absolute = (max(column) for column in zip(*pairs, (0.0, 0.0), strict=True))
        return max(relative, self.rtol_floor), max(absolute, self.atol_floor)


def difference(x: Any, y: Any, rule: Rule, where: str = "") -> str | None:
    """What is different, in words, or None."""
    return next(differences(x, y, rule, where), None)


def differences(x: Any, y: Any, rule: Rule, where: str) -> Iterator[str]:
    if is_numeric(x) and is_numeric(y):
        yield from numeric(x, y, rule, where)
    elif isinstance(x, str | bytes) or isinstance(y, str | bytes):
        if x != y:
            yield f"{where}{x!r} != {y!r}"
    elif isinstance(x, Mapping) and isinstance(y, Mapping):
        if set(x) != set(y):
            yield f"{where}keys {list(x)} != {list(y)}"
            return
        for key in x:
            yield from differences(x[key], y[key], rule, f"{where}[{key!r}] ")
    elif isinstance(x, Sequence) and isinstance(y, Sequence):
        if len(x) != len(y):
            yield f"{where}lengths {len(x)} != {len(y)}"
            return
        for i, (a, b) in enumerate(zip(x, y, strict=True)):
            yield from differences(a, b, rule, f"{where}[{i}] ")
    elif not (x == y):  # noqa: SIM201 (not everything that has == has !=)
        yield f"{where}{x!r} != {y!r}"


def is_numeric(x: Any) -> bool:
    return isinstance(x, torch.Tensor | np.ndarray | np.generic | Number)


def numeric(x: Any, y: Any, rule: Rule, where: str) -> Iterator[str]:
    tensors = [v for v in (x, y) if isinstance(v, torch.Tensor)]
    if len(tensors) == 2:
        if rule.exact_dtype and x.dtype != y.dtype:
            yield f"{where}types {x.dtype} != {y.dtype}"
    elif any(isinstance(v, bool | np.bool_) for v in (x, y)) and not tensors:
        if bool(x == y) is False:
            yield f"{where}{x!r} != {y!r}"
        return
    a, b = values(x), values(y)
    if a.shape != b.shape and not (a.size == b.size == 1 and len(tensors) == 1):
        yield f"{where}shapes {tuple(a.shape)} != {tuple(b.shape)}"
        return
    if tensors:
        rtol, atol = rule.tolerances(*(t.dtype for t in tensors))
    elif all(isinstance(v, int) for v in (x, y)):
        rtol, atol = rule.rtol or 0.0, rule.atol or 0.0
    else:
        rtol, atol = dataclasses.replace(rule, atol_floor=max(rule.atol_floor, 1e-7)).tolerances(
            torch.float64
        )
    yield from unequal(a.reshape(-1), b.reshape(-1), rtol, atol, rule.equal_nan, where)


def unequal(a: Any, b: Any, rtol: float, atol: float, equal_nan: bool, where: str) -> Iterator[str]:
    with np.errstate(all="ignore"):
        if a.dtype.kind in "iub" and b.dtype.kind in "iub" and not (rtol or atol):
            wrong = a != b
        else:
            a, b = (v if v.dtype.kind == "c" else v.astype(np.float64) for v in (a, b))
            wrong = ~np.isclose(a, b, rtol=rtol, atol=atol, equal_nan=equal_nan)
    if wrong.any():
        i = int(wrong.argmax())
        yield f"{where}{int(wrong.sum())} of {a.size} differ, the first at {i}: {a[i]} != {b[i]}"


def values(x: Any) -> Any:
    """A number, an array or a tensor as an array. Lists, which every type has, take seconds for an image."""
    if not isinstance(x, torch.Tensor):
        return np.asarray(x)
    plain = x.detach()
    if plain.dtype in TOLERANCES:
        return plain.numpy()
    return np.asarray(plain.tolist() if plain.numel() else [], None).reshape(tuple(plain.shape))
