"""What pictures of any module say, held against the module: runs on PyTorch and on seqlite alike.

The numbers that are drawn are those of forward hooks. A line from one call to another is measured: what the
first gives is changed, and the second must give something else. What changes, on the other hand, must be
reachable by lines.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import torch
from torch import nn

from pictures import looking, modules, network
from pictures.calls import Call, Trace, kind_of, tensors_in
from pictures.numbers import as_float32, plain
from site_tests.oracle.foreign_modules import MADE

TRIES = 12
ROUNDING = {"rtol": 1e-5, "atol": 1e-6, "equal_nan": True}
"""PyTorch's recurrent modules sum in another order while autograd records."""
MOST_CHANGED = 30
"""Calls of one model that are changed, one at a time."""


class Changed(Trace):
    """A run in which what one call gives is changed, by its number among the calls that are really made."""

    def __init__(self, model: Any, number: int = -1, seed: int = 0) -> None:
        super().__init__(model, modules.RULES)
        self.made: list[Call] = []
        self._number = number
        self._draw = torch.Generator().manual_seed(seed)

    def _append(self, call: Call) -> Call:
        self.made.append(call)
        return super()._append(call)

    def _seen(self, name: str, function: Any, args: Any, kwargs: Any) -> Any:
        before = len(self.made)
        result = super()._seen(name, function, args, kwargs)
        if len(self.made) == before + 1 and before == self._number:
            with self._unseen():
                given = tensors_in([*args, *kwargs.values()])
                if name == "__setitem__":
                    self._change(args[0], given)
                elif hasattr(result, "__next__"):
                    result = iter([self._change(one, given) for one in result])
                else:
                    result = self._changed(result, given)
        return result

    def _hook(self, name: str, module: Any) -> list[Any]:
        handles = super()._hook(name, module)

        def after(_: Any, args: Any, kwargs: Any, result: Any) -> Any:
            number = next((i for i, one in enumerate(self.made) if one is self._last(module)), -1)
            if number != self._number or self._muted:
                return None
            with self._unseen():
                return self._changed(result, tensors_in([*args, *kwargs.values()]))

        return [*handles, module.register_forward_hook(after, with_kwargs=True)]

    def _last(self, module: Any) -> Call | None:
        return next((one for one in reversed(self.made) if one.module is module), None)

    def _changed(self, value: Any, given: list[Any]) -> Any:
        if isinstance(value, torch.Tensor):
            return self._change(value, given)
        if isinstance(value, float):
            return value + 3 * torch.randn(1, generator=self._draw).item()
        if isinstance(value, dict):
            return {key: self._changed(one, given) for key, one in value.items()}
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            return type(value)(*(self._changed(one, given) for one in value))
        if isinstance(value, list | tuple):
            return type(value)(self._changed(one, given) for one in value)
        return value

    def _change(self, tensor: Any, given: list[Any]) -> Any:
        if tensor.is_floating_point():
            new = tensor + 3 * torch.randn(tensor.shape, generator=self._draw)
        elif tensor.dtype == torch.bool:
            new = torch.rand(tensor.shape, generator=self._draw) < 0.5
        else:
            new = torch.randint(0, int(tensor.max()) + 2, tensor.shape, generator=self._draw)
        if any(tensor is one for one in given):
            tensor.copy_(new)
            return tensor
        return new


def ran(model: Any, inputs: tuple[Any, ...], number: int = -1, seed: int = 0) -> Changed:
    torch.manual_seed(3)
    trace = Changed(looking.copied(model), number, seed)
    with torch.no_grad():
        trace.run(*modules._inputs(model, inputs, False))
    return trace


def leaves(trace: Trace) -> list[Call]:
    return [*modules._leaves(trace.root)]


def values_of(call: Call) -> list[list[float]]:
    return [one.values.double().tolist() for one in call.outputs]


