"""Run PyTorch's own tests on seqlite and compare with the committed list.

    uv run python site_tests/upstream/run.py [FILES…] [--tests REGEX] [--torch] [--write]
                                                  [--failures] [--outside]

FILES are upstream's, such as `nn/test_init.py`; without them, all that the list has. A test counts if PyTorch
passes it: the list says which do, and with `--torch` it is found out anew, by a Python that has PyTorch.
`--write` renews the list (all of `test_nn.py` takes half an hour). The exit status is 1 if a test that passed
no longer does.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from site_tests.upstream.results import (
    Change,
    compare,
    counted,
    listed,
    listed_files,
    read_artifacts,
    read_list,
    summary,
    verdicts_on,
    write_list,
)
from site_tests.upstream.sides import NoPythonError, Outcome, python_of, run_file
from site_tests.upstream.source import SourceError, upstream_source
from site_tests.upstream.verdicts import ABSENT, CRASHED, FAILED, PRIVATE, SLOW


def run(
    source: Path, name: str, seconds: int, on_torch: bool, like: str
) -> tuple[dict[str, Outcome], list[str]]:
    """What the tests that count do on seqlite, and the notes."""
    count = counted(run_file("torch", source, name, seconds)) if on_torch else read_list(name)
    tests = {test for test in count if re.search(like, test)}
    if not tests:
        return {}, []
    seqlite = run_file("seqlite", source, name, seconds, tests)
    return verdicts_on(seqlite, tests, read_artifacts().get(name, {})), seqlite.notes


def report(name: str, now: dict[str, Outcome], change: Change, told: set[str]) -> Iterator[str]:
    yield summary(name, {test: outcome.verdict for test, outcome in now.items()})
    for word, tests in ("no longer passes", change.lost), ("passes now", change.gained):
        for test in tests:
            yield f"  {word}: {test} {now[test].reason}".rstrip()
    for test, outcome in sorted(now.items()):
        if outcome.verdict in told:
            yield f"  {outcome.verdict}: {test}: {outcome.reason}"


def renew(name: str, now: dict[str, Outcome], like: str) -> None:
    """Write the list of a file anew; tests that were not asked for stay as they were."""
    before = read_list(name)
    others = {test: verdict for test, verdict in before.items() if not re.search(like, test)}
    write_list(name, others | {test: listed(o, before.get(test, "")) for test, o in now.items()})


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", default=listed_files(), metavar="FILE")
    parser.add_argument("--torch", action="store_true", help="find out anew which tests PyTorch passes")
    parser.add_argument("--write", action="store_true", help="renew the list")
    parser.add_argument("--failures", action="store_true", help="say of each test that fails why")
    parser.add_argument("--outside", action="store_true", help="and of each that is out of scope")
    parser.add_argument(
        "--tests", default="", metavar="REGEX", help="only tests in whose names this is found"
    )
    parser.add_argument("--seconds", type=int, default=15, help="that a test may compute")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    told = {FAILED, SLOW, CRASHED} if given.failures else set()
    told |= {ABSENT, PRIVATE} if given.outside else set()
    try:
        source = upstream_source()
        python_of("torch" if given.torch else "seqlite")
    except (SourceError, NoPythonError) as error:
        print(error)
        return 2
    longest = sorted(given.files, key=lambda name: -(source / "test" / name).stat().st_size)
    every: dict[str, str] = {}
    lost = 0
    with ThreadPoolExecutor(given.processes) as pool:
        jobs = {pool.submit(run, source, n, given.seconds, given.torch, given.tests): n for n in longest}
        for job in as_completed(jobs):
            name, (now, notes) = jobs[job], job.result()
            change = compare(read_list(name), now)
            lost += len(change.lost)
            every |= {f"{name}::{test}": outcome.verdict for test, outcome in now.items()}
            print(*report(name, now, change, told), sep="\n", flush=True)
            if given.failures:
                print(*(f"  note: {note}" for note in notes), sep="\n")
            if given.write and now:
                renew(name, now, given.tests)
    print(summary("all", every))
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
