"""What people find in the repository: the citation, claims about security, what a release says."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

import live_cells
from site_tests import ROOT

HOME = ROOT / ".github"
NOTES = HOME / "release_notes.py"


def version() -> str:
    [found] = re.findall(
        r'^__version__ = "(.+)"$', (ROOT / "seqlite" / "__init__.py").read_text("utf8"), re.M
    )
    return found


def test_the_citation_names_this_version_and_license() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]
    assert (citation["version"], citation["license"]) == (version(), project["license"])
    assert version() == live_cells.__version__
    assert {citation["url"], citation["repository-code"]} < set(project["urls"].values())


def test_each_claim_about_security_names_a_test_that_there_is() -> None:
    text = (ROOT / "SECURITY.md").read_text("utf8")
    rows = re.findall(r"^\| (?!-)(.+?) \| (.+) \|$", text, re.M)
    tests = "\n".join(path.read_text("utf8") for path in (ROOT / "site_tests").rglob("test_*.py"))
    for claim, shown in (row for row in rows if row[1] != "Shown by"):
        names = re.findall(r"`(test_\w+)`", shown)
        assert names or shown == "nothing: it can", claim
        assert all(f"def {name}(" in tests for name in names), claim


def released(folder: Path, tag: str, changelog: str) -> subprocess.CompletedProcess[str]:
    """What the notes of a release are, or why there are none, in a repository with this changelog."""
    (folder / ".github").mkdir()
    (folder / ".github" / NOTES.name).write_text(NOTES.read_text("utf8"))
    for package in ("seqlite", "live_cells"):
        (folder / package).mkdir()
        (folder / package / "__init__.py").write_text('__version__ = "1.2.0"\n')
    (folder / "CITATION.cff").write_text("version: 1.2.0\n")
    (folder / "CHANGELOG.md").write_text(changelog)
    command = [sys.executable, folder / ".github" / NOTES.name, tag]
    return subprocess.run(command, capture_output=True, text=True)


LOG = """# Changelog

## [Unreleased]

## [1.2.0] - 2026-12-01

### Added

* A thing.

## [1.1.0] - 2026-11-01

* Older.
"""


def test_a_release_says_what_the_changelog_says(tmp_path: Path) -> None:
    done = released(tmp_path, "v1.2.0", LOG)
    assert (done.stdout, done.stderr) == ("### Added\n\n* A thing.\n", "")


@pytest.mark.parametrize(
    ("tag", "changelog", "why"),
    [
        ("v1.3.0", LOG, "seqlite/__init__.py says 1.2.0"),
        ("v1.2.0", LOG.replace("[1.2.0]", "[1.2.1]"), 'no section "## [1.2.0]'),
    ],
)
def test_a_release_that_is_not_ready_stops(tmp_path: Path, tag: str, changelog: str, why: str) -> None:
    done = released(tmp_path, tag, changelog)
    assert done.returncode == 1
    assert why in done.stderr