def measured(model: Any, inputs: tuple[Any, ...]) -> Iterator[str]:
    """What is wrong with the lines between calls."""
    base = ran(model, inputs)
    if base.fault:
        yield f"it failed: {base.fault}"
        return
    calls = leaves(base)
    order = {call: i for i, call in enumerate(calls)}
    links = {
        (order[one], order[other])
        for one, other, _ in modules._links(base)
        if isinstance(one, Call) and isinstance(other, Call)
    }
    groups = [seen_of(call, base) for call in calls]
    some = random.Random(0).sample(range(len(base.made)), min(MOST_CHANGED, len(base.made)))
    for number, seen in ((one, base.made[one]) for one in some):
        mine = {i for i, one in enumerate(groups) if one is seen}
        if not mine:
            continue
        wanted = {end for start, end in links if start in mine and end not in mine}
        changed: set[int] = set()
        compared = [0] * len(calls)
        for seed in range(TRIES):
            for i, (one, before) in enumerate(
                zip(leaves(ran(model, inputs, number, seed)), calls, strict=False)
            ):
                if one.kind != before.kind:
                    break  # from here on, the program takes another way
                compared[i] += 1
                if i not in mine and values_of(one) != values_of(before):
                    changed.add(i)
            if wanted <= changed and seed:
                break
        first = min(mine)
        for end in (one for one in wanted - changed if compared[one] >= TRIES // 2):
            yield f"a line from {calls[first].kind} ({first}) to {calls[end].kind} ({end}): no dependence"
        reached = set(mine)
        for start, end in sorted(links):
            if start in reached:
                reached.add(end)
        for end in sorted(changed - reached):
            yield f"no way from {calls[first].kind} ({first}) to {calls[end].kind} ({end}): a dependence"


def seen_of(call: Call, trace: Changed) -> Call:
    """The call that was really made, of one that is shown within it."""
    one: Any = call
    while one is not None and one not in trace.made:
        one = one.parent
    return one or call


def hooked(model: Any, inputs: tuple[Any, ...]) -> list[tuple[str, list[list[float]]]]:
    """What each module gives, by forward hooks, in the order in which they are called."""
    model = model.eval()
    noted: list[Any] = []
    handles = []
    for module in {*model.modules()} - {model}:

        def before(module: Any, _: Any) -> None:
            noted.append([module, None])

        def after(module: Any, _: Any, result: Any) -> None:
            entry = next(one for one in reversed(noted) if one[0] is module and one[1] is None)
            entry[1] = [one.detach().reshape(-1).tolist() for one in tensors_in([result])]

        handles += [module.register_forward_pre_hook(before), module.register_forward_hook(after)]
    torch.manual_seed(3)
    model(*modules._inputs(model, inputs, False)[0])
    for handle in handles:
        handle.remove()
    return [(kind_of(module), values) for module, values in noted]


def numbers(model: Any, inputs: tuple[Any, ...]) -> Iterator[str]:
    """What is wrong with the numbers of modules' calls."""
    torch.manual_seed(3)
    data = network(model, inputs if len(inputs) > 1 else inputs[0]).data
    json.dumps(data, allow_nan=False)
    if data["kind"] != "module":
        return
    told = [one for one in data["calls"] if one.get("module")]
    noted = hooked(model, inputs)
    if [one["kind"] for one in told] != [kind for kind, _ in noted]:
        yield f"modules {[one['kind'] for one in told]}, and hooks say {[kind for kind, _ in noted]}"
        return
    for call, (_, values) in zip(told, noted, strict=True):
        for place, wanted in zip(call["outputs"], values, strict=True):
            shown = data["tensors"][place]["values"]
            found = [as_float32(plain(one)) for one in shown]
            if not torch.allclose(torch.tensor(found), torch.tensor(wanted[: len(shown)]), **ROUNDING):
                yield f"{call['name']} gives {shown[:4]}, and hooks say {wanted[:4]}"


def foreign(name: str) -> list[str]:
    torch.manual_seed(1)
    model, inputs = MADE[name]()
    model.eval()
    return [*numbers(model, inputs), *measured(model, inputs)]


class Random(nn.Module):
    """A random program of modules and functions on tensors of one shape."""

    def __init__(self, draw: random.Random, depth: int = 0) -> None:
        super().__init__()
        self.program: list[tuple[str, int, int]] = []
        self.parts = nn.ModuleList()
        for _ in range(draw.randint(2, 7)):
            name = draw.choice(
                [*OPERATIONS, "module", "module", "again", "inside" if depth < 2 else "module"]
            )
            if name in ("module", "inside") or (name == "again" and not len(self.parts)):
                make = draw.choice([lambda: nn.Linear(4, 4), nn.Tanh, lambda: nn.LayerNorm(4), nn.Identity])
                self.parts.append(Random(draw, depth + 1) if name == "inside" else make())
                name = f"part {len(self.parts) - 1}"
            elif name == "again":
                name = f"part {draw.randrange(len(self.parts))}"
            times = draw.choice([1, 1, 1, 1, 4])
            self.program.append((name, draw.randrange(100), draw.randrange(100)))
            self.program += [(name, -1, draw.randrange(100))] * (times - 1)
        self.gives = draw.choice(["one", "one", "dict", "tuple"]) if depth == 0 else "one"

    def forward(self, x: Any, y: Any = None) -> Any:
        made = [x] if y is None else [x, y]
        for name, one, other in self.program:
            a, b = made[one % len(made) if one >= 0 else -1], made[other % len(made)]
            made.append(self.parts[int(name[5:])](a) if name.startswith("part") else OPERATIONS[name](a, b))
        if self.gives == "dict":
            return {"last": made[-1], "first": made[len(made) // 2]}
        return (made[-1], [made[-2]]) if self.gives == "tuple" else made[-1]


def _written(a: Any, b: Any) -> Any:
    h = a + 0.5
    h[:, 1] = (b - 1)[:, 2]
    return h


def _through_view(a: Any, b: Any) -> Any:
    h = a * 1.5
    h[0].add_((b + 1)[1])
    return h


OPERATIONS: dict[str, Any] = {
    "add": lambda a, b: a + b,
    "product": lambda a, b: a * torch.sigmoid(b),
    "difference": lambda a, b: 1 - a - 0.5 * b,
    "cat": lambda a, b: torch.cat([a[:, :2], b[:, 2:]], dim=1),
    "chunk": lambda a, b: torch.cat(b.chunk(2, dim=1)[::-1], 1) + a,
    "stack": lambda a, b: torch.stack([a, b]).mean(0),
    "turned": lambda a, b: a.t().reshape(2, 4) + b,
    "where": lambda a, b: torch.where(a > a.mean(), b, 1 - b),
    "matrix": lambda a, b: nn.functional.normalize(a @ b.T, dim=-1) @ a,
    "relu": lambda a, b: torch.relu(a),
    "softmax": lambda a, b: (a + b).softmax(-1),
    "einsum": lambda a, b: torch.einsum("bi,bj->bi", a, b),
    "in place": lambda a, b: (a + 0).mul_(b).add_(1),
    "written": _written,
    "view": _through_view,
    "constant": lambda a, b: a + torch.ones(4),
    "unpacked": lambda a, b: torch.stack([one + 1 for one in a]),
    "extremes": lambda a, b: a - b.max(dim=1, keepdim=True).values,
}


def random_modules(seed: int, count: int) -> list[str]:
    wrong: list[str] = []
    for number in range(count):
        draw = random.Random(f"modules {seed} {number}")
        torch.manual_seed(seed + number)
        model = Random(draw).eval()
        inputs = tuple(torch.randn(2, 4) for _ in range(draw.randint(1, 2)))
        found = [*numbers(model, inputs), *measured(model, inputs)]
        wrong += [f"{one} (seed {seed}, module {number}: {model.program})" for one in found]
    return wrong


def names() -> list[str]:
    return [*MADE]


def described(name: str) -> Any:
    torch.manual_seed(1)
    model, inputs = MADE[name]()
    return network(model, inputs if len(inputs) > 1 else inputs[0]).data


def folded(name: str) -> list[list[Any]]:
    """What the outermost level and the first level within have that goes round."""
    data = described(name)
    return [
        [call["kind"], call.get("times", 0)]
        for call in data["calls"]
        if call.get("times") or call["kind"] == "GRU"
    ][:2]


def gates_and_maps() -> list[str]:
    wrong: list[str] = []
    torch.manual_seed(5)
    gru, x = nn.GRU(3, 2, batch_first=True), torch.randn(1, 4, 3)
    data = network(gru, x).data
    r = torch.sigmoid(
        x[:, 0] @ gru.weight_ih_l0[:2].T + gru.bias_ih_l0[:2] + gru.bias_hh_l0[:2]  # the first state is 0
    )
    [first, *_] = [one for one in data["calls"] if one["kind"] == "reset gate"]
    shown = data["tensors"][first["outputs"][0]]["values"]
    if not torch.allclose(torch.tensor([float(one) for one in shown]), r.detach().reshape(-1), atol=1e-6):
        wrong.append(f"the reset gate is {shown}, and not {r.tolist()}")
    attention = nn.MultiheadAttention(6, 2, batch_first=True)
    q, k = torch.randn(1, 3, 6), torch.randn(1, 5, 6)
    for options in ({}, {"average_attn_weights": False}):
        _, weights = attention(q, k, k, **options)
        data = network(attention, {"query": q, "key": k, "value": k, **options}).data
        [shares] = [one for one in data["calls"] if one["kind"] == "attention map"]
        found = torch.tensor([float(one) for one in data["tensors"][shares["outputs"][0]]["values"]])
        told = found.reshape(1, 2, 3, 5)
        told = told if options else told.mean(1)
        if not torch.allclose(told, weights.detach(), atol=1e-6):
            wrong.append(f"the map {options} is {told.tolist()}")
    return wrong


def gradients() -> list[str]:
    """Gradients of calls' outputs, against those that hooks on the outputs get."""
    torch.manual_seed(2)
    model, (x,) = MADE["resnet"]()
    model.eval()
    target, loss = torch.tensor([3]), nn.CrossEntropyLoss()
    data = network(model, x, target, loss).data
    noted: dict[str, Any] = {}
    handles = [
        module.register_forward_hook(lambda _, __, left, name=name: noted.update({name: left}))
        for name, module in model.named_modules()
        if name in ("layer1.0.conv1", "layer2.1.bn2", "avgpool", "fc")
    ]
    value = loss(model(x.clone().requires_grad_()), target)
    wanted = dict(zip(noted, torch.autograd.grad(value, [*noted.values()], allow_unused=True), strict=True))
    for handle in handles:
        handle.remove()
    wrong = []
    for call in data["calls"]:
        if call["name"] in ("layer1.0.conv1", "avgpool", "fc"):
            told = data["tensors"][call["outputs"][0]]["gradient"]
            other = wanted[call["name"]].reshape(-1)[: len(told)].tolist()
            if [as_float32(plain(one)) for one in told] != other:
                wrong.append(f"{call['name']}: {told[:3]}, and not {other[:3]}")
    if as_float32(plain(data["loss"]["value"])) != value.item():
        wrong.append(f"the loss is {data['loss']['value']}")
    return wrong


class Failing(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(3, 4), nn.Linear(5, 2)

    def forward(self, x: Any) -> Any:
        return self.second(torch.relu(self.first(x)))


def failing() -> Any:
    return network(Failing(), torch.randn(1, 3)).data


class Scores(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.last = nn.Linear(4, 3)

    def forward(self, x: Any) -> Any:
        return self.last(x * 2)


def with_classes_for_each_step() -> Any:
    class Steps(nn.Module):
        def forward(self, x: Any) -> Any:
            return x * 2

    return network(Steps(), torch.randn(1, 4, 3), classes=["cat", "dog", "owl"]).data


def with_classes() -> Any:
    picture = network(Scores(), torch.randn(1, 4), classes=["cat", "dog", "owl"])
    forms, _ = picture._repr_mimebundle_()
    return {"data": picture.data, "table": repr(picture), "still": forms["image/svg+xml"]}


def unnoticed() -> list[str]:
    """Weights, buffers, gradients, modes, hooks and random numbers are as before."""
    wrong = []
    for name in ("resnet", "vae", "cross_attention", "in_place", "gpt_with_tied_weights"):
        model, inputs = MADE[name]()
        model.train()
        before = {key: one.clone() for key, one in model.state_dict().items()}
        given = [one.clone() for one in inputs]
        torch.manual_seed(9)
        wanted = torch.rand(3)
        torch.manual_seed(9)
        network(model, inputs if len(inputs) > 1 else inputs[0])
        if not torch.equal(torch.rand(3), wanted):
            wrong.append(f"{name}: random numbers were drawn")
        if any(not torch.equal(one, before[key]) for key, one in model.state_dict().items()):
            wrong.append(f"{name}: its state has changed")
        if any(not torch.equal(one, other) for one, other in zip(inputs, given, strict=True)):
            wrong.append(f"{name}: its input has changed")
        if any(not module.training or module._forward_hooks for module in model.modules()):
            wrong.append(f"{name}: modes or hooks")
        if any(parameter.grad is not None for parameter in model.parameters()):
            wrong.append(f"{name}: gradients")
    return wrong


class Repeated(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.cell = nn.GRUCell(4, 64)

    def forward(self, x: Any) -> Any:
        h = x.new_zeros(1, 64)
        for one in x.unbind(1):
            h = self.cell(one, h) * 0.9 + h * 0.1
        return h


def large() -> Any:
    return network(Repeated(), torch.randn(1, 150, 4)).data
