"""Where training leads next: the gradient over all training data, and the optimizer's step."""

from __future__ import annotations

import copy
from typing import Any

import seqlite
from seqlite import nn

from .packing import floats, number
from .run import Run


def objective(run: Run, model: nn.Sequential, epoch: int | None = None) -> seqlite.Tensor:
    """What training makes small, over all training data: the loss, and the regularization."""
    names = run.names_at(epoch)
    training = names["training"]
    samples = [training[index] for index in range(len(training))]
    inputs = seqlite.stack([each for each, _ in samples])
    targets = seqlite.stack([seqlite.as_tensor(target) for _, target in samples])
    loss: seqlite.Tensor = names["criterion"](model(inputs), targets)
    if "penalty" not in names:
        return loss
    own, run.names["model"] = run.names["model"], model
    try:
        penalized: seqlite.Tensor = loss + names["strength"] * names["penalty"]()
    finally:
        run.names["model"] = own
    return penalized


def next_step(run: Run, epoch: int | None) -> dict[str, Any]:
    """How a copy of the optimizer, with all that it remembers, would change each number of the model.

    It is given the gradient over all training data, in evaluation mode: that of the next batch differs.
    """
    model = run.model_at(epoch)
    before = [parameter.detach().clone() for parameter in model.parameters()]
    optimizer = type(run.names_at(epoch)["optimizer"])(model.parameters(), lr=1.0)
    optimizer.load_state_dict(copy.deepcopy(run.optimizer_state(epoch)))
    optimizer.zero_grad()
    loss = objective(run, model, epoch)
    loss.backward()
    optimizer.step()
    with seqlite.no_grad():
        for parameter, value in zip(model.parameters(), before, strict=True):
            parameter.sub_(value)
    optimizer.zero_grad()
    layers = [{name: floats(value) for name, value in layer.named_parameters()} for layer in model]
    return {"loss": number(loss.item()), "layers": layers}
