"""Where PyTorch has `Beta`."""

from .dirichlet import Beta as Beta
