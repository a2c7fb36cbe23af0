"""Gradients on their way into `.grad`, and the hooks that see them: of tensors, of nodes, of leaves."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._core.bfloat16 import type_name
from .._core.graph import MultiOutput
from .._core.rules import Array
from .._core.tensor_base import TensorBase


def run_tensor_hooks(hooks: tuple[Any, ...], g: Array) -> Array:
    """Run the hooks of a tensor on its gradient `g`; a tensor that one returns replaces the gradient.

    Raises `TypeError` for anything but a tensor, and `RuntimeError` for another shape or dtype.
    """
    for hook in hooks:
        replaced = hook(TensorBase.concrete._wrap(g))
        if replaced is None:
            continue
        if not isinstance(replaced, TensorBase):
            raise TypeError(f"expected Variable, but hook returned '{type(replaced).__name__}'")
        name, new = getattr(hook, "__name__", type(hook).__name__), replaced._array
        if new.shape != g.shape:
            raise RuntimeError(
                f"hook '{name}' has changed the size of value: from {list(g.shape)} to {list(new.shape)}"
            )
        if new.dtype != g.dtype:
            raise RuntimeError(
                f"hook '{name}' has changed the type of value (was {type_name(g)} got {type_name(new)})"
            )
        g = new
    return g


def as_tensors(g: Array | MultiOutput) -> tuple[Any, ...]:
    """A node's gradients as its hooks see them."""
    wrap = TensorBase.concrete._wrap
    if isinstance(g, MultiOutput):
        return tuple(wrap(g.by[i]) if i in g.by else None for i in range(g.count))
    return (wrap(g),)


def run_pre_hooks(hooks: tuple[tuple[str, Any], ...], g: Array) -> Array:
    """Run a node's prehooks on the gradients of its outputs; return the gradients to go on with."""
    for kind, hook in hooks:
        if kind == "before":
            given = as_tensors(g)
            new = hook_result(hook, hook(given), given)
            by = {i: t._array for i, t in enumerate(new) if t is not None}
            g = MultiOutput(by, g.count) if isinstance(g, MultiOutput) else by[0]
    return g


def run_post_hooks(
    hooks: tuple[tuple[str, Any], ...], found: list[tuple[Any, Array | None]], g: Array
) -> list[tuple[Any, Array | None]]:
    """Run a node's hooks on the gradients of its inputs and outputs; return those of the inputs."""
    for kind, hook in hooks:
        if kind == "after":
            inputs = tuple(None if part is None else as_tensors(part)[0] for _, part in found)
            new = hook_result(hook, hook(inputs, as_tensors(g)), inputs)
            found = [(t, None if p is None else p._array) for (t, _), p in zip(found, new, strict=True)]
    return found


def hook_result(hook: Any, result: Any, given: tuple[Any, ...]) -> tuple[Any, ...]:
    """The gradients that a hook returned, or those it was given if it returned None. RuntimeError for another
    number of them."""
    new = given if result is None else result if isinstance(result, tuple) else (result,)
    if len(new) != len(given):
        name = getattr(hook, "__name__", type(hook).__name__)
        raise RuntimeError(
            f"hook '{name}' has returned an incorrect number of values (got {len(new)}, but expected "
            f"{len(given)})"
        )
    return new


def accumulate_grad(leaf: TensorBase, g: Array, shared: bool) -> None:
    """Add `g` to the leaf's `.grad`, or make it that if it is not `shared` and has the leaf's layout."""
    array = leaf._array
    if leaf._grad is None:
        if not shared and g.base is None and g.strides == array.strides:
            leaf._grad = TensorBase.concrete._wrap(g)
            return
        if g.strides != array.strides and g.size > 1:
            laid = np.empty_like(array, order="K")  # in memory as the leaf is
            laid[...] = g
            shared, g = False, laid
    leaf._accumulate(g.copy("K") if shared or g.base is not None else g)


def accumulate_grad_with_hooks(leaf: TensorBase, g: Array, shared: bool) -> None:
    """`accumulate_grad`, with the hooks of the leaf's `AccumulateGrad` before and after."""
    hooks = leaf._accumulate_grad_hooks
    seen = run_pre_hooks(hooks, g)
    accumulate_grad(leaf, seen, shared and seen is g)
    for kind, hook in hooks:
        if kind == "done" and (result := hook(leaf)) is not None and result is not leaf:
            raise RuntimeError("Tensor post accumulate grad hooks should return None.")
    run_post_hooks(hooks, [], seen)
