"""Whatever a gradient needs again may not change unnoticed: it stays right, or backward raises."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest
from data.record_expressions import names

import seqlite as torch

EXPRESSIONS = (Path(__file__).parent / "data" / "expressions.txt").read_text("utf8").splitlines()
RAISED = "raised"


def tensors_in(thing: Any) -> list[Any]:
    if isinstance(thing, (tuple, list)):
        return [tensor for item in thing for tensor in tensors_in(item)]
    return [thing] if isinstance(thing, torch.Tensor) else []


def gradients(expression: str, changed: str | None) -> Any:
    """Of `x`, `y`, `w` and `b`; one, or the results without a gradient, changed before backward."""
    given = names(torch)
    results = tensors_in(eval(expression, given))
    tracked = [result * 1 for result in results if result.requires_grad]
    if not tracked:
        return None
    with torch.no_grad():
        for tensor in [r for r in results if not r.requires_grad] if changed == "results" else []:
            tensor.zero_()
        if changed in given:
            given[changed].mul_(-3).add_(0.25)
    try:
        sum((t * torch.arange(1.0, t.numel() + 1).reshape(t.shape)).sum() for t in tracked).backward()
    except RuntimeError as error:
        assert "modified by an inplace operation" in str(error)  # noqa: PT017  (either is right)
        return RAISED
    return [None if given[n].grad is None else given[n].grad.tolist() for n in "xywb"]


@pytest.mark.parametrize("changed", ["x", "y", "w", "b", "results"])
def test_a_change_before_backward_is_harmless_or_noticed(changed: str) -> None:
    wrong, noticed = [], 0
    for expression in EXPRESSIONS:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                right = gradients(expression, None)
            except Exception:
                continue  # it is about an error
            if "backward" in expression or right is None or right == RAISED:
                continue
            found = gradients(expression, changed)
        noticed += found == RAISED
        if found != RAISED and repr(found) != repr(right):
            wrong.append(expression)
    assert wrong == []
    assert noticed
