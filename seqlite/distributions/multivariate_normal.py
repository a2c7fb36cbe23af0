"""`MultivariateNormal`. Source: PyTorch, `torch.distributions.multivariate_normal`."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from .._core.dtypes import Size
from .._core.tensor import Tensor
from ..linalg import cholesky, inv, solve
from . import constraints
from .distribution import NOTHING, Distribution, Shape
from .utils import lazy_property, standard_normal


class MultivariateNormal(Distribution):
    """Normal vectors (…, K) with mean `loc` (…, K) and one of: `covariance_matrix` (…, K, K), its inverse
    `precision_matrix`, or its Cholesky factor `scale_tril`. `ValueError` for other than one of them.

    >>> torch.distributions.MultivariateNormal(torch.zeros(2), torch.eye(2)).log_prob(torch.zeros(2))
    tensor(-1.8379)
    """

    arg_constraints: ClassVar[Any] = {
        "loc": constraints.real_vector,
        "covariance_matrix": constraints.positive_definite,
        "precision_matrix": constraints.positive_definite,
        "scale_tril": constraints.lower_cholesky,
    }
    support = constraints.real_vector
    has_rsample = True

    def __init__(
        self,
        loc: Tensor,
        covariance_matrix: Tensor | None = None,
        precision_matrix: Tensor | None = None,
        scale_tril: Tensor | None = None,
        validate_args: bool | None = None,
    ) -> None:
        if loc.dim() < 1:
            raise ValueError("loc must be at least one-dimensional.")
        matrices = {
            "covariance_matrix": covariance_matrix,
            "precision_matrix": precision_matrix,
            "scale_tril": scale_tril,
        }
        given = {name: matrix for name, matrix in matrices.items() if matrix is not None}
        if len(given) != 1:
            raise ValueError(
                "Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified."
            )
        [(name, matrix)] = given.items()
        if matrix.dim() < 2:
            shown = name if name != "scale_tril" else "scale_tril matrix"
            raise ValueError(
                f"{shown} must be at least two-dimensional, with optional leading batch dimensions"
            )
        batch = Size(np.broadcast_shapes(matrix.shape[:-2], loc.shape[:-1]))
        self.loc = loc.expand(*batch, -1)
        self.__dict__[name] = matrix.expand(*batch, -1, -1)
        super().__init__(batch, Size(loc.shape[-1:]), validate_args)
        factor = matrix if name == "scale_tril" else cholesky(matrix if name[0] == "c" else inv(matrix))
        self._unbroadcasted_scale_tril: Tensor = factor

    @lazy_property
    def scale_tril(self) -> Tensor:
        """The lower triangular Cholesky factor of the covariance."""
        return self._unbroadcasted_scale_tril.expand(*self._batch_shape, -1, -1)

    @lazy_property
    def covariance_matrix(self) -> Tensor:
        """The covariance, (…, K, K)."""
        factor = self._unbroadcasted_scale_tril
        return (factor @ factor.mT).expand(*self._batch_shape, -1, -1)

    @lazy_property
    def precision_matrix(self) -> Tensor:
        """The inverse of the covariance."""
        factor = self._unbroadcasted_scale_tril
        return inv(factor @ factor.mT).expand(*self._batch_shape, -1, -1)

    @property
    def mean(self) -> Tensor:
        """`loc`."""
        return self.loc

    @property
    def mode(self) -> Tensor:
        """`loc`."""
        return self.loc

    @property
    def variance(self) -> Tensor:
        """The diagonal of the covariance."""
        return self._unbroadcasted_scale_tril.pow(2).sum(-1).expand(self._extended_shape())

    def rsample(self, sample_shape: Shape = NOTHING) -> Tensor:
        """Draws that gradients flow through."""
        eps = standard_normal(self._extended_shape(sample_shape), self.loc.dtype)
        return self.loc + (self._unbroadcasted_scale_tril @ eps.unsqueeze(-1)).squeeze(-1)

    def _half_log_det(self) -> Tensor:
        return self._unbroadcasted_scale_tril.diagonal(dim1=-2, dim2=-1).log().sum(-1)

    def log_prob(self, value: Tensor) -> Tensor:
        """The log of the density."""
        self._validate_sample(value)
        away: Any = (value - self.loc).unsqueeze(-1)
        distance = (
            solve(self._unbroadcasted_scale_tril.expand(*away.shape[:-2], -1, -1), away).pow(2).sum([-2, -1])
        )
        return -0.5 * (self._event_shape[0] * math.log(2 * math.pi) + distance) - self._half_log_det()

    def entropy(self) -> Tensor:
        """The entropy."""
        fixed = 0.5 * self._event_shape[0] * (1.0 + math.log(2 * math.pi))
        return (fixed + self._half_log_det()).expand(self._batch_shape)
