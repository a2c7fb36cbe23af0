"""What helpers and maintainers find in the repository: citation, forms, workflows, what a release says."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from paths import ROOT
from test_distribution import ENVIRONMENTS

HOME = ROOT / ".github"
NOTES = HOME / "release_notes.py"
WORKFLOWS = sorted((HOME / "workflows").glob("*.yml"))
FORMS = sorted(path for path in (HOME / "ISSUE_TEMPLATE").glob("*.yml") if path.stem != "config")


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf8"))


def version() -> str:
    [found] = re.findall(
        r'^__version__ = "(.+)"$', (ROOT / "seqlite" / "__init__.py").read_text("utf8"), re.M
    )
    return found


def test_the_citation_names_this_version_and_license() -> None:
    citation = read(ROOT / "CITATION.cff")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]
    assert (citation["version"], citation["license"]) == (version(), project["license"])
    assert {citation["url"], citation["repository-code"]} < set(project["urls"].values())


def test_each_claim_about_security_names_a_test_that_there_is() -> None:
    text = (ROOT / "SECURITY.md").read_text("utf8")
    rows = re.findall(r"^\| (?!-)(.+?) \| (.+) \|$", text, re.M)
    tests = "\n".join(path.read_text("utf8") for path in (ROOT / "site_tests").rglob("test_*.py"))
    for claim, shown in (row for row in rows if row[1] != "Shown by"):
        names = re.findall(r"`(test_\w+)`", shown)
        assert names or shown == "nothing: it can", claim
        assert all(f"def {name}(" in tests for name in names), claim


def test_the_changelog_begins_with_what_is_unreleased_and_names_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf8")
    headings = re.findall(r"^## (.+)$", text, re.M)
    assert headings[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", each) for each in headings[1:])
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.+)$", text, re.M)) <= kinds


@pytest.mark.parametrize("form", FORMS, ids=lambda path: path.stem)
def test_forms_ask_what_can_be_answered(form: Path) -> None:
    said = read(form)
    assert said["name"]
    assert said["description"]
    fields = [field for field in said["body"] if field["type"] != "markdown"]
    assert len({field["id"] for field in fields}) == len(fields)
    assert all(field["attributes"]["label"] for field in fields)
    assert any(field.get("validations", {}).get("required") for field in fields)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_use_what_is_there_and_may_do_little(workflow: Path) -> None:
    said, text = read(workflow), workflow.read_text("utf8")
    assert said["permissions"] == {"contents": "read"}, "each job takes what it needs besides"
    for path in re.findall(r"(?<![\w/$])((?:\.github|\.ci|docs|site_tests)/[\w./-]+)", text):
        assert (ROOT / path).exists() or path.startswith(("docs/hooks/pins",)), path
    for job in said["jobs"].values():
        assert "uses" in job or job["timeout-minutes"] <= 60
        needed = job.get("needs", [])
        assert set([needed] if isinstance(needed, str) else needed) <= set(said["jobs"])
    for action in re.findall(r"uses: (\S+)", text):
        assert action.startswith("./") or re.search(r"@(v\d+|release/v\d+)$", action), action


def test_ci_tests_the_oldest_and_newest_python_and_numpy() -> None:
    tested = read(HOME / "workflows" / "package.yml")["jobs"]["test"]["strategy"]["matrix"]["include"]
    pairs = {(each["python"], each["numpy"]) for each in tested}
    assert ENVIRONMENTS["oldest"] in pairs
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]["classifiers"]
    newest = max(re.findall(r"3\.(\d+)", " ".join(classifiers)), key=int)
    assert (f"3.{newest}", ENVIRONMENTS["newest"][1]) in pairs


def test_a_release_is_published_when_it_is_tested_and_without_a_password() -> None:
    jobs = read(HOME / "workflows" / "release.yml")["jobs"]
    assert jobs["package"] == {"needs": "tests", "uses": "./.github/workflows/package.yml"}
    assert set(jobs["publish"]["needs"]) == {"package", "site"}
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert jobs["release"]["needs"] == "publish"
    assert "secrets." not in (HOME / "workflows" / "release.yml").read_text("utf8")


def released(folder: Path, tag: str, changelog: str) -> subprocess.CompletedProcess[str]:
    """What the notes of a release are, or why there are none, in a repository with this changelog."""
    (folder / ".github").mkdir()
    (folder / "seqlite").mkdir()
    (folder / ".github" / NOTES.name).write_text(NOTES.read_text("utf8"))
    (folder / "seqlite" / "__init__.py").write_text('__version__ = "1.2.0"\n')
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
