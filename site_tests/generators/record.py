"""Record a lesson's outputs from real PyTorch.

    python site_tests/generators/record.py [--data DIR] [NOTEBOOK ...]

Runs in any Python that has torch, torchvision and matplotlib; everything else is standard library, so it
needs none of the site's tools. Cells run through the very runner that the page uses, in order,
with one thread (float32 sums depend on the number of threads). The notebooks' outputs are replaced
and the versions stamped into their metadata, which the page shows at its foot, with a hash of each cell's
code, by which a build notices a change. Cells with random ids get speaking ones (cell_ids.py). Figures in
prose that name an output follow it (values.py); each that changed is printed.
"""

import argparse
import asyncio
import base64
import datetime
import json
import os
import platform
import re
import subprocess
import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "live_cells" / "live" / "python")]

from docs.course.pages import cell_ids, recording
from live_cells.plugin.pages.form_fields import with_settings
from live_runner import figures, runner
from live_runner.exercise_checks import MIME as VERDICT
from live_runner.runner_rich import PICTURE
from site_tests.generators import setup_cells, values
from site_tests.lessons.data_folder import data_folder

LESSONS = ROOT / "docs" / "lessons"


def outputs_of(parts: list[dict]) -> list[dict]:
    """The runner's parts as nbformat outputs: what a reader sees when the cell is over."""
    outputs: list[dict] = []
    displays: dict[str, list[dict]] = {}
    waits = False
    for part in parts:
        if part["part"] == "clear":
            waits = part["wait"]
            if not waits:
                outputs.clear()
            continue
        if part.get("update"):
            for shown in displays.get(part["display"], []):
                shown.clear()
                shown.update(_output_of(part))
            continue
        if waits:
            outputs.clear()
            waits = False
        output = _output_of(part)
        if output["output_type"] == "stream" and outputs and outputs[-1].get("name") == output["name"]:
            outputs[-1]["text"] += output["text"]
            continue
        outputs.append(output)
        if "display" in part:
            displays.setdefault(part["display"], []).append(output)
    return outputs


def _output_of(part: dict) -> dict:
    kind, text = part["part"], part["text"]
    if kind in ("stdout", "stderr"):
        return {"output_type": "stream", "name": kind, "text": text}
    if kind == "result":
        data = {"text/plain": text}
        return {"output_type": "execute_result", "data": data, "execution_count": None, "metadata": {}}
    if kind == "verdict":
        data = {"text/plain": text, VERDICT: {"right": part["right"]}}
        return {"output_type": "execute_result", "data": data, "execution_count": None, "metadata": {}}
    if kind == "error":
        name, value = part["name"], text.splitlines()[-1].partition(": ")[2]
        frames = readers_frames(text).split("\n")
        return {"output_type": "error", "ename": name, "evalue": value, "traceback": frames}
    if kind == "image":
        content = base64.b64decode(part["data"]).decode() if "svg" in part["mime"] else part["data"]
        data = {part["mime"]: content, "text/plain": text}
        said = {"alt": part["alt"]} if "alt" in part else {}
        return {"output_type": "display_data", "data": data, "metadata": said}
    if kind == "picture":
        from pictures.picture import still_of  # needs PyTorch, as what it draws did

        description = json.loads(part["picture"])
        data = {PICTURE: description, "image/svg+xml": still_of(description), "text/plain": text}
        said = {"alt": part["alt"]} if "alt" in part else {}
        return {"output_type": "display_data", "data": data, "metadata": said}
    data = {f"text/{kind}": text, "text/plain": part["plain"]}
    return {"output_type": "display_data", "data": data, "metadata": {}}


def readers_frames(text: str) -> str:
    """A traceback without the frames inside libraries: where those lie concerns no reader."""
    return re.sub(r'^  File "(?!<cell).*\n(?:    .*\n)*', "", text, flags=re.M)


def run_notebook(notebook: dict, folder: str, on_pytorch: bool = True) -> list[list[dict]]:
    """The parts that each code cell emits when the cells run in order in an empty `__main__`.

    As in Jupyter, cells can import what earlier ones have written into the folder, as the setup cell does.
    On seqlite, cells tagged `torch-only` emit nothing: they do not run.

    Raises:
        RuntimeError: a cell failed that is not tagged `raises-exception`.
    """
    main = types.ModuleType("__main__")
    home = os.getcwd()
    os.chdir(folder)
    sys.path.append(folder)
    try:
        recorded = []
        for cell in notebook["cells"]:
            if cell["cell_type"] != "code":
                continue
            parts: list[dict] = []
            if not on_pytorch and "torch-only" in cell["metadata"].get("tags", []):
                recorded.append(parts)
                continue
            outcome = asyncio.run(runner.run("".join(cell["source"]), parts.append, cell["id"], main))
            if outcome != "done" and "raises-exception" not in cell["metadata"].get("tags", []):
                raise RuntimeError(f"cell {cell['id']} {outcome}:\n{parts[-1]['text'] if parts else ''}")
            recorded.append(parts)
        return recorded
    finally:
        os.chdir(home)
        sys.path.remove(folder)
        for name, module in [*sys.modules.items()]:
            if (getattr(module, "__file__", None) or "").startswith(folder):
                del sys.modules[name]


