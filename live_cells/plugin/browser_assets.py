"""Everything that the course needs in the reader's browser, as files of the site itself.

Each folder under `assets/` carries a version or a hash in its name, so a browser may keep
its files for ever and never mixes two versions. Run as a program, it only fills the cache:

    python live_cells/plugin/browser_assets.py
"""

import json
import os
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from live_cells.plugin.datasets.mnist import packed_mnist
from live_cells.plugin.fetch import (
    CACHE,
    PINS,
    ROOT,
    AssetError,
    arriving,
    npm_package,
    sha256_base64,
    short_hash,
    show_progress,
)
from live_cells.plugin.image.memory_image import image_folder
from live_cells.plugin.packages.engine_wheel import engine_folder
from live_cells.plugin.packages.on_demand import Archive, archives
from live_cells.plugin.packages.pyodide_wheels import numpy_wheel
from live_cells.plugin.packages.scripts import (
    EDITOR,
    LIVE,
    bundled_editor,
    bundled_program,
    esbuild_package,
    joined,
    smaller,
)

THEME = ROOT / "docs" / "theme"
LAB = ROOT / "docs" / "lab"
PICTURES = r"(^|\n)\s*(from|import)\s+pictures\b"
"""Code for which the package of that name comes."""
SERVICE_WORKERS = {True: "service_worker.ts", False: "service_worker_off.ts"}  # the second: kill switch
FROM_CONFIG = "../../.."  # the site's root, seen from page/config.js
OFFLINE = os.environ.get("SEQLITE_OFFLINE", "1") != "0"
# in this order
LIVE_STYLES = (
    "live",
    "form",
    "labels",
    "output",
    "ansi",
    "figures",
    "pictures",
    "explanations",
    "networks",
    "graphs",
    "surfaces",
    "convolutions",
    "tools",
    "predictions",
    "exercises",
    "media",
    "lab",
    "playground",
    "stage",
    "network",
    "result",
    "small_stage",
    "layers",
    "looks",
    "reference",
)
PYODIDE = "assets/pyodide-" + PINS["pyodide"]["npm"].partition("@")[2]


@dataclass(frozen=True)
class Staged:
    """One file of the site: its address within the site, and where it lies now."""

    uri: str
    path: Path

    @property
    def size(self) -> int:
        return self.path.stat().st_size


@dataclass(frozen=True)
class Assets:
    """The whole set, with the folders that pages refer to; the theme's is the course's own."""

    files: tuple[Staged, ...]
    live: str
    theme: str


def collect() -> Assets:
    """Fetch, verify, build and list every asset of the course; beside what is for Python, all else."""
    with ThreadPoolExecutor(1) as beside:
        others = beside.submit(_all_but_python)
        pyodide, engine = list(pyodide_files()), list(engine_files())
        on_demand = list(archives())
        packages = [archive_file(path) for archive in on_demand for path in archive.parts]
        image = list(image_files(pyodide, engine, packages))
        parts, (theme, theme_files), program = others.result()
        mnist, lab, playground, pictures, editor, marked, uplot, [decoder] = parts
    config = {
        **common_config(on_demand, program),
        "pyodide": python_config(pyodide, engine, image, decoder),
        "codemirror": f"{FROM_CONFIG}/{editor[0].uri}",
        "marked": f"{FROM_CONFIG}/{marked[0].uri}",
        "katex": f"{FROM_CONFIG}/{theme}/katex/katex.mjs",
        "uplot": {file.path.suffix[1:]: f"{FROM_CONFIG}/{file.uri}" for file in uplot},
        "datasets": [
            dataset("MNIST", r"\bMNIST\b", mnist[0]),
            *(dataset(file.path.stem, rf"\blab_answers\b|{file.path.stem}", file) for file in lab),
            *(dataset(file.path.stem, re.escape(file.path.name), file) for file in playground),
            *(dataset(file.path.stem, PICTURES, file) for file in pictures),
        ],
        "offline": OFFLINE,
        "isolates": OFFLINE,
        "forms": True,
        "mathml": False,
        "asMnist": _lab_cell("as-mnist"),
    }
    style = joined(LIVE / "style" / f"{name}.css" for name in LIVE_STYLES)
    live, live_files = live_folder(config, program, style, OFFLINE)
    apart = (
        *(*pyodide, *engine, *image, *mnist, *lab, *playground, *pictures, *editor, *marked, *uplot, decoder),
        *packages,
    )
    return Assets((*apart, *live_files, *theme_files), live, theme)


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


