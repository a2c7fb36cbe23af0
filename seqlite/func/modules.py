"""Modules as functions of their parameters, for `torch.func`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from .._core.operations.indexing_joining import stack
from .._core.tensor import Tensor

_NOTHING = object()  # in the place of what a module does not have


def _owner_of(module: Any, path: str) -> tuple[Any, str]:
    """The module that has the tensor of this path, and the tensor's name there."""
    *homes, name = path.split(".")
    if not name:
        raise KeyError('tensor name can\'t be empty string ""')
    for home in homes:
        child = getattr(module, home, None)
        if child is None:
            raise AttributeError(f"{type(module).__name__} has no attribute `{home}`")
        if not hasattr(child, "_parameters"):
            raise TypeError(f"submodule `{home}`: {child} is not an instance of torch.nn.Module")
        module = child
    return module, name


def _exchange(owner: Any, name: str, new: Any) -> Any:
    """Put `new` in the place of a parameter, a buffer or an attribute; return what was there."""
    if not (new is None or new is _NOTHING or isinstance(new, Tensor)):
        raise TypeError(f"{new} is not an instance of torch.Tensor")
    for table in owner._parameters, owner._buffers:
        if name in table:
            old = table[name]
            if new is _NOTHING:
                del table[name]
            else:
                table[name] = new
            return old
    old = getattr(owner, name, _NOTHING)
    if old is not _NOTHING and not isinstance(old, Tensor):
        raise TypeError(f"attribute `{name}`: {old} is not an instance of torch.Tensor")
    if new is not _NOTHING:
        setattr(owner, name, new)
    elif old is not _NOTHING:
        delattr(owner, name)
    return old


@contextmanager
def _swapped(module: Any, tensors: dict[str, Any], given: dict[str, Any]) -> Iterator[None]:
    """The module with these tensors in the place of its own. Afterward `given` has what became of them."""
    before: list[tuple[str, Any, str, Any]] = []
    try:
        for path, tensor in tensors.items():
            owner, name = _owner_of(module, path)
            before.append((path, owner, name, _exchange(owner, name, tensor)))
        yield
    finally:
        for path, owner, name, tensor in reversed(before):
            now = _exchange(owner, name, tensor)
            if path in given:
                given[path] = now


def _merged(several: Any) -> dict[str, Any]:
    """One dict of all tensors. ValueError for names that occur twice."""
    if isinstance(several, dict):
        return several
    if not isinstance(several, list | tuple):
        raise ValueError(
            "Expected parameter_and_buffer_dicts to be a dict, or a list/tuple of dicts, but got "
            f"{type(several)}"
        )
    if not all(isinstance(given, dict) for given in several):
        raise ValueError("Expected all elements of parameter_and_buffer_dicts to be dictionaries")
    count = Counter(name for given in several for name in given)
    twice = [name for name, times in count.items() if times > 1]
    if twice:
        raise ValueError(
            f"{twice} appeared in multiple dictionaries; behavior of functional call is ambiguous"
        )
    return {name: tensor for given in several for name, tensor in given.items()}


def _tied(own: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """The given tensors under all names that their places have in the module."""
    names: dict[int, list[str]] = {}
    for name, tensor in own.items():
        names.setdefault(id(tensor), []).append(name)
    found = dict(given)
    for same in names.values():
        named = [name for name in same if name in given]
        if len({id(given[name]) for name in named}) > 1:
            raise ValueError(
                f"functional_call got multiple values for keys {sorted(named)}, which are tied. Consider "
                "using tie_weights=False"
            )
        if named:
            found.update(dict.fromkeys(same, given[named[0]]))
    return found


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
    `tie_weights`. With `strict`, RuntimeError unless all names are given. The module itself does not change:
    what it assigns to one of these names stands in the dict afterward.

    >>> net = torch.nn.Linear(1, 1)
    >>> torch.func.functional_call(net, {"weight": torch.ones(1, 1), "bias": torch.ones(1)}, torch.ones(1))
    tensor([2.])
    """
    given = _merged(parameter_and_buffer_dicts)
    own: dict[str, Any] = {}
    if tie_weights or strict:
        own.update(module.named_parameters(remove_duplicate=False))
        own.update(module.named_buffers(remove_duplicate=False))
    tensors = _tied(own, given) if tie_weights else given
    wrong = [("Unexpected", tensors.keys() - own.keys()), ("Missing", own.keys() - tensors.keys())]
    if strict and any(names for _, names in wrong):
        lines = [
            f"\n\t{what} key(s): {', '.join(map(repr, sorted(names)))}." for what, names in wrong if names
        ]
        raise RuntimeError(f"Error(s) in reparametrizing for {type(module).__name__}:{''.join(lines)}")
    args = () if args is None else args if isinstance(args, tuple) else (args,)
    with _swapped(module, tensors, given):
        return module(*args, **(kwargs or {}))


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
        several = [dict(model.named_parameters())[name] for model in models]
        if len({one.requires_grad for one in several}) > 1:
            raise RuntimeError(f"Expected {name} from each model to have the same .requires_grad")
        params[name] = stack(several).detach().requires_grad_(first.requires_grad)
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
