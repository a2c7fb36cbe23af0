"""Tables of what the benches have recorded (a page names one by a comment, see directives.py)."""

import json
import statistics
from collections.abc import Mapping

from live_cells.plugin.cache import ROOT


def start_table() -> str:
    """How long a start takes, as site_tests/bench/start.py measured and recorded it."""
    measured = json.loads((ROOT / "docs/about/start.json").read_text("utf8"))
    names = list(measured["seconds"])
    moments = {"cold": "first visit", "warm": "later visit", "restart": "after Stop"}
    rows = [
        [text, *(f"{statistics.median(measured['seconds'][name][moment]):.2f} s" for name in names)]
        for moment, text in moments.items()
    ]
    rows.append(["bytes of the whole page", *(f"{measured['bytes'][name] / 1e6:.1f} MB" for name in names)])
    table = _table(["From the click to the first result", *names], rows)
    return (
        f"{table}\n\nMedians of {measured['runs']} runs on {measured['date']} in {measured['browser']} on a "
        "machine with two cores, which served the files itself. *Pyodide* is the same Python started as its "
        "documentation says, with NumPy, on an empty page."
    )


TIERS = {
    "stock": ("Pyodide as it comes", "Pyodide's documented interface"),
    "image": ("a memory image", "`loadPyodide`'s snapshots, Emscripten's tables"),
    "all": ("the image without what a first result does not need", "all of the rows below"),
}
STEPS = {
    "script": ("Emscripten's script without what is not used", "how the script is minified"),
    "functions": ("compiled functions that come later", "WebAssembly's format, types in CPython"),
    "bytecode": ("byte code that comes later", "CPython's code objects and opcodes"),
    "docstrings": ("docstrings that come later", "–"),
    "fields": ("fields that the browser computes again", "CPython's strings and garbage collector"),
    "figures": ("a layer for first runs that draw", "matplotlib's compiled parts"),
}
"""Of each tier of Python's start, and each step of the last one: what it is, and what it depends on."""


def tiers_table() -> str:
    """What each tier of the start buys, as site_tests/bench/start_tiers.py measured and recorded it."""
    measured = json.loads((ROOT / "docs/about/start.json").read_text("utf8"))["tiers"]
    moments = {"cold": "first visit", "warm": "later visit", "figure": "first figure"}
    lines = measured["lines"]

    def of(variant: str) -> list[float]:
        found = measured["variants"][variant]
        return [*(statistics.median(found["processor"][moment]) for moment in moments), found["bytes"] / 1e6]

    rows = []
    for tier, (text, depends) in TIERS.items():
        *seconds, size = of(tier)
        about = [*(f"{value:.2f} s" for value in seconds), f"{size:.2f} MB", f"{lines.get(tier, 0):,}"]
        rows.append([f"`{tier}`: {text}", *about, depends])
    for step, (text, depends) in STEPS.items():
        whole, without = (
            ("all", "all-figures") if step == "figures" else ("all-figures", f"all-figures-{step}")
        )
        *seconds, size = (one - other for one, other in zip(of(whole), of(without), strict=True))
        about = [*(f"{value:+.2f} s" for value in seconds), f"{size:+.2f} MB", f"{lines[step]:,}"]
        rows.append([f"`{step}`: {text}", *about, depends])
    return (
        f"{_table(['', *moments.values(), 'fetched', 'lines of code', 'depends on'], rows, '---')}\n\n"
        "The rows of the tiers say how long the processor works from the click to the first result or the "
        "first figure, and what is fetched for the result; the rows below, what each step of `all` changes. "
        f"Medians of {measured['runs']} runs on {measured['date']} in {measured['browser']}. Seconds are "
        "those of all processors together, so a reader waits for fewer; sizes are those of a host that packs "
        "its files with Brotli."
    )


def peers_table() -> str:
    """What others who run Python or train nets in a page take, as site_tests/bench/peers.py recorded it."""
    measured = json.loads((ROOT / "docs/about/peers.json").read_text("utf8"))
    lines = list(measured["first"]["this site"])
    rows = []
    for name, steps in measured["steps"].items():
        first = [f"{statistics.median(times):.1f} s" for times in measured["first"].get(name, {}).values()]
        rows.append([name, *(first or ["–"] * len(lines)), f"{1e3 * statistics.median(steps):.1f} ms"])
    head = ["Measured", *(f"first result, {line}" for line in lines), "a training step"]
    return (
        f"{_table(head, rows)}\n\nMedians of {measured['runs']} runs on {measured['date']} in "
        f"{measured['browser']} on a machine with two cores, each visit with an empty cache. The step is "
        "that of a net for MNIST (784-128-64-10, dropout, Adam, batches of 64); with NumPy alone, its "
        "gradients are written out. TF.js has no Python, and JupyterLite starts a whole Jupyter."
    )


