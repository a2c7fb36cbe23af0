"""What is fetched only to test and to measure, pinned in pins.toml."""

import tomllib
from pathlib import Path

from live_cells.plugin import fetch

PINS = tomllib.loads((Path(__file__).parent / "pins.toml").read_text("utf8"))


def npm_tool(name: str) -> Path:
    """The folder holding the pinned files of npm package `name` (a key of site_tests/style/pins.toml)."""
    fetch.PINS = {**fetch.PINS, **PINS}
    return fetch.npm_package(name)