def _all_but_python() -> tuple[list[list[Staged]], tuple[str, list[Staged]], dict[str, Path]]:
    parts = (
        mnist_files,
        _lab,
        _playground,
        pictures_files,
        codemirror_files,
        marked_files,
        _uplot,
        zstddec_files,
    )
    return [list(part()) for part in parts], _theme(), bundled_program(scripts())


def dataset(name: str, pattern: str, file: Staged) -> dict[str, Any]:
    """What comes before a cell runs whose code matches the pattern."""
    return {"name": name, "pattern": pattern, "file": file.path.name, **_content(file)}


def _package(archive: Archive) -> dict[str, Any]:
    """A package on demand, and what of it comes later."""
    later = archive.later and _download(archive_file(archive.later))
    about = {"name": archive.name, **_content(archive_file(archive.path)), "later": later}
    return about | ({} if archive.modules == (archive.name,) else {"modules": archive.modules})


def archive_file(path: Path) -> Staged:
    """An archive of a package on demand."""
    return Staged(f"assets/{path.parent.name}/{path.name}", path)


def _download(file: Staged) -> dict[str, Any]:
    return {"name": file.path.name, **_content(file)}


def _content(file: Staged) -> dict[str, Any]:
    """Where a file lies, and how to tell that it came undamaged."""
    return {
        "url": f"{FROM_CONFIG}/{file.uri}",
        "bytes": file.size,
        "sha256": sha256_base64(file.path.read_bytes()),
    }


