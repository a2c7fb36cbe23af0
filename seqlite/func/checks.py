"""What the transforms of `torch.func` refuse: arguments and results that are no trees of tensors."""

from __future__ import annotations

from typing import Any

from .._core.tensor import Tensor
from .tree import leaves


def check_numbers(argnums: Any, count: int) -> tuple[int, ...]:
    """The numbers of the chosen arguments, of `count`. RuntimeError for what is no number of one."""
    if not isinstance(argnums, int | tuple):
        raise RuntimeError(f"argnums must be int or Tuple[int, ...], got: {type(argnums)}")
    numbers = argnums if isinstance(argnums, tuple) else (argnums,)
    if not numbers:
        raise RuntimeError("argnums must be non-empty")
    for number in numbers:
        if not isinstance(number, int):
            raise RuntimeError(f"argnum must be int, got: {type(number)}")
    for number in numbers:
        if not -count <= number < count:
            raise RuntimeError(f"Got argnum={number}, but only {count} positional inputs")
    places = tuple(number % count for number in numbers)
    if len(set(places)) < len(places):
        raise RuntimeError(f"argnums elements must be unique, got {places}")
    return numbers


def check_outputs(value: Any, who: str) -> None:
    """RuntimeError unless the value is a tree of tensors, of one at least."""
    found = leaves(value)
    if not found or found == [None]:
        raise RuntimeError(
            f"{who}: Expected f to be a function that has non-empty output (got output = {found})"
        )
    for leaf in found:
        if not isinstance(leaf, Tensor):
            raise RuntimeError(
                f"{who}: expected f(*primals) to return only tensors, got unsupported type {type(leaf)}"
            )


def split_aux(value: Any, has_aux: bool, who: str) -> tuple[Any, Any]:
    """What a function returns, and what it returns besides, with `has_aux`."""
    if not has_aux:
        return value, None
    if not isinstance(value, tuple) or len(value) != 2:
        raise RuntimeError(f"{who}: output of function f should be a tuple: (output, aux) if has_aux is True")
    for leaf in leaves(value[1]):
        if not isinstance(leaf, Tensor):
            raise RuntimeError(f"Expected tensors, got unsupported type {type(leaf)}")
    return value


def check_tangents(primals: Any, tangents: Any) -> None:
    """RuntimeError unless these are tuples of tensors of the same structure and shapes."""
    who = "jvp(f, primals, tangents): Expected"
    if not isinstance(primals, tuple):
        raise RuntimeError(f"{who} primals to be a tuple. E.g. it should be valid to call f(*primals).")
    if structure(primals) != structure(tangents):
        raise RuntimeError(
            f"{who} primals and tangents to have the same python structure. For example, if primals is a "
            "tuple of 3 tensors, tangents also must be. Got primals with structure "
            f"{structure(primals)} and tangents with structure {structure(tangents)}"
        )
    if not leaves(primals):
        raise RuntimeError(f"{who} primals to contain at least one Tensor.")
    for name, tree in ("primals", primals), ("tangents", tangents):
        for leaf in leaves(tree):
            if not isinstance(leaf, Tensor):
                raise RuntimeError(f"{who} {name} to only contain Tensors, got {type(leaf)}")
    for x, t in zip(leaves(primals), leaves(tangents), strict=True):
        if x.shape != t.shape:
            raise RuntimeError(
                "Trying to set a forward gradient that has a different size than that of the original "
                f"Tensor, this is not supported. Tensor is of size {list(x.shape)} while the given forward "
                f"gradient is of size {list(t.shape)}."
            )


def check_cotangents(cotangents: Any, value: Any) -> None:
    """RuntimeError unless these have the structure of the value, TypeError for what is no tensor."""
    if structure(cotangents) != structure(value):
        raise RuntimeError(
            "Expected pytree structure of cotangents to be the same as pytree structure of outputs to the "
            f"function. cotangents: {structure(cotangents)}, primal output: {structure(value)}"
        )
    for leaf in leaves(cotangents):
        if not isinstance(leaf, Tensor):
            raise TypeError(f"gradients can be either Tensors or None, but got {type(leaf).__name__}")


def structure(tree: Any) -> str:
    """How a tree is built, with a star for each leaf: "(*, [*, *])"."""
    if isinstance(tree, dict):
        return f"{{{', '.join(f'{key!r}: {structure(value)}' for key, value in tree.items())}}}"
    if isinstance(tree, list):
        return f"[{', '.join(map(structure, tree))}]"
    if isinstance(tree, tuple):
        inner = ", ".join(map(structure, tree))
        return f"({inner},)" if len(tree) == 1 else f"({inner})"
    return "*"
