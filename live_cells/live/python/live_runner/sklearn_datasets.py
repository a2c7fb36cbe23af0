"""`sklearn.datasets.load_diabetes` where scikit-learn is absent: the table that seqlite has.

A lesson's notebook loads the table from scikit-learn, which Colab has. Here the same import gives the same
numbers; the rest of scikit-learn is not there and says so.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


def load_diabetes(*, return_X_y: bool = False, as_frame: bool = False, scaled: bool = True) -> Any:
    """Ten measurements of 442 patients (442, 10), and the disease's progress a year later (442,), as float64.

    As scikit-learn's function of this name. Raises `NotImplementedError` for `as_frame=True` and for the
    bundle that `return_X_y=False` gives.
    """
    if as_frame or not return_X_y:
        raise NotImplementedError("call load_diabetes(return_X_y=True): here it gives arrays only")
    import seqlite  # not above: this file is also read where only PyTorch is
    from seqlite.datasets import Diabetes

    usual = seqlite.get_default_dtype()
    seqlite.set_default_dtype(seqlite.float64)
    try:
        inputs, targets = Diabetes(scaled=scaled).tensors
    finally:
        seqlite.set_default_dtype(usual)
    return inputs.numpy(), targets.squeeze(1).numpy()


class _Finder(MetaPathFinder, Loader):
    """The last finder on `sys.meta_path`: a real scikit-learn has precedence."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] != "sklearn":
            return None
        if fullname not in ("sklearn", "sklearn.datasets"):
            raise ModuleNotFoundError(
                f"No module named {fullname!r}: of scikit-learn, this page has only "
                "sklearn.datasets.load_diabetes",
                name=fullname,
            )
        return ModuleSpec(fullname, self, is_package=fullname == "sklearn")

    def exec_module(self, module: ModuleType) -> None:
        if module.__name__ == "sklearn.datasets":
            module.__dict__["load_diabetes"] = load_diabetes


def install() -> None:
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.append(_Finder())
