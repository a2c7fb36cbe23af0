"""Where PyTorch has `ExponentialFamily`."""

from .distribution import ExponentialFamily as ExponentialFamily
