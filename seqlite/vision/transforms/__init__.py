"""Transforms of images, under torchvision's names."""

from ...absent import refuse as _refuse
from .moving import InterpolationMode as InterpolationMode
from .moving import RandomAffine as RandomAffine
from .moving import RandomCrop as RandomCrop
from .moving import RandomRotation as RandomRotation
from .transforms import Compose as Compose
from .transforms import Lambda as Lambda
from .transforms import Normalize as Normalize
from .transforms import ToTensor as ToTensor

__getattr__ = _refuse("torchvision.transforms")
