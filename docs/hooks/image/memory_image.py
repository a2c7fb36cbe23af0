"""The memory image from which Python starts in the reader's browser (made by make_image.mjs)."""

import os
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

from fetch import (
    CACHE,
    PINS,
    ROOT,
    AssetError,
    arriving,
    forget_all_but_newest,
    node,
    npm_package,
    progress,
    short_hash,
)

HERE = Path(__file__).parent
LIVE = ROOT / "docs" / "live"


def image_folder(
    numpy_wheel: Path, engine_wheel: Path, packages: Iterable[Path], esbuild: Path
) -> Path | None:
    """A folder with the image's files; None when `SEQLITE_MEMORY_IMAGE=0` asks to do without.

    Args:
        packages: the archives of packages that may be loaded into what starts from the image.
        esbuild: the folder of its npm package.

    Raises:
        AssetError: the image could not be made, or does not restore to what it was made from.
    """
    if os.environ.get("SEQLITE_MEMORY_IMAGE") == "0":
        return None
    script = HERE / "make_image.mjs"
    programs = [*sorted(HERE.glob("*.mjs")), HERE.parent / "python_programs.mjs", HERE / "programs.py"]
    used = ("restore_image", "implied_words", "second_halves", "late_texts", "folders", "archive")
    restored_by = [LIVE / "worker" / f"{name}.js" for name in used]
    sources = [
        engine_wheel,
        *programs,
        HERE / "practice_cells.txt",
        ROOT / "docs" / "words" / "en.json",
        esbuild / "package.json",
        *restored_by,
        *sorted((LIVE / "python").glob("*.py")),
        *(archives := list(packages)),
    ]
    digest = short_hash(
        PINS["pyodide"]["integrity"], numpy_wheel.name, *(path.read_bytes() for path in sources)
    )
    target = CACHE / "image" / digest
    if not target.is_dir():
        start = time.monotonic()
        with arriving(target) as folder:
            folder.mkdir()
            made_of = (npm_package("pyodide"), esbuild, numpy_wheel, engine_wheel, LIVE)
            command = [node(), script, *made_of, folder, *archives]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                lines = [
                    line for line in done.stderr.splitlines() if len(line) < 400
                ]  # Pyodide's own is 1 MB
                said = next((line for line in reversed(lines) if "Error" in line), "\n".join(lines))
                advice = "SEQLITE_MEMORY_IMAGE=0 builds without it; cells then start several times slower."
                raise AssetError("memory image", str(script), said, advice)
            size = sum(path.stat().st_size for path in folder.iterdir())
        progress("memory image", size, start, "restores to what it was made from")
        forget_all_but_newest(target.parent, keep=3)
    return target
