"""Typefaces as they travel: without the letters and the typographic features that no page uses."""

import json
import logging
import time
from pathlib import Path

import fontTools
from fetch import CACHE, arriving, progress, short_hash
from fontTools import subset

FEATURES = ["kern", "tnum"]  # pairs of letters nearer to each other, and digits of one width
LETTERS = {  # where not all are wanted
    "inter-greek-wght-normal.woff2": [*range(0x391, 0x3AA), *range(0x3B1, 0x3CA)],
}


def smaller_font(path: Path) -> Path:
    """The file that travels in place of this one."""
    letters = LETTERS.get(path.name)
    digest = short_hash(fontTools.version, json.dumps([FEATURES, letters]), path.read_bytes())
    target = CACHE / "fonts" / digest / path.name
    if not target.is_file():
        logging.getLogger("fontTools").setLevel(logging.WARNING)  # it has a line for each table
        start = time.monotonic()
        options = subset.Options(flavor="woff2", layout_features=FEATURES, hinting=False, notdef_outline=True)
        font = subset.load_font(str(path), options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=letters or font.getBestCmap())
        subsetter.subset(font)
        with arriving(target) as file:
            subset.save_font(font, str(file), options)
        progress(path.name.split("-")[0], target.stat().st_size, start, f"from {path.stat().st_size} bytes")
    return target
