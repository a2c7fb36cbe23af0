"""Scripts as they travel: CodeMirror in one file with what it imports, others without comments and spaces."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from fetch import CACHE, ROOT, AssetError, arriving, node, npm, progress, short_hash

LIVE = ROOT / "docs" / "live"
CODEMIRROR = LIVE / "page" / "editor" / "codemirror.js"
EDITOR = (CODEMIRROR, CODEMIRROR.with_name("adopted_styles.js"))
SOURCE = "npm packages of docs/live/package-lock.json"
PACKAGES = [LIVE / name for name in ("package.json", "package-lock.json", ".npmrc")]
SMALLER = ["--minify-whitespace", "--minify-syntax", "--format=esm", "--legal-comments=inline"]


@cache
def tools() -> Path:
    """A folder with esbuild and what CodeMirror is made of."""
    target = CACHE / f"tools-{short_hash(*(path.read_bytes() for path in PACKAGES))}"
    if not target.is_dir():
        start = time.monotonic()
        with arriving(target) as folder:
            folder.mkdir()
            for path in PACKAGES:
                shutil.copy(path, folder)
            npm("ci", "--ignore-scripts", asset="esbuild", source=SOURCE, folder=folder)
        size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
        progress("esbuild", size, start, "integrity checked by npm ci")
    return target


def bundled_editor() -> Path:
    """CodeMirror as one module."""
    digest = short_hash(tools().name, *(path.read_bytes() for path in EDITOR))
    target = CACHE / f"codemirror-{digest}" / CODEMIRROR.name
    if not target.is_file():
        start = time.monotonic()
        entry, *_ = (Path(shutil.copy(path, tools())) for path in EDITOR)
        with arriving(target) as bundle:
            _esbuild(entry, "--bundle", "--minify", "--format=esm", "--target=es2022", f"--outfile={bundle}")
        progress("codemirror", target.stat().st_size, start, "bundled by esbuild")
    return target


def smaller(paths: Iterable[Path], *further: str) -> dict[Path, Path]:
    """For each script, the file that travels in its place."""
    targets, flags = {}, [*SMALLER, *further]
    for path in paths:
        digest = short_hash(tools().name, json.dumps(flags), path.read_bytes())
        targets[path] = CACHE / "scripts" / digest / path.name
    missing = [path for path, target in targets.items() if not target.is_file()]
    for path in missing:
        with arriving(targets[path]) as file:
            _esbuild(path, *flags, f"--outfile={file}")
    return targets


def _esbuild(*arguments: str | Path) -> None:
    program = tools() / "node_modules" / "esbuild" / "bin" / "esbuild"
    done = subprocess.run([node(), program, *arguments], capture_output=True, text=True)
    if done.returncode:
        said = " / ".join(done.stderr.split("\n")[:3])
        raise AssetError("esbuild", str(arguments[0]), said, "Correct the script and build again.")
