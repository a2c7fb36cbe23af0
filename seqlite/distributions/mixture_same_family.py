"""`MixtureSameFamily`. Source: PyTorch, `torch.distributions.mixture_same_family`."""

from __future__ import annotations

from typing import Any, ClassVar

from .._core.dtypes import Size
from .._core.tensor import Tensor
from ..autograd import no_grad
from . import constraints
from .categorical import Categorical
from .distribution import NOTHING, Distribution, Shape


class MixtureSameFamily(Distribution):
    """A mixture: a draw is one of `component_distribution`, whose last batch dimension numbers K components,
    chosen by the `Categorical` `mixture_distribution` of K categories.

    `ValueError` for another mixture, or where batches or K differ.

    >>> weights = torch.distributions.Categorical(torch.tensor([1., 3.]))
    >>> normal = torch.distributions.Normal(torch.tensor([0., 4.]), 1.)
    >>> torch.distributions.MixtureSameFamily(weights, normal).mean
    tensor(3.)
    """

    arg_constraints: ClassVar[Any] = {}
    has_rsample = False

    def __init__(
        self,
        mixture_distribution: Categorical,
        component_distribution: Distribution,
        validate_args: bool | None = None,
    ) -> None:
        self._mixture_distribution, self._component_distribution = (
            mixture_distribution,
            component_distribution,
        )
        if not isinstance(mixture_distribution, Categorical):
            raise ValueError(
                " The Mixture distribution needs to be an  instance of torch.distributions.Categorical"
            )
        if not isinstance(component_distribution, Distribution):
            raise ValueError(
                "The Component distribution need to be an instance of torch.distributions.Distribution"
            )
        batch, own = component_distribution.batch_shape, mixture_distribution.batch_shape
        for mine, other in zip(reversed(own), reversed(batch[:-1]), strict=False):
            if mine != 1 and other not in (1, mine):
                raise ValueError(
                    f"`mixture_distribution.batch_shape` ({own}) is not compatible with "
                    f"`component_distribution.batch_shape`({batch[:-1]})"
                )
        count, components = mixture_distribution.logits.shape[-1], batch[-1]
        if count != components:
            raise ValueError(
                f"`mixture_distribution component` ({count}) does not equal "
                f"`component_distribution.batch_shape[-1]` ({components})"
            )
        self._num_component, event = count, component_distribution.event_shape
        super().__init__(Size(batch[:-1]), event, validate_args)

    @property
    def support(self) -> Any:
        """That of the components."""
        return constraints.MixtureSameFamilyConstraint(self._component_distribution.support)

    @property
    def mixture_distribution(self) -> Categorical:
        """The weights."""
        return self._mixture_distribution

    @property
    def component_distribution(self) -> Distribution:
        """The components."""
        return self._component_distribution

    def expand(self, batch_shape: Shape, _instance: Any = None) -> Any:
        """The mixture with its batch expanded to this shape."""
        new = object.__new__(type(self)) if _instance is None else _instance
        new.__dict__.update(self.__dict__, _batch_shape=Size(batch_shape))
        new._component_distribution = self._component_distribution.expand((*batch_shape, self._num_component))
        new._mixture_distribution = self._mixture_distribution.expand(batch_shape)
        return new

    def _weights(self) -> Tensor:
        probs = self._mixture_distribution.probs
        return probs.reshape(*probs.shape, *[1] * len(self._event_shape))

    def _apart(self, value: Tensor) -> Tensor:
        return value.unsqueeze(-1 - len(self._event_shape))

    @property
    def mean(self) -> Tensor:
        """The weighted mean of the components' means."""
        return (self._weights() * self._component_distribution.mean).sum(-1 - len(self._event_shape))

    @property
    def variance(self) -> Tensor:
        """The variance, by the law of total variance."""
        dim, parts = -1 - len(self._event_shape), self._component_distribution
        within = (self._weights() * parts.variance).sum(dim)
        return within + (self._weights() * (parts.mean - self._apart(self.mean)).pow(2.0)).sum(dim)

    def cdf(self, value: Tensor) -> Tensor:
        """The probability of at most `value`."""
        return (self._component_distribution.cdf(self._apart(value)) * self._mixture_distribution.probs).sum(
            -1
        )

    def log_prob(self, value: Tensor) -> Tensor:
        """The log of the density."""
        self._validate_sample(value)
        each = self._component_distribution.log_prob(self._apart(value))
        return (each + self._mixture_distribution.logits.log_softmax(-1)).logsumexp(-1)

    def sample(self, sample_shape: Shape = NOTHING) -> Tensor:
        """Draws."""
        dim = len(sample_shape) + len(self._batch_shape)
        with no_grad():
            which, drawn = (
                self._mixture_distribution.sample(sample_shape),
                self._component_distribution.sample(sample_shape),
            )
            ones = [1] * (len(self._event_shape) + 1)
            index = which.reshape(*which.shape, *ones)
            index = index.expand(*which.shape, 1, *self._event_shape)
            return drawn.gather(dim, index).squeeze(dim)

    def __repr__(self) -> str:
        return f"MixtureSameFamily(\n  {self._mixture_distribution},\n  {self._component_distribution})"
