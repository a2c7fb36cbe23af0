"""Run the first tier, and keep what each test took and loaded; CONTRIBUTING.md says what each folder took.

uv run python site_tests/suite/tiers.py
"""

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from datetime import datetime

from site_tests import ROOT
from site_tests.suite import last_run

GUIDE = ROOT / "CONTRIBUTING.md"
SLOWEST = 5  # files that are named


def table(suite: ElementTree.Element) -> str:
    """Tests and minutes of each folder, as Markdown, from pytest's report in JUnit's form."""
    tests: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    files: Counter[str] = Counter()
    for case in suite.iter("testcase"):
        _, folder, file, *_ = case.get("classname", "").split(".")  # site_tests.engine.test_ops
        tests[folder] += 1
        seconds[folder] += float(case.get("time", 0))
        files[f"{folder}/{file}.py"] += float(case.get("time", 0))
    rows = [f"| `{name}` | {tests[name]:,} | {taken / 60:.1f} |" for name, taken in seconds.most_common()]
    slowest = ", ".join(f"`{name}` {taken / 60:.1f}" for name, taken in files.most_common(SLOWEST))
    return "\n".join(
        [
            "| Folder | Tests | Minutes of one process |",
            "| --- | ---: | ---: |",
            *rows,
            "",
            f"Most minutes: {slowest}.",
        ]
    )


def caption(suite: ElementTree.Element) -> str:
    """One sentence: how many tests, how long, on what, when, of which commit."""
    counts = {key: int(suite.get(key, 0)) for key in ("tests", "skipped")}
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    day = datetime.fromisoformat(suite.get("timestamp", "")).date()
    return (
        f"{counts['tests'] - counts['skipped']:,} tests in {float(suite.get('time', 0)) / 60:.1f} minutes "
        f"on {os.cpu_count()} processors, {counts['skipped']} skipped "
        f"({day}, commit {commit.stdout.strip()})."
    )


def main() -> None:
    environment = {**os.environ, "SEQLITE_TEST_LOADS": "1"}
    if ended := subprocess.run([sys.executable, "-m", "pytest"], cwd=ROOT, env=environment).returncode:
        raise SystemExit(f"nothing is written: pytest ended with {ended}")
    last_run.write()
    [suite] = ElementTree.parse(last_run.REPORT).getroot().iter("testsuite")
    text, written = re.subn(
        r"(<!-- first tier, written by tiers\.py -->\n).*?(<!-- end -->)",
        lambda place: f"{place[1]}\n{caption(suite)}\n\n{table(suite)}\n\n{place[2]}",
        GUIDE.read_text("utf8"),
        flags=re.S,
    )
    assert written == 1, f"{GUIDE.name} has no place for it"
    GUIDE.write_text(text, "utf8")


if __name__ == "__main__":
    main()
