"""Probability distributions: draws, log probabilities, entropies and divergences.

>>> policy = torch.distributions.Categorical(logits=torch.tensor([0., 2.]))
>>> policy.probs
tensor([0.1192, 0.8808])
>>> policy.log_prob(torch.tensor(1))
tensor(-0.1269)

Source: PyTorch, `torch.distributions`.
"""

from .._core.absent import absent_attribute as _refuse
from . import beta as beta
from . import chi2 as chi2
from . import constraints as constraints
from . import exp_family as exp_family
from . import half_normal as half_normal
from .bernoulli import Bernoulli as Bernoulli
from .binomial import Binomial as Binomial
from .categorical import Categorical as Categorical
from .cauchy import Cauchy as Cauchy
from .dirichlet import Beta as Beta
from .dirichlet import Dirichlet as Dirichlet
from .distribution import Distribution as Distribution
from .distribution import ExponentialFamily as ExponentialFamily
from .exponential import Exponential as Exponential
from .gamma import Chi2 as Chi2
from .gamma import Gamma as Gamma
from .geometric import Geometric as Geometric
from .independent import Independent as Independent
from .kl import kl_divergence as kl_divergence
from .kl import register_kl as register_kl
from .laplace import Laplace as Laplace
from .log_normal import HalfNormal as HalfNormal
from .log_normal import LogNormal as LogNormal
from .mixture_same_family import MixtureSameFamily as MixtureSameFamily
from .multinomial import Multinomial as Multinomial
from .multivariate_normal import MultivariateNormal as MultivariateNormal
from .normal import Normal as Normal
from .one_hot_categorical import OneHotCategorical as OneHotCategorical
from .one_hot_categorical import OneHotCategoricalStraightThrough as OneHotCategoricalStraightThrough
from .poisson import Poisson as Poisson
from .uniform import Uniform as Uniform

__getattr__ = _refuse("torch.distributions")
