"""`Laplace`. Source: PyTorch, `torch.distributions.laplace`."""

from __future__ import annotations

from typing import Any, ClassVar

from .._core.creation_filled import empty
from .._core.tensor import Tensor
from .._core.tensor_attributes import finfo
from . import constraints
from .distribution import NOTHING, Distribution, Shape


class Laplace(Distribution):
    """The Laplace distribution around `loc`, with the mean distance `scale`.

    >>> torch.distributions.Laplace(0., 1.).log_prob(torch.tensor(0.))
    tensor(-0.6931)
    """

    arg_constraints: ClassVar[Any] = {"loc": constraints.real, "scale": constraints.positive}
    support = constraints.real
    has_rsample = True
    loc: Tensor
    scale: Tensor

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        self._set(validate_args, loc=loc, scale=scale)

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
        """2 scale²."""
        return 2 * self.scale.pow(2)

    @property
    def stddev(self) -> Tensor:
        """√2 scale."""
        return 2**0.5 * self.scale

    def rsample(self, sample_shape: Shape = NOTHING) -> Tensor:
        """Draws that gradients flow through."""
        kind = self.loc.dtype
        u = empty(self._extended_shape(sample_shape), dtype=kind).uniform_(finfo(kind).eps - 1, 1)
        return self.loc - self.scale * u.sign() * (-u.abs()).log1p()

    def log_prob(self, value: Tensor) -> Tensor:
        """The log of the density."""
        self._validate_sample(value)
        return -(2 * self.scale).log() - (value - self.loc).abs() / self.scale

    def cdf(self, value: Tensor) -> Tensor:
        """The probability of at most `value`."""
        self._validate_sample(value)
        away = value - self.loc
        return 0.5 - 0.5 * away.sign() * (-away.abs() / self.scale).expm1()

    def icdf(self, value: Tensor) -> Tensor:
        """The inverse of `cdf`."""
        term = value - 0.5
        return self.loc - self.scale * term.sign() * (-2 * term.abs()).log1p()

    def entropy(self) -> Tensor:
        """The entropy."""
        return 1 + (2 * self.scale).log()
