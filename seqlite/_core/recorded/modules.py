"""NumPy and the kernels as traced rules see them: with functions that record."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np

from .. import kernels
from ..operations import derived as torch
from ..operations.linalg_decompositions import solve as torch_solve
from ..operations.reductions import reduced_size
from ..operations.reductions_variance import deviations
from ..operations.special import erf_of, logistic
from ..tensor import Tensor
from .arrays import TracedArray, array_of, operand, traced


def _when_traced(function: Callable[..., Any], recorded: Callable[..., Any]) -> Callable[..., Any]:
    """`recorded` for traced arrays, `function` for others."""

    def call(*args: Any, **options: Any) -> Any:
        if any(isinstance(a, TracedArray) for a in args):
            return recorded(*args, **options)
        return function(*args, **options)

    return call


def _as_array(a: TracedArray, dtype: Any = None, **options: Any) -> Any:
    return a if dtype is None or dtype == a.dtype else a.astype(dtype)


def _matrix_product(a: Any, b: Any) -> TracedArray:
    return traced(operand(a) @ operand(b))


def _relu_backward(g: Any, value: Any) -> Any:
    return g * (array_of(value) > 0)


class Stand:
    """A module of which some functions record."""

    def __init__(self, module: ModuleType, own: dict[str, Any]) -> None:
        self.module = module
        for name, function in own.items():
            setattr(self, name, function)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.module, name)


def _recorded_deviations(
    a: Any, axis: Any, correction: float, keepdim: bool, welford: bool
) -> tuple[Any, Any, float]:
    centered = a - a.mean(axis, keepdims=True)
    degrees = float(max(reduced_size(a, axis) - correction, 0))
    return centered, (centered * centered).sum(axis, keepdims=keepdim) / degrees, degrees


RECORDED: dict[Any, Callable[..., Any]] = {
    deviations: _recorded_deviations,
    kernels.by_blas: _matrix_product,
    kernels.by_simd: _matrix_product,
    kernels.product: _matrix_product,
    kernels.mask: lambda g, chosen: g * array_of(chosen),
    kernels.relu_backward: _relu_backward,
    logistic: lambda x: traced(operand(x).sigmoid()),
    erf_of: lambda x: traced(operand(x).erf()),
}
SUBSTITUTES = {function: _when_traced(function, recorded) for function, recorded in RECORDED.items()}
KERNELS = Stand(
    kernels,
    {n: SUBSTITUTES[getattr(kernels, n)] for n in ("by_blas", "by_simd", "product", "mask", "relu_backward")},
)


def _new_array(make: Callable[..., Any]) -> Callable[..., Any]:
    """Arrays of floats as traced ones: what is put into them may have a history."""

    def call(*args: Any, **options: Any) -> Any:
        array = make(*args, **options)
        return traced(Tensor._wrap(array)) if array.dtype.kind == "f" else array

    return call


LINALG = Stand(
    np.linalg,
    {
        "solve": _when_traced(np.linalg.solve, lambda a, b: traced(torch_solve(operand(a), operand(b)))),
        "inv": _when_traced(np.linalg.inv, lambda a: traced(operand(a).inverse())),
        "det": _when_traced(np.linalg.det, lambda a: traced(operand(a).det())),
    },
)
NUMPY = Stand(
    np,
    {
        "linalg": LINALG,
        "asarray": _when_traced(np.asarray, _as_array),
        "ascontiguousarray": _when_traced(np.ascontiguousarray, _as_array),
        "array": _when_traced(np.array, lambda a, dtype=None, **o: _as_array(a, dtype).copy()),
        **{name: _new_array(getattr(np, name)) for name in ("zeros", "empty", "ones", "full")},
    },
)


def stand_of(module: ModuleType) -> Any:
    """What stands for a module that a rule calls functions of: itself, if none of them is to be recorded."""
    if module is np:
        return NUMPY
    if module is kernels:
        return KERNELS
    return special() if module.__name__.endswith(".special_values") else module


@cache
def special() -> Stand:
    """The functions of statistics, which come on demand."""
    from ..operations import special_namespace as namespace
    from ..operations import special_values as values

    def recorded(function: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *inputs: traced(function(*map(operand, inputs)))

    own = {
        "digamma_of": recorded(torch.digamma),
        "lgamma_of": recorded(torch.lgamma),
        "polygamma_of": recorded(torch.polygamma),
        "erfinv_of": recorded(torch.erfinv),
        "i0_of": recorded(torch.i0),
        **{
            f"{name}_of": recorded(getattr(namespace, name)) for name in ("i0e", "i1", "i1e", "erfcx", "zeta")
        },
    }
    return Stand(values, {name: _when_traced(getattr(values, name), form) for name, form in own.items()})
