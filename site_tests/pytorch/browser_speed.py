"""Write into mnist_gpu.ipynb how fast the training lesson trains in a browser: into the code and the output.

    python site_tests/pytorch/browser_speed.py

The notebook also runs in Colab, far from this repository, so the figure stands in its cell `browser`. It
comes from what `site_tests/generators/estimates.py` measured in Chromium and wrote into the lesson: the
seconds of three epochs (with the test after them), and the machine's yardstick. Run this after it.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
LESSON = DOCS / "lessons" / "training.ipynb"
NOTEBOOK = DOCS / "pytorch" / "mnist_gpu.ipynb"
IMAGES = 3 * 55_000
sys.path.append(str(ROOT))

from docs.course.pages import recording


def cell_of(notebook: dict[str, Any], name: str) -> dict[str, Any]:
    return next(cell for cell in notebook["cells"] if cell["id"] == name)


def measured() -> tuple[float, str]:
    """Images per second and where, from the lesson's own measurement."""
    run = cell_of(json.loads(LESSON.read_text("utf8")), "train-run")["metadata"]["estimate"]
    return round(
        IMAGES / run["seconds"], -2
    ), f"NumPy in Chromium, yardstick {1000 * run['yardstick']:.1f} ms"


def source() -> str:
    """The code of the cell `browser`."""
    speed, where = measured()
    return (
        "# measured for the training lesson; written here by\n"
        "# site_tests/pytorch/browser_speed.py\n"
        f"BROWSER_SPEED = {speed:.0f}  # images per second\n"
        f'BROWSER = "{where}"'
    )


def row() -> str:
    """What the cell `speed` prints of it."""
    speed, where = measured()
    return f"{speed:>12,.0f} images/s  batches of {64:<6,}  {where}"


def main() -> None:
    notebook = json.loads(NOTEBOOK.read_text("utf8"))
    cell_of(notebook, "browser")["source"] = source().splitlines(keepends=True)
    [printed] = cell_of(notebook, "speed")["outputs"]
    text = re.sub(r"^.*NumPy in Chromium.*$", row(), "".join(printed["text"]), flags=re.M)
    printed["text"] = text.splitlines(keepends=True)
    notebook["metadata"]["recorded"]["sources"] = recording.sources_of(notebook["cells"])
    NOTEBOOK.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf8")


if __name__ == "__main__":
    main()
