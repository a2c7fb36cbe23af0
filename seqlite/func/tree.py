"""Trees of tensors: tuples, lists and dicts, one inside the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any


def leaves(tree: Any) -> list[Any]:
    """The leaves of a tree, from left to right."""
    if isinstance(tree, dict):
        return [leaf for value in tree.values() for leaf in leaves(value)]
    if isinstance(tree, (tuple, list)):
        return [leaf for value in tree for leaf in leaves(value)]
    return [tree]


def rebuild(tree: Any, values: Iterator[Any]) -> Any:
    """A tree like this one, with other leaves."""
    if isinstance(tree, dict):
        return type(tree)((key, rebuild(value, values)) for key, value in tree.items())
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return type(tree)(*(rebuild(value, values) for value in tree))
    if isinstance(tree, (tuple, list)):
        return type(tree)(rebuild(value, values) for value in tree)
    return next(values)


def tree_map(function: Callable[[Any], Any], tree: Any) -> Any:
    """The tree with `function` applied to each leaf."""
    return rebuild(tree, iter([function(leaf) for leaf in leaves(tree)]))
