"""`Multinomial`. Source: PyTorch, `torch.distributions.multinomial`."""

from __future__ import annotations

import math
from typing import Any

from .._core.creation import tensor
from .._core.creation_filled import ones_like, zeros
from .._core.tensor import Tensor
from . import constraints
from .binomial import Binomial
from .categorical import Categorical, _OfCategorical
from .distribution import NOTHING, Shape
from .utils import broadcast_all


class Multinomial(_OfCategorical):
    """How often each of K categories is drawn in `total_count` draws, with weights `probs` (…, K) or their
    logs `logits`.

    >>> torch.distributions.Multinomial(3, torch.tensor([0., 1.])).sample()
    tensor([0., 3.])
    """

    def __init__(
        self,
        total_count: int = 1,
        probs: Tensor | None = None,
        logits: Tensor | None = None,
        validate_args: bool | None = None,
    ) -> None:
        if not isinstance(total_count, int):
            raise NotImplementedError("inhomogeneous total_count is not supported")
        self.total_count = total_count
        self._set_categorical(Categorical(probs, logits), validate_args)

    @property
    def support(self) -> Any:
        """Counts that add up to at most `total_count`."""
        return constraints.multinomial(self.total_count)

    @property
    def mean(self) -> Tensor:
        """n p."""
        return self.probs * self.total_count

    @property
    def variance(self) -> Tensor:
        """n p (1 - p)."""
        return self.total_count * self.probs * (1 - self.probs)

    def sample(self, sample_shape: Shape = NOTHING) -> Tensor:
        """Counts (…, K), of the type of the parameters."""
        drawn = self._categorical.sample((self.total_count, *sample_shape))
        drawn = drawn.permute(*range(1, drawn.dim()), 0)
        counts = zeros(self._extended_shape(sample_shape), dtype=drawn.dtype)
        return counts.scatter_add_(-1, drawn, ones_like(drawn)).type_as(self.probs)

    def log_prob(self, value: Tensor) -> Tensor:
        """The log of the probability."""
        self._validate_sample(value)
        logits, value = broadcast_all(self.logits, value)
        logits = logits.masked_fill((value == 0) & (logits == -math.inf), 0)
        ways = (value.sum(-1) + 1).lgamma() - (value + 1).lgamma().sum(-1)
        return ways + (logits * value).sum(-1)

    def entropy(self) -> Tensor:
        """The entropy."""
        n, binomial = tensor(self.total_count), Binomial(self.total_count, self.probs)
        values = binomial.enumerate_support(expand=False)[1:]
        expected = (binomial.log_prob(values).exp() * (values + 1).lgamma()).sum([0, -1])
        return n * self._categorical.entropy() - (n + 1).lgamma() + expected
