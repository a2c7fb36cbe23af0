"""Everything that a site other than the course needs in the reader's browser: what its cells use."""

import re
import zipfile
from pathlib import Path

from live_cells.plugin.browser_assets import (
    FIGURES,
    FROM_CONFIG,
    PICTURES,
    Assets,
    Staged,
    archive_file,
    codemirror_files,
    common_config,
    dataset,
    download,
    editor_python_files,
    engine_files,
    image_files,
    katex_files,
    live_folder,
    marked_files,
    mnist_files,
    page_archive,
    pictures_files,
    provenance_files,
    pyodide_files,
    python_config,
    scripts,
    zstddec_files,
)
from live_cells.plugin.cache import Later, atomic_write, kept, short_hash
from live_cells.plugin.fetch import AssetError
from live_cells.plugin.made_later import later
from live_cells.plugin.packages.figure_scripts import figure_scripts
from live_cells.plugin.packages.on_demand import Archive, archives
from live_cells.plugin.packages.scripts import LIVE, bundled_program, joined, smaller
from live_cells.plugin.packages.wheel_archives import wheel_archives
from live_cells.plugin.site_requirements import SiteRequirements

ANY_THEME = LIVE / "any_theme"
CELL_STYLES = ("live", "form", "labels", "output", "beside_code", "ansi", "figures")
PAGE_STYLES = ("tools", "steps", "predictions", "exercises", "media")
"""Both on every site; here behind any_theme.css."""
OWN_PAGE_STYLE = "style/own_page.css"
"""That of pages of readers' own, which alone load it."""
PICTURE_STYLES = (
    *("pictures", "explanations", "networks", "graphs", "surfaces", "convolutions", "modules", "players"),
    *("misfit", "trainings"),
)
"""There as well, where PyTorch's models are shown."""
CORE_FOR_ANY = ("script",)
"""Steps that an image leaves out for compiled packages, which may need any part of the core."""
SPARE = ("pyodide.asm", "seqlite-", "numpy-")
"""How the names of files begin with which only a start without an image does anything."""


def collect_for(wants: SiteRequirements) -> Assets:
    """Fetch, verify, build and list what a site needs that is not the course."""
    pyodide, engine = list(pyodide_files()), list(engine_files())
    known = list(archives(later=_later(wants)))
    own = [archive for archive in known if archive.name in wants.packages]
    every = [*own, *wheel_archives(wants.wheels, own)]
    packages = [archive_file(path) for archive in every for path in archive.parts]
    image = _image(wants, pyodide, engine, known) if wants.image else []
    if wants.image == "only" and not image:
        raise AssetError("memory image", "make_image.mjs", "it could not be made", "Set image: true.")
    [decoder], editor, marked = (list(part()) for part in (zstddec_files, codemirror_files, marked_files))
    [katex] = katex_files()
    pictures = list(pictures_files()) if wants.torch else []
    provenance = list(provenance_files()) if wants.torch else []
    [editor_python] = editor_python_files()
    mnist = list(mnist_files()) if wants.mnist else []
    drawing = {library: archive_file(script) for library, script in figure_scripts(wants.wheels)}
    program = bundled_program(scripts())
    python = python_config(pyodide, engine, image, decoder) | {"torch": wants.torch}
    config = {
        **common_config(every, program),
        "pyodide": python,
        "codemirror": f"{FROM_CONFIG}/{editor[0].uri}",
        "marked": f"{FROM_CONFIG}/{marked[0].uri}",
        "katex": f"{FROM_CONFIG}/{katex.uri}",
        "datasets": [
            *(dataset("MNIST", r"\bMNIST\b", file) for file in mnist),
            *(dataset("pictures", PICTURES, file) for file in pictures),
            *map(page_archive, (*provenance, editor_python)),
        ],
        "offline": wants.offline,
        "isolates": wants.isolated,
        "forms": wants.forms,
        "mathml": True,
        "figureScripts": {library: download(file) for library, file in drawing.items()},
        "asMnist": "",
    }
    names = (*CELL_STYLES, *PAGE_STYLES, *(PICTURE_STYLES if wants.torch else ()))
    sheets = [ANY_THEME / "any_theme.css", *(LIVE / "style" / f"{name}.css" for name in names)]
    style = _scaled(joined(sheets), wants.rem)
    theme = smaller([script := ANY_THEME / "any_theme.ts"])[script]
    further = {
        "any_theme/any_theme.js": theme,
        OWN_PAGE_STYLE: _scaled(joined([LIVE / OWN_PAGE_STYLE]), wants.rem),
    }
    live, live_files = live_folder(config, program, style, wants.offline, further)
    if not wants.offline:
        live_files = [file for file in live_files if file.uri != "service_worker.js"]
    plain = [*pyodide, *engine]
    if wants.image == "only":
        plain = [file for file in plain if not file.path.name.startswith(SPARE)]
    apart = (
        *plain,
        *image,
        decoder,
        *editor,
        *marked,
        katex,
        *pictures,
        *provenance,
        editor_python,
        *mnist,
        *packages,
        *drawing.values(),
    )
    return Assets((*apart, *live_files), live, "")


def _image(
    wants: SiteRequirements, pyodide: list[Staged], engine: list[Staged], known: list[Archive]
) -> list[Staged]:
    """The image with which the wheel comes, or the one for packages that may need any part of the core."""
    without = CORE_FOR_ANY if any(map(_is_compiled, wants.wheels)) else ()
    image = list(image_files(pyodide, engine, known, without, _later(wants)))
    if "matplotlib" in wants.packages:
        return image
    return [file for file in image if FIGURES not in file.uri]


def _later(wants: SiteRequirements) -> Later | None:
    """A site that has nothing but the image waits for it, while it is served, too."""
    return None if wants.image == "only" else later()


def _is_compiled(wheel: Path) -> bool:
    with zipfile.ZipFile(wheel) as packed:
        return any(name.endswith(".so") for name in packed.namelist())


def _scaled(style: Path, rem: str) -> Path:
    """The style sheet for a theme whose `rem` is another length."""
    if rem == "1rem":
        return style
    text = re.sub(r"(?<![\w.])(\d*\.?\d+)rem\b", rf"calc(\1*{rem})", style.read_text("utf8"))
    target = kept("styles", f"{short_hash(text)}.css")
    if not target.is_file():
        with atomic_write(target) as file:
            file.write_text(text, "utf8")
    return target
