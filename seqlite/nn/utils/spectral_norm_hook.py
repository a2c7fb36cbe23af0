"""`spectral_norm` by a hook, PyTorch's old way. Sources: Miyato et al. 2018; PyTorch,
`torch.nn.utils.spectral_norm`."""

from __future__ import annotations

from typing import Any, TypeVar

from ..._core.tensor import Tensor
from ...autograd import no_grad
from ..functional import normalize
from ..modules.conv import ConvTranspose1d, ConvTranspose2d
from ..modules.module import Module
from ..parameter import Parameter, UninitializedParameter
from .norm_hooks import as_matrix, check_first, remove_hook

M = TypeVar("M", bound=Module)


class SpectralNorm:
    """The hook that divides the weight by its largest singular value before each `forward`.

    >>> nn.utils.spectral_norm.__name__
    'spectral_norm'
    """

    _version = 1

    def __init__(
        self, name: str = "weight", n_power_iterations: int = 1, dim: int = 0, eps: float = 1e-12
    ) -> None:
        if n_power_iterations <= 0:
            raise ValueError(
                f"Expected n_power_iterations to be positive, but got n_power_iterations={n_power_iterations}"
            )
        self.name, self.n_power_iterations, self.dim, self.eps = name, n_power_iterations, dim, eps

    def compute_weight(self, module: Any, do_power_iteration: bool) -> Any:
        """The weight; a power iteration improves the vectors in the buffers first."""
        weight, u, v = (getattr(module, self.name + end) for end in ("_orig", "_u", "_v"))
        matrix = as_matrix(weight, self.dim)
        if do_power_iteration:
            with no_grad():
                for _ in range(self.n_power_iterations):
                    v.copy_(normalize(matrix.t().mv(u), dim=0, eps=self.eps))
                    u.copy_(normalize(matrix.mv(v), dim=0, eps=self.eps))
                u, v = u.clone(), v.clone()
        return weight / u.dot(matrix.mv(v))

    @staticmethod
    def apply(module: Any, name: str, n_power_iterations: int, dim: int, eps: float) -> SpectralNorm:
        """Register the hook, its parameter and its buffers in place of the weight."""
        check_first(module, SpectralNorm, name, "spectral_norm")
        hook, weight = SpectralNorm(name, n_power_iterations, dim, eps), module._parameters[name]
        if weight is None:
            raise ValueError(f"`SpectralNorm` cannot be applied as parameter `{name}` is None")
        if isinstance(weight, UninitializedParameter):
            raise ValueError(
                "The module passed to `SpectralNorm` can't have uninitialized parameters. Make sure to run "
                "the dummy forward before applying spectral normalization"
            )
        vectors: list[Tensor] = [
            normalize(weight.detach().new_empty(n).normal_(0, 1), dim=0, eps=eps)
            for n in as_matrix(weight, dim).size()
        ]
        delattr(module, name)
        module.register_parameter(name + "_orig", weight)
        setattr(module, name, weight.data)
        module.register_buffer(name + "_u", vectors[0])
        module.register_buffer(name + "_v", vectors[1])
        module.register_forward_pre_hook(hook)
        return hook

    def remove(self, module: Any) -> None:
        """Make the weight a parameter again."""
        with no_grad():
            weight = self.compute_weight(module, do_power_iteration=False)
        for end in ("", "_u", "_v", "_orig"):
            delattr(module, self.name + end)
        module.register_parameter(self.name, Parameter(weight.detach()))

    def __call__(self, module: Any, inputs: Any) -> None:
        setattr(module, self.name, self.compute_weight(module, do_power_iteration=module.training))


def spectral_norm(
    module: M,
    name: str = "weight",
    n_power_iterations: int = 1,
    eps: float = 1e-12,
    dim: int | None = None,
) -> M:
    """Divide a weight by its largest singular value, which power iterations in training follow. `dim` is that
    of the outputs: 1 for transposed convolutions, else 0. Returns the module. A weight of any
    shape, which stays.

    `{name}_orig` is trained; `{name}_u` and `{name}_v` are buffers. `ValueError` for other than a positive
    number of iterations. New programs write `parametrizations.spectral_norm`.

    >>> layer = nn.utils.spectral_norm(nn.Linear(2, 3))
    >>> list(layer.state_dict())
    ['bias', 'weight_orig', 'weight_u', 'weight_v']
    """
    if dim is None:
        dim = int(isinstance(module, (ConvTranspose1d, ConvTranspose2d)))
    SpectralNorm.apply(module, name, n_power_iterations, dim, eps)
    return module


def remove_spectral_norm(module: M, name: str = "weight") -> M:
    """Undo `spectral_norm`; the weight keeps its value. `ValueError` if it was not normalized. Its shape
    stays.

    >>> nn.utils.remove_spectral_norm(nn.utils.spectral_norm(nn.Linear(2, 3))).weight.shape
    torch.Size([3, 2])
    """
    remove_hook(module, SpectralNorm, name, "spectral_norm")
    return module
