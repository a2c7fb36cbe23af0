"""The recorded training with which the Playground opens, made anew when what it depends on changes."""

import os
import subprocess
import sys
from pathlib import Path

from live_cells.plugin.cache import CACHE, PACKAGE, ROOT, atomic_write, short_hash
from live_cells.plugin.fetch import AssetError, node

_HERE = Path(__file__).parent
_PLAYGROUND = ROOT / "docs" / "course" / "page" / "playground"
_WORDS = (PACKAGE / "words" / "en.json", ROOT / "docs" / "course" / "words" / "en.json")
MOST_EPOCHS = 61


def film() -> Path:
    """The file, from the cache if it is there."""
    sections = _run(node(), _HERE / "program.mjs", _PLAYGROUND.as_uri(), *_WORDS)
    engine = sorted(path for path in (ROOT / "seqlite").rglob("*") if path.suffix in (".py", ".wasm"))
    own = sorted([*(ROOT / "docs/course/python/live_playground").glob("*.py"), *_HERE.glob("*.py")])
    target = CACHE / "films" / f"{short_hash(sections, *(path.read_bytes() for path in (*engine, *own)))}.bin"
    if not target.is_file():
        with atomic_write(target) as path:
            _run(sys.executable, _HERE / "train.py", path, str(MOST_EPOCHS), given=sections)
    return target


def _run(*command: str | Path, given: str = "") -> str:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, input=given, capture_output=True, text=True, env=environment, encoding="utf8"
    )
    if done.returncode:
        said = " / ".join(done.stderr.strip().split("\n")[-3:])
        raise AssetError(
            "opening", str(command[1]), said, "Correct the Playground's first preset and build again."
        )
    return done.stdout
