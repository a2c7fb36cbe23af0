"""`torch.testing` and what upstream imports from `torch.testing._internal`, put in their places."""

from __future__ import annotations

import contextlib
import importlib.machinery
import importlib.util
import inspect
import io
import sys
import tempfile
import unittest.mock  # PyTorch imports it, and tests rely on that
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import torch

from . import gradients, helpers
from .absent import Absent, AnyDecorator
from .case import TestCase, set_rng_seed
from .decorators import DecorateInfo, tol, tolerance_override
from .dtypes import FAMILIES, FROM_NUMPY, TO_NUMPY, dtype_name, family, make_tensor, noncontiguous_like
from .loading import load
from .parametrizing import (
    TestParametrizer,
    dtypes,
    instantiate_device_type_tests,
    instantiate_parametrized_tests,
    parametrize,
    skip,
    subtest,
)

FLAGS = ("TEST_", "IS_", "HAS_", "PLATFORM_", "SM", "BUILD_", "RUN_", "PYTORCH_")
DECORATORS = (
    *("skip", "only", "expectedFailure", "xfail", "dtypesIf", "disable", "tf32", "bf32", "unMark"),
    *("mark", "serial", "gcIf", "wrapDeterministic", "suppress", "slow", "decorateIf", "run", "load"),
)


class StandIn(ModuleType):
    """A module of a few names; flags are False, decorators change nothing, and all else is absent."""

    def __init__(self, name: str, **values: Any) -> None:
        super().__init__(name)
        self.__path__: list[str] = []
        self.__spec__ = importlib.machinery.ModuleSpec(name, None)
        vars(self).update(values)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name.startswith(FLAGS):
            return False
        if name.removesuffix("_and") in FAMILIES or name.endswith(("_types", "_types_and", "_dtypes")):
            return family(name)
        if name.startswith(DECORATORS):
            return AnyDecorator()
        return Absent(f"{self.__name__}.{name}", LookupError("the stand-in has no such name"))


HAS_SCIPY = importlib.util.find_spec("scipy") is not None
COMMON = {
    "TestCase": TestCase,
    "_TestParametrizer": TestParametrizer,
    "_assertGradAndGradgradChecks": gradients.assert_grad_checks,
    "BytesIOContext": type("BytesIOContext", (io.BytesIO,), {"__exit__": lambda self, *error: None}),
    "DEFAULT_FLOATING": torch.float32,
    "DeterministicGuard": lambda *args, **kwargs: contextlib.nullcontext(),
    "GRADCHECK_NONDET_TOL": 0.0,
    "IS_LINUX": True,
    "MACOS_VERSION": 0.0,
    "NO_MULTIPROCESSING_SPAWN": True,
    "TEST_NUMPY": True,
    "TEST_SCIPY": HAS_SCIPY,
    "TemporaryDirectoryName": tempfile.TemporaryDirectory,
    "TemporaryFileName": helpers.temporary_file_name,
    "dtype2prec_DONTUSE": {torch.float32: 1e-5, torch.float64: 1e-5},
    "dtype_name": dtype_name,
    "first_sample": lambda case, samples: next(iter(samples)),
    "freeze_rng_state": helpers.freeze_rng_state,
    "get_function_arglist": lambda function: list(inspect.signature(function).parameters),
    "gradcheck": gradients.gradcheck,
    "gradgradcheck": gradients.gradgradcheck,
    "instantiate_parametrized_tests": instantiate_parametrized_tests,
    "is_iterable": helpers.is_iterable,
    "iter_indices": helpers.iter_indices,
    "make_tensor": make_tensor,
    "noncontiguous_like": noncontiguous_like,
    "numpy_to_torch_dtype_dict": FROM_NUMPY,
    "parametrize": parametrize,
    "parametrize_test": parametrize,
    "set_default_dtype": helpers.set_default_dtype,
    "set_rng_seed": set_rng_seed,
    "set_warn_always_context": helpers.set_warn_always_context,
    "skipIfNoDill": skip("dill"),
    "skipIfNoSciPy": unittest.skipIf(not HAS_SCIPY, "scipy"),
    "skipIfNotRegistered": skip("a table of operations that is not public"),
    "slowTest": skip("slow"),
    "subtest": subtest,
    "suppress_warnings": lambda test: helpers.suppress_warnings()(test),
    "swap": helpers.swap,
    "to_gpu": lambda x, type_map=None: x,
    "torch_to_numpy_dtype_dict": TO_NUMPY,
    "xfailIfLinux": unittest.expectedFailure,
}
DEVICES = {
    "_TestParametrizer": TestParametrizer,
    "_update_param_kwargs": helpers.update_arguments,
    "deviceCountAtLeast": lambda n: AnyDecorator() if n == 1 else skip("one device"),
    "dtypes": dtypes,
    "dtypesIfCPU": dtypes,
    "get_all_device_types": lambda: ["cpu"],
    "instantiate_device_type_tests": instantiate_device_type_tests,
    "largeTensorTest": lambda *args, **kwargs: skip("large"),
    "onlyAccelerator": skip("another device"),
    "onlyCUDA": skip("another device"),
    "onlyCUDAAndPRIVATEUSE1": skip("another device"),
    "onlyMPS": skip("another device"),
    "onlyPRIVATEUSE1": skip("another device"),
    "onlyOn": lambda device: AnyDecorator() if "cpu" in device else skip("another device"),
    "ops": lambda *args, **kwargs: skip("a table of operations that is not public"),
    "precisionOverride": tolerance_override,
    "skipCPUIf": unittest.skipIf,
    "tol": tol,
    "toleranceOverride": tolerance_override,
}
INTERNAL: dict[str, dict[str, Any]] = {
    "common_utils": COMMON,
    "common_device_type": DEVICES,
    "common_dtype": {},
    "common_cuda": {},
    "common_mkldnn": {},
    "common_methods_invocations": {"DecorateInfo": DecorateInfo, "reduction_ops": []},
    "hypothesis_utils": {},
    "opinfo": {},
    "opinfo.core": {"DecorateInfo": DecorateInfo},
    "two_tensor": {},
}


