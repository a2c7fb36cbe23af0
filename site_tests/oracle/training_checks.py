"""What films of trainings show, held against the models: runs on PyTorch and seqlite alike.

Each function returns what is wrong, as texts. Tests call them through `TorchSide`.
"""

from __future__ import annotations

import base64
import copy
import json
import math
import random
import struct
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from training_programs import PROGRAMS

from pictures import training
from pictures.numbers import plain

ENDS_IN_SIGMOID = ("XOR",)
VIEWS = ("curve", "plane", "counts")


class Silent:
    """A film that keeps nothing."""

    count = 0

    def keep(self, *losses: Any, **more: Any) -> None:
        self.count += 1


class Witness:
    """A film, with a copy of the model at each state that was offered."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.film = training(*arguments, **options)
        self.model, *given = arguments
        self.x, self.y = [*given, None, None][:2]
        self.models = [copy.deepcopy(self.model)]
        self.losses: list[float | None] = [None]
        self.wrong: list[str] = []

    @property
    def count(self) -> int:
        return self.film.count

    def keep(self, loss: Any = None, **more: Any) -> None:
        modes = [module.training for module in self.model.modules()]
        gradients = [p.grad is not None for p in self.model.parameters()]
        drawn = torch.random.get_rng_state().tolist()
        self.film.keep(loss, **more)
        if modes != [module.training for module in self.model.modules()]:
            self.wrong.append("another mode")
        if gradients != [p.grad is not None for p in self.model.parameters()]:
            self.wrong.append("other gradients")
        if drawn != torch.random.get_rng_state().tolist():
            self.wrong.append("a random number was drawn")
        self.models.append(copy.deepcopy(self.model))
        self.losses.append(float(loss.detach()) if isinstance(loss, torch.Tensor) else loss)


def run(program: str, film: Any) -> dict[str, Any]:
    """What a program leaves behind that is filmed so."""
    torch.manual_seed(3)
    names = {"torch": torch, "nn": nn, "F": F, "training": film}
    exec(compile(program, "<program>", "exec"), names)
    return names


def foreign(name: str) -> dict[str, Any]:
    """One of the programs: what its film shows, and what is wrong with it."""
    plainly = run(PROGRAMS[name], lambda *a, **o: Silent())
    filmed = run(PROGRAMS[name], Witness)
    witness = filmed["film"]
    wrong = [*witness.wrong]
    for one, other in zip(plainly["model"].parameters(), filmed["model"].parameters(), strict=True):
        if not bool(((one == other) | (one.isnan() & other.isnan())).all()):
            wrong.append("filming changes the training")
    data = witness.film.data
    text = json.dumps(data, allow_nan=False)
    shown = [view for view in (*VIEWS, "weights") if view in data]
    layers = [layer["kind"] for layer in data.get("updates", {}).get("layers", ())]
    wrong += _compared(witness, data)
    witness.film._repr_mimebundle_()
    return {
        "shown": shown,
        "layers": layers,
        "wrong": wrong,
        "bytes": len(text),
        "states": len(data["steps"]),
    }


def random_trainings(seed: int, count: int) -> list[str]:
    """Films of random models on random data: of each state, what is shown is what the model gave then."""
    wrong: list[str] = []
    for number in range(count):
        draw = random.Random(f"{seed} {number}")
        torch.manual_seed(draw.randrange(10**6))
        inputs, outputs = draw.choice([1, 2, 2, 3, 64]), draw.choice([1, 2, 3, 5])
        samples, width = draw.randint(2, 300), draw.randint(1, 50)
        between = draw.choice([nn.ReLU, nn.Tanh, nn.LeakyReLU, nn.GELU])
        norm = [nn.BatchNorm1d(width)] if draw.random() < 0.3 else []
        model = nn.Sequential(nn.Linear(inputs, width), *norm, between(), nn.Linear(width, outputs))
        x = torch.randn(samples, inputs) * 10 ** draw.uniform(-2, 2)
        if outputs > 1:
            y, loss = torch.randint(outputs, (samples,)), nn.CrossEntropyLoss()
        elif draw.random() < 0.5:
            y, loss = torch.randint(2, (samples, 1)).to(x.dtype), nn.BCEWithLogitsLoss()
        else:
            y, loss = torch.randn(samples, 1), nn.MSELoss()
        where = f"{inputs} inputs, {outputs} outputs, {samples} samples (seed {seed}, model {number})"
        try:
            witness = Witness(model, x, y)
            optimizer = torch.optim.Adam(model.parameters(), lr=10 ** draw.uniform(-4, -0.5))
            for _ in range(draw.randint(0, 12)):
                optimizer.zero_grad()
                value = loss(model(x), y)
                value.backward()
                optimizer.step()
                witness.keep(value)
            data = witness.film.data
            json.dumps(data, allow_nan=False)
            witness.film._repr_mimebundle_()
            wrong += [f"{said}: {where}" for said in [*witness.wrong, *_compared(witness, data)]]
        except Exception as error:
            wrong.append(f"{type(error).__name__}: {error}: {where}")
    return wrong


def steps_of(count: int, options: dict[str, Any]) -> list[int]:
    """The steps of the states of a film that is offered so many."""
    film = training(nn.Linear(1, 1), torch.ones(2, 1), torch.ones(2, 1), **options)
    for _ in range(count):
        film.keep(1.0)
    steps: list[int] = film.data["steps"]
    return steps


def forms() -> dict[str, str]:
    """The forms of a film of two epochs, whose model does not change."""
    model = nn.Linear(2, 1)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[1.0, 0.0]]))
        model.bias.zero_()
    x = torch.tensor([[1.0, 0.0], [-1.0, 1.0], [2.0, 2.0]])
    film = training(model, x, torch.tensor([1.0, 0.0, 0.0]), unit="epoch")
    film.keep(0.5)
    film.keep(torch.tensor(math.inf), validation=0.25)
    shown, about = film._repr_mimebundle_()
    return {"text": shown["text/plain"], "svg": shown["image/svg+xml"], "alt": about["image/svg+xml"]["alt"]}


def odd(arguments: str) -> list[str]:
    """What a film of an odd model or odd data shows; it stops no training."""
    names = {"torch": torch, "nn": nn, "math": math, "training": training}
    film = eval(f"training({arguments})", names)
    film.keep()
    film.keep(torch.tensor([math.nan]))
    film._repr_mimebundle_()
    json.dumps(film.data, allow_nan=False)
    return [name for name in (*VIEWS, "right", "updates") if name in film.data]


def changed_on_the_way() -> list[str]:
    """What a film shows of a model that gets another head, and then one for other inputs."""
    model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2))
    film = training(model, torch.ones(2, 2), torch.tensor([0, 1]))
    for head in (nn.Linear(3, 2), nn.Linear(3, 4), nn.Linear(5, 2), nn.Linear(3, 2)):
        model[2] = head
        film.keep(1.0)
    film._repr_mimebundle_()
    return [name for name in (*VIEWS, "right", "losses") if name in film.data]


def refused(arguments: str) -> str:
    """Why nothing is filmed."""
    try:
        eval(f"training({arguments})", {"torch": torch, "nn": nn, "training": training})
    except (TypeError, ValueError) as error:
        return str(error)
    return "it is filmed"


def _compared(witness: Witness, data: dict[str, Any]) -> list[str]:
    """Each state's figures, held to those of the model at that state."""
    wrong = []
    if data["steps"][-1] != witness.count or data["steps"][0] != 0:
        wrong.append(f"the states are {data['steps']} of {witness.count}")
    for number, step in enumerate(data["steps"]):
        model = copy.deepcopy(witness.models[step]).eval()
        loss, shown = witness.losses[step], data["losses"][number]
        if (loss is None) != (shown is None) or (loss is not None and not _same(plain(shown), loss)):
            wrong.append(f"the loss of step {step} is {loss}, not {shown}")
        with torch.no_grad():
            wrong += [f"step {step}: {said}" for said in _state(model, witness.x, witness.y, data, number)]
        if number and "updates" in data:
            wrong += _updates(witness.models[step - 1], witness.models[step], data["updates"], number - 1)
    return wrong


