"""The committed list: which of upstream's tests count, and what each does on seqlite."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from site_tests.upstream.sides import Outcome, Outcomes
from site_tests.upstream.verdicts import ABSENT, CRASHED, FAILED, PASSED, PRIVATE, SKIPPED, SLOW, made_for

HERE = Path(__file__).resolve().parent
ARTIFACT, LEISURELY = "artifact", "leisurely"
"""Verdicts of the list only: not seqlite's fault (see artifacts.toml), and passed, but not in a moment."""

MOMENT = 2.0  # seconds

Verdicts = dict[str, str]


def read_artifacts() -> dict[str, dict[str, str]]:
    """The reason, by file and test."""
    return tomllib.loads((HERE / "artifacts.toml").read_text("utf8"))


def list_of(name: str) -> Path:
    return HERE / "results" / Path(name).with_suffix(".txt")


def listed_files() -> list[str]:
    """The upstream files that have a list."""
    lists = sorted((HERE / "results").rglob("*.txt"))
    return [path.relative_to(HERE / "results").with_suffix(".py").as_posix() for path in lists]


def read_list(name: str) -> Verdicts:
    """The verdicts committed for an upstream file, by test; empty if it has none."""
    path = list_of(name)
    found, cls = {}, ""
    for text in path.read_text("utf8").splitlines() if path.exists() else []:
        if text.startswith(" "):
            verdict, test = text.split()
            found[f"{cls}.{test}"] = verdict
        else:
            cls = text
    return found


def write_list(name: str, verdicts: Verdicts) -> None:
    lines, cls = [], ""
    for test in sorted(verdicts, key=lambda test: test.split(".")):
        its, _, method = test.partition(".")
        if its != cls:
            lines.append(cls := its)
        lines.append(f"  {verdicts[test]:9} {method}")
    path = list_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{text}\n" for text in lines), "utf8")


def counted(torch: Outcomes) -> set[str]:
    """A test counts if PyTorch passes it."""
    return {test for test, outcome in torch.tests.items() if outcome.verdict == PASSED}


def verdicts_on(seqlite: Outcomes, tests: set[str], artifacts: dict[str, str]) -> dict[str, Outcome]:
    """What became of `tests` on seqlite; one that could not even be made is of something absent."""
    found = {}
    for test in tests:
        made = made_for(test, seqlite.tests)
        outcome = seqlite.tests.get(made, Outcome(ABSENT, "could not be made"))
        if made != test and outcome.verdict == PASSED:
            outcome = Outcome(ABSENT, "could not be made")
        if test in artifacts and outcome.verdict != PASSED:
            outcome = Outcome(ARTIFACT, artifacts[test])
        found[test] = outcome
    return found


def listed(outcome: Outcome, before: str = "") -> str:
    """How the list calls it. Whether a test is LEISURELY stays as `before` unless it clearly changed."""
    if outcome.verdict != PASSED:
        return outcome.verdict
    limit = MOMENT * {PASSED: 4, LEISURELY: 0.25}.get(before, 1)
    return LEISURELY if outcome.seconds > limit else PASSED


def has_passed(verdict: str) -> bool:
    return verdict in (PASSED, LEISURELY)


@dataclass
class Change:
    """How a run differs from the list."""

    lost: list[str] = field(default_factory=list)
    gained: list[str] = field(default_factory=list)


def compare(before: Verdicts, now: dict[str, Outcome]) -> Change:
    """Tests that were skipped now, for want of a package, are neither."""
    change = Change()
    for test, outcome in sorted(now.items()):
        did, does = has_passed(before.get(test, "")), outcome.verdict == PASSED
        if did and not does and outcome.verdict != SKIPPED:
            change.lost.append(test)
        elif does and not did:
            change.gained.append(test)
    return change


def summary(name: str, verdicts: Verdicts) -> str:
    """The line for a file, or for all."""
    n = Counter(verdicts.values())
    passed, failed = n[PASSED] + n[LEISURELY], n[FAILED] + n[SLOW] + n[CRASHED]
    more = f", {n[SKIPPED]} skipped" if n[SKIPPED] else ""
    return (
        f"{name}: {passed + failed} in scope, {passed} passed, {failed} failed, {n[ABSENT]} out of scope, "
        f"{n[PRIVATE]} private, {n[ARTIFACT]} artifacts{more}"
    )
