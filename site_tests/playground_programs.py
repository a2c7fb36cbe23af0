"""What a program of the Playground prints, where `torch` is PyTorch."""

import contextlib
import io


def printed(script: str) -> list[str]:
    """The lines, after one run of the program as it stands."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(script, "<script>", "exec"), {"__name__": "__main__"})
    return out.getvalue().splitlines()
