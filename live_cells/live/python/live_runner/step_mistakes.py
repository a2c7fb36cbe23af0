"""Mistakes that show at an optimizer's step: which gradients are there, and whose parameters they are."""

from __future__ import annotations

import math
from collections.abc import Iterator
from types import FrameType
from typing import Any

from seqlite._core.graph import Node
from seqlite._core.tensor_base import sequence_numbers

from . import training_code
from .graph_mistakes import graph_of
from .mistakes import Mistake, Names, held_by, layers_of, names_of, of_kind, parameters_of
from .readers_code import part_of

LONG_LISTS = 6
"""Losses that a list or a sum holds before it is spoken of."""


def look(trained: Any, loops: list[Any], frame: FrameType, engine: Any) -> None:
    """Note what this step shows."""
    place = trained.file, trained.line = frame.f_code.co_filename, frame.f_lineno
    optimizer, parameters = trained.optimizer, parameters_of(trained.optimizer)
    names = names_of(frame)
    with_gradient = [p for p in parameters if p._grad is not None]
    trained.moves |= any(group.get("lr", 1) for group in optimizer.param_groups)
    _count(trained, "gradients_pile_up", _piles_up(trained))
    _count(
        trained, "zeroed_before_step", not with_gradient and any(id(p) in trained.reached for p in parameters)
    )
    _count(trained, "never_backward", not with_gradient and _has_new_loss(trained, names, parameters))
    found: Iterator[Mistake | None] = iter(())
    if not with_gradient:
        found = iter([_other_parameters(optimizer, names, place, engine)])
    elif trained.steps in (2, 4):
        found = iter(
            [
                _old_parameters(optimizer, parameters, names, place, engine),
                _not_registered(optimizer, names, place, engine),
                training_code.detached_inside(parameters, names, frame, engine),
            ]
        )
    elif trained.steps >= 8:
        found = iter([_graphs_kept(trained, names, frame)])
    trained.mistakes += [each for each in found if each is not None]
    probe = next((p for p in with_gradient if p._grad._array.any()), None)
    trained.kept = None if probe is None else (probe._grad, probe._grad._version_counter[0])
    trained.probe = probe
    trained.orders.append(next(sequence_numbers))


def _count(trained: Any, kind: str, is_so: bool) -> None:
    trained.in_a_row[kind] = trained.in_a_row.get(kind, 0) + 1 if is_so else 0
    trained.most[kind] = max(trained.most.get(kind, 0), trained.in_a_row[kind])


def _piles_up(trained: Any) -> bool:
    """Has the gradient of the last step been there when the next began, and has it only been added to?"""
    if trained.kept is None or not trained.is_stale or not trained.passes:
        return False
    grad, version = trained.kept
    added = grad._version_counter[0] - version
    return trained.probe._grad is grad and 1 <= added <= trained.passes


def _has_new_loss(trained: Any, names: Names, parameters: list[Any]) -> bool:
    """Is there a number, computed from these parameters since the last step, without gradients?"""
    if trained.passes or not trained.orders:
        return False
    wanted = {*map(id, parameters)}
    nodes = [
        value._node for value in names.values() if getattr(value, "_node", None) and value._array.size == 1
    ]
    new = [node for node in nodes if node.order < trained.orders[-1] and node.edges]
    return any(not wanted.isdisjoint(map(id, graph_of(node, math.inf)[1])) for node in new)


def _other_parameters(optimizer: Any, names: Names, place: tuple[str, int], engine: Any) -> Mistake | None:
    """The only model that has gradients, if no optimizer at hand holds its parameters."""
    held = _held(optimizer, names, engine)
    models = [
        name
        for name, model in of_kind(names, engine.nn.Module)
        if any(p._grad is not None for p in model.parameters())
        and not any(id(p) in held for p in model.parameters())
    ]
    return Mistake("other_parameters", *place, {"model": models[0]}) if len(models) == 1 else None


