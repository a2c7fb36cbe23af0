"""Tests in several processes: what each of them takes at a time, and what they make once for all."""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

PROCESS = "PYTEST_XDIST_WORKER"


class ByFile(LoadScopeScheduling):
    """A process takes a file at a time, in the order of the folders: its tests share sites and open pages.

    Of tests in browsers, it takes those of a file in one browser, and the next browser when that one is done:
    each starts once in a process.
    """

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)

    # The rest mends what xdist 3.8.0 does when a process dies: it gives out again what is done already, an
    # empty piece of work for which the next process waits for ever, and begins anew with the test at fault.

    def remove_node(self, node: WorkerController) -> str | None:
        """The test at which a process died; the others it had been given go back to all."""
        given = self.assigned_work.pop(node)
        died_at = next((test for tests in given.values() for test, done in tests.items() if not done), None)
        for scope, tests in given.items():
            left = {test: done for test, done in tests.items() if not done and test != died_at}
            if left:
                self.workqueue[scope] = left
        return died_at

    def _reschedule(self, node: WorkerController) -> None:
        """Give more to a process that runs out; one test alone it would not begin, for want of the next."""
        if node not in self.registered_collections:  # it does not know its tests yet, and will ask
            return
        super()._reschedule(node)
        if not node.shutting_down and self._pending_of(self.assigned_work[node]) < 2:
            super()._reschedule(node)

    def _assign_work_unit(self, node: WorkerController) -> None:
        """Give out a piece; from a process that has died unnoticed, `remove_node` soon takes it back."""
        with suppress(OSError):
            super()._assign_work_unit(node)


def unit_of(nodeid: str) -> str:
    """The tests that belong together: a file, and where it has several, the browser."""
    file, _, test = nodeid.partition("::")
    browser = re.search(r"\[(firefox|webkit)\b", test)
    return f"{file} in {browser[1]}" if browser else file


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
