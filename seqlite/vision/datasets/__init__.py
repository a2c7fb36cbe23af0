"""Image data sets, under torchvision's names."""

from ..._core.absent import refuse as _refuse
from .mnist import MNIST as MNIST
from .mnist import FashionMNIST as FashionMNIST
from .vision import VisionDataset as VisionDataset

__getattr__ = _refuse("torchvision.datasets")
