"""Modules as functions of their parameters, for `torch.func`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from .._core.operations.indexing_joining import stack


@contextmanager
def _swapped(module: Any, tensors: dict[str, Any]) -> Iterator[None]:
    """The module with these tensors in the place of its parameters and buffers."""
    before: list[tuple[dict[str, Any], str, Any]] = []
    try:
        for path, tensor in tensors.items():
            home, _, name = path.rpartition(".")
            owner = module.get_submodule(home)
            table = owner._parameters if name in owner._parameters else owner._buffers
            before.append((table, name, table[name]))
            table[name] = tensor
        yield
    finally:
        for table, name, tensor in reversed(before):
            table[name] = tensor


def functional_call(
    module: Any,
    parameter_and_buffer_dicts: Any,
    args: Any = None,
    kwargs: dict[str, Any] | None = None,
    *,
    tie_weights: bool = True,
    strict: bool = False,
) -> Any:
    """Call `module` with the tensors of a dict, or of several, in the place of its parameters and buffers of
    these names; others stay. Tensors that have several names in the module are replaced together, unless not
    `tie_weights`. With `strict`, RuntimeError unless all names are given. The module itself does not change.
    Each has the shape of what it stands for; shapes of `args` are the module's.

    >>> net = torch.nn.Linear(1, 1)
    >>> torch.func.functional_call(net, {"weight": torch.ones(1, 1), "bias": torch.ones(1)}, torch.ones(1))
    tensor([2.])
    """
    several = parameter_and_buffer_dicts
    tensors: dict[str, Any] = {}
    for given in several if isinstance(several, Sequence) else [several]:
        twice = tensors.keys() & given.keys()
        if twice:
            raise ValueError(
                f"{sorted(twice)} appeared in multiple dictionaries; behavior of functional call is ambiguous"
            )
        tensors.update(given)
    own = {
        **dict(module.named_parameters(remove_duplicate=False)),
        **dict(module.named_buffers(remove_duplicate=False)),
    }
    missing, unexpected = own.keys() - tensors.keys(), tensors.keys() - own.keys()
    if strict and (missing or unexpected):
        raise RuntimeError(
            f"Error(s) in loading state_dict for {type(module).__name__}:\n\t"
            f"Missing key(s): {sorted(missing)}.\n\tUnexpected key(s): {sorted(unexpected)}."
        )
    tensors = {name: tensor for name, tensor in tensors.items() if name in own}
    if tie_weights:
        by_tensor = {id(own[name]): tensor for name, tensor in tensors.items()}
        tensors = {**{name: by_tensor[id(t)] for name, t in own.items() if id(t) in by_tensor}, **tensors}
    with _swapped(module, tensors):
        return module(
            *(() if args is None else args if isinstance(args, tuple) else (args,)), **(kwargs or {})
        )


def stack_module_state(models: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The parameters and the buffers of several modules of one kind, stacked: two dicts, to `vmap` over.
    RuntimeError for modules of different kinds, in different modes, or for none. Shape (*) of a parameter of
    N modules → (N, *).

    >>> params, buffers = torch.func.stack_module_state([torch.nn.Linear(2, 1) for _ in range(3)])
    >>> params["weight"].shape
    torch.Size([3, 1, 2])
    """
    if not models:
        raise RuntimeError("stack_module_state: Expected at least one model, got 0.")
    if len({model.training for model in models}) > 1:
        raise RuntimeError("stack_module_state: Expected all models to have the same training/eval mode.")
    if len({type(model) for model in models}) > 1:
        raise RuntimeError("stack_module_state: Expected all models to be of the same class.")
    params = {}
    for name, first in models[0].named_parameters():
        several = stack([dict(model.named_parameters())[name] for model in models])
        params[name] = several.detach().requires_grad_(first.requires_grad)
    buffers = {
        name: stack([dict(model.named_buffers())[name] for model in models])
        for name, _ in models[0].named_buffers()
    }
    return params, buffers


def replace_all_batch_norm_modules_(root: Any) -> Any:
    """Turn off the running statistics of all batch norms in `root`, and return it: `vmap` cannot update them.

    >>> torch.func.replace_all_batch_norm_modules_(torch.nn.BatchNorm1d(2)).running_mean is None
    True
    """
    for module in root.modules():
        if "BatchNorm" in type(module).__name__ and hasattr(module, "track_running_stats"):
            module.running_mean = module.running_var = module.num_batches_tracked = None
            module.track_running_stats = False
    return root


def functionalize(func: Callable[..., Any], *, remove: str = "mutations") -> Callable[..., Any]:
    """`func` itself: what PyTorch does here helps its compilers, and changes no value. Shapes are those of
    `func`.

    >>> torch.func.functionalize(torch.sin)(torch.zeros(1))
    tensor([0.])
    """
    return func


def debug_unwrap(tensor: Any, *, recurse: bool = True) -> Any:
    """The tensor itself: transforms do not wrap tensors here. Any shape and dtype.

    >>> torch.func.debug_unwrap(torch.ones(1))
    tensor([1.])
    """
    return tensor
