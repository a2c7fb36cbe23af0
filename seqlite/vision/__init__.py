"""Image data sets and transforms, under torchvision's names."""

from .._core.absent import absent_attribute as _refuse
from .._core.absent import lazy_names as _lazy_names
from . import datasets as datasets
from . import io as io
from . import transforms as transforms
from . import utils as utils

__version__ = "0.1.0"  # seqlite's own, as `torch.__version__` is

__getattr__ = _lazy_names(__name__, {"tv_tensors": "tv_tensors"}, _refuse("torchvision"))
