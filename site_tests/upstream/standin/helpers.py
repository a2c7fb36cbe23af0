"""Small functions that upstream's tests import, by the public names of either side."""

from __future__ import annotations

import contextlib
import itertools
import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

from .case import TestCase


@contextlib.contextmanager
def freeze_rng_state() -> Iterator[None]:
    state = torch.get_rng_state()
    try:
        yield
    finally:
        torch.set_rng_state(state)


@contextlib.contextmanager
def set_default_dtype(dtype: Any) -> Iterator[None]:
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


@contextlib.contextmanager
def set_warn_always_context(value: bool) -> Iterator[None]:
    before = torch.is_warn_always_enabled()
    torch.set_warn_always(value)
    try:
        yield
    finally:
        torch.set_warn_always(before)


@contextlib.contextmanager
def temporary_file_name(*args: Any, **kwargs: Any) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "file")
        Path(path).touch()
        yield path


@contextlib.contextmanager
def suppress_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def assert_close(
    actual: Any, expected: Any, *, check_dtype: bool = True, msg: Any = None, **options: Any
) -> None:
    names = ("rtol", "atol", "equal_nan")
    given = {"equal_nan": False, **{name: options[name] for name in names if name in options}}
    TestCase().assertEqual(actual, expected, msg, exact_dtype=check_dtype, **given)


def is_iterable(x: Any) -> bool:
    try:
        iter(x)
    except TypeError:
        return False
    return True


def iter_indices(tensor: Any) -> Any:
    if tensor.dim() == 1:
        return range(tensor.size(0))
    return itertools.product(*map(range, tensor.size())) if tensor.dim() else range(0)


def update_arguments(arguments: dict[str, Any], name: str, value: Any) -> None:
    arguments.pop(name, None)
    arguments.pop(f"{name}s", None)
    many = isinstance(value, list | tuple) and len(value) > 1
    if many:
        arguments[f"{name}s"] = value
    elif value is not None:
        arguments[name] = value[0] if isinstance(value, list | tuple) else value


@contextlib.contextmanager
def swap(flag: bool = True) -> Iterator[None]:
    """Of parameters by `swap_tensors`, which is not public: nothing changes."""
    yield
