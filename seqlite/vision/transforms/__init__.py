"""Transforms of images, under torchvision's names."""

from ..._core.absent import refuse as _refuse
from . import functional as functional
from .autoaugment import TrivialAugmentWide as TrivialAugmentWide
from .changing import CenterCrop as CenterCrop
from .changing import ColorJitter as ColorJitter
from .changing import ConvertImageDtype as ConvertImageDtype
from .changing import Grayscale as Grayscale
from .changing import Pad as Pad
from .changing import PILToTensor as PILToTensor
from .changing import RandomApply as RandomApply
from .changing import RandomHorizontalFlip as RandomHorizontalFlip
from .changing import RandomResizedCrop as RandomResizedCrop
from .changing import RandomVerticalFlip as RandomVerticalFlip
from .changing import Resize as Resize
from .changing import ToPILImage as ToPILImage
from .moving import InterpolationMode as InterpolationMode
from .moving import RandomAffine as RandomAffine
from .moving import RandomCrop as RandomCrop
from .moving import RandomRotation as RandomRotation
from .transforms import Compose as Compose
from .transforms import Lambda as Lambda
from .transforms import Normalize as Normalize
from .transforms import ToTensor as ToTensor

__getattr__ = _refuse("torchvision.transforms")
