"""What the two ways to normalize a weight have in common: norms, and hooks that compute it anew."""

from __future__ import annotations

from typing import Any

from ..._core.record import with_node_name
from ..._core.tensor import Tensor


def norm_except_dim(v: Tensor, pow: int = 2, dim: int = 0) -> Tensor:
    """The norm of `v` over all dimensions but `dim`, which stay as 1; over all of them, a number, for -1.

    >>> torch.norm_except_dim(torch.tensor([[3., 4.], [6., 8.]]))
    tensor([[ 5.],
            [10.]])
    """
    if dim == -1:
        return v.norm(pow)
    return v.norm(pow, [d for d in range(v.dim()) if d != dim % v.dim()], keepdim=True)


def weight_norm_of(v: Tensor, g: Tensor, dim: int) -> Tensor:
    """The direction of `v` with the length `g`."""
    weight = v * (g / norm_except_dim(v, 2, dim))
    return with_node_name(weight, "WeightNormInterfaceBackward0", v) if dim in (0, v.dim() - 1) else weight


def find_hook(module: Any, kind: type, name: str) -> tuple[int, Any] | None:
    """The number and function of the module's hook of this kind for the parameter `name`."""
    for number, hook in module._forward_pre_hooks.items():
        if isinstance(hook.call, kind) and hook.call.name == name:  # type: ignore[attr-defined]
            return number, hook.call
    return None


def remove_hook(module: Any, kind: type, name: str, what: str) -> Any:
    """Remove that hook, and return the module. `ValueError` if there is none."""
    found = find_hook(module, kind, name)
    if found is None:
        raise ValueError(f"{what} of '{name}' not found in {module}")
    number, hook = found
    hook.remove(module)
    del module._forward_pre_hooks[number]
    return module


def check_first(module: Any, kind: type, name: str, what: str) -> None:
    """Raise `RuntimeError` if the parameter has such a hook."""
    if find_hook(module, kind, name) is not None:
        raise RuntimeError(f"Cannot register two {what} hooks on the same parameter {name}")


def as_matrix(weight: Tensor, dim: int) -> Tensor:
    """The weight as a matrix, with `dim` for its rows."""
    order = [dim, *(d for d in range(weight.dim()) if d != dim)]
    return (weight.permute(*order) if dim else weight).reshape(weight.size(dim), -1)
