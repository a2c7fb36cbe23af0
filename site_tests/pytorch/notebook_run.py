"""Runs mnist_gpu.ipynb where the real PyTorch is, and prints each cell's text as JSON.

python notebook_run.py quick DATA   as it stands
python notebook_run.py full DATA    what a CPU's quick run leaves out, on 1,000 images: MNIST's in the place
                                    of Fashion-MNIST's, and both 16-bit formats
"""

import contextlib
import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "live_cells" / "live" / "python")]

import torch

from live_runner import figures
from site_tests.generators import record

NOTEBOOK = json.loads((ROOT / "docs" / "pytorch" / "mnist_gpu.ipynb").read_text("utf8"))
CODE = {cell["id"]: "".join(cell["source"]) for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"}


def quick(data: str) -> dict[str, str]:
    figures.install(str(ROOT / "live_cells" / "live" / "python" / "live_plots"))
    cells = record.run_in_folder(NOTEBOOK, data)
    return {
        name: "".join(part.get("text", "") for part in parts) for name, parts in zip(CODE, cells, strict=True)
    }


def full(data: str) -> dict[str, str]:
    """Only the cells that define things, and then those that a quick run leaves out."""
    names: dict[str, Any] = {}
    texts: dict[str, str] = {}

    def run(name: str, source: str) -> None:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(source, name, "exec"), names)
        texts[name] = printed.getvalue()

    for name in ("device", "models", "half", "compile", "train"):
        run(name, CODE[name])
    run("data", CODE["data"].partition("digits = ")[0])
    run("augment", CODE["augment"].partition("fig, axes")[0])

    def small(root: str, train: bool, download: bool) -> SimpleNamespace:
        raw = mnist(data, train=train)
        return Raw(data=raw.data[:1000], targets=raw.targets[:1000])

    class Raw(SimpleNamespace):
        def __len__(self) -> int:
            return len(self.data)

    mnist = names["datasets"].MNIST
    names["datasets"] = SimpleNamespace(FashionMNIST=small)
    names["QUICK"] = False
    run("fashion", CODE["fashion"])
    names["compiled"] = lambda model, images: model
    for half in ("bfloat16", "float16"):
        names["half"] = getattr(torch, half)
        run(half, "net = make_mlp()\ntrain(net, clothes, 30, 0.006, 0, 0)\naccuracy(net, clothes)")
    return texts


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(json.dumps({"quick": quick, "full": full}[sys.argv[1]](sys.argv[2])))
