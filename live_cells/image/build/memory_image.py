"""The memory image from which Python starts in the reader's browser (made by make_image.mjs)."""

import os
import subprocess
import time
from collections.abc import Collection, Iterable
from pathlib import Path

from live_cells.plugin.fetch import (
    CACHE,
    PACKAGE,
    PINS,
    AssetError,
    atomic_write,
    forget_all_but_newest,
    log,
    node,
    npm_package,
    progress,
    short_hash,
)

IMAGE = Path(__file__).parents[1]
PLUGIN = PACKAGE / "plugin"
LIVE = PACKAGE / "live"
TIERS = {
    "stock": "Pyodide as it comes",
    "image": "a memory image of Python with all that it needs already imported",
    "all": "a memory image without what a first result does not need",
}
"""How Python starts, the fastest last; each is built upon the one before."""
STEPS = {
    "script": "Emscripten's script and the core's exports without what is not used",
    "functions": "compiled functions that come after the first result",
    "bytecode": "byte code that comes after the first result; it needs `functions`",
    "docstrings": "docstrings that come after the first result",
    "fields": "fields of objects that the browser computes again",
    "figures": "a layer for first runs that draw",
}
"""What the tier `all` adds to the tier `image`."""
PATIENCE = 900
"""Seconds after which an image that is still being made will not be."""


def image_folder(
    numpy_wheel: Path,
    engine_wheel: Path,
    packages: Iterable[Path],
    esbuild: Path,
    without: Collection[str] = (),
) -> Path | None:
    """A folder with the image's files; None where Python starts without one.

    `SEQLITE_START` names the tier, and steps to leave out: `all-fields-figures`. A tier that cannot be made
    gives a warning, and the site gets the tier below.

    Args:
        packages: the archives of packages that may be loaded into what starts from the image.
        esbuild: the folder of its npm package.
        without: steps to leave out.

    Raises:
        AssetError: there is no such tier or step.
    """
    wanted, *left_out = os.environ.get("SEQLITE_START", "all").split("-")
    for kind, names, known in (("tier", [wanted], TIERS), ("step", left_out, STEPS)):
        for name in names:
            if name not in known:
                advice = f"It can be one of these: {', '.join(known)}."
                raise AssetError("SEQLITE_START", "the environment", f'there is no {kind} "{name}"', advice)
    left_out += without
    if "functions" in left_out:
        left_out.append("bytecode")
    made_of = (npm_package("pyodide"), esbuild, numpy_wheel, engine_wheel, LIVE)
    archives = list(packages)
    tiers = list(TIERS)[: list(TIERS).index(wanted) + 1]
    for tier, below in zip(reversed(tiers), reversed(tiers[:-1]), strict=False):
        steps = [step for step in STEPS if tier == "all" and step not in left_out]
        try:
            return _made(",".join(steps), made_of, archives)
        except AssetError as error:
            log.warning(
                'Python starts slower on this site, as with SEQLITE_START=%s (%s): the tier "%s" (%s) could '
                "not be made. %s",
                *(below, TIERS[below], tier, TIERS[tier], error),
            )
    return None


def _made(steps: str, made_of: tuple[Path, ...], archives: list[Path]) -> Path:
    """The image of a tier, made if need be.

    Raises:
        AssetError: it could not be made, or does not restore to what it was made from.
    """
    _, esbuild, numpy_wheel, engine_wheel, _ = made_of
    script = IMAGE / "build" / "make_image.mjs"
    sources = [
        numpy_wheel,
        engine_wheel,
        *sorted(path for folder in ("build", "slim") for path in (IMAGE / folder).glob("*.*")),
        *sorted(IMAGE.glob("*.ts")),
        IMAGE / "restore" / "memory.ts",
        PLUGIN / "python_programs.mjs",
        PACKAGE / "words" / "en.json",
        esbuild / "package.json",
        *sorted((LIVE / "python" / "live_runner").glob("*.py")),
        *archives,
    ]
    digest = short_hash(steps, PINS["pyodide"]["integrity"], *(path.read_bytes() for path in sources))
    target = CACHE / "image" / digest
    if not target.is_dir():
        start = time.monotonic()
        with atomic_write(target) as folder:
            folder.mkdir()
            _run([node(), script, steps, *made_of, folder, *archives])
            size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        progress("memory image", size, start, "restores to what it was made from")
        forget_all_but_newest(target.parent, keep=4)
    return target


def _run(command: list[str | Path]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        said = f"it was not ready after {PATIENCE} seconds"
    else:
        if not done.returncode:
            return
        lines = [line for line in done.stderr.splitlines() if 0 < len(line) < 1000]  # Pyodide's own is 1 MB
        reason = next((line for line in reversed(lines) if "Error" in line), " / ".join(lines[-3:]))
        said = reason.removeprefix("Error: ").removeprefix("Error: ") or f"exit code {done.returncode}"
    advice = "docs/guides/upgrading-pyodide.md says where to look."
    raise AssetError("memory image", str(command[1]), said, advice)
