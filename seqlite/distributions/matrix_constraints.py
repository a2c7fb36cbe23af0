"""Constraints of matrices, and the base of all. Source: PyTorch, `torch.distributions.constraints`."""

from __future__ import annotations

from typing import Any

from .._core.creation_filled import full
from .._core.tensor import Tensor


class Constraint:
    """A region within which a tensor is valid. `event_dim` is how many of its last dimensions are one value.

    >>> torch.distributions.constraints.positive.check(torch.tensor([-1., 2.]))
    tensor([False,  True])
    """

    is_discrete: Any = False
    event_dim: Any = 0

    def check(self, value: Tensor) -> Tensor:
        """A bool tensor, with the shape of `value` without its event: whether each value is valid."""
        raise NotImplementedError

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value}" for name, value in vars(self).items())
        return f"{type(self).__name__.removeprefix('_')}({given})"


class _LowerTriangular(Constraint):
    event_dim = 2

    def check(self, value: Tensor) -> Tensor:
        return (value.tril() == value).flatten(-2).all(-1)


class _LowerCholesky(_LowerTriangular):
    def check(self, value: Tensor) -> Tensor:
        return super().check(value) & (value.diagonal(dim1=-2, dim2=-1) > 0).all(-1)


class _Square(Constraint):
    event_dim = 2

    def check(self, value: Tensor) -> Tensor:
        return full(value.shape[:-2], value.size(-2) == value.size(-1))


class _Symmetric(_Square):
    def check(self, value: Tensor) -> Tensor:
        same: Any = (value - value.mT).abs() <= 1e-6 + 1e-5 * value.mT.abs()
        return same.flatten(-2).all(-1)


class _PositiveDefinite(_Symmetric):
    lowest_allowed = False  # whether an eigenvalue may be 0

    def check(self, value: Tensor) -> Tensor:
        from ..linalg import eigvalsh

        values: Tensor = eigvalsh(value)
        positive = values >= -1e-6 if self.lowest_allowed else values > 0
        return super().check(value) & positive.all(-1)


class _PositiveSemidefinite(_PositiveDefinite):
    lowest_allowed = True
