"""Parametrizations of weights: `weight_norm`, `spectral_norm`, `orthogonal`.

Sources: Salimans & Kingma 2016; Miyato et al. 2018; Lezcano-Casado 2019; PyTorch,
`torch.nn.utils.parametrizations`.
"""

from __future__ import annotations

from typing import Any as _Any

from ..._core.absent import absent_attribute as _refuse
from ..._core.creation_filled import eye as _eye
from ..._core.creation_filled import zeros as _zeros
from ..._core.creation_filled import zeros_like as _zeros_like
from ..._core.operations.indexing_joining import cat as _cat
from ..._core.random_sampling import randn as _randn
from ..._core.tensor import Tensor
from ..._core.tensor_attributes import finfo as _finfo
from ...autograd import no_grad as _no_grad
from ..functional import normalize as _normalize
from ..modules.conv import ConvTranspose1d as _ConvTranspose1d
from ..modules.conv import ConvTranspose2d as _ConvTranspose2d
from ..modules.module import Module
from .norm_hooks import as_matrix as _as_matrix
from .norm_hooks import norm_except_dim as _norm_except_dim
from .norm_hooks import weight_norm_of as _weight_norm_of
from .orthogonal_maps import householder as _householder
from .orthogonal_maps import make_orthogonal as _make_orthogonal
from .orthogonal_maps import matrix_exp as _matrix_exp
from .orthogonal_maps import reflectors as _reflectors
from .parametrize import register_parametrization as _register_parametrization


class _WeightNorm(Module):
    """A weight by its length and direction."""

    def __init__(self, dim: int | None = 0) -> None:
        super().__init__()
        self.dim = -1 if dim is None else dim

    def forward(self, weight_g: Tensor, weight_v: Tensor) -> Tensor:
        return _weight_norm_of(weight_v, weight_g, self.dim)

    def right_inverse(self, weight: Tensor) -> tuple[Tensor, Tensor]:
        """Its length and itself."""
        return _norm_except_dim(weight, 2, self.dim), weight


def weight_norm(module: _Any, name: str = "weight", dim: int | None = 0) -> _Any:
    """Train length and direction of a weight, `parametrizations.{name}.original0` and `original1`, instead of
    itself; the length is over all dimensions but `dim`, or over all for None. Returns the module.

    >>> nn.utils.parametrizations.weight_norm(nn.Linear(2, 1))
    ParametrizedLinear(
      in_features=2, out_features=1, bias=True
      (parametrizations): ModuleDict(
        (weight): ParametrizationList(
          (0): _WeightNorm()
        )
      )
    )
    """
    return _register_parametrization(module, name, _WeightNorm(dim), unsafe=True)


class _SpectralNorm(Module):
    """A weight, divided by its largest singular value."""

    def __init__(self, weight: Tensor, n_power_iterations: int = 1, dim: int = 0, eps: float = 1e-12) -> None:
        super().__init__()
        ndim = weight.dim()
        if not -ndim <= dim < ndim:
            raise IndexError(
                f"Dimension out of range (expected to be in range of [-{ndim}, {ndim - 1}] but got {dim})"
            )
        if n_power_iterations <= 0:
            raise ValueError(
                f"Expected n_power_iterations to be positive, but got n_power_iterations={n_power_iterations}"
            )
        self.dim, self.eps = dim % ndim, eps
        if ndim > 1:
            self.n_power_iterations = n_power_iterations
            matrix = _as_matrix(weight, self.dim)
            drawn = [matrix.detach().new_empty(n).normal_(0, 1) for n in matrix.size()]
            for buffer, vector in zip(("_u", "_v"), drawn, strict=True):
                self.register_buffer(buffer, _normalize(vector, dim=0, eps=eps))
            self._power_method(matrix, 15)

    @_no_grad()
    def _power_method(self, matrix: Tensor, n_power_iterations: int) -> None:
        for _ in range(n_power_iterations):
            self._u.copy_(_normalize(matrix.mv(self._v), dim=0, eps=self.eps))
            self._v.copy_(_normalize(matrix.t().mv(self._u), dim=0, eps=self.eps))

    def forward(self, weight: Tensor) -> Tensor:
        if weight.dim() == 1:
            return _normalize(weight, dim=0, eps=self.eps)
        matrix = _as_matrix(weight, self.dim)
        if self.training:
            self._power_method(matrix, self.n_power_iterations)
        sigma: Tensor = self._u.clone().dot(matrix.mv(self._v.clone()))
        return weight / sigma

    def right_inverse(self, value: Tensor) -> Tensor:
        """The value itself: it may be assigned, and is divided."""
        return value


