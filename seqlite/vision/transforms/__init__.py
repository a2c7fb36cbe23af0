"""Transforms of images, under torchvision's names."""

from .transforms import Compose as Compose
from .transforms import Lambda as Lambda
from .transforms import Normalize as Normalize
from .transforms import ToTensor as ToTensor
