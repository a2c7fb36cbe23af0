"""The seven types that both sides compute with, the tables that name types, and `make_tensor`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

FLOATS = (torch.float32, torch.float64)
INTEGERS = (torch.uint8, torch.int32, torch.int64)
TYPES = (*FLOATS, *INTEGERS, torch.bool, torch.bfloat16)
TO_NUMPY = {
    torch.bool: np.bool_,
    torch.uint8: np.uint8,
    torch.int32: np.int32,
    torch.int64: np.int64,
    torch.float32: np.float32,
    torch.float64: np.float64,
}
FROM_NUMPY = {numpy: dtype for dtype, numpy in TO_NUMPY.items()}
FAMILIES = {
    "floating_types": FLOATS,
    "floating_and_complex_types": FLOATS,
    "floating_types_and_half": FLOATS,
    "get_all_fp_dtypes": FLOATS,
    "double_types": (torch.float64,),
    "integral_types": INTEGERS,
    "get_all_int_dtypes": INTEGERS,
    "all_types": (*FLOATS, *INTEGERS),
    "all_types_and_half": (*FLOATS, *INTEGERS),
    "all_types_and_complex": (*FLOATS, *INTEGERS),
    "all_types_complex_float8": (*FLOATS, *INTEGERS),
    "get_all_math_dtypes": (*FLOATS, *INTEGERS),
    "get_all_dtypes": TYPES[:-1],
}


def dtype_name(dtype: Any) -> str:
    return str(dtype).rpartition(".")[2]


def is_known(dtype: Any) -> bool:
    return isinstance(dtype, torch.dtype) and dtype in TYPES


def family(name: str) -> Callable[..., tuple[Any, ...]]:
    """`all_types_and` and its like: the types of that name and those given, if both sides have them."""
    base = FAMILIES.get(name.removesuffix("_and"), ())

    def types(*more: Any, **options: bool) -> tuple[Any, ...]:
        chosen = [*base, *filter(is_known, more)]
        return tuple(dict.fromkeys(chosen if options.get("include_bool", True) else base[:-1]))

    return types


def make_tensor(
    *shape: Any,
    dtype: Any,
    device: Any = "cpu",
    low: float | None = None,
    high: float | None = None,
    requires_grad: bool = False,
    noncontiguous: bool = False,
    exclude_zero: bool = False,
    memory_format: Any = None,
) -> Any:
    """Random numbers in [low, high), by default from -9 to 9, of NumPy's stream, so that both sides agree."""
    if len(shape) == 1 and isinstance(shape[0], tuple | list):
        shape = tuple(shape[0])
    if not is_known(dtype):
        raise NotImplementedError(f"make_tensor of {dtype}")
    if dtype == torch.bool:
        array = np.random.randint(0, 2, shape)
    elif dtype in INTEGERS:
        least = (0 if dtype == torch.uint8 else -9) if low is None else math.ceil(low)
        array = np.random.randint(least, max(10 if high is None else math.ceil(high), least + 1), shape)
    else:
        bottom, top = -9.0 if low is None else low, 9.0 if high is None else high
        array = np.random.uniform(max(bottom, -1e6), min(top, 1e6), shape)
    if exclude_zero:
        array = np.where(array == 0, 1, array)
    tensor = torch.tensor(np.asarray(array).tolist(), dtype=dtype).reshape(shape)
    if noncontiguous and tensor.numel() > 1:
        tensor = noncontiguous_like(tensor)
    return tensor.requires_grad_() if requires_grad else tensor


def noncontiguous_like(tensor: Any) -> Any:
    """The same values, every second one of a larger tensor."""
    if not tensor.is_contiguous():
        return tensor
    pairs = torch.stack([torch.zeros_like(tensor), tensor.detach()], -1)
    return pairs[..., 1].requires_grad_(tensor.requires_grad)
