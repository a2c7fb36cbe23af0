"""Check the scripts' code and layout with Biome, by the rules in biome.jsonc; `--write` lays them out.

Run as `uv run python site_tests/biome.py`.
"""

import subprocess
import sys
from pathlib import Path

from paths import ROOT

SCRIPTS = sorted(
    path
    for folder in ("docs", "live_cells", "site_tests")
    for path in (ROOT / folder).rglob("*s")
    if path.suffix in (".js", ".mjs", ".ts")
)


def biome(*flags: str, scripts: list[Path] = SCRIPTS) -> subprocess.CompletedProcess[str]:
    """What Biome says of the scripts; it returns 0 if nothing is wrong."""
    from tools import npm_tool

    from live_cells.plugin.fetch import node

    program = ROOT / "site_tests" / "biome.mjs"
    command = [node(), program, *flags, npm_tool("biome"), ROOT, *scripts]
    return subprocess.run(command, capture_output=True, text=True)


if __name__ == "__main__":
    sys.path.append(str(ROOT))
    done = biome(*sys.argv[1:])
    print(done.stdout + done.stderr, end="")
    sys.exit(done.returncode)
