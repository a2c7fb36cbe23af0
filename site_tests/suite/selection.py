"""Which of the tests run: of the first tier or both; all, or a part, by `--quick`, `--changed`, `--shard`."""

from collections import Counter
from pathlib import Path

import pytest

from site_tests.suite import last_run
from site_tests.suite.side_by_side import unit_of

QUICK = 1.0  # seconds
BUILD_FIRST = ("build/test_planted_faults.py", "build/test_live_cells_settings.py")
"""Quick in each test, but a whole site is built before them or in each of them."""
left_out: list[str] = []
"""What the end of a run says of the tests that did not run."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all",
        action="store_true",
        help="run the second tier as well: tests marked slow, those in suite/second_tier.txt, and each "
        "browser test in each browser",
    )
    parser.addoption(
        "--quick",
        action="store_true",
        help="run what needs no browser, builds no site first, and took at most a second when it last ran; "
        "and the static checks",
    )
    parser.addoption(
        "--changed",
        nargs="?",
        const="",
        metavar="COMMIT",
        help="run the tests that can be reached from what differs from a commit (without one, from the last)",
    )
    parser.addoption(
        "--shard", metavar="K/N", help="run one of N parts that take about as long, by last time"
    )


def pytest_report_header(config: pytest.Config) -> str:
    return "both tiers" if config.getoption("--all") else "the first tier; --all runs the second as well"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the second tier for `--all`, or for who names a test; then take the part that is asked for."""
    since = config.getoption("--changed")
    if not config.getoption("--all") and not any("::" in named for named in config.args):
        listed = last_run.second_tier() if since is None else ()  # a change reaches these as any other test
        first = [each for each in items if not each.get_closest_marker("slow") and each.nodeid not in listed]
        keep(config, items, first)
    if config.getoption("--quick"):
        keep(
            config,
            items,
            quick(items),
            "tests in browsers, or that build a site, or took more than a second when they last ran",
        )
    if since is not None:
        from site_tests.suite import reach

        if since and Path(since).exists():
            raise pytest.UsageError(f"--changed takes a commit, not {since}: say --changed=HEAD {since}")
        taken, lines = reach.select(items, reach.changed_files(since))
        keep(config, items, taken)
        left_out.extend(lines)
    if shard := config.getoption("--shard"):
        part, parts = map(int, shard.split("/"))
        keep(config, items, share(items, part, parts), "tests of other shards")


def keep(config: pytest.Config, items: list[pytest.Item], taken: list[pytest.Item], reason: str = "") -> None:
    others = set(items) - set(taken)
    if others:
        config.hook.pytest_deselected(items=[*others])
    if reason:
        left_out.append(f"left out are {len(others)} {reason}")
    items[:] = taken


def quick(items: list[pytest.Item]) -> list[pytest.Item]:
    from site_tests.suite.reach import STATIC, TESTS

    took = last_run.seconds()

    def is_quick(item: pytest.Item) -> bool:
        file = item.path.relative_to(TESTS).as_posix()
        slow = file.startswith("browser/") or file in BUILD_FIRST or took.get(item.nodeid, 0) > QUICK
        return file in STATIC or not slow

    return [item for item in items if is_quick(item)]


def share(items: list[pytest.Item], part: int, parts: int) -> list[pytest.Item]:
    """Files go to the part that has least to do, the longest first."""
    took = last_run.seconds(None)
    weights: Counter[str] = Counter()
    for item in items:
        weights[unit_of(item.nodeid)] += took.get(item.nodeid, 0.05)
    loads = [0.0] * parts
    mine: set[str] = set()
    for unit, weight in sorted(weights.items(), key=lambda pair: (-pair[1], pair[0])):
        least = loads.index(min(loads))
        loads[least] += weight
        if least == part - 1:
            mine.add(unit)
    return [item for item in items if unit_of(item.nodeid) in mine]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if (output := getattr(session.config, "workeroutput", None)) is not None:
        output["left_out"] = left_out


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object, error: object) -> None:
    left_out[:] = getattr(node, "workeroutput", {}).get("left_out", left_out)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in left_out:
        terminalreporter.write_line(line)
