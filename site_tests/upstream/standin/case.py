"""The `TestCase` that upstream's tests derive from."""

from __future__ import annotations

import contextlib
import inspect
import random
import re
import unittest
import warnings
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import numpy as np
import torch

from .comparing import Rule, difference


def set_rng_seed(seed: int | None = None) -> None:
    seed = 1234 if seed is None else seed
    torch.manual_seed(seed)
    random.seed(seed)
    np.random.seed(seed)


class TestCase(unittest.TestCase):
    """unittest's, and what PyTorch's tests ask of theirs; names are upstream's."""

    precision: float = 0.0
    rel_tol: float = 0.0
    exact_dtype = True
    maxDiff = None
    device_type: ClassVar[str] = "cpu"

    def setUp(self) -> None:
        set_rng_seed()

    def assertEqual(self, x: Any, y: Any, msg: Any = None, **options: Any) -> None:  # type: ignore[override]
        names = ("rtol", "atol", "equal_nan", "exact_dtype")
        given = {name: options[name] for name in names if name in options}
        rule = Rule(rtol_floor=self.rel_tol, atol_floor=self.precision, **given)
        wrong = difference(x, y, rule)
        if wrong:
            self.fail(msg(wrong) if callable(msg) else f"{msg}: {wrong}" if msg else wrong)

    def assertNotEqual(self, x: Any, y: Any, msg: Any = None, **options: Any) -> None:  # type: ignore[override]
        with self.assertRaises(AssertionError, msg=msg):
            self.assertEqual(x, y, msg, **options)

    def assertEqualIgnoreType(self, x: Any, y: Any, msg: Any = None, **options: Any) -> None:
        self.assertEqual(x, y, msg, **{**options, "exact_dtype": False})

    def assertEqualTypeString(self, x: Any, y: Any) -> None:
        self.assertEqual(x.device, y.device)
        self.assertEqual(x.dtype, y.dtype)
        self.assertEqual(x.is_sparse, y.is_sparse)

    def assertObjectIn(self, obj: Any, iterable: Any) -> None:
        self.assertTrue(any(each is obj for each in iterable), "object not found in iterable")

    def assertExpectedInline(self, actual: str, expect: str, skip: int = 0) -> None:
        tidy = inspect.cleandoc if "\n" in expect else str.strip
        self.assertEqual(tidy(actual), tidy(expect))

    def assertExpectedRaisesInline(self, error: Any, function: Any, *args: Any, **kwargs: Any) -> None:
        """The kind of error only: words may differ between versions."""
        with self.assertRaises(error):
            function(*args[:-1], **kwargs)

    def assertGreaterAlmostEqual(self, a: Any, b: Any, delta: float = 1e-6) -> None:
        self.assertGreaterEqual(a, b - delta)

    def assertLessAlmostEqual(self, a: Any, b: Any, delta: float = 1e-6) -> None:
        self.assertLessEqual(a, b + delta)

    @contextlib.contextmanager
    def caught_warnings(self) -> Iterator[list[warnings.WarningMessage]]:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield caught

    def maybeWarnsRegex(self, category: Any, regex: str = "") -> Any:
        return self.caught_warnings()

    @contextlib.contextmanager
    def assertWarnsOnceRegex(self, category: Any, regex: Any = "") -> Iterator[None]:
        with self.caught_warnings() as caught:
            yield
        self.assertTrue(caught, "no warning caught")
        messages = [str(w.message) for w in caught]
        self.assertTrue(any(re.search(regex, message) for message in messages), messages)

    def assertNotWarn(self, function: Callable[[], Any], msg: str = "") -> None:
        with self.caught_warnings() as caught:
            function()
        self.assertEqual([str(w.message) for w in caught], [], msg)

    def compare_with_numpy(
        self,
        torch_fn: Any,
        np_fn: Any,
        tensor_like: Any,
        device: Any = None,
        dtype: Any = None,
        **options: Any,
    ) -> None:
        is_tensor = isinstance(tensor_like, torch.Tensor)
        x = tensor_like if is_tensor else torch.tensor(tensor_like, device=device, dtype=dtype)
        array = np.array(x.detach().tolist(), str(x.dtype).rpartition(".")[2]).reshape(tuple(x.shape))
        self.assertEqual(np_fn(array), torch_fn(x), exact_dtype=False, **options)

    def compare_with_reference(self, *args: Any, **kwargs: Any) -> None:
        self.skipTest("a table of operations that is not public")

    def genSparseTensor(self, *args: Any, **kwargs: Any) -> None:
        self.skipTest("sparse tensors")

    def assertExpected(self, *args: Any, **kwargs: Any) -> None:
        self.skipTest("a file of expected output")

    def runWithPytorchAPIUsageStderr(self, *args: Any, **kwargs: Any) -> None:
        self.skipTest("PyTorch's own log")

    def wrap_with_cuda_policy(self, *args: Any) -> None: ...

    def assertAtenOp(self, *args: Any) -> None: ...

    def assertLeaksNoCudaTensors(self, name: Any = None) -> Any:
        return contextlib.nullcontext()