def _state(model: Any, x: Any, y: Any, data: dict[str, Any], number: int) -> list[str]:
    wrong: list[str] = []
    if "curve" in data:
        curve = data["curve"]
        places = torch.linspace(*curve["x"], curve["places"], dtype=x.dtype).reshape(-1, *x.shape[1:])
        wrong += _near("the curve", curve_of(data, number), model(places).reshape(-1), 4e-4, curve["reach"])
        for place, height in curve.get("corners", [[]] * (number + 1))[number]:
            hidden = next(module for module in model.modules() if isinstance(module, nn.Linear))
            found = (-hidden.bias / hidden.weight[:, 0]).tolist()
            if not any(math.isclose(place, one, rel_tol=1e-3, abs_tol=1e-6) for one in found):
                wrong.append(f"no unit has its corner at {place}: {found}")
            given = float(model(torch.tensor([[place]], dtype=x.dtype)))
            if not math.isclose(given, height, rel_tol=0.02, abs_tol=0.02):
                wrong.append(f"the corner at {place} is at {given}, not {height}")
    if "plane" in data:
        wrong += _plane(model, x, data, number)
    if "right" in data:
        output = model(x[:1000])
        is_share = data["model"] in ENDS_IN_SIGMOID
        single = (output.reshape(-1) > 0.5 * is_share).long()
        answers = output.argmax(1) if output.dim() == 2 and output.shape[1] > 1 else single
        labels = (y[:1000].reshape(-1) > 0).long() if y.is_floating_point() else y[:1000].reshape(-1)
        if data["right"][number] != int((answers == labels).sum()):
            wrong.append(f"{int((answers == labels).sum())} are right, not {data['right'][number]}")
        if "counts" in data:
            side = len(data["classes"])
            counts = [0] * side**2
            for label, answer in zip(labels.tolist(), answers.tolist(), strict=True):
                counts[label * side + answer] += 1
            if counts != data["counts"][number]:
                wrong.append(f"the matrix is {counts}, not {data['counts'][number]}")
    if "weights" in data:
        wrong += _weights(model, data["weights"], number)
    return wrong


