"""What a memory image does not have of NumPy, for cells that import it: less than half of the wheel."""

import json
import re
import zipfile
from pathlib import Path

from live_cells.plugin.cache import atomic_write, kept, short_hash

NAME = "numpy.zip"
_NOT_IMPORTED = re.compile(r"\.(pyi|a|h|c|pxd|pyx|pc|cfg)$|/test_\w+\.py$|/tests/data/")
"""Stubs, what compilers need, tests."""


def numpy_rest(image: Path, wheel: Path) -> Path:
    """An archive of the wheel without the compiled parts that an image holds."""
    head = json.loads((image / "head.json").read_text("utf8"))
    inside = [
        path.removeprefix(f"{head['sitePackages']}/") for path in (side["path"] for side in head["sides"])
    ]
    digest = short_hash(wheel.name, json.dumps(inside), Path(__file__).read_bytes())
    target = kept("numpy", digest, NAME)
    if not target.is_file():
        with (
            zipfile.ZipFile(wheel) as whole,
            atomic_write(target) as path,
            zipfile.ZipFile(path, "w", compresslevel=9) as rest,
        ):
            for name in whole.namelist():
                if name not in inside and not _NOT_IMPORTED.search(name) and not name.endswith("/"):
                    rest.writestr(zipfile.ZipInfo(name), whole.read(name), zipfile.ZIP_DEFLATED)
    return target
