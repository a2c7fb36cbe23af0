"""`live-cells make SITE`: bring the marked code of a finished site to life, whatever has written it.

    live-cells make SITE [--check] [--settings FILE]

SITE is the folder with the HTML. Settings stand in `live-cells.toml` or in `[tool.live-cells]` of
`pyproject.toml`. Nothing outside the cells and the head of their pages changes; a second run changes nothing.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from mkdocs.exceptions import PluginError

from live_cells.make.settings import read_settings
from live_cells.make.site import make
from live_cells.plugin.fetch import AssetError, after_build, show_progress


def main(arguments: list[str] | None = None) -> int:
    """The program's exit status: 1 after an error, and with `--check` where something would change."""
    parser = argparse.ArgumentParser(
        prog="live-cells", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    made = commands.add_parser("make", help="bring a finished site's code to life")
    made.add_argument("site", type=Path, metavar="SITE", help="the folder with the HTML")
    made.add_argument("--check", action="store_true", help="write nothing; say what would change")
    made.add_argument("--settings", type=Path, metavar="FILE", help="a TOML file with the settings")
    asked = parser.parse_args(arguments)
    show_progress()
    try:
        settings, folder = read_settings(asked.settings, Path.cwd())
        done = make(asked.site, settings, folder, check=asked.check)
        after_build()
    except (PluginError, AssetError) as error:
        print(str(error), file=sys.stderr)
        return 1
    for warning in done.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    print(done.summary)
    return int(asked.check and bool(done.changed))


if __name__ == "__main__":
    sys.exit(main())
