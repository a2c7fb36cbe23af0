"""After a run: the mistake that matters most, of those that its backward passes and its steps have shown."""

from __future__ import annotations

import ast
import types
from collections.abc import Iterator
from typing import Any

import numpy as np

from .mistakes import Mistake, held_by, layers_of, parameters_of
from .readers_code import CELL, tree_of

OFTEN = 3
"""How often in a row something has to be seen that could be meant once."""
FEW_ROWS = 8
"""Examples of a batch below which all units of a layer may well be silent by chance."""
READS_GRADIENTS = {
    *("grad", "step", "grad_fn", "retain_grad", "unscale_", "register_hook", "register_full_backward_hook"),
    "register_post_accumulate_grad_hook",
}
"""Attributes of code that does something with gradients."""
ORDER = (
    *("other_parameters", "never_backward", "zeroed_before_step", "never_step", "not_registered"),
    *("old_parameters", "rate_zero", "one_class", "nan", "nll_without_log", "hidden_broadcast"),
    *("flat", "detached_inside", "same_weights", "dead_relu", "gradients_pile_up", "trained_in_eval"),
    *("softmax_twice", "sigmoid_twice", "graphs_kept"),
)
"""What spoils a training more comes first."""


def seen(loops: list[Any], trained: list[Any], engine: Any) -> list[Mistake]:
    """All that is certain. Readers' own objects are looked at, which may raise anything."""
    return [*_of_loops(loops, trained, engine), *_of_steps(loops, trained)]


def worst(mistakes: list[Mistake]) -> dict[str, Any] | None:
    """One of them, as the page has it.

    Raises:
        ValueError: a kind has no place in ``ORDER``.
    """
    first = min(mistakes, key=lambda mistake: ORDER.index(mistake.kind), default=None)
    return first and first.described()


def _of_loops(loops: list[Any], trained: list[Any], engine: Any) -> Iterator[Mistake]:
    for loop in loops:
        yield from loop.mistakes
        if _is_broken(loop.loss) and _trains(loop, trained):
            yield Mistake("nan", loop.file, loop.line, {"value": _in_words(loop.loss)})
        if loop.seen.get("flat", 0) >= OFTEN and _trains(loop, trained):
            yield Mistake("flat", loop.file, loop.line, {"operation": loop.flat})
        if loop.seen.get("same_weights", 0) >= OFTEN:
            yield Mistake("same_weights", loop.file, loop.line)
        if loop.dead and loop.seen["dead_relu"] >= (2 if loop.dead["rows"] >= FEW_ROWS else 2 * OFTEN):
            yield from _dead(loop, engine)
        if loop.count >= OFTEN and loop.optimizers and _uses_no_gradient(loop, trained):
            yield Mistake("never_step", loop.file, loop.line)


def _trains(loop: Any, trained: list[Any]) -> bool:
    """Do its gradients change something? Else nan may be what was to be shown."""
    return loop.is_by_hand or any(loop.reached & held_by([each.optimizer]) for each in trained)


def _is_broken(loss: Any) -> bool:
    return loss is not None and loss.size == 1 and loss.dtype.kind == "f" and not np.isfinite(loss).all()


def _in_words(loss: Any) -> str:
    return "nan" if np.isnan(loss).any() else "inf"


def _dead(loop: Any, engine: Any) -> Iterator[Mistake]:
    """Only if the layers before it have in fact no gradient."""
    before = loop.dead["before"]
    if any(leaf._grad is not None and leaf._grad._array.any() for leaf in before.values()):
        return
    cut = {id(part) for _, part in loop.dead["layers"]}
    layers = tuple((name, id(part) not in cut) for name, part in layers_of(loop.names, engine.nn.Module))
    last = loop.dead["layers"][-1][0]
    units = {"count": loop.dead["units"], "dead": loop.dead["units"]}
    facts: dict[str, str | int] = {"layer": last, "rows": loop.dead["rows"]}
    if loop.dead["input"] >= 100:
        facts["input"] = f"{loop.dead['input']:.3g}"
    yield Mistake("dead_relu", loop.file, loop.line, facts, units, layers)


def _uses_no_gradient(loop: Any, trained: list[Any]) -> bool:
    """Are gradients computed again and again, cleared each time, and never read?"""
    stepped = {id(each.optimizer) for each in trained}
    if any(id(optimizer) in stepped for optimizer in loop.optimizers):
        return False
    if {*_names_in(loop.code[:1], calls_of="step")} & READS_GRADIENTS:
        return False
    tree = tree_of(loop.file)
    clears = [
        node.value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "zero_grad" and isinstance(node.value, ast.Name)
    ]
    held = held_by(loop.optimizers)
    return (
        any(loop.names.get(name) in loop.optimizers for name in clears)
        and not any(held & {*map(id, parameters_of(each.optimizer))} for each in trained)
        and not _others_read(loop)
    )


def _names_in(codes: list[Any], calls_of: str) -> Iterator[str]:
    """The attributes that a cell's code uses; `calls_of` only where it is called."""
    for code in codes:
        tree = tree_of(code.co_filename)
        called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and (node.attr != calls_of or id(node) in called):
                yield node.attr


def _others_read(loop: Any) -> bool:
    """Does a function that the loop may call, or that called it, read gradients or make steps?"""
    seen: set[int] = set()
    ahead = [*loop.code]
    while ahead:
        code = ahead.pop()
        if id(code) in seen:
            continue
        seen.add(id(code))
        ahead += [inner for inner in code.co_consts if isinstance(inner, types.CodeType)]
        if code.co_filename != loop.file and READS_GRADIENTS & {*code.co_names}:
            return True
        for name in code.co_names:
            value = loop.names.get(name)
            if isinstance(value, types.FunctionType) and value.__code__.co_filename.startswith(CELL):
                ahead.append(value.__code__)
    return False


def _of_steps(loops: list[Any], trained: list[Any]) -> Iterator[Mistake]:
    for each in trained:
        yield from each.mistakes
        place = each.file, each.line
        for kind, often in (("zeroed_before_step", 2), ("never_backward", OFTEN)):
            if each.most.get(kind, 0) >= often:
                yield Mistake(kind, *place)
        held = held_by([each.optimizer])
        backward = next((loop for loop in loops if loop.reached & held), None)
        if backward is None:
            continue
        if each.most.get("gradients_pile_up", 0) >= OFTEN:
            yield Mistake("gradients_pile_up", backward.file, backward.line)
        if not each.moves and each.steps >= OFTEN:
            yield Mistake("rate_zero", *place)
        if backward.seen.get("trained_in_eval", 0) >= OFTEN and backward.silenced & held:
            yield Mistake("trained_in_eval", *place)
        if not _is_broken(backward.loss) and any(
            not np.isfinite(p._array).all()
            for p in parameters_of(each.optimizer)
            if p._array.dtype.kind == "f"
        ):
            yield Mistake("nan", backward.file, backward.line, {"value": "nan"})