class TorchForCasts(ModuleType):
    """`torch` for upstream's tests of modules, which name complex types where they cast real inputs."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("complex") and sys._getframe(1).f_code.co_name in ("to_single", "to_double"):
            return None
        return getattr(torch, name)


# Upstream's own files of helpers, and what they import from private modules of PyTorch, on both sides.
HELPERS: dict[str, dict[str, Any]] = {
    "common_nn": {
        "Variable": lambda x, **kwargs: x,
        "_Reduction": SimpleNamespace(
            legacy_get_string=lambda size_average, reduce, emit_warning=True: (
                "mean" if size_average in (None, True) else "sum"
            )
        ),
        "torch": TorchForCasts("torch"),
        "_get_numerical_jacobian": gradients.numerical_jacobian,
        "_iter_tensors": gradients.tensors_in,
    },
    "common_optimizers": {"_get_foreach_kernels_supported_devices": list},
}


def install(source: Path) -> None:
    """From now on, and in this process, `torch.testing` is the stand-in; `source` has upstream's helpers."""
    torch.testing = StandIn("torch.testing", make_tensor=make_tensor, assert_close=helpers.assert_close)
    torch.testing._internal = StandIn("torch.testing._internal")
    sys.modules["torch.testing"] = torch.testing
    sys.modules["torch.testing._internal"] = torch.testing._internal
    for name, values in INTERNAL.items():
        full = f"torch.testing._internal.{name}"
        sys.modules[full] = StandIn(full, **values)
    for name, values in HELPERS.items():
        path = source / "torch" / "testing" / "_internal" / f"{name}.py"
        load(path, f"torch.testing._internal.{name}", values)
    transforms = {name: getattr(torch.func, name) for name in dir(torch.func) if not name.startswith("_")}
    for name in "functorch", "functorch.experimental":  # where `torch.func` stood before
        sys.modules[name] = StandIn(name, **transforms)
    sys.modules["hypothesis"] = StandIn("hypothesis", given=lambda *args, **kwargs: skip("hypothesis"))
    sys.modules["expecttest"] = StandIn("expecttest", TestCase=TestCase)
