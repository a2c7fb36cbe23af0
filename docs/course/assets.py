"""Everything that the course needs in the reader's browser, as files of the site itself.

Run as a program, it only fills the cache:

    python docs/course/assets.py
"""

import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from docs.course.film.film import film
from docs.course.fonts import of_formulas, smaller_font
from docs.course.theme_parts import palette
from live_cells.plugin.browser_assets import (
    FROM_CONFIG,
    PICTURES,
    Assets,
    Staged,
    archive_file,
    codemirror_files,
    common_config,
    dataset,
    editor_python_files,
    engine_files,
    image_files,
    live_folder,
    marked_files,
    mnist_files,
    of_npm,
    page_archive,
    pictures_files,
    provenance_files,
    pyodide_files,
    python_archive,
    python_config,
    scripts,
    zstddec_files,
)
from live_cells.plugin.cache import ROOT, short_hash
from live_cells.plugin.fetch import PINS, AssetError, npm_package, show_progress
from live_cells.plugin.made_later import later
from live_cells.plugin.packages.on_demand import archives
from live_cells.plugin.packages.scripts import LIVE, bundled_program, joined, smaller
from live_cells.plugin.site_assets import CELL_STYLES, OWN_PAGE_STYLE, PAGE_STYLES, PICTURE_STYLES

COURSE = ROOT / "docs" / "course"
THEME = COURSE / "theme"
LAB = ROOT / "docs" / "lab"
OFFLINE = os.environ.get("SEQLITE_OFFLINE", "1") != "0"
OWN_STYLES = (
    *("lab", "playground", "stage", "timeline", "network", "result", "surface", "small_stage"),
    *("layers", "looks", "code", "reference", "glossary", "moving", "symbols"),
)
"""Style sheets, in the order of their rules."""
SOURCES = (*(COURSE / name for name in ("page", "python", "style", "theme")), LAB)
"""What the course's own files are made of."""


def collect() -> Assets:
    """Fetch, verify, build and list every asset of the course; beside what is for Python, all else."""
    with ThreadPoolExecutor(1) as beside:
        all_but_python = beside.submit(_all_but_python)
        pyodide, engine = list(pyodide_files()), list(engine_files())
        on_demand = list(archives(later=later()))
        packages = [archive_file(path) for archive in on_demand for path in archive.parts]
        image = list(image_files(pyodide, engine, on_demand, later=later()))
        parts, (theme, theme_files), program = all_but_python.result()
        (
            mnist,
            lab,
            page_packages,
            pictures,
            provenance,
            editor_python,
            editor,
            marked,
            uplot,
            films,
            [decoder],
        ) = parts
    config = {
        **common_config(on_demand, program),
        "pyodide": python_config(pyodide, engine, image, decoder),
        "codemirror": f"{FROM_CONFIG}/{editor[0].uri}",
        "marked": f"{FROM_CONFIG}/{marked[0].uri}",
        "katex": f"{FROM_CONFIG}/{theme}/katex/katex.mjs",
        "film": f"{FROM_CONFIG}/{films[0].uri}" if films else "",
        "uplot": {file.path.suffix[1:]: f"{FROM_CONFIG}/{file.uri}" for file in uplot},
        "datasets": [
            dataset("MNIST", r"\bMNIST\b", mnist[0]),
            *(dataset(file.path.stem, rf"\blive_lab\b|{file.path.stem}", file) for file in lab),
            *(dataset(file.path.stem, PICTURES, file) for file in pictures),
            *map(page_archive, (*page_packages, *provenance, *editor_python)),
        ],
        "offline": OFFLINE,
        "isolates": OFFLINE,
        "forms": True,
        "mathml": False,
        "asMnist": _lab_cell("as-mnist"),
    }
    programs = (COURSE / "python" / "page_programs").glob("*.py")
    config["pagePrograms"] |= {path.stem: path.read_text("utf8") for path in sorted(programs)}
    shared = (LIVE / "style" / f"{name}.css" for name in (*CELL_STYLES, *PICTURE_STYLES, *PAGE_STYLES))
    style = joined([*shared, *(COURSE / "style" / f"{name}.css" for name in OWN_STYLES)])
    own_page = {OWN_PAGE_STYLE: joined([LIVE / OWN_PAGE_STYLE])}
    live, live_files = live_folder(config, program, style, OFFLINE, own_page)
    others = (mnist, lab, page_packages, pictures, provenance, editor_python, editor, marked, uplot, films)
    apart = (*pyodide, *engine, *image, *(file for part in others for file in part), decoder, *packages)
    return Assets((*apart, *live_files, *theme_files), live, theme)


def _all_but_python() -> tuple[list[list[Staged]], tuple[str, list[Staged]], dict[str, Path]]:
    parts = (
        mnist_files,
        _lab,
        _page_packages,
        pictures_files,
        provenance_files,
        editor_python_files,
        codemirror_files,
        marked_files,
        _uplot,
        _film,
        zstddec_files,
    )
    return [list(part()) for part in parts], _theme(), _program()


def _program() -> dict[str, Path]:
    """The scripts of every page with live cells, and the course's own."""
    own = (path for path in (COURSE / "page").rglob("*.ts") if not path.name.endswith(".d.ts"))
    return bundled_program(sorted([*scripts(), *own]), COURSE / "page" / "course.ts")


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


def _page_packages() -> Iterator[Staged]:
    """What the pages of the lab and of the Playground have Python do."""
    for name in ("live_lab", "live_playground"):
        yield python_archive(name, COURSE / "python")


def _uplot() -> Iterator[Staged]:
    return of_npm("uplot")


def _film() -> Iterator[Staged]:
    """What the Playground opens with; nothing where a course has none."""
    if (LAB / "playground.md").is_file():
        path = film()
        yield Staged(f"assets/film-{path.stem}/film.bin", path)


def _theme() -> tuple[str, list[Staged]]:
    """The look: our style sheet and scripts beside the libraries and typefaces they use."""
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
