"""Fill a folder with what the wheel of this package brings, before the wheel is built.

    python -m live_cells.plugin.prebuilt

That is what a build asks of a cache that has everything: Pyodide, NumPy, the scripts in each language,
packages on demand and the memory images. All of it is named by what it is made from, so a build that wants
something else makes its own.
"""

import shutil
import sys

from live_cells.plugin import cache, site_words
from live_cells.plugin.browser_assets import engine_files, image_files, pyodide_files
from live_cells.plugin.fetch import PINS, AssetError, show_progress
from live_cells.plugin.packages.on_demand import PACKAGES, archives
from live_cells.plugin.packages.pyodide_wheels import distribution
from live_cells.plugin.site_assets import CORE_FOR_ANY, collect_for
from live_cells.plugin.site_requirements import SiteRequirements

FOLDER = cache.ROOT / ".cache" / "prebuilt"
"""Where live_cells/hatch_build.py finds it."""
QUICK = ("engine", "live")
"""What a build makes of the installed packages and its settings, in less than a second."""


def main() -> None:
    """Make everything, then see what is asked for, and copy that."""
    show_progress()
    _ask()
    cache.asked.clear()
    distribution.cache_clear()
    _ask()
    shutil.rmtree(FOLDER, ignore_errors=True)
    for place in sorted(cache.asked):
        source, target = cache.CACHE / place, FOLDER / place
        if place.parts[0].partition("-")[0] in QUICK or not source.exists():
            continue  # an image of a lower tier is asked for, and not made
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    (FOLDER / "LICENSES.txt").write_text(_licenses(), "utf8")
    size = sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file())
    print(f"{FOLDER}: {size / 1e6:.1f} MB")


def _ask() -> None:
    """Ask for all that sites may need which name no package of others, and the image of those that do."""
    for file in sorted(site_words.FOLDER.glob("*.json")):
        site_words.speak(file.stem)
        for has_all in (False, True):
            collect_for(
                SiteRequirements(
                    torch=has_all,
                    mnist=False,
                    packages=tuple(sorted(PACKAGES)),
                    wheels=(),
                    forms=True,
                    offline=has_all,
                    isolated=False,
                    image=True,
                    rem="1rem",
                )
            )
    known = list(archives())
    list(image_files(list(pyodide_files()), list(engine_files()), known, CORE_FOR_ANY))
    distribution()


def _licenses() -> str:
    """Which files are whose. Where a license asks for the sources, its package says where they are."""
    named = ("pyodide", "numpy", "matplotlib", "tqdm", "zstddec", "marked", "katex")
    lines = [f"{pin.get('npm', name)}: {pin['license']}" for name in named if (pin := PINS[name])]
    editor = "CodeMirror and what it needs, in codemirror-*: MIT"
    origin = "Sources: https://github.com/pyodide/pyodide (MPL-2.0), https://github.com/tqdm/tqdm (MPL-2.0)"
    return "\n".join([*lines, editor, "", origin, ""])


if __name__ == "__main__":
    try:
        main()
    except AssetError as error:
        sys.exit(f"error: {error}")
