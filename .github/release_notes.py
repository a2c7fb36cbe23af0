"""What a release says of itself: the section of CHANGELOG.md that has the version of the tag.

    python3 .github/release_notes.py v0.2.0

Stops where tag, package, citation and changelog do not name the same version.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def section(changelog: str, version: str) -> str:
    """What stands below a version's heading; nothing where it has none."""
    found = re.search(
        rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d\n(.*?)(?=^## |\Z)", changelog, re.S | re.M
    )
    return found[1].strip() if found else ""


NAMED = {
    "seqlite/__init__.py": r'^__version__ = "(.+)"$',
    "live_cells/__init__.py": r'^__version__ = "(.+)"$',
    "CITATION.cff": r"^version: (.+)$",
}
"""Which files name the version, and where."""


def main(tag: str) -> None:
    version = tag.removeprefix("v")
    for file, pattern in NAMED.items():
        [named] = re.findall(pattern, (ROOT / file).read_text("utf8"), re.M)
        if named != version:
            sys.exit(f"The tag is {tag}, but {file} says {named}.")
    notes = section((ROOT / "CHANGELOG.md").read_text("utf8"), version)
    if not notes:
        sys.exit(f'CHANGELOG.md has no section "## [{version}] - year-month-day" with anything in it.')
    print(notes)


if __name__ == "__main__":
    main(sys.argv[1])