def python_config(
    pyodide: list[Staged], engine: list[Staged], image: list[Staged], decoder: Staged
) -> dict[str, Any]:
    """Where Python's files lie, as live_cells/live/worker/start_python.ts wants to know it."""

    def found(ending: str) -> Staged:
        return next(file for file in (*pyodide, *engine) if file.uri.endswith(ending))

    figures = [file for file in image if "/figures/" in file.uri]
    first = [file for file in image if file not in figures]
    return {
        "url": f"{FROM_CONFIG}/{PYODIDE}/",
        "lock": f"{FROM_CONFIG}/{found('pyodide-lock.json').uri}",
        "library": _download(found("python_stdlib.zip")),
        "numpy": _download(found("wasm32.whl")),
        "engine": _download(found("none-any.whl")),
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
    """What of an image comes after a first result."""
    return next((_download(file) for file in image if file.path.name == "later.zst"), None)


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


def image_files(pyodide: list[Staged], engine: list[Staged], packages: list[Staged]) -> Iterator[Staged]:
    [numpy_wheel] = (file.path for file in pyodide if file.path.suffix == ".whl")
    [engine_wheel] = (file.path for file in engine if file.path.suffix == ".whl")
    loadable = (file.path for file in packages)
    folder = image_folder(numpy_wheel, engine_wheel, loadable, esbuild_package())
    if not folder:
        return
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield Staged(f"assets/image-{folder.name}/{path.relative_to(folder).as_posix()}", path)


def mnist_files() -> Iterator[Staged]:
    file = packed_mnist()
    yield Staged(f"assets/{file.parent.name}/{file.name}", file)


def _lab() -> Iterator[Staged]:
    """The recorded weights, and the test digits (site_tests/generators/record_weights.py)."""
    files = sorted(LAB.glob("*.safetensors"))
    digest = short_hash(*(path.read_bytes() for path in files))
    for path in files:
        yield Staged(f"assets/lab-{digest}/{path.name}", path)


def _lab_cell(cell: str) -> str:
    """The code of a cell of the lab's page; none where a course has no lab."""
    if not (page := LAB / "draw-a-digit.ipynb").is_file():
        return ""
    notebook = json.loads(page.read_text("utf8"))
    return "".join(next(c["source"] for c in notebook["cells"] if c["id"] == cell))


def _playground() -> Iterator[Staged]:
    yield _python_archive("live_playground")


def pictures_files() -> Iterator[Staged]:
    yield _python_archive("pictures")


def _python_archive(name: str) -> Staged:
    """A package of Python, as an archive that Python imports from as it is."""
    folder = LIVE / "python" / name
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.py"))}
    digest = short_hash(*(part for file, content in files.items() for part in (file, content)))
    target = CACHE / f"{name}-{digest}" / f"{name}.zip"
    if not target.is_file():
        with arriving(target) as path, zipfile.ZipFile(path, "w") as out:
            for file, content in files.items():
                out.writestr(zipfile.ZipInfo(f"{name}/{file}"), content, zipfile.ZIP_DEFLATED)
    return Staged(f"assets/{target.parent.name}/{target.name}", target)


def marked_files() -> Iterator[Staged]:
    return _of_npm("marked")


def _uplot() -> Iterator[Staged]:
    return _of_npm("uplot")


def zstddec_files() -> Iterator[Staged]:
    return _of_npm("zstddec")


def katex_files() -> Iterator[Staged]:
    """Formulas that cells display, as MathML: without a style sheet and typefaces."""
    path = npm_package("katex") / "dist" / "katex.mjs"
    yield Staged(f"assets/{PINS['katex']['npm'].replace('@', '-')}/{path.name}", smaller([path])[path])


def _of_npm(name: str) -> Iterator[Staged]:
    """The files of a package that are used as they are."""
    pin = PINS[name]
    for file in pin["files"]:
        yield Staged(f"assets/{pin['npm'].replace('@', '-')}/{Path(file).name}", npm_package(name) / file)


def codemirror_files() -> Iterator[Staged]:
    path = bundled_editor()
    yield Staged(f"assets/{path.parent.name}/{path.name}", path)


def scripts() -> list[Path]:
    """The program of page and worker."""
    found = (path for folder in ("page", "worker") for path in (LIVE / folder).rglob("*.ts"))
    ours = (path for path in (*LIVE.glob("*.ts"), *found) if not path.name.endswith(".d.ts"))
    return sorted(path for path in ours if path != EDITOR)


def _python_files() -> list[Path]:
    """What runs cells; the packages beside it come in other ways."""
    return sorted((LIVE / "python" / "live_runner").glob("*.py"))


def live_folder(
    config: dict[str, Any],
    program: dict[str, Path],
    style: Path,
    offline: bool,
    further: Mapping[str, Path] = MappingProxyType({}),
) -> tuple[str, list[Staged]]:
    """The browser half, with `page/config.js` telling it where everything lies."""
    text = f"export const config = {json.dumps(config, separators=(',', ':'))};\n"
    sources = {f"python/{path.parent.name}/{path.name}": path for path in _python_files()}
    sources |= program | {"style/live.css": style, **further}
    travels = smaller([worker := LIVE / "offline" / SERVICE_WORKERS[offline]])
    digest = short_hash(text, *(part for name, path in sources.items() for part in (name, path.read_bytes())))
    generated = CACHE / f"live-{digest}" / "config.js"
    if not generated.is_file():
        with arriving(generated) as path:
            path.write_text(text)
    folder = f"assets/live-{digest}"
    sources["page/config.js"] = generated
    service_worker = Staged("service_worker.js", travels[worker])
    return folder, [*(Staged(f"{folder}/{name}", path) for name, path in sources.items()), service_worker]


def _theme() -> tuple[str, list[Staged]]:
    """The look: our style sheet and scripts beside the libraries and typefaces they use."""
    from live_cells.plugin.packages.fonts import of_formulas, smaller_font  # only the course cuts typefaces
    from live_cells.plugin.theme_parts import palette  # and has this theme

    ours = [*sorted(p for p in THEME.iterdir() if p.suffix in (".js", ".css")), palette()]
    katex = npm_package("katex") / "dist" / "katex.mjs"
    typefaces = [p for name in ("inter", "jetbrains-mono") for p in sorted(npm_package(name).glob("files/*"))]
    travels = smaller([*ours, katex], "--minify-identifiers")
    travels |= {path: smaller_font(path) for path in typefaces}
    travels |= (formulas := of_formulas(katex.parent))
    changed = (travels.get(p, p) for p in (*ours, katex, *typefaces, *formulas))
    digest = short_hash(
        json.dumps({**PINS}, default=dict), *(part for p in changed for part in (p.name, p.read_bytes()))
    )
    folder = f"assets/theme-{digest}"
    files = [Staged(f"{folder}/{p.name}", travels.get(p, p)) for p in ours]
    for name, root in (
        ("katex", "dist"),
        ("mermaid", "dist"),
        ("inter", "files"),
        ("jetbrains-mono", "files"),
    ):
        base = npm_package(name) / root
        files += [
            Staged(f"{folder}/{name}/{p.relative_to(base)}", travels.get(p, p))
            for p in sorted({*base.rglob("*"), *travels})
            if p.is_relative_to(base) and travels.get(p, p).is_file()
        ]
    return folder, files


if __name__ == "__main__":
    show_progress()
    try:
        collect()
    except AssetError as error:
        sys.exit(f"error: {error}")
