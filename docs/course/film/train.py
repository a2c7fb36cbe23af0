"""Train a program, given as JSON, and write what is seen of it after each epoch.

    python train.py FILE EPOCHS < SECTIONS

It ends at the epoch with the lowest training loss, and so on no spike. Of each epoch, in float32: training
loss and accuracy, validation loss and accuracy, then the model's parameters, tensor by tensor. Where this
runs, `torch` is seqlite.
"""

import json
import sys
from pathlib import Path

import numpy as np

import seqlite.as_torch

COURSE = Path(__file__).parents[1]
LIVE = COURSE.parents[1] / "live_cells" / "live" / "python"
FIGURES = ("training loss", "training accuracy", "validation loss", "validation accuracy")


def film(sections: list[str], epochs: int) -> bytes:
    sys.path[:0] = [str(LIVE), str(COURSE / "python")]
    from live_playground.run import Run

    run = Run(sections, epochs)
    frames = []
    while not run.has_ended:
        run.advance(60)
        row = run.names["history"][-1]
        learned = [parameter.detach().numpy().ravel() for parameter in run.model.parameters()]
        frames.append(np.concatenate([np.array([row[name] for name in FIGURES]), *learned]))
    best = min(range(len(frames)), key=lambda epoch: float(frames[epoch][0]))
    return np.stack(frames[: best + 1]).astype("<f4").tobytes()


if __name__ == "__main__":
    seqlite.as_torch.install()
    target, epochs = sys.argv[1:]
    Path(target).write_bytes(film(json.load(sys.stdin), int(epochs)))
