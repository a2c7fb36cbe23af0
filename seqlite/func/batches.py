"""`torch.vmap`: a function for one sample, applied to each of a batch. Source: PyTorch, `torch.vmap`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from .. import random
from .._core.operations import derived as torch
from .._core.operations.indexing_joining import stack
from .._core.tensor import Tensor
from .._core.tensor_base import Mode
from .tree import leaves, rebuild

Function = Callable[..., Any]


def vmap(
    func: Function,
    in_dims: Any = 0,
    out_dims: Any = 0,
    randomness: str = "error",
    *,
    chunk_size: int | None = None,
) -> Function:
    """A function that applies `func`, written for one sample, to each sample of a batch, and stacks what it
    returns. `in_dims` says which dimension of each argument counts the samples, None for an argument that all
    share; `out_dims`, where they go in the outputs. `randomness` is "error", "same" or "different": for all
    samples the same draws, or draws of their own. Samples run one after the other.

    >>> torch.vmap(torch.dot)(torch.ones(2, 3), torch.ones(2, 3))
    tensor([3., 3.])
    """
    if randomness not in ("error", "different", "same"):
        raise RuntimeError(
            f"Only allowed values for randomness are 'error', 'different', or 'same'. Got {randomness}"
        )
    if chunk_size is not None and chunk_size <= 0:
        raise ValueError(f"vmap: chunk_size should be None or greater than 0. (got {chunk_size})")

    @wraps(func)
    def wrapper(*args: Any, **options: Any) -> Any:
        values, dims = leaves(args), spread(in_dims, args)
        sizes = {x.shape[d] for x, d in zip(values, dims, strict=True) if d is not None and x.dim()}
        if not sizes:
            raise ValueError(
                f"vmap(in_dims={in_dims}, ...)(<inputs>): at least one input must be mapped over"
                if values
                else "vmap(func)(<inputs>): got no inputs. Maybe you forgot to add inputs, or you are trying "
                "to vmap over a function with no inputs. The latter is unsupported."
            )
        if len(sizes) > 1:
            raise ValueError(
                "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes "
                f"{[x.shape[d] for x, d in zip(values, dims, strict=True) if d is not None]} for the mapped "
                "dimension"
            )
        for x, d in zip(values, dims, strict=True):
            if d is not None and not -x.dim() <= d < x.dim():
                raise ValueError(
                    f"vmap: Got in_dim={d} for some input, but that input is a Tensor of dimensionality "
                    f"{x.dim()}"
                )
        results = []
        before, repeated = random.get_rng_state(), Mode.repeated
        (count,) = sizes
        for k in range(count):
            sample = [x if d is None else torch.select(x, d, k) for x, d in zip(values, dims, strict=True)]
            keywords = rebuild(options, iter([one_of(value, k) for value in leaves(options)]))
            Mode.repeated = repeated or k < count - 1
            try:
                results.append(func(*rebuild(args, iter(sample)), **keywords))
            finally:
                Mode.repeated = repeated
            if randomness == "same" and k < count - 1:
                random.set_rng_state(before)
            elif randomness == "error" and not torch.equal(random.get_rng_state(), before):
                raise RuntimeError(
                    "vmap: called random operation while in randomness error mode. Please either use the "
                    "'same' or 'different' randomness flags on vmap or perform the randomness operation out "
                    "of vmap"
                )
        if not results:
            raise ValueError("vmap: a batch without samples is not covered")
        columns = zip(*map(leaves, results), strict=True)
        places = spread(out_dims, results[0])
        joined = [
            stack(list(map(as_tensor, column)), d or 0) for column, d in zip(columns, places, strict=True)
        ]
        return rebuild(results[0], iter(joined))

    return wrapper


def one_of(value: Any, k: int) -> Any:
    """Sample `k` of a keyword argument."""
    return value[k] if isinstance(value, Tensor) and value.dim() else value


def as_tensor(value: Any) -> Any:
    """What `func` returned for a sample. ValueError for what is no tensor."""
    if not isinstance(value, Tensor):
        raise ValueError(
            f"vmap(func, ...): `func` must only return Tensors, got type {type(value)}. Did you mean to set "
            "out_dims= to None for output?"
        )
    return value


def spread(dims: Any, tree: Any) -> list[int | None]:
    """A dimension for each leaf: `dims` is one for all, or a tree that ends earlier."""
    if isinstance(tree, (tuple, list)) and isinstance(dims, (tuple, list)):
        if len(dims) != len(tree):
            raise ValueError(
                f"vmap: in_dims is not compatible with the structure of inputs: {len(dims)} for {len(tree)}"
            )
        return [d for one, value in zip(dims, tree, strict=True) for d in spread(one, value)]
    if isinstance(tree, dict) and isinstance(dims, dict):
        return [d for key, value in tree.items() for d in spread(dims[key], value)]
    return [dims if isinstance(leaf, Tensor) else None for leaf in leaves(tree)]
