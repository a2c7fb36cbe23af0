"""`torch.func.rearrange`: dimensions taken apart, put in order and put together, as a text says.

Source: PyTorch, `torch.func`; Rogozhnikov 2022 (einops).
"""

from __future__ import annotations

import re
from math import prod
from typing import Any

from .._core.operations.indexing_joining import stack
from .._core.tensor import Tensor

Group = list[str]  # the names of the axes that make one dimension


def groups_of(side: str, pattern: str) -> list[Group]:
    """The dimensions of one side of a pattern. ValueError for what is no such text."""
    found = []
    for token in re.findall(r"\([^()]*\)|\.\.\.|[^\s()]+|[()]", side):
        names = token.strip("()").split() if token.startswith("(") and token != "(" else [token]
        for name in names:
            if name != "..." and name != "1" and not name.isidentifier():
                raise ValueError(f"Invalid pattern '{pattern}': '{name}' is no name of an axis")
        found.append([name for name in names if name != "1"])
    names = [name for group in found for name in group]
    if len(set(names)) < len(names):
        raise ValueError(f"Invalid pattern '{pattern}': an axis stands twice on one side")
    return found


def rearrange(tensor: Any, pattern: str, **axes_lengths: int) -> Tensor:
    """Reorder the dimensions of `tensor`, or of a sequence of tensors stacked along a first one.

    `pattern` names the dimensions before and after `->`. Names in parentheses make up one dimension, `...`
    stands for any others, 1 for a dimension of that size. `axes_lengths` gives sizes that do not follow from
    the shape. ValueError for a pattern that does not fit.

    >>> torch.func.rearrange(torch.arange(6).reshape(2, 3), "a b -> b a").shape
    torch.Size([3, 2])
    >>> torch.func.rearrange(torch.zeros(2, 3, 4), "n c w -> n (c w)").shape
    torch.Size([2, 12])
    """
    x: Tensor = tensor if isinstance(tensor, Tensor) else stack(list(tensor))
    before, arrow, after = pattern.partition("->")
    if not arrow:
        raise ValueError(f"Pattern must contain one '->': got '{pattern}'")
    left, right = groups_of(before, pattern), groups_of(after, pattern)
    has_others = ["..."] in left
    rest = x.dim() - len(left) + has_others
    if rest < 0 or (rest and not has_others):
        raise ValueError(f"'{pattern}' names {len(left)} dimensions, the tensor has {x.dim()}")
    others = [f"...{i}" for i in range(rest)]

    def spread(groups: list[Group]) -> list[Group]:
        """The groups, with names for all other dimensions."""
        found: list[Group] = []
        for group in groups:
            if group == ["..."]:
                found += [[name] for name in others]
            else:
                found.append([one for name in group for one in (others if name == "..." else [name])])
        return found

    left, right = spread(left), spread(right)
    if {name for group in left for name in group} != {name for group in right for name in group}:
        raise ValueError(f"Invalid pattern '{pattern}': both sides have to name the same axes")
    sizes: dict[str, int] = {}
    for size, group in zip(x.shape, left, strict=True):
        known = prod(axes_lengths.get(name, 1) for name in group)
        open_ones = [name for name in group if name not in axes_lengths]
        if len(open_ones) > 1 or size % known or (not open_ones and size != known):
            raise ValueError(
                f"'{pattern}' does not fit: a dimension of size {size} for {group}, {axes_lengths}"
            )
        sizes.update({name: axes_lengths.get(name, size // known) for name in group})
    names = [name for group in left for name in group]
    order = [names.index(name) for group in right for name in group]
    parts = x.reshape([sizes[name] for name in names]).permute(order)
    return parts.reshape([prod(sizes[name] for name in group) for group in right])
