"""Progress shows, and nothing raises or warns (make_archive.mjs runs this inside Pyodide)."""

import io
import warnings
from pathlib import Path


def prove(site_packages: Path) -> None:
    """Raise if something is missing."""
    warnings.simplefilter("error")
    from tqdm import tqdm, trange
    from tqdm.auto import tqdm as auto
    from tqdm.notebook import tqdm as notebook

    for bar in (tqdm, auto, notebook):
        text = io.StringIO()
        assert sum(bar(range(5), file=text)) == 10
        assert "\r100%" in text.getvalue(), text.getvalue()
    assert list(trange(2, file=io.StringIO())) == [0, 1]
