"""Where PyTorch has `Chi2`."""

from .gamma import Chi2 as Chi2
