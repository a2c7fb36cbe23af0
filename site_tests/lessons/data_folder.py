"""An empty folder to run a notebook's cells in, where `data/` is what they expect."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def data_folder(data: str | Path | None) -> Iterator[str]:
    """A folder that is gone afterward; its `data/` is torchvision's root, if one is named."""
    with tempfile.TemporaryDirectory() as folder:
        if data:
            Path(folder, "data").symlink_to(Path(data).resolve())
        yield folder