def spectral_norm(
    module: _Any,
    name: str = "weight",
    n_power_iterations: int = 1,
    eps: float = 1e-12,
    dim: int | None = None,
) -> _Any:
    """Divide a weight by its largest singular value, which power iterations in training follow; `dim` is that
    of the outputs: 1 for transposed convolutions, else 0. Returns the module. Any shape; it stays.

    `ValueError` if there is no such tensor, or for other than a positive number of iterations.

    >>> layer = nn.utils.parametrizations.spectral_norm(nn.Linear(3, 2))
    >>> [name.removeprefix("parametrizations.") for name in layer.state_dict()]
    ['bias', 'weight.original', 'weight.0._u', 'weight.0._v']
    """
    weight = _tensor_of(module, name)
    if dim is None:
        dim = int(isinstance(module, (_ConvTranspose1d, _ConvTranspose2d)))
    return _register_parametrization(module, name, _SpectralNorm(weight, n_power_iterations, dim, eps))


def _tensor_of(module: _Any, name: str) -> Tensor:
    weight = getattr(module, name, None)
    if not isinstance(weight, Tensor):
        raise ValueError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    return weight


class _Orthogonal(Module):
    """A matrix with orthonormal columns, or rows if it is wide."""

    base: Tensor | None

    def __init__(self, weight: Tensor, orthogonal_map: str, *, use_trivialization: bool = True) -> None:
        super().__init__()
        self.shape, self.orthogonal_map = weight.shape, orthogonal_map
        if use_trivialization:
            self.register_buffer("base", None)

    def forward(self, X: Tensor) -> Tensor:
        wide = X.size(-2) < X.size(-1)
        x = X.mT if wide else X
        n, k = x.size(-2), x.size(-1)
        if self.orthogonal_map == "householder":
            q = _householder(x)
        else:
            x = x.tril()
            if n != k:
                x = _cat([x, _zeros(*x.shape[:-1], n - k, dtype=x.dtype)], -1)
            skew = x - x.mT
            if self.orthogonal_map == "matrix_exp":
                q = _matrix_exp(skew)
            else:
                from ...linalg import solve

                identity = _eye(n, dtype=x.dtype)
                q = solve(identity - 0.5 * skew, identity + 0.5 * skew)
            q = q if n == k else q[..., :k]
        if hasattr(self, "base") and self.base is not None:
            q = self.base @ q
        return q.mT if wide else q

    @_no_grad()
    def right_inverse(self, Q: Tensor) -> Tensor:
        """What gives `Q`, made orthogonal."""
        if Q.shape != self.shape:
            raise ValueError(
                f"Expected a matrix or batch of matrices of shape {self.shape}. Got a tensor of shape "
                f"{Q.shape}."
            )
        wide = Q.size(-2) < Q.size(-1)
        q = Q.mT if wide else Q
        n, k = q.size(-2), q.size(-1)
        if not hasattr(self, "base"):
            if self.orthogonal_map != "householder":
                raise NotImplementedError(
                    "It is not possible to assign to the matrix exponential or the Cayley parametrizations "
                    "when use_trivialization=False."
                )
            made = _reflectors(q)
            return made.mT if wide else made
        if n != k:
            q = _make_orthogonal(_cat([q, _randn(*q.shape[:-2], n, n - k, dtype=q.dtype)], -1))
        else:
            error = (q.mT @ q - _eye(k, dtype=q.dtype)).abs().max().item()
            q = q.clone() if error <= 10.0 * n * _finfo(q.dtype).eps + 1e-5 else _make_orthogonal(q)
        self.base = q
        negative = _zeros_like(Q)
        negative.diagonal(dim1=-2, dim2=-1).fill_(-1.0)
        return negative


def orthogonal(
    module: _Any, name: str = "weight", orthogonal_map: str | None = None, *, use_trivialization: bool = True
) -> _Any:
    """Keep a matrix, or each of a stack of matrices, orthogonal. `orthogonal_map` is "matrix_exp", "cayley"
    or "householder": by default the first for square ones, else the last. Returns the module.

    `use_trivialization` learns what the first matrix is multiplied with. `ValueError` if there is no such
    tensor, or it has fewer than two dimensions.

    >>> layer = nn.utils.parametrizations.orthogonal(nn.Linear(3, 3))
    >>> torch.allclose(layer.weight @ layer.weight.T, torch.eye(3), atol=1e-5)
    True
    """
    weight = _tensor_of(module, name)
    if weight.dim() < 2:
        raise ValueError(
            f"Expected a matrix or batch of matrices. Got a tensor of {weight.dim()} dimensions."
        )
    if orthogonal_map is None:
        orthogonal_map = "matrix_exp" if weight.size(-2) == weight.size(-1) else "householder"
    if orthogonal_map not in ("matrix_exp", "cayley", "householder"):
        raise ValueError(
            f'orthogonal_map has to be one of "matrix_exp", "cayley", "householder". Got: {orthogonal_map}'
        )
    made = _Orthogonal(weight, orthogonal_map, use_trivialization=use_trivialization)
    return _register_parametrization(module, name, made, unsafe=True)


__getattr__ = _refuse("torch.nn.utils.parametrizations")
