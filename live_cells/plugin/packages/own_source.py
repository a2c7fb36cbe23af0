"""The author's own package, from its source: a wheel by its own backend, anew when it changes."""

import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from packaging.metadata import Metadata

from live_cells.plugin.fetch import CACHE, AssetError, atomic_write, progress, short_hash
from live_cells.plugin.packages.pyodide_wheels import check_tags

NOT_SOURCE = frozenset({"__pycache__", "build", "dist", "node_modules", "site", "_build", "_site"})
"""Folders that a build leaves behind, where Git does not say which these are."""
REPRODUCIBLE = "315532800"
"""The time of all files in the wheel: the first that a ZIP archive can hold."""


def is_source(named: str) -> bool:
    """Is an entry of `packages` a folder, rather than a name?"""
    return named.startswith((".", "/", "~"))


def own_wheel(named: str, folder: Path) -> Path:
    """The wheel of a source folder, which is named from another.

    Raises:
        AssetError: it cannot be built, or has compiled extensions.
    """
    source = (folder / Path(named).expanduser()).resolve()
    if not any((source / name).is_file() for name in ("pyproject.toml", "setup.py")):
        raise AssetError(named, str(source), "the folder has no pyproject.toml", "Name the one that has it.")
    files = sorted(_files(source))
    digest = short_hash(*(part for path in files for part in (str(path), (source / path).read_bytes())))
    target = CACHE / "own" / f"{source.name}-{digest}"
    if not target.is_dir():
        start = time.monotonic()
        with atomic_write(target) as out:
            _build(named, source, out)
            [wheel] = out.glob("*.whl")
            _check(named, wheel)
        progress(named, sum(path.stat().st_size for path in target.iterdir()), start, "built from its source")
    return next(target.glob("*.whl"))


def metadata_of(wheel: Path) -> Metadata:
    """What a wheel says of itself."""
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        return Metadata.from_email(archive.read(name), validate=False)


def _files(source: Path) -> Iterator[Path]:
    """The files of a source, from its folder: those of Git, or all that are not hidden."""
    git = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    try:
        said = subprocess.run(git, cwd=source, capture_output=True, check=True).stdout.decode()
        listed = {Path(name) for name in said.split("\0") if name}
    except (OSError, subprocess.CalledProcessError):
        listed = {path.relative_to(source) for path in source.rglob("*")}
        listed = {path for path in listed if not any(_is_left_out(part) for part in path.parts)}
    yield from (path for path in listed if (source / path).is_file())


def _is_left_out(part: str) -> bool:
    return part in NOT_SOURCE or part.startswith(".") or part.endswith((".egg-info", ".lock"))


def _build(named: str, source: Path, out: Path) -> None:
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(out), str(source)]
    command += ["--installer", "uv"] if shutil.which("uv") else []
    env = {**os.environ, "SOURCE_DATE_EPOCH": REPRODUCIBLE}
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    if done.returncode:
        said = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise AssetError(
            named, str(source), f"no wheel can be built: {said[-1]}", f"`python -m build {source}` says more."
        )


def _check(named: str, wheel: Path) -> None:
    try:
        check_tags(wheel.name)
    except AssetError as error:
        raise AssetError(
            named,
            wheel.name,
            "the package has compiled extensions, which this build cannot compile for the browser",
            "Build its wheel with `pyodide build`, and name that: `{wheel: …, sha256: …}`.",
        ) from error