def _table(head: list[str], rows: list[list[str]], *last: str) -> str:
    """The first column is text, the others are figures, but for the `last` one if it is aligned otherwise."""
    figures = ["---:"] * (len(head) - 1 - len(last))
    lines = [head, ["---", *figures, *last], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def load_table() -> str:
    """What many readers at once get from one nginx, as site_tests/bench/load.py measured and recorded it."""
    measured = json.loads((ROOT / "docs/guides/load.json").read_text("utf8"))
    readers, visits = measured["readers"], [measured["first"], measured["second"]]
    room = measured["class"]
    rows = {
        "requests of each reader": [f"{visit['requests']:,}" for visit in visits],
        "bytes for each reader": [f"{visit['bytes'] / 1e6:.1f} MB" for visit in visits],
        f"answers to {readers} readers": [f"{readers * visit['requests']:,}" for visit in visits],
        "lost or wrong": [f"{visit['failures']}" for visit in visits],
        "all of it together": [f"{visit['seconds']['100']:.1f} s" for visit in visits],
        "answers in a second": [f"{visit['requests_per_second']:,}" for visit in visits],
        "bytes in a second": [f"{visit['megabytes_per_second']} MB" for visit in visits],
    }
    parts = {"50": "half of the answers took", "95": "95 % of them", "99": "99 % of them"}
    for part, text in parts.items():
        rows[f"{text} at most"] = [f"{visit['milliseconds'][part] / 1000:.2f} s" for visit in visits]
    table = _table(
        ["Measured", "first visit", "second visit"], [[text, *figures] for text, figures in rows.items()]
    )
    return (
        f"{table}\n\nMeasured on {measured['date']} with nginx {measured['nginx']} and Locust "
        f"{measured['locust']} on one machine with {measured['cores']} cores, which the {readers} readers "
        f"share with the server; of the processors' time, nginx took {measured['nginx_seconds']:.1f} s.\n\n"
        "The server of the [classroom archive](#a-classroom-without-internet) gave "
        f"{room['readers']} readers at once the same first visit in {room['first']['seconds']['100']:.1f} s; "
        f"{room['first']['failures']} answers were lost or wrong."
    )


def example_table() -> str:
    """What a site other than the course takes, as site_tests/bench/start.py built and recorded it."""
    measured = json.loads((ROOT / "docs/guides/live-cells.json").read_text("utf8"))
    peers = json.loads((ROOT / "docs/about/peers.json").read_text("utf8"))
    first, whole, sides = measured["first"], measured["site"], ("this site", "Pyodide")
    seconds = [*(measured["seconds"][name] for name in sides), peers["first"]["JupyterLite"]["this machine"]]
    visit = measured["visit"]
    rows = [
        ["the first result is there after", *(f"{statistics.median(each):.1f} s" for each in seconds)],
        ["a reader fetches with the page", f"{visit['before'] / 1e6:.1f} MB", "–", "–"],
        [
            "from the click to the first result",
            *(f"{size / 1e6:.1f} MB" for size in (visit["first"], first["Pyodide"])),
            "–",
        ],
        ["in the ten seconds after it", f"{visit['after'] / 1e6:.1f} MB", "–", "–"],
        ["in all, on a first visit", f"{_whole(visit) / 1e6:.1f} MB", "–", "–"],
        ["on a second visit", f"{visit['second'] / 1e6:.1f} MB", "–", "–"],
        ["the page's memory before and after", _memory(visit), "–", "–"],
        ["your site grows to", f"{whole / 1e6:.0f} MB", "–", "–"],
    ]
    return (
        f"{_table(['', 'this example', 'Pyodide as its documentation says', 'JupyterLite'], rows)}\n\n"
        f"Medians on {measured['date']} in Chromium on a machine with two cores, which served the files "
        f"itself, each visit with an empty cache; JupyterLite on {peers['date']}. Sizes and memory of this "
        f"example on {visit['date']}."
    )


def docs_peers_table() -> str:
    """What live code in documentation takes, as site_tests/bench/docs_peers.py recorded it."""
    measured = json.loads((ROOT / "docs/guides/docs-peers.json").read_text("utf8"))
    rows = [
        [
            name,
            *(f"{statistics.median(found[moment]):.1f} s" for moment in ("first", "later")),
            f"{found['fetched'] / 1e6:.1f} MB",
            f"{found['growth'] / 1e6:.2f} MB" if found["growth"] < 1e5 else f"{found['growth'] / 1e6:.1f} MB",
        ]
        for name, found in measured["tools"].items()
    ]
    head = ["Measured", "first result", "on a later visit", "a reader fetches", "a site grows by"]
    return (
        f"{_table(head, rows)}\n\nMedians of {measured['runs']} runs on {measured['date']} in "
        f"{measured['browser']} on a machine with two cores, which served all files itself, at a load of "
        f"{measured['load']:.1f}. The clock runs from the page's address to the result of two "
        "lines of NumPy, and what starts Python is pressed as soon as it is there. Bytes are those until ten "
        "seconds after the result. markdown-exec takes Python from CDNs; for the measurement, the same files "
        "lay beside its page. jupyterlite-sphinx had Pyodide on its own site, too."
    )


def _whole(visit: Mapping[str, int]) -> int:
    return sum(visit[moment] for moment in ("before", "first", "after"))


def _memory(visit: Mapping[str, int]) -> str:
    return " and ".join(f"{visit[f'memory {moment}'] / 1e6:.0f} MB" for moment in ("before", "after"))


TABLES = {
    "example": example_table,
    "start": start_table,
    "tiers": tiers_table,
    "peers": peers_table,
    "load": load_table,
    "documentation": docs_peers_table,
}
