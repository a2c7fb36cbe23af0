"""What a reader's browser needs, as files of the site itself.

Each folder under `assets/` carries a version or a hash in its name, so a browser may keep
its files for ever and never mixes two versions.
"""

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from live_cells.image.build.memory_image import IMAGE, Sources, image_folder
from live_cells.plugin.cache import Later, atomic_write, kept, short_hash
from live_cells.plugin.datasets.mnist import packed_mnist
from live_cells.plugin.fetch import PINS, npm_package, sha256_base64
from live_cells.plugin.packages import numpy_rest
from live_cells.plugin.packages.engine_wheel import engine_folder
from live_cells.plugin.packages.on_demand import PACKAGES, Archive
from live_cells.plugin.packages.pyodide_wheels import numpy_wheel
from live_cells.plugin.packages.scripts import (
    EDITOR,
    LIVE,
    bundled_editor,
    esbuild_package,
    smaller,
)

PICTURES = r"(^|\n)\s*(from|import)\s+pictures\b"
"""Code that imports the package of that name."""
FIGURES = "/figures/"
"""The folder of the image's layer for first runs that draw."""
SERVICE_WORKERS = {True: "service_worker.ts", False: "service_worker_off.ts"}  # the second: kill switch
FROM_CONFIG = "../../.."  # the site's root, seen from page/config.js
PYODIDE = "assets/pyodide-" + PINS["pyodide"]["npm"].partition("@")[2]


@dataclass(frozen=True)
class Staged:
    """One file of the site: its address within the site, and its path now."""

    uri: str
    path: Path

    @property
    def size(self) -> int:
        return self.path.stat().st_size


@dataclass(frozen=True)
class Assets:
    """The whole set, with the folders that pages refer to; the theme's is that of a site that has its own."""

    files: tuple[Staged, ...]
    live: str
    theme: str


def common_config(packages: list[Archive], program: dict[str, Path]) -> dict[str, Any]:
    """What page/config.js says on every site."""
    return {
        "packages": [_package(archive) for archive in packages],
        "serviceWorker": f"{FROM_CONFIG}/service_worker.js",  # at the root of the site that it serves
        "site": f"{FROM_CONFIG}/",
        "worker": "../worker/worker.js",
        "program": [f"../{name}" for name in program],
        "pagePrograms": {
            path.stem: path.read_text("utf8")
            for path in sorted((LIVE / "python" / "page_programs").glob("*.py"))
        },
        "darkInk": json.loads((LIVE / "python" / "live_plots" / "dark_ink.json").read_text("utf8")),
    }


def dataset(name: str, pattern: str, file: Staged) -> dict[str, Any]:
    """A file that is fetched before a cell runs whose code matches the pattern."""
    return {"name": name, "pattern": pattern, "file": file.path.name, **_content(file)}


def page_archive(file: Staged) -> dict[str, Any]:
    """A package that answers the page's calls: it is fetched before code that opens its archive by name."""
    return dataset(file.path.stem, re.escape(file.path.name), file)


def _package(archive: Archive) -> dict[str, Any]:
    """A package on demand, with its deferred part."""
    later = archive.later and download(archive_file(archive.later))
    about = {"name": archive.name, **_content(archive_file(archive.path)), "later": later}
    return about | ({} if archive.modules == (archive.name,) else {"modules": archive.modules})


def archive_file(path: Path) -> Staged:
    """An archive of a package on demand."""
    return Staged(f"assets/{path.parent.name}/{path.name}", path)


def download(file: Staged) -> dict[str, Any]:
    """A file that is fetched when it is needed."""
    return {"name": file.path.name, **_content(file)}


def _content(file: Staged) -> dict[str, Any]:
    """Where a file is, and its size and hash, by which the page checks it."""
    return {
        "url": f"{FROM_CONFIG}/{file.uri}",
        "bytes": file.size,
        "sha256": sha256_base64(file.path.read_bytes()),
    }


def python_config(
    pyodide: list[Staged], engine: list[Staged], image: list[Staged], decoder: Staged
) -> dict[str, Any]:
    """Where Python's files are, for live_cells/live/worker/start_python.ts."""

    def found(ending: str) -> Staged:
        return next(file for file in (*pyodide, *engine) if file.uri.endswith(ending))

    figures = [file for file in image if FIGURES in file.uri]
    rest = [file for file in image if file.path.name == numpy_rest.NAME]
    first = [file for file in image if file not in (*figures, *rest)]
    return {
        "url": f"{FROM_CONFIG}/{PYODIDE}/",
        "lock": f"{FROM_CONFIG}/{found('pyodide-lock.json').uri}",
        "library": download(found("python_stdlib.zip")),
        "numpy": download(rest[0] if rest else found("wasm32.whl")),
        "engine": download(found("none-any.whl")),
        "decoder": f"{FROM_CONFIG}/{decoder.uri}",
        "packages": ["seqlite"],
        "files": [f"{path.parent.name}/{path.name}" for path in _python_files()],
        "bytes": sum(file.size for file in (*pyodide, *engine)),
        "image": {
            "url": f"{FROM_CONFIG}/{first[0].uri.rpartition('/')[0]}/",
            "bytes": sum(file.size for file in (*first, decoder) if file.path.name != "later.zst"),
            "later": _later(first),
            "figures": (
                figures
                and {
                    "bytes": sum(file.size for file in figures if file.path.name != "later.zst"),
                    "later": _later(figures),
                }
            )
            or None,
        }
        if image
        else None,
    }


