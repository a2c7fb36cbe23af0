"""What tests call in a process of its own where `torch` is seqlite: the Playground's Python."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

import seqlite
from live_playground import calls, descent
from live_playground.run import Run
from seqlite.safetensors import torch as safetensors
from site_tests.lessons.cell_runs import folder_with
from site_tests.oracle import playground_programs

printed = playground_programs.printed
ended = playground_programs.ended


def call(name: str, *values: Any) -> dict[str, Any]:
    """One of the page's calls; JSON cannot hold more than the page gets, so neither does the answer."""
    return dict(getattr(calls, name)(*values))


def history(key: str) -> list[dict[str, float]]:
    """The rows of a run's program, unrounded."""
    rows: list[dict[str, float]] = calls._runs[key].names["history"]
    return rows


def trained(sections: list[str], epochs: int, data: str | None = None) -> dict[str, Any]:
    """The rows of a whole run, and what was measured of its layers; `data` is torchvision's root."""
    with folder_with(data):
        run = Run(sections, epochs)
        while not run.has_ended:
            run.advance(60)
    return {"rows": run.names["history"], "measured": [one["layers"] for one in run.measured]}


def shapes(key: str) -> tuple[list[list[int]], int]:
    """What shape leaves each layer for one point, and how many parameters the model has."""
    run = calls._runs[key]
    model = run.model
    left, x = [], run.part(None).inputs_at(seqlite.zeros(1, 2))
    was_training = model.training
    for layer in model.eval():
        x = layer(x)
        left.append(list(x.shape[1:]))
    model.train(was_training)
    return left, sum(parameter.numel() for parameter in model.parameters())


def outputs(key: str, places: list[list[float]]) -> list[list[float]]:
    """What the model gives at some places of the plane, unit by unit."""
    run = calls._runs[key]
    with seqlite.no_grad():
        left: list[list[float]] = run.model_at(None)(
            run.part(None).inputs_at(seqlite.tensor(places))
        ).T.tolist()
    return left


def gradients(key: str) -> dict[str, Any]:
    """What training makes small, over all training data, and its derivatives."""
    run = calls._runs[key]
    model = run.model_at(None)
    model.zero_grad()
    loss = descent.objective(run, model)
    loss.backward()
    layers = [
        {name: value.grad.flatten().tolist() for name, value in layer.named_parameters()} for layer in model
    ]
    model.zero_grad()
    return {"loss": loss.item(), "layers": layers}


def losses(key: str, places: list[dict[str, float]]) -> list[float]:
    """The same with some of the weights set: `layer.unit.source` to a value."""
    run = calls._runs[key]
    found = []
    for place in places:
        model = run.model_at(None)
        with seqlite.no_grad():
            for name, value in place.items():
                layer, unit, source = map(int, name.split("."))
                model[layer].weight[unit, source] = value
            found.append(descent.objective(run, model).item())
    return found


def taken(key: str) -> dict[str, Any]:
    """What the run's own optimizer changes, given the gradient over all training data."""
    run = calls._runs[key]
    model, optimizer = run.names["model"], run.names["optimizer"]
    before = [value.detach().clone() for value in model.parameters()]
    model.eval()
    optimizer.zero_grad()
    descent.objective(run, model).backward()
    optimizer.step()
    after = list(model.parameters())
    moved = [(now - then).flatten().tolist() for now, then in zip(after, before, strict=True)]
    return {"moved": moved}


def weights(key: str) -> dict[str, Any]:
    """The model's state, as lists."""
    return {name: value.tolist() for name, value in calls._runs[key].model.state_dict().items()}


def resumed(key: str, other: str, sections: list[str], epochs: int, folder: str) -> None:
    """Resume a run under another name, from what the page would have kept of it."""
    text = calls.state(key, 10**7)["state"]
    os.environ["SEQLITE_DATA"] = folder
    Path(folder, "run.pt").write_bytes(base64.b64decode(text))
    calls.resume(other, sections, epochs)


def saved(key: str, epoch: int | None, folder: str) -> dict[str, Any]:
    """The weights that the page would get as a file, as lists."""
    os.environ["SEQLITE_DATA"] = folder
    calls.save(key, epoch)
    loaded = safetensors.load(Path(folder, "weights.bin").read_bytes())
    return {name: value.tolist() for name, value in loaded.items()}
