"""How long an author waits: for a build from a warm cache, and in `mkdocs serve` for what an edit changes.

    uv run python site_tests/bench/build.py --runs 5

Works on a copy of the working tree, with the cache of this one. Prints each run and the medians; for
builds, the processor's seconds beside those of the clock.
"""

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from site_tests import ROOT
from site_tests.servers.mkdocs_serve import copy_of_tree, mkdocs_serve

EDITED = (  # file, a text in it, a page that changes with it
    ("docs/lessons/training.ipynb", "# Training", "lessons/training/"),
    ("docs/guides/teachers.md", "# For teachers", "guides/teachers/"),
    ("live_cells/live/page/page.ts", "The pictures", "lessons/training/"),
    ("live_cells/live/style/live.css", "border-radius: var(--cell-radius)", "lessons/training/"),
    ("docs/course/page_parts.py", 'class="recorded', "lessons/training/"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = range(parser.parse_args().runs)
    cache = os.environ.get("SEQLITE_ASSET_CACHE") or str(ROOT / ".cache" / "assets")
    os.environ |= {"SEQLITE_ASSET_CACHE": cache, "NO_MKDOCS_2_WARNING": "1"}
    with tempfile.TemporaryDirectory() as folder:
        tree = copy_of_tree(Path(folder) / "tree")
        build(tree)  # fills the cache
        report("build", [build(tree) for _ in runs])
        with mkdocs_serve(tree) as served:
            for file, text, page in EDITED:
                took = [(edit_to_served(tree / file, text, served.address + page, run),) for run in runs]
                report(f"edit of {file}", took)


def build(tree: Path) -> tuple[float, float]:
    """Seconds by the clock and of the processor."""
    begin, spent = time.perf_counter(), processor_seconds()
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"], cwd=tree, check=True)
    return time.perf_counter() - begin, processor_seconds() - spent


def processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def edit_to_served(file: Path, text: str, address: str, run: int) -> float:
    """Seconds from the moment a file is saved till a page of another build is served."""
    before = file.read_text("utf8")
    assert text in before, f"{file} has no {text!r}"

    def write(content: str) -> float:
        build = served_build(address)
        file.write_text(content, "utf8")
        return until(lambda: served_build(address) not in (build, None))

    seconds = write(before.replace(text, f"{text} {run}{run}{run}", 1))
    write(before)
    return seconds


def served_build(address: str) -> str | None:
    """The number of the build that a page is of; None while the server starts anew."""
    try:
        page = urlopen(address).read().decode()
    except OSError:
        return None
    found = re.search(r"livereload\((\d+)", page)
    return found and found[1]


def until(is_so: Callable[[], bool]) -> float:
    begin = time.perf_counter()
    while not is_so():
        time.sleep(0.02)
    return time.perf_counter() - begin


def report(what: str, took: list[tuple[float, ...]]) -> None:
    """Each run, and the median."""
    for run in took:
        print(f"{what:36}", *(f"{seconds:6.2f} s" for seconds in run), flush=True)
    middle = (median(column) for column in zip(*took, strict=True))
    print(f"{what + ', median':36}", *(f"{seconds:6.2f} s" for seconds in middle), flush=True)


if __name__ == "__main__":
    main()
