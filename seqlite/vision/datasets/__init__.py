"""Image data sets, under torchvision's names."""

from ..._core.absent import absent_attribute as _refuse
from ..._core.absent import lazy_names as _lazy_names
from . import vision as folder  # noqa: F401  (which torchvision has apart)
from .celeba import CelebA as CelebA
from .cifar import CIFAR10 as CIFAR10
from .cifar import CIFAR100 as CIFAR100
from .mnist import MNIST as MNIST
from .mnist import FashionMNIST as FashionMNIST
from .vision import DatasetFolder as DatasetFolder
from .vision import ImageFolder as ImageFolder
from .vision import VisionDataset as VisionDataset

_HOMES = dict.fromkeys(("EMNIST", "FakeData", "KMNIST", "QMNIST", "USPS"), "digits")
__getattr__ = _lazy_names(__name__, _HOMES, _refuse("torchvision.datasets"))
