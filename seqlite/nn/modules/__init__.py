"""The layers, one file per family, where PyTorch has them."""

from . import state_dict as utils  # noqa: F401  (as PyTorch names it)
