"""Pin another release of Pyodide in pins.toml, if it can load the pinned wheels.

    uv run python live_cells/plugin/upgrade_pyodide.py [VERSION] [--check | --table]

Without a version, npm's newest one. Where a release cannot be used, nothing is changed, and the reason is
printed. `--check` changes nothing, and says which patterns and offsets of the memory image do not fit. It
needs no NumPy, so it works for the next Python as well. `--table` prints the numbers that its Python
publishes of its structs. The version `next` is the last one that npm lists.
docs/guides/upgrading-pyodide.md says what to do before and after.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from live_cells.plugin import fetch
from live_cells.plugin.packages.pyodide_wheels import lock_file

PINS_FILE = Path(__file__).with_name("pins.toml")
CHECK = fetch.PACKAGE / "image" / "build" / "check_release.mjs"


def published(version: str) -> dict[str, str]:
    """Version and integrity of a release on npm."""
    if version == "next":
        version = _view("pyodide", "versions")[-1]
    found: dict[str, str] = _view(f"pyodide@{version}", "version", "dist.integrity")
    return found


def _view(package: str, *fields: str) -> Any:
    command, environment = fetch.npm_command()
    asked = [*command, "view", package, *fields, "--json"]
    done = subprocess.run(asked, env=environment, capture_output=True, text=True)
    if done.returncode:
        said = " / ".join(line for line in done.stderr.splitlines()[:3] if line.strip())
        advice = "Check the version: `npm view pyodide versions` lists them."
        raise fetch.AssetError("pyodide", f"npm package {package}", f"npm failed: {said}", advice)
    return json.loads(done.stdout)


def check(version: str, integrity: str, *options: str) -> int:
    """Print what the memory image would not find in a release. Returns 0 if that is nothing."""
    pin = {**fetch.PINS["pyodide"], "npm": f"pyodide@{version}", "integrity": integrity}
    return subprocess.run([fetch.node(), CHECK, fetch.npm_package("pyodide", pin), *options]).returncode


def upgrade(version: str, integrity: str) -> str:
    """Change the pins, and say what from and what to.

    Raises:
        fetch.AssetError: the release lacks a pinned file, or cannot load a pinned wheel; nothing is changed.
    """
    before = fetch.PINS["pyodide"]
    if before["npm"] == f"pyodide@{version}":
        return f"{before['npm']} is pinned already"
    pin = {**before, "npm": f"pyodide@{version}", "integrity": integrity}
    lock = lock_file(fetch.npm_package("pyodide", pin))
    text = PINS_FILE.read_text("utf8")
    for key in ("npm", "integrity"):
        old = f'{key} = "{before[key]}"'
        if text.count(old) != 1:
            problem = f"the line {old} stands there {text.count(old)} times, wanted once"
            raise fetch.AssetError("pyodide", str(PINS_FILE), problem, "Correct that file.")
        text = text.replace(old, f'{key} = "{pin[key]}"')
    with fetch.atomic_write(PINS_FILE) as path:
        path.write_text(text, "utf8")
    return f"{before['npm']} → {pin['npm']} (Python {lock['info']['python']}); the pinned wheels fit"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("version", nargs="?", default="latest")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--check", action="store_true", help="change nothing, and say what does not fit")
    instead.add_argument(
        "--table", action="store_true", help="change nothing, and print what Python publishes"
    )
    fetch.show_progress()
    arguments = parser.parse_args()
    try:
        found = published(arguments.version)
        if arguments.check or arguments.table:
            options = ["--table"] if arguments.table else []
            sys.exit(check(found["version"], found["dist.integrity"], *options))
        print(upgrade(found["version"], found["dist.integrity"]))
    except fetch.AssetError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
