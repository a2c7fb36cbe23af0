"""Typefaces as they travel: without the letters and the typographic features that no page uses."""

import json
import logging
import re
import time
from pathlib import Path

import fontTools

from live_cells.plugin.cache import atomic_write, kept, short_hash
from live_cells.plugin.fetch import progress

FEATURES = ["kern", "tnum"]  # pairs of letters nearer to each other, and digits of one width
LETTERS = {  # where not all are wanted; docs/course/theme/site.css names the same
    "inter-greek-wght-normal.woff2": [*range(0x3B1, 0x3CA), *map(ord, "ΔΛΣΦΩ")],
}


COMMON = [*range(0x20, 0x7F), *map(ord, "\u00a0\u200b±·×∂∇∈−∘∑∏√∞≈≠≤≥⊙⊤⋅…⋯←→′∥∣⌊⌋⌈⌉Δ")]
"""What most formulas do with: the typeface of formulas comes whole only where they want more."""
_FACE = re.compile(r"@font-face\{[^}]*url\(fonts/KaTeX_Main-Regular\.woff2\)[^}]*\}")


def of_formulas(katex: Path) -> dict[Path, Path]:
    """What travels in place of KaTeX's typefaces and its style sheet, and one typeface more."""
    fonts = {path: smaller_font(path) for path in sorted(katex.glob("fonts/*.woff2"))}
    whole = katex / "fonts" / "KaTeX_Main-Regular.woff2"
    first = whole.with_stem(f"{whole.stem}-common")
    fonts[first] = smaller_font(whole, COMMON)
    sheet = (katex / "katex.min.css").read_text("utf8")
    [face] = _FACE.findall(sheet)
    letters = ",".join(f"U+{letter:X}" for letter in COMMON)
    source = re.sub(
        r"src:[^}]*", f'src:url(fonts/{first.name}) format("woff2");unicode-range:{letters}', face
    )
    target = kept("fonts", short_hash(sheet, source), "katex.min.css")
    if not target.is_file():
        with atomic_write(target) as file:
            file.write_text(sheet + source, "utf8")  # of two faces that have a letter, the later one counts
    return fonts | {katex / target.name: target}


def smaller_font(path: Path, letters: list[int] | None = None) -> Path:
    """The file that travels in place of this one."""
    letters = letters or LETTERS.get(path.name)
    digest = short_hash(fontTools.version, json.dumps([FEATURES, letters]), path.read_bytes())
    target = kept("fonts", digest, path.name)
    if not target.is_file():
        from fontTools import subset  # takes long, and is seldom wanted

        logging.getLogger("fontTools").setLevel(logging.WARNING)  # it has a line for each table
        start = time.monotonic()
        options = subset.Options(flavor="woff2", layout_features=FEATURES, hinting=False, notdef_outline=True)
        font = subset.load_font(str(path), options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=letters or font.getBestCmap())
        subsetter.subset(font)
        with atomic_write(target) as file:
            subset.save_font(font, str(file), options)
        name = re.split("[-_]", path.name)[0].lower()
        progress(name, target.stat().st_size, start, f"from {path.stat().st_size} bytes")
    return target