def curve_of(data: dict[str, Any], number: int) -> list[float]:
    places, (low, high) = data["curve"]["places"], data["curve"]["reach"]
    whole = struct.unpack(f"<{len(data['steps']) * places}H", base64.b64decode(data["curve"]["values"]))
    return [
        math.nan if value == 65535 else low + (high - low) * value / 65534
        for value in whole[number * places : (number + 1) * places]
    ]


def _plane(model: Any, x: Any, data: dict[str, Any], number: int) -> list[str]:
    plane = data["plane"]
    rows, columns = plane["size"]
    across = torch.linspace(*plane["x"], columns, dtype=x.dtype)
    up = torch.linspace(*plane["y"][::-1], rows, dtype=x.dtype)
    places = torch.tensor([[a, b] for b in up.tolist() for a in across.tolist()], dtype=x.dtype)
    given = model(places)
    found = [*base64.b64decode(plane["values"])[number * rows * columns : (number + 1) * rows * columns]]
    if plane["says"] == "class":
        chosen, shares = given.argmax(1).tolist(), given.softmax(1).max(1).values
        if [value // 16 for value in found] != chosen:
            return ["other classes on the plane"]
        sure = (shares - 1 / given.shape[1]) / (1 - 1 / given.shape[1])
        return _near("the plane", [value % 16 / 15 for value in found], sure, 0.034)
    if given.dim() == 2 and given.shape[1] == 2:
        shares = given.softmax(1)
        wanted = shares[:, 1] - shares[:, 0]
    elif plane["says"] == "value":
        wanted = (given.reshape(-1) / plane["largest"]).clamp(-1, 1)
    elif data["model"] in ENDS_IN_SIGMOID:
        wanted = 2 * given.reshape(-1) - 1
    else:
        wanted = 2 * given.reshape(-1).sigmoid() - 1
    return _near("the plane", [value / 127 - 1 for value in found], wanted, 0.0041)


def _weights(model: Any, weights: dict[str, Any], number: int) -> list[str]:
    weight = model.get_submodule(weights["layer"]).weight
    height, width = weights["size"]
    each = weights["shown"] * height * width
    values = base64.b64decode(weights["values"])[number * each : (number + 1) * each]
    found = [(value / 127 - 1) * weights["largest"] for value in values]
    pooled = weights["pooled"]
    pictures = (
        weight[: weights["shown"]].reshape(weights["shown"], -1, height * pooled, width * pooled).mean(1)
    )
    pictures = pictures.reshape(weights["shown"], height, pooled, width, pooled).mean(4).mean(2)
    return _near("the weights", found, pictures.reshape(-1), weights["largest"] / 253)


def _updates(before: Any, after: Any, updates: dict[str, Any], number: int) -> list[str]:
    wrong = []
    for layer, shown in zip(updates["layers"], updates["sizes"][number], strict=True):
        pairs = [
            (dict(before.named_parameters())[name], dict(after.named_parameters())[name])
            for name, p in after.get_submodule(layer["name"]).named_parameters(layer["name"], recurse=False)
            if p.dim() > 1
        ]
        moved = math.sqrt(sum(float((new - old).detach().double().pow(2).sum()) for old, new in pairs))
        size = math.sqrt(sum(float(old.detach().double().pow(2).sum()) for old, _ in pairs))
        wanted = moved / size if size else math.inf if moved else 0.0
        if not _same(plain(shown), wanted, 0.006):
            wrong.append(f"layer {layer['name']} moves by {wanted}, not {shown}")
    return wrong


def _near(what: str, found: list[float], wanted: Any, reach: float, ends: Any = None) -> list[str]:
    """Are all numbers as near as the description is fine?"""
    for place, (one, other) in enumerate(zip(found, wanted.tolist(), strict=True)):
        held = other if ends is None or math.isnan(other) else min(max(other, ends[0]), ends[1])
        far = reach * (ends[1] - ends[0]) if ends else reach
        if not (math.isnan(one) and math.isnan(held)) and not abs(one - held) <= far and not math.isnan(held):
            return [f"{what} is {other} at {place}, not {one}"]
    return []


def _same(one: float, other: float, relative: float = 1e-6) -> bool:
    return (math.isnan(one) and math.isnan(other)) or math.isclose(
        one, other, rel_tol=relative, abs_tol=1e-12
    )
