"""The layers, one file per family, where PyTorch has them."""

from . import utils as utils
