"""What a program of the Playground prints, where `torch` is PyTorch."""

from __future__ import annotations

import contextlib
import io
from typing import Any

from site_tests.lessons.cell_runs import folder_with


def printed(script: str, data: str | None = None) -> list[str]:
    """The lines, after one run of the program as it stands; `data` is torchvision's root."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), folder_with(data):
        exec(compile(script, "<script>", "exec"), {"__name__": "__main__"})
    return out.getvalue().splitlines()


def trained(script: str, sections: list[str], epochs: int) -> dict[str, Any]:
    """What the program ends with, and the learning rate of each step of its sections."""
    names: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(script, "<script>", "exec"), names)
    again: dict[str, Any] = {"__name__": "__main__"}
    for source in sections:
        exec(compile(source, "<section>", "exec"), again)
    rates = [
        again["optimizer"].param_groups[0]["lr"]
        for result in again["train"](epochs)
        if not isinstance(result, dict)
    ]
    weights = {name: value.tolist() for name, value in names["model"].state_dict().items()}
    return {"history": names["history"], "weights": weights, "rates": rates}
