"""The picture of any module: its calls in order, and which follows from which."""

from __future__ import annotations

import inspect
import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

import torch

from . import attention, looking, loops, recurrent, samples
from .calls import Call, Trace, Version, tensors_in
from .columns import settings_of
from .numbers import Data, exact, numbers_of

LARGEST = 400_000
"""Characters of JSON beyond which fewer numbers are described."""
MOST_CALLS = 600
LEVELS = ((1024, 4096), (256, 1024), (64, 256), (16, 64), (4, 0), (0, 0))
"""So many numbers of a tensor, and so many of a weight; the first that is short enough is taken."""
TERMS = 6
"""So many terms of a long sum are named."""
FEW = 64
"""So many sums of a call are described by their largest terms."""


def described(
    model: Any, x: Any, target: Any = None, loss: Any = None, classes: Sequence[str] | None = None
) -> Data:
    """The calls of one run of a module, as data."""
    copy = looking.copied(model)
    args, keywords = _inputs(model, x, loss is not None)
    trace = Trace(copy, RULES)
    with torch.set_grad_enabled(loss is not None):
        result = trace.run(args, keywords)
    common: Data = {}
    if trace.fault:
        common["fault"] = trace.fault
    elif loss is not None:
        common |= _compared(trace, result, target, loss)
    names = [*_entry_names(model, args), *keywords]
    ends = dict(_named(result, "output"))
    links = _links(trace)
    loops.fold(trace.root)
    reasons = _cut(trace.root)
    for numbers, weights in LEVELS:
        writer = _Writer(trace, numbers, weights)
        data = writer.data(links, names, ends) | common
        notes = [*reasons]
        if classes is not None and data["outputs"]:
            shape = data["tensors"][data["outputs"][0]["tensor"]]["shape"]
            if len(shape) <= 2 and shape[-1:] == [len(classes)]:
                data["classes"] = [str(one) for one in classes]
            else:
                notes.append(
                    f"Classes name the scores of a sample: {len(classes)} numbers in a row. "
                    f"The output has the shape {shape}."
                )
        if numbers == 0:
            notes.append("The module has too many numbers to describe them all.")
        if notes:
            data["folded"] = notes
        if len(json.dumps(data, separators=(",", ":"))) <= LARGEST:
            break
    return data


def _inputs(model: Any, x: Any, is_followed: bool) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Copies of the inputs: a tuple is several, and so is a dictionary that has the names of parameters."""

    def copied(one: Any) -> Any:
        if isinstance(one, torch.Tensor):
            made = one.detach().clone()
            return made.requires_grad_().clone() if is_followed and made.is_floating_point() else made
        if isinstance(one, tuple) and hasattr(one, "_fields"):
            return type(one)(*map(copied, one))
        if isinstance(one, list | tuple):
            return type(one)(map(copied, one))
        return {key: copied(value) for key, value in one.items()} if isinstance(one, dict) else one

    if isinstance(x, dict) and _are_names(model, x):
        return (), copied(x)
    return tuple(map(copied, x)) if type(x) is tuple else (copied(x),), {}


def _are_names(model: Any, keys: dict[Any, Any]) -> bool:
    """Are the keys of a dictionary arguments of ``forward``? If not, it is one argument."""
    try:
        signature = inspect.signature(model.forward)
        signature.bind(keys)
    except (TypeError, ValueError):
        return True
    return any(key in signature.parameters for key in keys)


def _entry_names(model: Any, args: tuple[Any, ...]) -> list[str]:
    """What the module's ``forward`` calls its inputs."""
    try:
        known = [
            one.name
            for one in inspect.signature(model.forward).parameters.values()
            if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
        ]
    except (TypeError, ValueError):
        known = []
    found = []
    for place, one in enumerate(args):
        name = known[place] if place < len(known) else f"input {place}"
        several = len(tensors_in([one]))
        if isinstance(one, dict) and len(one) == several:
            found += [f"{name}[{key!r}]" for key in one]
        else:
            found += [name] if several == 1 else [f"{name} {i}" for i in range(several)]
    return found


