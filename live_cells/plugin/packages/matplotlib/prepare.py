"""What of matplotlib a cell can need (make_archive.mjs runs this inside Pyodide)."""

import json
import re
import shutil
import sys
import zipfile
from pathlib import Path

from postponed import postpone

_KEPT = re.compile(
    r"""matplotlib/(?!sphinxext/|testing/|backends/|mpl-data/|_type1font)[^.]+\.(py|cpython\S+)
    |matplotlib/backends/(__init__|_backend_agg|backend_(agg|mixed|svg|template)|registry)\.(py|cpython\S+)
    |matplotlib/mpl-data/(matplotlibrc|stylelib/.+|fonts/ttf/LICENSE_DEJAVU)
    |matplotlib/mpl-data/fonts/ttf/DejaVuSans(Mono|Display|-Bold|-Oblique)?\.ttf
    |matplotlib/fontlist\.json
    |mpl_toolkits/(mplot3d|axes_grid1)/[^/]+\.py
    |PIL/(Image\w*|(Bmp|Gif|Jpeg|Png|Ppm|Tiff)ImagePlugin|ExifTags|Gimp\w+|JpegPresets|Palette\w+|TiffTags)\.py
    |PIL/(_\w+|__init__)\.py
    |PIL/_imaging(math)?\.cpython\S+
    |(contourpy|kiwisolver|cycler|pyparsing|dateutil)/(?!diagram/|ai/|zoneinfo/).*\.(py|so)
    |packaging/(__init__|version|_structures)\.py
    |six\.py
    |[^/]+\.dist-info/(.*/)?(LICEN[CS]E|COPYING)[^/]*""",
    re.X,
)
_DOCUMENTED = re.compile(r"matplotlib/(pyplot|figure|gridspec|axes/.*)\.py|live_plots/.*\.py")
_LETTERS = [
    *range(0x20, 0x460),  # Latin, accents, Greek, Cyrillic
    *range(0x2000, 0x2330),  # punctuation, raised and lowered figures, currency, arrows, mathematics
    *range(0x25A0, 0x2600),  # geometric shapes
    *(0x2605, 0x2606, 0x2713, 0x2717, 0x27E8, 0x27E9, 0xFFFD),
    *range(0x1D400, 0x1D800),  # mathematical letters
]
_LATIN = range(0x20, 0x180)
_SPARE = {"Bold": "DejaVuSans-Bold.ttf", "Obl": "DejaVuSans-Oblique.ttf", "Mono": "DejaVuSansMono.ttf"}
_OURS = (
    *("__init__.py", "inline_figures.py", "figure_text.py", "quick_drawing.py"),
    *("matplotlibrc", "dark_ink.json"),
)
"""How figures are drawn in a page."""
_NUMPY_TOO = ("__init__", "core", "extras")
"""Of `numpy.ma`: all of NumPy that matplotlib wants and the memory image lacks."""


def prepare(package: Path, ours: Path, numpy_wheel: Path) -> None:
    """Drop from the unpacked wheels what is not needed, cut the typefaces to size, add what is ours."""
    fonts = package / "matplotlib/mpl-data/fonts/ttf"
    _cut_typefaces(package, fonts)
    for path in [path for path in package.rglob("*") if path.is_file()]:
        if not _KEPT.fullmatch(str(path.relative_to(package))):
            path.unlink()
    _list_typefaces(package / "matplotlib/fontlist.json", fonts)
    postpone(package)
    with zipfile.ZipFile(numpy_wheel) as numpy:
        for name in _NUMPY_TOO:
            numpy.extract(f"numpy/ma/{name}.py", package)
    (package / "live_plots").mkdir()
    for name in _OURS:
        shutil.copy(ours / name, package / "live_plots")


def optimization(name: str) -> int:
    """Docstrings stay where readers look them up; elsewhere they would be a tenth of what is fetched."""
    return 0 if _DOCUMENTED.fullmatch(name) else 2


def _cut_typefaces(package: Path, fonts: Path) -> None:
    sys.path.insert(0, str(package))
    from fontTools import subset

    for path in fonts.glob("DejaVu*.ttf"):
        options = subset.Options(hinting=False, layout_features=[], drop_tables=["FFTM"], notdef_outline=True)
        font = subset.load_font(path, options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=_LATIN if "Mono" in path.name else _LETTERS)
        subsetter.subset(font)
        subset.save_font(font, path, options)
    sys.path.remove(str(package))


def _list_typefaces(listing: Path, fonts: Path) -> None:
    """matplotlib's own list, in which a typeface that is left out means its nearest relation."""
    known = json.loads(listing.read_text())
    known["afmlist"] = []
    for entry in known["ttflist"]:
        if not (fonts / Path(entry["fname"]).name).exists():
            spare = next((file for part, file in _SPARE.items() if part in entry["fname"]), "DejaVuSans.ttf")
            entry["fname"] = f"fonts/ttf/{spare}"
    listing.write_text(json.dumps(known))