def run_in_folder(notebook: dict, data: str | None, on_pytorch: bool = True) -> list[list[dict]]:
    """The same in an empty folder, where `data/` is torchvision's root."""
    with data_folder(data) as folder:
        return run_notebook(notebook, folder, on_pytorch)


def run_on_seqlite(path: Path, data: str | None) -> list[list[dict]]:
    """The same on seqlite, in a process of its own: for cells that only the page can run."""
    command = [sys.executable, __file__, "--on-seqlite", path, *(["--data", data] if data else [])]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(done.stdout)


def stamp() -> dict[str, str]:
    import torch
    import torchvision

    return {
        "torch": torch.__version__.partition("+")[0],
        "torchvision": torchvision.__version__.partition("+")[0],
        "python": platform.python_version(),
        "date": datetime.date.today().isoformat(),
    }


def device() -> str:
    import torch

    return torch.cuda.get_device_name() if torch.cuda.is_available() else "CPU"


def as_lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def in_lines(outputs: list[dict]) -> list[dict]:
    """Outputs with long texts as the list of their lines, as notebooks have them."""
    for output in outputs:
        if "text" in output:
            output["text"] = as_lines(output["text"])
        for mime, content in output.get("data", {}).items():
            if mime == "image/svg+xml":
                output["data"][mime] = as_lines(content)
    return outputs


def asked(cell: dict, settings: dict, data: str | None) -> list[dict]:
    """What a cell, alone, gives with the settings that its prediction asks about; of pictures, the still."""
    source = with_settings("".join(cell["source"]), settings)
    [parts] = run_in_folder({"cells": [cell | {"source": source}]}, data)
    outputs = in_lines(outputs_of(parts))
    for output in outputs:
        output.get("data", {}).pop(PICTURE, None)
    return outputs


def record(path: Path, data: str | None) -> None:
    notebook = json.loads(path.read_text("utf8"))
    for before, after in cell_ids.renewed(notebook).items():
        print(f"  the cell {before} is now {after}")
    notebook["metadata"]["recorded"] = stamp()
    if path.parent.name == "pytorch":  # what its outputs are depends on the device, too
        notebook["metadata"]["recorded"]["device"] = device()
    setup_cells.add_to(notebook)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    page_only = ["page-only" in cell["metadata"].get("tags", []) for cell in code]
    recorded = run_in_folder(notebook, data)
    if any(page_only):
        ours = run_on_seqlite(path, data)
        recorded = [ours[i] if page_only[i] else parts for i, parts in enumerate(recorded)]
    for cell, parts in zip(code, recorded, strict=True):
        cell["outputs"] = in_lines(outputs_of(parts))
        cell["execution_count"] = None
        for then in cell["metadata"].get("predict", {}).get("then", []):
            then["outputs"] = asked(cell, then["set"], data)
    for cell in notebook["cells"]:
        if isinstance(cell["source"], str):
            cell["source"] = as_lines(cell["source"])
    notebook["metadata"]["recorded"]["sources"] = recording.sources_of(notebook["cells"])
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("notebooks", nargs="*", type=Path, default=sorted(LESSONS.glob("*.ipynb")))
    parser.add_argument(
        "--data", help="torchvision's root folder, holding MNIST/raw/; fetched when not given"
    )
    parser.add_argument("--on-seqlite", action="store_true", help="print what seqlite makes of the cells")
    arguments = parser.parse_args()
    figures.install(str(ROOT / "live_cells" / "live" / "python" / "live_plots"))
    if arguments.on_seqlite:
        import seqlite.as_torch

        seqlite.as_torch.install()
        [path] = arguments.notebooks
        json.dump(run_in_folder(json.loads(path.read_text("utf8")), arguments.data, False), sys.stdout)
        return
    import torch

    torch.set_num_threads(1)
    figures.install(str(ROOT / "live_cells" / "live" / "python" / "live_plots"))
    for path in arguments.notebooks:
        print(f"recording {path.name} with PyTorch {torch.__version__}", flush=True)
        record(path.resolve(), arguments.data)
    for page in values.pages():
        for line in values.rewrite(page):
            print(line)


if __name__ == "__main__":
    main()