def _later(image: list[Staged]) -> dict[str, Any] | None:
    """The deferred part of an image."""
    return next((download(file) for file in image if file.path.name == "later.zst"), None)


def pyodide_files() -> Iterator[Staged]:
    folder = npm_package("pyodide")
    for name in PINS["pyodide"]["files"]:
        if name != "pyodide-lock.json":
            yield Staged(f"{PYODIDE}/{name}", folder / name)
    wheel = numpy_wheel()
    yield Staged(f"{PYODIDE}/{wheel.name}", wheel)


def engine_files() -> Iterator[Staged]:
    folder = engine_folder(f"../{PYODIDE.removeprefix('assets/')}/")
    for path in sorted(folder.iterdir()):
        yield Staged(f"assets/seqlite-{folder.name}/{path.name}", path)


def image_files(
    pyodide: list[Staged],
    engine: list[Staged],
    packages: list[Archive],
    without: tuple[str, ...] = (),
    later: Later | None = None,
) -> Iterator[Staged]:
    """The memory image: one for all sites, whichever of these packages they have.

    Args:
        packages: those that are part of it, or that it knows.
        later: takes what makes the image, which then does not come now.
    """
    if len(packages) < len(PACKAGES):
        return  # it comes when they are made
    [numpy_wheel] = (file.path for file in pyodide if file.path.suffix == ".whl")
    [engine_wheel] = (file.path for file in engine if file.path.suffix == ".whl")
    loadable = tuple(part for archive in packages for part in archive.parts)
    sources = Sources(numpy_wheel, engine_wheel, loadable, esbuild_package, without)
    folder = image_folder(sources, later)
    if not folder:
        return
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield Staged(f"assets/image-{folder.name}/{path.relative_to(folder).as_posix()}", path)
    yield Staged(f"assets/image-{folder.name}/{numpy_rest.NAME}", numpy_rest.numpy_rest(folder, numpy_wheel))


def mnist_files() -> Iterator[Staged]:
    file = packed_mnist()
    yield Staged(f"assets/{file.parent.name}/{file.name}", file)


def pictures_files() -> Iterator[Staged]:
    yield python_archive("pictures")


def provenance_files() -> Iterator[Staged]:
    yield python_archive("provenance")


def editor_python_files() -> Iterator[Staged]:
    """What Python answers the editor with."""
    yield python_archive("live_editor")


def python_archive(name: str, home: Path = LIVE / "python") -> Staged:
    """A package of Python, as an archive that Python imports from as it is."""
    folder = home / name
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.py"))}
    digest = short_hash(*(part for file, content in files.items() for part in (file, content)))
    target = kept(f"{name}-{digest}", f"{name}.zip")
    if not target.is_file():
        with atomic_write(target) as path, zipfile.ZipFile(path, "w") as out:
            for file, content in files.items():
                out.writestr(zipfile.ZipInfo(f"{name}/{file}"), content, zipfile.ZIP_DEFLATED)
    return Staged(f"assets/{target.parent.name}/{target.name}", target)


def marked_files() -> Iterator[Staged]:
    return of_npm("marked")


def zstddec_files() -> Iterator[Staged]:
    return of_npm("zstddec")


def katex_files() -> Iterator[Staged]:
    """Formulas that cells display, as MathML: without a style sheet and typefaces."""
    path = npm_package("katex") / "dist" / "katex.mjs"
    yield Staged(f"assets/{PINS['katex']['npm'].replace('@', '-')}/{path.name}", smaller([path])[path])


def of_npm(name: str) -> Iterator[Staged]:
    """The files of a package that are used as they are."""
    pin = PINS[name]
    for file in pin["files"]:
        yield Staged(f"assets/{pin['npm'].replace('@', '-')}/{Path(file).name}", npm_package(name) / file)


def codemirror_files() -> Iterator[Staged]:
    path = bundled_editor()
    yield Staged(f"assets/{path.parent.name}/{path.name}", path)


def scripts() -> list[Path]:
    """The program of page and worker."""
    found = (path for folder in (LIVE / "page", LIVE / "worker", IMAGE) for path in folder.rglob("*.ts"))
    ours = (path for path in (*LIVE.glob("*.ts"), *found) if not path.name.endswith(".d.ts"))
    return sorted(path for path in ours if not path.is_relative_to(EDITOR.parent))


def _python_files() -> list[Path]:
    """The package that runs cells; those beside it are loaded on demand."""
    return sorted((LIVE / "python" / "live_runner").glob("*.py"))


def live_folder(
    config: dict[str, Any],
    program: dict[str, Path],
    style: Path,
    offline: bool,
    further: Mapping[str, Path] = MappingProxyType({}),
) -> tuple[str, list[Staged]]:
    """The scripts, styles and Python files, with `page/config.js`, which has the addresses of all others."""
    text = f"export const config = {json.dumps(config, separators=(',', ':'))};\n"
    sources = {f"python/{path.parent.name}/{path.name}": path for path in _python_files()}
    sources |= program | {"style/live.css": style, **further}
    travels = smaller([worker := LIVE / "offline" / SERVICE_WORKERS[offline]])
    digest = short_hash(text, *(part for name, path in sources.items() for part in (name, path.read_bytes())))
    generated = kept(f"live-{digest}", "config.js")
    if not generated.is_file():
        with atomic_write(generated) as path:
            path.write_text(text)
    folder = f"assets/live-{digest}"
    sources["page/config.js"] = generated
    service_worker = Staged("service_worker.js", travels[worker])
    return folder, [*(Staged(f"{folder}/{name}", path) for name, path in sources.items()), service_worker]