def _held(optimizer: Any, names: Names, engine: Any) -> set[int]:
    return held_by([optimizer, *(each for _, each in of_kind(names, engine.optim.Optimizer))])


def _old_parameters(
    optimizer: Any, parameters: list[Any], names: Names, place: tuple[str, int], engine: Any
) -> Mistake | None:
    """The optimizer holds what no model has, and part of a model has gradients that no optimizer uses."""
    held = _held(optimizer, names, engine)
    models = [*of_kind(names, engine.nn.Module)]
    of_models = {id(p) for _, model in models for p in model.parameters()}
    lost = [p for p in parameters if id(p) not in of_models and p._grad is None]
    lost = [p for p in lost if not any(value is p for value in names.values())]
    for name, model in models if lost else ():
        new = [
            part_of(name, path)
            for path, part in model.named_modules()
            if any(
                p is not None and p._grad is not None and id(p) not in held for p in part._parameters.values()
            )
        ]
        if new and any(id(p) in held for p in model.parameters()):
            layers = tuple(
                (layer, layer not in new) for layer, _ in layers_of({name: model}, engine.nn.Module)
            )
            return Mistake("old_parameters", *place, {"layer": new[0], "model": name}, layers=layers)
    return None


def _not_registered(optimizer: Any, names: Names, place: tuple[str, int], engine: Any) -> Mistake | None:
    """Modules in a list or a dictionary of a model, or its tensors, with gradients that no optimizer uses."""
    held = _held(optimizer, names, engine)
    for name, model in of_kind(names, engine.nn.Module):
        if not any(id(p) in held for p in model.parameters()):
            continue
        for path, part in model.named_modules():
            for attribute, value in vars(part).items():
                if attribute.startswith("_"):
                    continue
                hidden, kind = _hidden_parameters(value, engine)
                if hidden and all(p._grad is not None and id(p) not in held for p in hidden):
                    facts = {"name": part_of(name, path) + f".{attribute}", "kind": kind, "model": name}
                    return Mistake("not_registered", *place, facts)
    return None


def _hidden_parameters(value: Any, engine: Any) -> tuple[list[Any], str]:
    """What training would change in it; and whether it is a list, a dictionary or a tensor."""
    if isinstance(value, engine.Tensor):
        is_leaf = value.requires_grad and value._node is None and not isinstance(value, engine.nn.Parameter)
        return ([value] if is_leaf else []), "tensor"
    items = (
        [*value.values()] if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else []
    )
    modules = [each for each in items if isinstance(each, engine.nn.Module)]
    kind = "dict" if isinstance(value, dict) else "list"
    return [p for module in modules for p in module.parameters()], kind


def _graphs_kept(trained: Any, names: Names, frame: FrameType) -> Mistake | None:
    """A sum or a list of losses that still hold on to the graphs of earlier steps."""
    if len(trained.orders) < 4:
        return None
    before = trained.orders[-2]  # a node made before this step has a greater number
    for name, value in names.items():
        if isinstance(value, list) and len(value) >= LONG_LISTS:
            nodes = [getattr(each, "_node", None) for each in value[:-1]]
            kind = "list"
        else:
            nodes, kind = _summed(getattr(value, "_node", None)), "sum"
        old = [node for node in nodes if isinstance(node, Node) and node.order > before]
        if len(old) >= LONG_LISTS // 2 and len(nodes) >= LONG_LISTS:
            place = training_code.where_collected(frame, name)
            if place is not None:
                return Mistake("graphs_kept", *place, {"name": name, "kind": kind, "count": len(nodes)})
    return None


def _summed(node: Any) -> list[Any]:
    """The nodes of a chain of sums."""
    found: list[Any] = []
    while isinstance(node, Node) and node.op == "add" and len(found) < 1000:
        found.append(node)
        node = next(
            (target for target in node.targets if isinstance(target, Node) and target.op == "add"), None
        )
    return found
