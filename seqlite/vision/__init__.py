"""Image data sets and transforms, under torchvision's names."""

from ..absent import refuse as _refuse
from . import datasets as datasets
from . import transforms as transforms

__getattr__ = _refuse("torchvision")
