"""What is changed in place between forward and backward: the error that PyTorch raises, or its gradients."""

from __future__ import annotations

import gc
import importlib
import json
import math
import pkgutil
from pathlib import Path
from typing import Any

import pytest
from data.record_changed_in_place import outcomes

import seqlite
import seqlite.vision
from seqlite._core import record
from seqlite._core.rules import Op

DATA = Path(__file__).parent / "data"
RECORDED = json.loads((DATA / "changed_in_place.json").read_text("utf8"))
NO_GRADIENT = {"geqrf", "_unique2", "unique_consecutive", "unique_dim"}
HOOK = {"identity_view"}  # what a module's backward hook leaves behind
# Writing into a slice, PyTorch refuses a second way back that is possible here.
AGAIN = {
    ('F.pad(seq,(1,2),mode="circular")', "again | seq"),
    ("(lambda t: (t.__setitem__(0,v), t)[1])(x*1)", "again | v"),
}


def same(right: Any, mine: Any) -> bool:
    """Whether these are the same error, or gradients alike."""
    if isinstance(right, str) or isinstance(mine, str):
        return bool(right == mine)
    pairs = zip(right, mine, strict=True)
    return all(a == b or (a and b and math.isclose(a, b, rel_tol=2e-5, abs_tol=1e-7)) for a, b in pairs)


@pytest.mark.parametrize("expression", RECORDED)
def test_gives_the_error_or_the_gradients_of_pytorch(expression: str) -> None:
    right, mine = RECORDED[expression], outcomes(seqlite, expression)
    assert mine.keys() == right.keys()
    different = {case: (right[case], mine[case]) for case in right if not same(right[case], mine[case])}
    assert {case for case in different if (expression, case) not in AGAIN} == set(), different


def test_every_operation_with_a_gradient_is_among_them(monkeypatch: pytest.MonkeyPatch) -> None:
    set_grad_fn, tried = record.set_grad_fn, set()

    def noting(out: Any, op: Op, *rest: Any) -> None:
        tried.add(op)
        set_grad_fn(out, op, *rest)

    monkeypatch.setattr(record, "set_grad_fn", noting)
    for expression in RECORDED:
        outcomes(seqlite, expression)
    for home in (seqlite._core, seqlite.nn):  # files on demand, too
        for file in pkgutil.walk_packages(home.__path__, f"{home.__name__}."):
            importlib.import_module(file.name)
    declared = [op for op in gc.get_objects() if isinstance(op, Op) and op.node != "NotImplemented"]
    assert sorted({op.__name__ for op in declared if op not in tried} - NO_GRADIENT - HOOK) == []
