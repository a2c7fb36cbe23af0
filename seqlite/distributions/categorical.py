"""`Categorical`. Source: PyTorch, `torch.distributions.categorical`."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from .._core.creation_filled import full
from .._core.creation_ranges import arange
from .._core.dtypes import Size
from .._core.operations.expand_repeat import broadcast_tensors
from .._core.operations.random_in_place import multinomial
from .._core.tensor import Tensor
from .._core.tensor_attributes import finfo
from . import constraints
from .bernoulli import one_of
from .distribution import NOTHING, Distribution, Shape
from .utils import lazy_property, logits_to_probs, probs_to_logits


class Categorical(Distribution):
    """Whole numbers from 0, with weights `probs` (…, K), or their logs `logits`, along the last dimension.

    >>> torch.distributions.Categorical(torch.tensor([1., 3.])).log_prob(torch.tensor(1))
    tensor(-0.2877)
    """

    arg_constraints: ClassVar[Any] = {"probs": constraints.simplex, "logits": constraints.real_vector}
    has_enumerate_support = True

    def __init__(
        self, probs: Tensor | None = None, logits: Tensor | None = None, validate_args: bool | None = None
    ) -> None:
        [(name, given)] = one_of(probs, logits).items()
        if given.dim() < 1:
            raise ValueError(f"`{name}` parameter must be at least one-dimensional.")
        if name == "probs":
            self.__dict__["probs"] = given / given.sum(-1, keepdim=True)
        else:
            self.__dict__["logits"] = given - given.logsumexp(dim=-1, keepdim=True)
        super().__init__(given.size()[:-1], validate_args=validate_args)

    @property
    def _param(self) -> Tensor:
        own = self.__dict__
        return own["probs"] if "probs" in own else own["logits"]

    @property
    def _num_events(self) -> int:
        return int(self._param.size(-1))

    @property
    def support(self) -> Any:
        """0 to K - 1."""
        return constraints.integer_interval(0, self._num_events - 1)

    @lazy_property
    def logits(self) -> Tensor:
        """The logs of the probabilities."""
        return probs_to_logits(self.probs)

    @lazy_property
    def probs(self) -> Tensor:
        """The probabilities."""
        return logits_to_probs(self.logits)

    @property
    def param_shape(self) -> Any:
        """The shape of the parameters, (…, K)."""
        return self._param.size()

    @property
    def mean(self) -> Tensor:
        """nan: numbers of categories have no mean."""
        return full(self._extended_shape(), math.nan, dtype=self.probs.dtype)

    @property
    def mode(self) -> Tensor:
        """The most probable category."""
        return self.probs.argmax(-1)

    @property
    def variance(self) -> Tensor:
        """nan, as the mean."""
        return self.mean

    def sample(self, sample_shape: Shape = NOTHING) -> Tensor:
        """Draws, int64."""
        rows = self.probs.reshape(-1, self._num_events)
        drawn = multinomial(rows, math.prod(sample_shape), True).t()
        return drawn.reshape(self._extended_shape(sample_shape))

    def log_prob(self, value: Tensor) -> Tensor:
        """The log of the probability."""
        self._validate_sample(value)
        index, log_pmf = broadcast_tensors(value.long().unsqueeze(-1), self.logits)
        return log_pmf.gather(-1, index[..., :1]).squeeze(-1)

    def entropy(self) -> Tensor:
        """The entropy."""
        logits = self.logits.clamp(min=finfo(self.logits.dtype).min)
        return -(logits * self.probs).sum(-1)

    def enumerate_support(self, expand: bool = True) -> Tensor:
        """0 to K - 1 along a new first dimension."""
        return self._along_first(arange(self._num_events), expand)


class _OfCategorical(Distribution):
    """Base of those that draw from a `Categorical`, whose K is their event."""

    arg_constraints: ClassVar[Any] = {"probs": constraints.simplex, "logits": constraints.real_vector}
    _categorical: Categorical

    def _set_categorical(self, categorical: Categorical, validate_args: bool | None) -> None:
        self._categorical = categorical
        shape = categorical.param_shape
        Distribution.__init__(self, categorical.batch_shape, Size(shape[-1:]), validate_args)

    @property
    def logits(self) -> Tensor:
        """The logs of the probabilities."""
        return self._categorical.logits

    @property
    def probs(self) -> Tensor:
        """The probabilities."""
        return self._categorical.probs

    @property
    def _param(self) -> Tensor:
        return self._categorical._param

    @property
    def param_shape(self) -> Any:
        """The shape of the parameters, (…, K)."""
        return self._categorical.param_shape
