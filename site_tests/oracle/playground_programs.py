"""What a program of the Playground prints, where `torch` is PyTorch."""

from __future__ import annotations

import contextlib
import io
from typing import Any

import torch

from site_tests.lessons.cell_runs import folder_with


def printed(script: str, data: str | None = None) -> list[str]:
    """The lines, after one run of the program as it stands; `data` is torchvision's root."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), folder_with(data):
        exec(compile(script, "<script>", "exec"), {"__name__": "__main__"})
    return out.getvalue().splitlines()


def rates(sections: list[str], epochs: int) -> list[float]:
    """The learning rate of each step of a program's sections."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for source in sections:
        exec(compile(source, "<section>", "exec"), names)
    return [
        names["optimizer"].param_groups[0]["lr"]
        for result in names["train"](epochs)
        if not isinstance(result, dict)
    ]


def ended(script: str, is_double: bool = False) -> dict[str, Any]:
    """The rows and the model's state with which the program ends.

    Args:
        is_double: compute in float64, where training by steps does not blow up the last digits.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64 if is_double else before)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(script, "<script>", "exec"), names)
    finally:
        torch.set_default_dtype(before)
    weights = {name: value.tolist() for name, value in names["model"].state_dict().items()}
    return {"history": names["history"], "weights": weights}
