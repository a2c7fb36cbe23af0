"""The memory image from which Python starts in the reader's browser (made by make_image.mjs)."""

import atexit
import json
import os
import subprocess
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from live_cells.plugin.cache import IS_INSTALLED, PACKAGE, Later, atomic_write, kept, log, short_hash
from live_cells.plugin.fetch import PINS, AssetError, node, npm_package, progress

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
PATIENCE = 1800
"""Seconds after which an image that is still being made will not be."""
REPORT = (
    "Of a change to the project's own files or pins, docs/guides/upgrading-pyodide.md says where to look."
    if not IS_INSTALLED
    else "If it happens again, report it with this message."
)


@dataclass(frozen=True)
class Sources:
    """What an image is made of.

    Args:
        packages: the archives of packages that may be loaded into what starts from the image.
        esbuild: gives the folder of its npm package, where an image has to be made.
        without: steps to leave out.
    """

    numpy_wheel: Path
    engine_wheel: Path
    packages: tuple[Path, ...]
    esbuild: Callable[[], Path]
    without: tuple[str, ...] = ()


def image_folder(sources: Sources, later: Later | None = None) -> Path | None:
    """A folder with the image's files; None where Python starts without one.

    `SEQLITE_START` names the tier, and steps to leave out: `all-fields-figures`. A tier that cannot be made
    gives a warning, and the site gets the tier below.

    Args:
        later: takes what makes the image; without it, the image is made at once.

    Raises:
        AssetError: there is no such tier or step.
    """
    wanted, *left_out = os.environ.get("SEQLITE_START", "all").split("-")
    for kind, names, known in (("tier", [wanted], TIERS), ("step", left_out, STEPS)):
        for name in names:
            if name not in known:
                advice = f"It can be one of these: {', '.join(known)}."
                raise AssetError("SEQLITE_START", "the environment", f'there is no {kind} "{name}"', advice)
    left_out += sources.without
    if "functions" in left_out:
        left_out.append("bytecode")
    images = []
    for tier in reversed(list(TIERS)[1 : list(TIERS).index(wanted) + 1]):
        steps = [step for step in STEPS if tier == "all" and step not in left_out]
        images.append(Image(tier, ",".join(steps), sources))
    if later and images and not any(image.is_known for image in images):
        if images[0].folder not in _begun:
            _begun.add(images[0].folder)
            later("the memory image (some minutes)", lambda: _first(images))
        return None
    found = _first(images)
    if reason := next((_failed[image.folder] for image in images if image.folder in _failed), None):
        tier = found.tier if found else "stock"
        log.warning(
            "Python starts slower on this site, from %s, since its memory image could not be made: %s. "
            "Nothing else changes. Build again to try once more. To do without, set image: false below "
            "live-cells, or SEQLITE_START=%s in the environment. %s",
            TIERS[tier],
            reason.problem.rstrip("."),
            tier,
            REPORT,
        )
    return found.folder if found else None


def _first(images: list["Image"]) -> "Image | None":
    """The first of these that can be made."""
    for image in images:
        if image.folder not in _failed:
            try:
                image.make()
            except AssetError as error:
                _failed[image.folder] = error
            else:
                return image
    return None


_begun: set[Path] = set()
"""Where images will be that are made while a site is served."""
_failed: dict[Path, AssetError] = {}
"""Where images would be that could not be made: while a site is served, they are not tried again."""


class Image:
    """The image of a tier."""

    def __init__(self, tier: str, steps: str, sources: Sources) -> None:
        self.tier = tier
        self._steps = steps
        self._sources = sources
        digest = short_hash(steps, PINS["pyodide"]["integrity"], *_content(sources))
        self.folder = kept("image", digest)

    @property
    def is_known(self) -> bool:
        """Is it there, or can it not be made?"""
        return self.folder.is_dir() or self.folder in _failed

    def make(self) -> None:
        """Make it, if need be.

        Raises:
            AssetError: it could not be made, or does not restore to what it was made from.
        """
        if self.folder.is_dir():
            return
        start = time.monotonic()
        of = self._sources
        made_of = (npm_package("pyodide"), of.esbuild(), of.numpy_wheel, of.engine_wheel, LIVE)
        with atomic_write(self.folder) as folder:
            folder.mkdir()
            _run([node(), IMAGE / "build" / "make_image.mjs", self._steps, *made_of, folder, *of.packages])
            size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        progress("memory image", size, start, "restores to what it was made from")


def _content(sources: Sources) -> list[str | bytes]:
    """All that decides what is in an image."""
    files = [
        sources.numpy_wheel,
        *sorted(path for folder in ("build", "slim") for path in (IMAGE / folder).glob("*.*")),
        *sorted(IMAGE.glob("*.ts")),
        IMAGE / "restore" / "memory.ts",
        PLUGIN / "python_programs.mjs",
        *sorted((LIVE / "python" / "live_runner").glob("*.py")),
        *sources.packages,
    ]
    words = json.loads((PACKAGE / "words" / "en.json").read_text("utf8"))
    tools = json.loads((LIVE / "package-lock.json").read_text("utf8"))["packages"]
    return [
        json.dumps(tools["node_modules/esbuild"]),
        json.dumps([words["fault"], words["figure_in_words"]]),
        *_modules(sources.engine_wheel),
        *(path.read_bytes() for path in files),
    ]


def _modules(wheel: Path) -> list[str | bytes]:
    """The names and contents of a wheel's modules: who has packed them, and when, makes no other image."""
    with zipfile.ZipFile(wheel) as packed:
        names = sorted(name for name in packed.namelist() if ".dist-info/" not in name)
        return [part for name in names for part in (name, packed.read(name))]


_running: set[subprocess.Popen[str]] = set()
"""What ends with the build."""


@atexit.register
def _end() -> None:
    for process in [*_running]:
        process.kill()


def _run(command: list[str | Path]) -> None:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    _running.add(process)
    try:
        _, errors = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        said = f"it was not ready after {PATIENCE} seconds"
    else:
        if not process.returncode:
            return
        lines = [line for line in errors.splitlines() if 0 < len(line) < 1000]  # Pyodide's own is 1 MB
        reason = next((line for line in reversed(lines) if "Error" in line), " / ".join(lines[-3:]))
        said = reason.removeprefix("Error: ").removeprefix("Error: ") or f"exit code {process.returncode}"
    finally:
        process.kill()
        _running.discard(process)
    raise AssetError("memory image", "made in Node", said, REPORT)
