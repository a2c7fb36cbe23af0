"""Train the digits model of the lab, as the training lesson does, and record its weights.

    .cache/torch/bin/python site_tests/generators/record_weights.py [--data DIR] [--opening]

Runs the cells of docs/lessons/training.ipynb up to `train-run` on PyTorch and writes two files into docs/lab:
the model's `state_dict`, with its count of right test images in the metadata, and a hundred test images, the
first ten of each digit; and what the model says to one of them, with which the lab opens (`--opening` writes
that alone). With the same PyTorch on the same kind of processor the bytes are always the same.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import matplotlib
import torch
from safetensors.torch import load_file, save_file

from site_tests.lessons.data_folder import data_folder

LESSON = ROOT / "docs" / "lessons" / "training.ipynb"
LAB = ROOT / "docs" / "lab"
LAST = "train-run"
OPENING = LAB / "opening.json"
DIGIT = 2  # the first of them


def run_lesson(data: str | None) -> dict[str, Any]:
    """The variables of the lesson after the cell that trains on everything."""
    cells = json.loads(LESSON.read_text("utf8"))["cells"]
    last = next(i for i, cell in enumerate(cells) if cell["id"] == LAST)
    names: dict[str, Any] = {"__name__": "__main__"}
    with data_folder(data) as folder, contextlib.chdir(folder):
        for cell in cells[: last + 1]:
            if cell["cell_type"] == "code" and "torch-only" not in cell["metadata"].get("tags", []):
                exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
    return names


def right_of(names: dict[str, Any]) -> tuple[int, int]:
    """How many test images the model gets right, of how many."""
    model = names["model"].eval()
    with torch.no_grad():
        said = torch.cat([model(images) for images, _ in names["test_loader"]]).argmax(dim=1)
    truth = names["test_set"].targets
    return int((said == truth).sum()), len(truth)


def write_opening() -> None:
    """What the page shows before anybody draws, by the lab's own cells."""
    cells = json.loads((LAB / "draw-a-digit.ipynb").read_text("utf8"))["cells"]
    names: dict[str, Any] = {}
    for wanted in ("as-mnist", "make-model", "predict"):
        [cell] = [cell for cell in cells if cell["id"] == wanted]
        with contextlib.redirect_stdout(None):
            exec(compile("".join(cell["source"]), wanted, "exec"), names)
    model = names["make_model"]()
    model.load_state_dict(load_file(LAB / "digits-model.safetensors"))
    digits = load_file(LAB / "test-digits.safetensors")
    x = (digits["images"].float() / 255 - 0.1307) / 0.3081
    with torch.no_grad():
        right = (model.eval()(x.unsqueeze(1)).argmax(dim=1) == digits["labels"]).sum().item()
    picture = digits["images"][(digits["labels"] == DIGIT).nonzero()[0, 0]]
    said = {
        "picture": picture.flatten().tolist(),
        "probabilities": [round(p, 4) for p in names["predict"](model, picture / 255).tolist()],
        "models": [{"key": "recorded", "title": "recorded weights", "right": right, "of": len(x)}],
        "used": "recorded",
    }
    OPENING.write_text(json.dumps(said, separators=(",", ":")) + "\n", "utf8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--data", help="torchvision's root folder, holding MNIST/raw/; fetched when not given"
    )
    parser.add_argument("--opening", action="store_true", help="write only what the lab opens with")
    arguments = parser.parse_args()
    matplotlib.use("agg")
    torch.set_num_threads(1)
    if arguments.opening:
        return write_opening()
    names = run_lesson(arguments.data)
    right, of = right_of(names)
    test_set = names["test_set"]
    first = [(test_set.targets == digit).nonzero().flatten()[:10] for digit in range(10)]
    chosen = torch.cat(first)
    LAB.mkdir(exist_ok=True)
    said = {"right": f"{right} of {of}"}  # one entry only: of several, the order would change
    save_file(names["model"].state_dict(), LAB / "digits-model.safetensors", said)
    save_file(
        {"images": test_set.data[chosen], "labels": test_set.targets[chosen]},
        LAB / "test-digits.safetensors",
    )
    for path in LAB.glob("*.safetensors"):
        path.chmod(0o644)
    write_opening()
    print(said)


if __name__ == "__main__":
    main()
