"""The process that runs one test file on one side. It writes a JSON line when a test begins and when it ends.

    python -m site_tests.upstream.one_file seqlite|torch SOURCE FILE JOURNAL SECONDS [NAMES]

SECONDS is how long a test may compute, whatever else the machine does. NAMES is a file with the only tests to
run. Started again with the same journal, it goes on behind the last test.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import signal
import sys
import tempfile
import time
import unittest
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from site_tests.upstream.verdicts import ABSENT, FAILED, PASSED, PRIVATE, SKIPPED, SLOW, judge, line, made_for

WAITS = 4  # times its limit of computing, a test may take by the clock


class Late(BaseException):
    """A test has had its time. No test catches it by mistake."""


class Journal:
    """What has been found, line by line, so that a crash loses nothing."""

    def __init__(self, path: Path) -> None:
        records = [json.loads(text) for text in path.read_text("utf8").splitlines()] if path.exists() else []
        self.begun = {record["begun"] for record in records if "begun" in record}
        self.file = path.open("a", encoding="utf8")

    def write(self, **record: Any) -> None:
        self.file.write(json.dumps(record) + "\n")
        self.file.flush()


def ring(*signal_and_frame: Any) -> None:
    raise Late


def classes_in(module: ModuleType) -> list[type[unittest.TestCase]]:
    found = [c for c in vars(module).values() if isinstance(c, type) and issubclass(c, unittest.TestCase)]
    return list(dict.fromkeys(c for c in found if c.__module__ == module.__name__))


def tests_of(cls: Any) -> list[str]:
    return [name for name in dir(cls) if name.startswith("test") and callable(getattr(cls, name))]


def run_class(cls: Any, journal: Journal, seconds: int, only: set[str] | None) -> None:
    ids = {f"{cls.__name__}.{name}": name for name in tests_of(cls)}
    wanted = [i for i in ids if i not in journal.begun and (only is None or i in only)]
    if not wanted:
        return
    try:
        with quiet():
            cls.setUpClass()
    except BaseException as error:
        journal.write(note=f"{cls.__name__}.setUpClass: {line(error)}")
        return
    for test in wanted:
        journal.write(begun=test)
        start = time.process_time()
        verdict, reason = run_test(cls, ids[test], seconds)
        journal.write(
            test=test, verdict=verdict, reason=reason, seconds=round(time.process_time() - start, 2)
        )


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("default")
        yield


def run_test(cls: Any, name: str, seconds: int) -> tuple[str, str]:
    """The verdict, and the reason if it is not PASSED."""
    import torch

    test = getattr(cls, name)
    if getattr(test, "__unittest_skip__", False) or getattr(cls, "__unittest_skip__", False):
        return SKIPPED, str(getattr(test, "__unittest_skip_why__", ""))
    expected_to_fail = getattr(test, "__unittest_expecting_failure__", False)
    torch.manual_seed(1234)
    random.seed(1234)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.alarm(WAITS * seconds)
    try:
        with quiet():
            run_case(cls(name), name)
    except unittest.SkipTest as error:
        return SKIPPED, str(error)
    except Late:
        return SLOW, f"more than {seconds} s"
    except BaseException as error:
        verdict, reason = judge(error)
        met = expected_to_fail and verdict not in (PRIVATE, ABSENT)
        return (PASSED, "") if met else (verdict, reason)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)
        with contextlib.suppress(Exception):
            torch.set_grad_enabled(True)
            torch.set_default_dtype(torch.float32)
    return (FAILED, "passes unexpectedly") if expected_to_fail else (PASSED, "")


def run_case(case: unittest.TestCase, name: str) -> None:
    case.setUp()
    try:
        getattr(case, name)()
    finally:
        case.tearDown()
        case.doCleanups()


def main(side: str, source: str, name: str, journal_path: str, seconds: str, names: str = "") -> None:
    if side == "seqlite":
        import seqlite.as_torch

        seqlite.as_torch.install()
    import torch

    torch.set_num_threads(1)
    from site_tests.upstream.standin import absent, loading, modules

    warnings.simplefilter("ignore")
    modules.install(Path(source))
    journal = Journal(Path(journal_path))
    only = set(Path(names).read_text("utf8").split()) if names else None
    for timer in signal.SIGPROF, signal.SIGALRM:
        signal.signal(timer, ring)
    try:
        module = loading.load(Path(source) / "test" / name, f"upstream_{Path(name).stem}")
    except unittest.SkipTest as error:
        journal.write(note=f"skips itself: {error}")
    else:
        os.chdir(tempfile.mkdtemp())
        classes = classes_in(module)
        if only is not None:
            made = {f"{cls.__name__}.{name}" for cls in classes for name in tests_of(cls)}
            only = {made_for(test, made) for test in only}
        for cls in classes:
            run_class(cls, journal, int(seconds), only)
    for note in dict.fromkeys(f"{what}: {line(e)}" for what, e in absent.NOTES if judge(e)[0] == FAILED):
        journal.write(note=note)
    journal.write(finished=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
    sys.stdout.flush()
    os._exit(0)  # threads and workers that a test has left behind are not waited for
