"""What a site needs of the browser assets: what its cells use, and what its settings say."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from live_cells.plugin.fetch import AssetError
from live_cells.plugin.packages.on_demand import MODULES, PACKAGES
from live_cells.plugin.packages.package_lock import locked_wheels
from live_cells.plugin.packages.pyodide_wheels import ResolvingError, check_tags
from live_cells.plugin.packages.wheel_archives import project_of
from live_cells.plugin.pages.fences import fences
from live_cells.plugin.pages.notebook import read_notebook, source_of, tags_of
from live_cells.plugin.settings import Settings, beside, fault, settings_of

OF_MATPLOTLIB = ("matplotlib", "pillow")
"""What the archive of matplotlib gives, so that it is not there twice."""
NOT_LIVE = {"notebook-only", "torch-only"}
"""The tags of cells that do not run on the page."""


@dataclass(frozen=True)
class SiteRequirements:
    """What a site needs."""

    torch: bool
    mnist: bool
    packages: tuple[str, ...]
    wheels: tuple[Path, ...]
    forms: bool
    offline: bool
    isolated: bool
    image: bool | str
    rem: str
    """What is a `rem` of the style sheets, in the theme's own."""


def site_requirements(files: Files, config: MkDocsConfig) -> SiteRequirements:
    """What the live cells of a site use, and its settings say."""
    code = "\n".join(source for _, cells in live_code(files, config) for _, source in cells)
    rem = "1rem" if config.theme.name == "material" else "20px"
    return requirements_of(code, settings_of(config), beside(config, "."), rem)


def requirements_of(code: str, settings: Settings, folder: Path, rem: str) -> SiteRequirements:
    """What this code uses, and the settings say; they name files from `folder`."""
    named = [each for each in settings.packages if isinstance(each, str)]
    others = [each for each in settings.packages if isinstance(each, dict)]
    used = {
        package
        for package, modules in MODULES.items()
        if package in named or re.search(rf"\b(import|from)[ \t]+[^\n#]*\b({'|'.join(modules)})\b", code)
    }
    given = [_wheel_of(entry, folder) for entry in others]
    if asked := [name for name in named if name not in PACKAGES]:
        locked = _locked(asked, folder)
        with_matplotlib = [wheel for wheel in locked if project_of(wheel) in OF_MATPLOTLIB]
        used |= {"matplotlib"} if with_matplotlib else set()
        given += [wheel for wheel in locked if wheel not in with_matplotlib]
    return SiteRequirements(
        torch=settings.torch,
        mnist=settings.torch and re.search(r"\bMNIST\b", code) is not None,
        packages=tuple(sorted(used)),
        wheels=tuple(given),
        forms=settings.forms,
        offline=settings.offline,
        isolated=settings.isolated,
        image=settings.image,
        rem=rem,
    )


def _locked(names: list[str], folder: Path) -> list[Path]:
    try:
        return locked_wheels(names, folder)
    except (ResolvingError, AssetError) as error:
        raise fault(f"packages: {str(error).rstrip('.')}") from error


def _wheel_of(entry: Mapping[str, Any], folder: Path) -> Path:
    """The wheel of an entry of `packages` that is more than a name, if this Pyodide loads it."""
    source = SOURCES.get(tuple(sorted(entry)))
    if source is None:
        known = ", or ".join(" and ".join(reversed(keys)) for keys in SOURCES)
        raise fault(f"packages has {dict(entry)!r}, wanted a name, or {known}")
    path = source(entry, folder)
    try:
        check_tags(path.name)
    except AssetError as error:
        raise fault(f"{path.name} is for other machines; wanted one for any, or for Pyodide") from error
    return path


def _own_wheel(entry: Mapping[str, Any], folder: Path) -> Path:
    """A file beside the settings, if it has the hash that is named."""
    path = folder / str(entry["wheel"])
    if not path.is_file():
        raise fault(f"packages names the wheel {entry['wheel']}, which is not in the folder of the settings")
    got = hashlib.sha256(path.read_bytes()).hexdigest()
    if got != entry["sha256"]:
        raise fault(f"the wheel {path.name} has the sha256 {got}, wanted {entry['sha256']}")
    return path


SOURCES: dict[tuple[str, ...], Callable[[Mapping[str, Any], Path], Path]] = {
    ("sha256", "wheel"): _own_wheel,
}
"""Where wheels come from, by the keys of an entry of `packages`, in the order of the alphabet."""


def live_code(files: Files, config: MkDocsConfig) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Of each page in Markdown and each notebook, its path, and its cells: name and code."""
    for file in files:
        if file.inclusion.is_excluded():  # type: ignore[no-untyped-call]
            continue
        if file.src_uri.endswith(".ipynb"):
            cells = read_notebook(Path(str(file.abs_src_path)), file.src_uri, numbers=True)["cells"]
            live = [cell for cell in cells if cell["cell_type"] == "code" and not NOT_LIVE & {*tags_of(cell)}]
            yield file.src_uri, [(f"cell {cell['id']}", source_of(cell)) for cell in live]
        elif file.is_documentation_page():
            found = fences(file.content_string)
            yield file.src_uri, [(f"cell {fence.name}", fence.source) for fence in found]
