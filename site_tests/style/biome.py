"""Check the scripts' code and layout with Biome, by the rules in biome.jsonc; `--write` lays them out.

Run as `uv run python site_tests/style/biome.py`.
"""

import subprocess
import sys
from pathlib import Path

from site_tests import ROOT

SCRIPTS = sorted(
    path
    for folder in ("docs", "live_cells", "site_tests")
    for path in (ROOT / folder).rglob("*s")
    if path.suffix in (".js", ".mjs", ".ts")
)


def biome(*flags: str, scripts: list[Path] = SCRIPTS) -> subprocess.CompletedProcess[str]:
    """What Biome says of the scripts; it returns 0 if nothing is wrong."""
    from live_cells.plugin.fetch import node
    from site_tests.style.tools import npm_tool

    program = ROOT / "site_tests" / "style" / "biome.mjs"
    command = [node(), program, *flags, npm_tool("biome"), ROOT, *scripts]
    return subprocess.run(command, capture_output=True, text=True)


if __name__ == "__main__":
    done = biome(*sys.argv[1:])
    print(done.stdout + done.stderr, end="")
    sys.exit(done.returncode)
