"""What tests took and loaded when all of them last ran: what `--quick`, `--changed` and `--shard` go by.

`suite/tiers.py` writes the file. What tests took here, in `.cache/tests.xml`, counts more.
"""

import json
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path
from typing import Any

from site_tests import ROOT

FILE = ROOT / "site_tests" / "suite" / "last_run.json"
SECOND_TIER = FILE.with_name("second_tier.txt")
REPORT = ROOT / ".cache" / "tests.xml"
EVERYWHERE = 0.9  # a script that so large a part of the tests loads belongs to each page
TOLD = 0.3  # seconds: of tests that take less, the file says nothing


def name_of(case: ElementTree.Element) -> str:
    """A test's node ID, from pytest's report in JUnit's form."""
    return f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"


def seconds(report: Path | None = REPORT) -> dict[str, float]:
    """What each test took, by node ID: when all of them last ran, and in the last run here."""
    took: dict[str, float] = dict(recorded()["seconds"])
    if report and report.exists():
        for case in ElementTree.parse(report).getroot().iter("testcase"):
            took[name_of(case)] = float(case.get("time", 0))
    return took


def loads() -> dict[str, set[str]]:
    """What each browser test's pages asked the site for, by the test function's node ID."""
    return {name: set(names.split()) for name, names in recorded()["loads"].items()}


def second_tier() -> frozenset[str]:
    """The browser tests that `suite/second_tier.py` has listed."""
    return frozenset(
        line for line in SECOND_TIER.read_text("utf8").splitlines() if line.startswith("site_tests/")
    )


def recorded() -> dict[str, Any]:
    return json.loads(FILE.read_text("utf8")) if FILE.exists() else {"seconds": {}, "loads": {}}


def write(report: Path = REPORT) -> None:
    """Keep what the report says of a run of all tests.

    A test that opened no page looked at one that another test of its file had opened. What the file says of
    tests of the second tier, which did not run, stays.
    """
    before, second = recorded(), second_tier()
    took: dict[str, float] = {name: time for name, time in before["seconds"].items() if name in second}
    asked: dict[str, set[str]] = {}
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        name, time = name_of(case), float(case.get("time", 0))
        if time >= TOLD:
            took[name] = round(time, 1)
        for value in case.iterfind("properties/property[@name='loads']"):
            asked.setdefault(name.partition("[")[0], set()).update((value.get("value") or "").split())
    of_file: dict[str, set[str]] = {}
    for name, names in asked.items():
        of_file.setdefault(name.partition("::")[0], set()).update(names)
    for name, names in asked.items():
        if not any(address.startswith("/") for address in names):
            names |= of_file[name.partition("::")[0]]
    often = Counter(name for names in asked.values() for name in names)
    tell = {
        name for name, count in often.items() if count < EVERYWHERE * len(asked) and not name.endswith(".zst")
    }
    loads = {name: " ".join(sorted(names & tell)) for name, names in sorted(asked.items())}
    second = {name.partition("[")[0] for name in second} - loads.keys()
    loads |= {name: names for name, names in before["loads"].items() if name in second}
    made = {"seconds": took, "loads": loads}
    FILE.write_text(json.dumps(made, indent=0) + "\n", "utf8")
