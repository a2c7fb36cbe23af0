"""Transforms of images, under torchvision's names."""

from ..._core.absent import absent_attribute as _refuse
from ..._core.absent import hide_modules as _hide_modules
from ..._core.absent import lazy_names as _lazy_names
from . import functional as functional
from .autoaugment import TrivialAugmentWide as TrivialAugmentWide
from .color import ColorJitter as ColorJitter
from .color import Grayscale as Grayscale
from .functional_affine import InterpolationMode as InterpolationMode
from .geometry import CenterCrop as CenterCrop
from .geometry import Pad as Pad
from .geometry import RandomCrop as RandomCrop
from .geometry import RandomHorizontalFlip as RandomHorizontalFlip
from .geometry import RandomResizedCrop as RandomResizedCrop
from .geometry import RandomRotation as RandomRotation
from .geometry import RandomVerticalFlip as RandomVerticalFlip
from .geometry import Resize as Resize
from .transforms import Compose as Compose
from .transforms import Lambda as Lambda
from .transforms import Normalize as Normalize
from .transforms import PILToTensor as PILToTensor
from .transforms import RandomApply as RandomApply
from .transforms import ToPILImage as ToPILImage
from .transforms import ToTensor as ToTensor

_hide_modules(globals(), "autoaugment functional transforms")
_HOMES = {
    name: home
    for home, names in {
        "augmentations": "AugMix AutoAugment AutoAugmentPolicy RandAugment",
        "random_pixels": "ConvertImageDtype LinearTransformation RandomAdjustSharpness RandomAutocontrast "
        "RandomChoice RandomEqualize RandomGrayscale RandomInvert RandomOrder RandomPosterize RandomSolarize",
        "random_places": "ElasticTransform RandomAffine RandomPerspective",
        "random_crops": "FiveCrop GaussianBlur RandomErasing TenCrop",
        "v2": "v2",
    }.items()
    for name in names.split()
}
__getattr__ = _lazy_names(__name__, _HOMES, _refuse("torchvision.transforms"))
