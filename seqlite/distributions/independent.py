"""`Independent`. Source: PyTorch, `torch.distributions.independent`."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from .._core.dtypes import Size
from .._core.tensor import Tensor
from . import constraints
from .distribution import NOTHING, Distribution, Shape
from .utils import sum_rightmost


class Independent(Distribution):
    """`base_distribution` with the last `reinterpreted_batch_ndims` of its batch dimensions as part of one
    draw: `log_prob` and `entropy` sum over them. `ValueError` if it has fewer.

    >>> normal = torch.distributions.Normal(torch.zeros(2, 3), 1.)
    >>> torch.distributions.Independent(normal, 1)
    Independent(Normal(loc: torch.Size([2, 3]), scale: torch.Size([2, 3])), 1)
    """

    arg_constraints: ClassVar[Any] = {}

    def __init__(
        self,
        base_distribution: Distribution,
        reinterpreted_batch_ndims: int,
        validate_args: bool | None = None,
    ) -> None:
        batch = base_distribution.batch_shape
        if reinterpreted_batch_ndims > len(batch):
            raise ValueError(
                "Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), actual "
                f"{reinterpreted_batch_ndims} vs {len(batch)}"
            )
        cut = len(batch) - reinterpreted_batch_ndims
        self.base_dist, self.reinterpreted_batch_ndims = base_distribution, reinterpreted_batch_ndims
        event = Size((*batch[cut:], *base_distribution.event_shape))
        super().__init__(Size(batch[:cut]), event, validate_args)

    def expand(self, batch_shape: Shape, _instance: Any = None) -> Self:
        """The distribution with its batch expanded to this shape."""
        inner = self._event_shape[: self.reinterpreted_batch_ndims]
        new = super().expand(batch_shape, _instance)
        new.base_dist = self.base_dist.expand((*batch_shape, *inner))
        return new

    @property
    def has_rsample(self) -> Any:
        """That of the base."""
        return self.base_dist.has_rsample

    @property
    def has_enumerate_support(self) -> Any:
        """That of the base, if it is not reinterpreted."""
        return self.reinterpreted_batch_ndims == 0 and self.base_dist.has_enumerate_support

    @property
    def support(self) -> Any:
        """That of the base, for whole draws."""
        own, n = self.base_dist.support, self.reinterpreted_batch_ndims
        return constraints.independent(own, n) if n else own

    @property
    def mean(self) -> Tensor:
        """That of the base."""
        return self.base_dist.mean

    @property
    def mode(self) -> Tensor:
        """That of the base."""
        return self.base_dist.mode

    @property
    def variance(self) -> Tensor:
        """That of the base."""
        return self.base_dist.variance

    def sample(self, sample_shape: Shape = NOTHING) -> Tensor:
        """Draws, without history."""
        return self.base_dist.sample(sample_shape)

    def rsample(self, sample_shape: Shape = NOTHING) -> Tensor:
        """Draws that gradients flow through."""
        return self.base_dist.rsample(sample_shape)

    def log_prob(self, value: Tensor) -> Tensor:
        """The log of the density, summed over a draw."""
        return sum_rightmost(self.base_dist.log_prob(value), self.reinterpreted_batch_ndims)

    def entropy(self) -> Tensor:
        """The entropy, summed over a draw."""
        return sum_rightmost(self.base_dist.entropy(), self.reinterpreted_batch_ndims)

    def enumerate_support(self, expand: bool = True) -> Tensor:
        """That of the base, if it is not reinterpreted, else `NotImplementedError`."""
        if self.reinterpreted_batch_ndims:
            raise NotImplementedError("Enumeration over cartesian product is not implemented")
        return self.base_dist.enumerate_support(expand)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.base_dist}, {self.reinterpreted_batch_ndims})"
