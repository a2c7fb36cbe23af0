"""The recorded training with which the Playground opens, made anew when what it depends on changes."""

import os
import subprocess
import sys
from pathlib import Path

import seqlite
from live_cells.plugin.fetch import CACHE, PACKAGE, ROOT, AssetError, atomic_write, node, short_hash

_HERE = Path(__file__).parent
_PLAYGROUND = ROOT / "docs" / "course" / "page" / "playground"
_WORDS = (PACKAGE / "words" / "en.json", ROOT / "docs" / "course" / "words" / "en.json")
EPOCHS = 61


def film() -> Path:
    """The file, from the cache if it is there."""
    sections = _run(node(), _HERE / "program.mjs", _PLAYGROUND.as_uri(), *_WORDS)
    engine = sorted(
        path for path in Path(seqlite.__file__).parent.rglob("*") if path.suffix in (".py", ".wasm")
    )
    own = sorted([*(ROOT / "docs/course/python/live_playground").glob("*.py"), *_HERE.glob("*.py")])
    target = CACHE / "films" / f"{short_hash(sections, *(path.read_bytes() for path in (*engine, *own)))}.bin"
    if not target.is_file():
        with atomic_write(target) as path:
            _run(sys.executable, _HERE / "train.py", path, str(EPOCHS), given=sections)
    return target


def _run(*command: str | Path, given: str = "") -> str:
    environment = os.environ | {"PYTHONPATH": str(Path(seqlite.__file__).parents[1])}
    done = subprocess.run(
        command, input=given, capture_output=True, text=True, env=environment, encoding="utf8"
    )
    if done.returncode:
        said = " / ".join(done.stderr.strip().split("\n")[-3:])
        raise AssetError(
            "opening", str(command[1]), said, "Correct the Playground's first preset and build again."
        )
    return done.stdout
