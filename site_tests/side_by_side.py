"""Tests in several processes: what each of them takes at a time, and what they make once for all."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

PROCESS = "PYTEST_XDIST_WORKER"


class ByFile(LoadScopeScheduling):
    """A process takes a file at a time, in the order of the folders; of the browsers' tests, one."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if "/browser/" in nodeid else nodeid.partition("::")[0]


def once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder of this test run that the first process to want it has made."""
    from filelock import FileLock

    base = folders.getbasetemp()
    folder = (base.parent if PROCESS in os.environ else base) / name
    with FileLock(f"{folder}.lock"):
        made = folder.with_suffix(".made")
        if not made.exists():
            make(folder)
            made.touch()
    return folder
