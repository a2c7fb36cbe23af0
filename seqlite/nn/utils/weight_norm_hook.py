"""`weight_norm` by a hook, PyTorch's old way. Sources: Salimans & Kingma 2016; PyTorch,
`torch.nn.utils.weight_norm`."""

from __future__ import annotations

import warnings
from typing import Any, TypeVar

from ..modules.module import Module
from ..parameter import Parameter, UninitializedParameter
from .norm_hooks import check_first, norm_except_dim, remove_hook, weight_norm_of

M = TypeVar("M", bound=Module)


class WeightNorm:
    """The hook that computes the weight from its length and direction before each `forward`.

    >>> nn.utils.weight_norm.__name__
    'weight_norm'
    """

    def __init__(self, name: str, dim: int | None) -> None:
        self.name, self.dim = name, -1 if dim is None else dim

    def compute_weight(self, module: Any) -> Any:
        """The weight."""
        return weight_norm_of(getattr(module, self.name + "_v"), getattr(module, self.name + "_g"), self.dim)

    @staticmethod
    def apply(module: Any, name: str, dim: int | None) -> WeightNorm:
        """Register the hook, and its parameters in place of the weight."""
        check_first(module, WeightNorm, name, "weight_norm")
        hook, weight = WeightNorm(name, dim), getattr(module, name)
        if isinstance(weight, UninitializedParameter):
            raise ValueError(
                "The module passed to `WeightNorm` can't have uninitialized parameters. Make sure to run the "
                "dummy forward before applying weight normalization"
            )
        del module._parameters[name]
        length = norm_except_dim(weight.detach(), 2, hook.dim)
        module.register_parameter(name + "_g", Parameter(length))
        module.register_parameter(name + "_v", Parameter(weight.data))
        setattr(module, name, hook.compute_weight(module))
        module.register_forward_pre_hook(hook)
        return hook

    def remove(self, module: Any) -> None:
        """Make the weight a parameter again."""
        weight = self.compute_weight(module)
        delattr(module, self.name)
        for end in ("_g", "_v"):
            del module._parameters[self.name + end]
        setattr(module, self.name, Parameter(weight.data))

    def __call__(self, module: Any, inputs: Any) -> None:
        setattr(module, self.name, self.compute_weight(module))


def weight_norm(module: M, name: str = "weight", dim: int | None = 0) -> M:
    """Train length `{name}_g` and direction `{name}_v` of a weight instead of itself; the length is over all
    dimensions but `dim`, or over all for None. Returns the module. Deprecated, as in PyTorch: see
    `parametrizations.weight_norm`.

    >>> with warnings.catch_warnings(action="ignore"):
    ...     layer = nn.utils.weight_norm(nn.Linear(2, 3))
    >>> layer.weight_g.shape, layer.weight_v.shape
    (torch.Size([3, 1]), torch.Size([3, 2]))
    """
    warnings.warn(
        "`torch.nn.utils.weight_norm` is deprecated in favor of "
        "`torch.nn.utils.parametrizations.weight_norm`.",
        FutureWarning,
        stacklevel=2,
    )
    WeightNorm.apply(module, name, dim)
    return module


def remove_weight_norm(module: M, name: str = "weight") -> M:
    """Undo `weight_norm`; the weight keeps its value. `ValueError` if it was not normalized. Its shape stays.

    >>> with warnings.catch_warnings(action="ignore"):
    ...     nn.utils.remove_weight_norm(nn.utils.weight_norm(nn.Linear(2, 3))).weight.shape
    torch.Size([3, 2])
    """
    remove_hook(module, WeightNorm, name, "weight_norm")
    return module
