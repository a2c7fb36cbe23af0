"""What of tqdm works in a cell (make_archive.mjs runs this inside Pyodide)."""

import re
from pathlib import Path

_KEPT = re.compile(
    r"tqdm/\w+\.py"
    r"|tqdm/contrib/(__init__|itertools|logging)\.py"
    r"|[^/]+\.dist-info/(licenses/\w+|METADATA)"
)
_NOTEBOOK = '''\
"""A cell shows the bar of the terminal."""
from .std import tqdm, trange

tqdm_notebook, tnrange = tqdm, trange
__all__ = ["tnrange", "tqdm", "tqdm_notebook", "trange"]
'''


def prepare(package: Path, ours: Path, numpy_wheel: Path) -> None:
    """Drop from the unpacked wheel what needs terminals, threads or services."""
    for path in [path for path in package.rglob("*") if path.is_file()]:
        if not _KEPT.fullmatch(str(path.relative_to(package))):
            path.unlink()
    std = package / "tqdm/std.py"
    text = std.read_text()
    assert text.count("monitor_interval = 10") == 1
    std.write_text(text.replace("monitor_interval = 10", "monitor_interval = 0"))  # there are no threads
    (package / "tqdm/notebook.py").write_text(_NOTEBOOK)


def optimization(name: str) -> int:
    """Docstrings stay."""
    return 0
