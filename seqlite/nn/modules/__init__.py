"""The layers, one file per family, where PyTorch has them."""

from . import linear as flatten  # noqa: F401  (PyTorch has these modules apart)
from . import pooling as upsampling  # noqa: F401
from . import state_dict as utils  # noqa: F401  (as PyTorch names it)