def _named(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    """The tensors of a result, each with the name under which one gets it."""
    if isinstance(value, torch.Tensor):
        yield name, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _named(one, f"{name}.{key}" if name != "output" else str(key))
    elif isinstance(value, list | tuple):
        for place, one in enumerate(value):
            yield from _named(one, f"{name}[{place}]")
    elif hasattr(value, "__dataclass_fields__"):
        yield from _named(vars(value), name)


def _compared(trace: Trace, result: Any, target: Any, loss: Any) -> Data:
    """The loss of the first output, with the gradients in all tensors on the way."""
    found = tensors_in([result])
    if not found:
        raise ValueError("network() cannot compute a loss: the model gives no tensor")
    wanted = target if isinstance(target, torch.Tensor) else torch.tensor(target)
    name, said = samples.loss_name(loss)
    try:
        value = loss(found[0], wanted)
    except Exception as error:
        shapes = f"{list(found[0].shape)} with a target of shape {list(wanted.shape)}"
        reason = str(error).split("\n")[0].rstrip(".")
        raise ValueError(f"{name} cannot compare an output of the shape {shapes}: {reason}.") from None
    if value.numel() != 1:
        raise ValueError(
            f"network() needs a loss that gives one number: write {name}() with reduction='mean'"
        )
    followed = [
        one
        for one in trace.versions
        if one.tensor.requires_grad
        and (one.tensor.grad_fn is not None or one.entry >= 0)
        and not one.parts
        and one.tensor._version == one.count
    ]
    if value.requires_grad and followed:
        gradients = torch.autograd.grad(value.sum(), [one.tensor for one in followed], allow_unused=True)
        for one, gradient in zip(followed, gradients, strict=True):
            one.gradient = gradient
    return {"loss": {"kind": name, "text": said, "value": exact(value.item())}}


RULES = {**recurrent.RULES, **attention.RULES}
"""What opens into its parts although it is one call."""
Link = tuple[Call | int, Call | int, Version]
"""From a call or an input to a call or an output (its number), and by which tensor."""


def _links(trace: Trace) -> list[Link]:
    found: list[Link] = []
    for call in _leaves(trace.root):
        for version in call.inputs:
            found += [(one, call, origin) for one, origin in _origins(version) if one is not call]
    for number, version in enumerate(trace.root.outputs):
        found += [(one, number, origin) for one, origin in _origins(version)]
    return found


def _origins(version: Version) -> Iterator[tuple[Call | int, Version]]:
    for one in version.origins():
        if one.source is not None:
            yield one.source, one
        elif one.entry >= 0:
            yield one.entry, one


def _leaves(call: Call) -> Iterator[Call]:
    if not call.children and call.parent is not None:
        yield call
    for one in call.children:
        yield from _leaves(one)


def all_within(call: Call) -> Iterator[Call]:
    for one in call.children:
        yield one
        yield from all_within(one)


def _cut(root: Call) -> list[str]:
    """Close the innermost groups for good, until what is left can be described."""
    if (count := sum(1 for _ in all_within(root))) <= MOST_CALLS:
        return []
    depth = max(_depth(one) for one in all_within(root))
    while depth > 1 and sum(1 for _ in all_within(root)) > MOST_CALLS:
        for one in [*all_within(root)]:
            if _depth(one) == depth - 1 and one.children:
                if not one.outputs:
                    one.inputs, one.outputs = _ends(one)
                one.children = []
        depth -= 1
    root.children = root.children[:MOST_CALLS]
    return [f"The module makes {count:,} calls; the innermost are not shown."]


def _depth(call: Call | None) -> int:
    depth = -1
    while call is not None:
        call, depth = call.parent, depth + 1
    return depth


class _Writer:
    """Writes calls and tensors as data, each tensor once."""

    def __init__(self, trace: Trace, numbers: int, weights: int) -> None:
        self._trace, self._numbers, self._weights = trace, numbers, weights
        self._tensors: list[Data] = []
        self._places: dict[int, int] = {}
        self._held: list[Any] = []
        self._constants: list[Data] = []
        self._constant_places: dict[int, int] = {}

    def data(self, links: list[Link], names: list[str], ends: dict[str, Any]) -> Data:
        root = self._trace.root
        calls = [*all_within(root)]
        ids = {call: number for number, call in enumerate(calls)}
        uses: dict[int, list[int]] = {}
        for call, number in ids.items():
            for one in call.parameters.values():
                uses.setdefault(id(one), []).append(number)
        written = [self._call(call, ids) for call in calls]
        for call, entry in zip(calls, written, strict=True):
            shared = {number for one in call.parameters.values() for number in uses[id(one)]} - {ids[call]}
            if shared and not call.settings.get("activation"):
                entry["shares"] = sorted(shared)[:8]
        inputs = [
            {"name": names[place] if place < len(names) else f"input {place}", "tensor": self._tensor(one)}
            for place, one in enumerate(root.inputs)
        ]
        outputs = [
            {"name": name, "tensor": self._tensor(one)}
            for name, one in zip(_unique_names(ends), root.outputs, strict=False)
        ]
        return {
            "kind": "module",
            "version": 1,
            "name": root.kind,
            "times": root.times,
            "inputs": inputs,
            "outputs": outputs,
            "calls": written,
            "links": self._links(links, ids),
            "tensors": self._tensors,
            "constants": self._constants,
        }

    def _links(self, links: list[Link], ids: dict[Call, int]) -> list[list[int]]:
        found: dict[tuple[int, int], list[int]] = {}
        for source, end, version in links:
            start = -1 - source if isinstance(source, int) else _shown(source, ids)
            to = -1 - end if isinstance(end, int) else _shown(end, ids)
            if start is None or to is None or (start == to and start >= 0):
                continue
            key = (start, to if not isinstance(end, int) else to - 1_000_000)
            found.setdefault(key, [start, to, self._tensor(version), int(isinstance(end, int))])
        return [*found.values()]

    def _call(self, call: Call, ids: dict[Call, int]) -> Data:
        entry: Data = {"name": call.name, "kind": call.kind, "text": call.text}
        if call.parent is not None and call.parent in ids:
            entry["parent"] = ids[call.parent]
        if call.module is not None:
            entry["module"] = 1
        if call.times:
            entry["times"] = call.times
        if call.line:
            entry["line"] = list(call.line)
        if call.fault:
            entry["fault"] = call.fault
        inputs, outputs = (call.inputs, call.outputs) if call.inputs or call.outputs else _ends(call)
        entry["inputs"] = [self._tensor(one) for one in inputs]
        entry["outputs"] = [self._tensor(one) for one in outputs]
        if call.children:
            return entry
        if call.parameters:
            entry["parameters"] = self._parameters(call)
        settings = call.settings if call.module is None else settings_of(call.module)
        if settings:
            entry["settings"] = settings
        if call.operands:
            entry["operand"] = self._constant(call.operands[0])
        terms = self._terms(call)
        return entry | terms

    def _parameters(self, call: Call) -> Data:
        return {name: self._constant(one) for name, one in call.parameters.items()}

    def _constant(self, tensor: Any) -> int:
        """A weight, or what a sum goes over: with its numbers if they are few."""
        if id(tensor) not in self._constant_places:
            self._held.append(tensor)
            self._constant_places[id(tensor)] = len(self._constants)
            is_few = tensor.numel() <= self._weights
            self._constants.append(
                {"shape": list(tensor.shape), "values": numbers_of(tensor) if is_few else []}
            )
        return self._constant_places[id(tensor)]

    def _tensor(self, version: Version) -> int:
        if id(version) not in self._places:
            self._places[id(version)] = len(self._tensors)
            values = version.values
            if values.is_complex():
                values = values[:0]
            entry: Data = {"shape": version.shape, "values": numbers_of(values[: self._numbers])}
            if not version.tensor.is_floating_point():
                entry["type"] = str(version.tensor.dtype).rpartition(".")[2]
            if version.gradient is not None:
                entry["gradient"] = numbers_of(version.gradient.reshape(-1)[: self._numbers])
            self._tensors.append(entry)
        return self._places[id(version)]

    def _terms(self, call: Call) -> Data:
        """Of sums that are too long to be described whole: their largest terms."""
        weight = call.parameters.get("weight")
        if call.kind != "Linear" or weight is None or weight.numel() <= self._weights or not self._numbers:
            return {}
        x = (call.operands[0] if call.operands else call.inputs[0].tensor).detach()
        if not math.prod(x.shape) or list(x.shape[:-1]) != call.outputs[0].shape[:-1]:
            return {}
        row = x.reshape(-1, x.shape[-1])[0]
        some = min(FEW, len(weight))
        products = weight.detach()[:some] * row
        places = products.abs().topk(min(TERMS, products.shape[1]), dim=1).indices
        named = products.gather(1, places)
        rest = products.sum(1) - named.sum(1)
        terms = [
            [[int(at), exact(float(weight[unit, at])), exact(float(row[at]))] for at in one]
            for unit, one in enumerate(places.tolist())
        ]
        return {"terms": terms, "rest": [products.shape[1] - places.shape[1], numbers_of(rest)]}


def _shown(call: Call, ids: dict[Call, int]) -> int | None:
    """The call, or the innermost around it that is described."""
    one: Call | None = call
    while one is not None and one not in ids:
        one = one.parent
    return None if one is None else ids[one]


def _ends(call: Call) -> tuple[list[Version], list[Version]]:
    """What enters a loop or a round, and what leaves it last."""
    first, last = call.children[0], call.children[-1]
    ends = last.outputs or (_ends(last)[1] if last.children else [])
    starts = first.inputs or (_ends(first)[0] if first.children else [])
    return starts[:1], ends[:1]


def _unique_names(ends: dict[str, Any]) -> list[str]:
    """One name for each tensor, of those that are given twice the first."""
    seen: list[Any] = []
    names = []
    for name, one in ends.items():
        if not any(one is other for other in seen):
            seen.append(one)
            names.append(name)
    return names
