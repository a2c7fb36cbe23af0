"""Measure what each tier of Python's start buys, and each step of the tier `all`: the image's price tag.

    uv run python site_tests/bench/start_tiers.py [--runs 9] [--sites FOLDER] [--record]

Builds a site for each tier, and for the tier `all` without one step, which takes some minutes each; `--sites`
keeps them, or has them. What is compared with one step less lacks the layer for figures, which would double
that time. The sites take turns. Cold is a new browser profile, warm a second visit of the same profile,
figure a new profile whose first run draws. Beside the seconds that pass stand those of the processor, of all
the browser's processes: they hardly change on a machine that others use as well. Bytes are what a host sends
of Python and its packages if it packs its files with Brotli. Lines are those of code, without comments.
`--record` writes all of it into `docs/about/start.json`, from which the site shows it.
"""

import argparse
import datetime
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import brotli
from figure import DRAW, click_and_wait
from in_chromium import chromium
from playwright.sync_api import Browser
from start import RECORDED, Requests, first_result, open_lesson

from live_cells.image.build.memory_image import IMAGE, STEPS, TIERS
from site_tests import ROOT
from site_tests.servers.site_server import file_behind, served

OTHER_STEPS = [step for step in STEPS if step != "figures"]
VARIANTS = [*TIERS, "all-figures", *(f"all-figures-{step}" for step in OTHER_STEPS)]
CODE = {
    "script": ["slim/emscripten_script.mjs"],
    "functions": ["slim/deferred_functions.*", "slim/slim_code.mjs", "slim/call_profile.mjs", "slim/wasm_*"],
    "bytecode": ["slim/deferred_bytecode.mjs"],
    "docstrings": ["slim/deferred_docstrings.mjs"],
    "fields": ["slim/recomputed_fields.*"],
    "figures": ["build/figures_layer.mjs"],
    "all": ["slim/*"],
    "image": ["*.ts", "build/*", "restore/*"],
}
"""The files that a tier or a step needs and those below it do not."""
OF_PYTHON = re.compile(r"pyodide-|seqlite-|image-")
OF_SCRIPTS = re.compile(r"/\*.*?\*/|^\s*//.*?$", re.S | re.M)
COMMENTS = {".py": re.compile(r'""".*?"""|^\s*#.*?$', re.S | re.M), ".mjs": OF_SCRIPTS, ".ts": OF_SCRIPTS}
PACKED = {".html", ".js", ".mjs", ".css", ".json", ".wasm", ".svg", ".py"}


def code_lines(patterns: list[str]) -> int:
    """Lines of code, without comments and docstrings."""
    files = {path for pattern in patterns for path in IMAGE.glob(pattern)}
    texts = [
        COMMENTS[path.suffix].sub("", path.read_text("utf8")) for path in files if path.suffix in COMMENTS
    ]
    return sum(bool(line.strip()) for text in texts for line in text.splitlines())


@cache
def sent(path: Path) -> int:
    content = path.read_bytes()
    return len(brotli.compress(content)) if path.suffix in PACKED else len(content)


def built_sites(folder: Path) -> Iterator[tuple[str, Path]]:
    for variant in VARIANTS:
        site = folder / variant
        if not site.is_dir():
            command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(site)]
            subprocess.run(command, cwd=ROOT, check=True, env=os.environ | {"SEQLITE_START": variant})
        yield variant, site


def processor_seconds() -> dict[int, float]:
    """Of each process that this one has started, which are the browser's."""
    parents, seconds = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        pid = int(path.parent.name)
        parents[pid] = int(fields[1])
        seconds[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    ours = {os.getpid()}
    while further := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= further
    return {pid: seconds[pid] for pid in ours - {os.getpid()}}


def timed(work: Callable[[], float]) -> tuple[float, float]:
    """Seconds that passed, and those of the processor in processes that have not ended."""
    before = processor_seconds()
    seconds = work()
    return seconds, sum(used - before.get(pid, 0) for pid, used in processor_seconds().items())


def visits(browser: Browser, address: str, variant: str) -> tuple[dict[str, tuple[float, float]], set[str]]:
    """Seconds from a click to what it asks for, and the addresses fetched before the first result."""
    context = browser.new_context(service_workers="block")
    requests = Requests(context, variant)
    live = open_lesson(context, address)
    found = {"cold": timed(lambda: first_result(live))}
    paths = requests.end()
    live.page.close()
    again = open_lesson(context, address)
    found["warm"] = timed(lambda: first_result(again))
    context.close()
    context = browser.new_context(service_workers="block")
    cell = open_lesson(context, address).cell("first-model")
    found["figure"] = timed(lambda: click_and_wait(cell, DRAW))
    context.close()
    return found, paths


def measured(sites: dict[str, Path], runs: int) -> dict[str, Any]:
    found: dict[str, Any] = {variant: {"seconds": {}, "processor": {}, "bytes": 0} for variant in sites}
    with chromium() as browser, ExitStack() as stack:
        hosts = {variant: stack.enter_context(served(site)) for variant, site in sites.items()}
        for run in range(runs):
            for variant, address in hosts.items():
                times, paths = visits(browser, address, variant)
                for moment, pair in times.items():
                    for clock, value in zip(("seconds", "processor"), pair, strict=True):
                        found[variant][clock].setdefault(moment, []).append(round(value, 3))
                if not run:
                    files = (file_behind(path, sites[variant]) for path in paths if OF_PYTHON.search(path))
                    found[variant]["bytes"] = sum(map(sent, files))
            print(f"{run + 1} of {runs}", file=sys.stderr, flush=True)
        version = browser.version
    lines = {name: code_lines(patterns) for name, patterns in CODE.items()}
    about = {"date": datetime.date.today().isoformat(), "runs": runs, "browser": f"Chromium {version}"}
    return {**about, "lines": lines, "variants": found}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--sites", type=Path, help="a folder of built sites, or for them")
    parser.add_argument("--record", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        result = measured(dict(built_sites(arguments.sites or Path(scratch))), arguments.runs)
    for variant, found in result["variants"].items():
        shown = "  ".join(
            f"{moment} {statistics.median(passed):5.2f} s ({statistics.median(used):.2f})"
            for (moment, passed), used in zip(
                found["seconds"].items(), found["processor"].values(), strict=True
            )
        )
        print(f"{variant:<24} {shown}  {found['bytes'] / 1e6:5.2f} MB")
    print(result["lines"])
    if arguments.record:
        recorded = json.loads(RECORDED.read_text("utf8")) | {"tiers": result}
        RECORDED.write_text(json.dumps(recorded, indent=1) + "\n", "utf8")


if __name__ == "__main__":
    main()
