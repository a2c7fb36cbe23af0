"""Measure the engine: against PyTorch on a desk, against PyTorch and TF.js in Chromium, and its size.

    uv run python site_tests/bench/engine.py [--runs 7] [--torch-python PATH] [--site FOLDER] [--no-browser]
    uv run python site_tests/bench/engine.py --profile

The second form shows where each microsecond of a step goes, and the least that each part could take.

The model is the MNIST one, 784-128-64-10 with dropout 0.2; or a toy, 2-16-16-2; or a CNN, two convolutions
with pooling. Adam, batches of 64, float32, one thread. TinyVGG is a beginner's: four convolutions, SGD,
batches of 32. The LSTM reads an image row by row, with 64 units. What is compared is measured in turn, and
given as median [least to most]. PyTorch and torchvision are those of `--torch-python`, an interpreter that
has them.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import breakdown
from steps import BATCH, TASKS

from live_cells.plugin.datasets.mnist import mnist_root
from site_tests import ROOT

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
Times = dict[str, list[float]]


class Library:
    """A process that answers tasks with seconds."""

    def __init__(self, python: str, name: str, root: Path) -> None:
        program = f"import sys; sys.path.append({str(Path(__file__).parent)!r}); import steps; "
        command = [python, "-c", f"{program}steps.serve({name!r}, {str(root)!r})"]
        environment = {**os.environ, **ONE_THREAD}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **pipes)
        self.version = self._answer()

    def _answer(self) -> str:
        return self.process.stdout.readline().strip() if self.process.stdout else ""

    def seconds(self, task: str) -> float:
        self.process.stdin.write(f"{task}\n")
        self.process.stdin.flush()
        return float(self._answer())

    def profiles(self) -> dict[str, Any]:
        self.process.stdin.write("profile\n")
        self.process.stdin.flush()
        return json.loads(self._answer())


def on_a_desk(runs: int, torch_python: str) -> dict[str, Times]:
    """Seconds per step by library and task, the libraries in turn."""
    root = mnist_root()
    libraries = {"seqlite": Library(sys.executable, "seqlite", root)}
    torch = Library(torch_python, "torch", root)
    if torch.version:
        libraries["torch"] = torch
        print(f"PyTorch {torch.version}, one thread")
    else:
        print(f"PyTorch left out: `{torch_python}` does not import it; name another with --torch-python")
    found: dict[str, Times] = {name: {} for name in libraries}
    for _ in range(runs):
        for task in TASKS:
            for name, library in libraries.items():
                if name == "seqlite" or "by hand" not in task:
                    found[name].setdefault(task, []).append(library.seconds(task))
    return found


def show(name: str, values: list[float], unit: str = "us", factor: float = 1e6) -> None:
    middle, low, high = (factor * value for value in (statistics.median(values), min(values), max(values)))
    print(f"  {name:<46} {middle:9.1f} {unit} [{low:.1f} to {high:.1f}]", flush=True)


def faster(name: str, ours: list[float], theirs: list[float] | None) -> None:
    """How many times as fast `ours` is: the median of the runs."""
    if theirs:
        ratios = [their / our for our, their in zip(ours, theirs, strict=True)]
        print(
            f"{name:<48} {statistics.median(ratios):9.2f} x [{min(ratios):.2f} to {max(ratios):.2f}]",
            flush=True,
        )


def overhead(times: Times) -> None:
    """What recording and walking the graph costs, in turn with the gradients written out."""
    for task in ("MNIST", "toy"):
        shares = [tape / hand - 1 for tape, hand in zip(times[task], times[f"{task} by hand"], strict=True)]
        print(f"{f'autograd over gradients by hand, {task}':<48} {100 * statistics.median(shares):9.0f} %")


def compare_on_a_desk(found: dict[str, Times]) -> None:
    for name, times in found.items():
        for task, values in times.items():
            show(f"{name}, {task}, per step", values)
    for task in ("MNIST", "MNIST with loader", "toy", "CNN", "TinyVGG", "LSTM", "loader"):
        faster(f"seqlite against PyTorch: {task}", found["seqlite"][task], found.get("torch", {}).get(task))
    overhead(found["seqlite"])


def compare_in_chromium(found: dict[str, Times], tfjs: list[float], desk: Times) -> None:
    for way, times in found.items():
        for task, values in times.items():
            show(f"Chromium, {way}, {task}, per step", values)
    show("Chromium, TF.js wasm, MNIST, per step", tfjs)
    for way, times in found.items():
        ours = times["MNIST"]
        print(f"{f'Chromium, {way}: MNIST':<48} {BATCH / statistics.median(ours):9.0f} samples/s")
        faster("  against PyTorch on the desk", ours, desk.get("MNIST"))
        faster("  against TF.js on its wasm backend", ours, tfjs)
        faster("  against matmul", ours, found["matmul"]["MNIST"])
        overhead(times)
    for task in ("toy", "CNN", "TinyVGG", "LSTM", "MNIST with loader"):
        faster(f"Chromium against PyTorch on the desk: {task}", found["simd"][task], desk.get(task))


def import_times(runs: int, cached: bool) -> list[float]:
    """Seconds that `import seqlite` takes when NumPy is there, with byte code kept or without."""
    program = (
        "import numpy.random, time; t = time.perf_counter(); import seqlite; print(time.perf_counter() - t)"
    )
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        flags = [] if cached else ["-B"]
        command = [sys.executable, *flags, "-c", program]
        output = {"cwd": ROOT, "env": environment, "check": True, "capture_output": True, "text": True}
        return [float(subprocess.run(command, **output).stdout) for _ in range(runs + cached)][cached:]


def sizes(runs: int) -> None:
    show("import seqlite, beyond NumPy", import_times(runs, True), "ms", 1e3)
    show("  without byte code", import_times(runs, False), "ms", 1e3)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        [wheel] = Path(folder).glob("*.whl")
        print(f"  {'wheel':<46} {wheel.stat().st_size / 1e3:9.1f} KB")


def show_profiles(arguments: argparse.Namespace) -> None:
    for task, found in Library(sys.executable, "seqlite", mnist_root()).profiles().items():
        breakdown.show(f"On a desk, {task}", found)
    if not arguments.no_browser:
        from in_chromium import built_site, chromium, seqlite_profiles

        with built_site(arguments.site) as site, chromium() as browser:
            for task, found in seqlite_profiles(browser, site).items():
                breakdown.show(f"Chromium, {task}", found)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--torch-python", default=sys.executable)
    parser.add_argument("--site", type=Path, help="a built site; one is built if there is none")
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--profile", action="store_true", help="where the time of a step goes")
    arguments = parser.parse_args()
    if arguments.profile:
        show_profiles(arguments)
        return
    sizes(arguments.runs)
    found = on_a_desk(arguments.runs, arguments.torch_python)
    compare_on_a_desk(found)
    if not arguments.no_browser:
        from in_chromium import built_site, chromium, seqlite_steps, tfjs_steps

        with built_site(arguments.site) as site, chromium() as browser:
            steps = seqlite_steps(browser, site, arguments.runs)
            tfjs = tfjs_steps(browser, arguments.runs)
        compare_in_chromium(steps, tfjs, found.get("torch", {}))


if __name__ == "__main__":
    main()
