"""Image data sets and transforms, under torchvision's names."""

from . import datasets as datasets
from . import transforms as transforms
