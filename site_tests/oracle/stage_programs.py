"""What a setup's first two sections make, where `torch` is PyTorch or seqlite."""

from __future__ import annotations

from typing import Any

import torch


def made(sections: list[str], places: list[list[float]]) -> dict[str, Any]:
    """Points with their labels or values, the model's first numbers, and what it gives at some places."""
    names: dict[str, Any] = {"__name__": "made"}
    for source in sections:
        exec(compile(source, "<section>", "exec"), names)
    model = names["model"].eval()
    x = torch.tensor(places)
    with torch.no_grad():
        out = model(names["features"](x) if "features" in names else x)
    layers = [
        {name: tensor.flatten().tolist() for name, tensor in layer.state_dict().items() if tensor.dim()}
        for layer in model
    ]
    return {
        "dots": {part: _dots(names[part], names["points"]) for part in ("training", "validation")},
        "numbers": layers,
        "outputs": out.T.tolist(),
    }


def _dots(part: Any, points: Any) -> list[list[float]]:
    return [[*points[index].tolist(), part.dataset[index][1].item()] for index in part.indices]
