"""Write the pinned versions of everything the project is developed with, into pyproject.toml.

    uv run python site_tests/generators/pins.py

The group `pinned` holds them, for uv and for pip alike, without an address. The group `dev` includes it.
"""

import argparse
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "pyproject.toml"
_PINNED = re.compile(r"(?<=\npinned = \[\n).*?(?=\]\n)", re.S)


def resolved() -> list[str]:
    """`name==version` of each package in uv's resolution, with its markers."""
    command = [
        "uv",
        "export",
        "--no-hashes",
        "--no-emit-workspace",
        "--no-annotate",
        "--no-header",
        "--quiet",
    ]
    text = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [line for line in text.splitlines() if line.strip()]


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    before = PROJECT.read_text("utf8")
    PROJECT.write_text(_PINNED.sub("", before), "utf8")  # resolve free of the old pins
    try:
        listed = "".join(f'    "{line}",\n' for line in resolved())
    except BaseException:
        PROJECT.write_text(before, "utf8")
        raise
    PROJECT.write_text(_PINNED.sub(lambda _: listed, before), "utf8")


if __name__ == "__main__":
    main()
