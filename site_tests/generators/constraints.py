"""Write the pinned versions of everything the project is developed with.

    uv run python site_tests/generators/constraints.py

Two copies of one list, neither with an address in it: `constraints.txt` for pip (`-c constraints.txt`), and
`[tool.uv] constraint-dependencies` in pyproject.toml for uv. A test holds them together.
"""

import argparse
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONSTRAINTS = ROOT / "constraints.txt"
PROJECT = ROOT / "pyproject.toml"
_BLOCK = re.compile(r"\n\[tool\.uv\]\nconstraint-dependencies = \[\n.*?\n\]\n", re.S)


def resolved() -> list[str]:
    """`name==version` of each package in uv's resolution, with its markers."""
    command = ["uv", "export", "--no-hashes", "--no-emit-project", "--no-annotate", "--no-header", "--quiet"]
    text = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [line for line in text.splitlines() if line.strip()]


def block(lines: list[str]) -> str:
    listed = "\n".join(f'    "{line}",' for line in lines)
    return f"\n[tool.uv]\nconstraint-dependencies = [\n{listed}\n]\n"


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    project = _BLOCK.sub("\n", PROJECT.read_text("utf8")).rstrip("\n") + "\n"
    PROJECT.write_text(project, "utf8")  # resolve free of the old pins
    lines = resolved()
    CONSTRAINTS.write_text("\n".join(lines) + "\n", "utf8")
    PROJECT.write_text(project + block(lines), "utf8")


if __name__ == "__main__":
    main()
