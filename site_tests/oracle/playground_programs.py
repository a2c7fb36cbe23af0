"""What a program of the Playground prints, where `torch` is PyTorch."""

from __future__ import annotations

import contextlib
import io

from site_tests.lessons.cell_runs import folder_with


def printed(script: str, data: str | None = None) -> list[str]:
    """The lines, after one run of the program as it stands; `data` is torchvision's root."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), folder_with(data):
        exec(compile(script, "<script>", "exec"), {"__name__": "__main__"})
    return out.getvalue().splitlines()
