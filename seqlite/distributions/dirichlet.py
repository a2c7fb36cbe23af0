"""`Dirichlet` and `Beta`. Source: PyTorch, `torch.distributions.dirichlet` and `beta`."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from .._core.creation import tensor
from .._core.dtypes import Size
from .._core.operations.indexing_joining import stack
from .._core.tensor import Tensor
from . import constraints, samplers
from .distribution import NOTHING, ExponentialFamily, Shape
from .gamma import refuse_gradient
from .utils import broadcast_all


class Dirichlet(ExponentialFamily):
    """Probabilities (…, K) that add up to 1, with `concentration` (…, K).

    >>> torch.distributions.Dirichlet(torch.tensor([1., 3.])).mean
    tensor([0.2500, 0.7500])
    """

    arg_constraints: ClassVar[Any] = {"concentration": constraints.independent(constraints.positive, 1)}
    support = constraints.simplex
    has_rsample = True

    def __init__(self, concentration: Tensor, validate_args: bool | None = None) -> None:
        if concentration.dim() < 1:
            raise ValueError("`concentration` parameter must be at least one-dimensional.")
        self.concentration = concentration
        shape = concentration.shape
        super().__init__(Size(shape[:-1]), Size(shape[-1:]), validate_args)

    @property
    def mean(self) -> Tensor:
        """concentration, divided by its sum."""
        return self.concentration / self.concentration.sum(-1, True)

    @property
    def mode(self) -> Tensor:
        """The place of the highest density."""
        above = (self.concentration - 1).clamp(min=0.0)
        mode = above / above.sum(-1, True)
        flat = (self.concentration < 1).all(-1)
        corner = (self.concentration.argmax(-1, keepdim=True) == tensor(range(mode.size(-1)))).to(mode)
        return corner.where(flat.unsqueeze(-1), mode)

    @property
    def variance(self) -> Tensor:
        """The variance."""
        total = self.concentration.sum(-1, True)
        return self.concentration * (total - self.concentration) / (total.pow(2) * (total + 1))

    def rsample(self, sample_shape: Shape = NOTHING) -> Tensor:
        """Draws; `NotImplementedError` where gradients would flow through them."""
        refuse_gradient(self, self.concentration)
        wide = self.concentration.expand(self._extended_shape(sample_shape))
        kind = wide._array.dtype
        drawn = samplers.each(samplers.gamma, wide.double())._array
        drawn = np.maximum(drawn, np.finfo(np.float64).tiny)
        share = (drawn / drawn.sum(-1, keepdims=True)).astype(kind)
        return Tensor._wrap(share.clip(np.finfo(kind).tiny, np.nextafter(kind.type(1), kind.type(0))))

    def log_prob(self, value: Tensor) -> Tensor:
        """The log of the density."""
        self._validate_sample(value)
        a = self.concentration
        return (a - 1.0).xlogy(value).sum(-1) + a.sum(-1).lgamma() - a.lgamma().sum(-1)

    def entropy(self) -> Tensor:
        """The entropy."""
        a, k = self.concentration, self.concentration.size(-1)
        total = a.sum(-1)
        spread = a.lgamma().sum(-1) - total.lgamma()
        return spread - (k - total) * total.digamma() - ((a - 1.0) * a.digamma()).sum(-1)


class Beta(ExponentialFamily):
    """The beta distribution on (0, 1) with `concentration1` and `concentration0`, or alpha and beta.

    >>> torch.distributions.Beta(torch.tensor([1.]), torch.tensor([3.])).mean
    tensor([0.2500])
    """

    arg_constraints: ClassVar[Any] = {
        "concentration1": constraints.positive,
        "concentration0": constraints.positive,
    }
    support = constraints.unit_interval
    has_rsample = True

    def __init__(self, concentration1: Any, concentration0: Any, validate_args: bool | None = None) -> None:
        numbers = not any(isinstance(c, Tensor) for c in (concentration1, concentration0))
        pair = [concentration1, concentration0]
        both = tensor([float(c) for c in pair]) if numbers else stack(broadcast_all(*pair), -1)
        self._dirichlet = Dirichlet(both, validate_args=validate_args)
        super().__init__(self._dirichlet.batch_shape, validate_args=validate_args)

    @property
    def concentration1(self) -> Tensor:
        """alpha."""
        return self._dirichlet.concentration[..., 0]

    @property
    def concentration0(self) -> Tensor:
        """beta."""
        return self._dirichlet.concentration[..., 1]

    @property
    def mean(self) -> Tensor:
        """alpha / (alpha + beta)."""
        return self.concentration1 / (self.concentration1 + self.concentration0)

    @property
    def mode(self) -> Tensor:
        """The place of the highest density."""
        return self._dirichlet.mode[..., 0]

    @property
    def variance(self) -> Tensor:
        """The variance."""
        total = self.concentration1 + self.concentration0
        return self.concentration1 * self.concentration0 / (total.pow(2) * (total + 1))

    def rsample(self, sample_shape: Shape = NOTHING) -> Tensor:
        """Draws; `NotImplementedError` where gradients would flow through them."""
        return self._dirichlet.rsample(sample_shape).select(-1, 0)

    def log_prob(self, value: Tensor) -> Tensor:
        """The log of the density."""
        self._validate_sample(value)
        return self._dirichlet.log_prob(stack([value, 1.0 - value], -1))

    def entropy(self) -> Tensor:
        """The entropy."""
        return self._dirichlet.entropy()
