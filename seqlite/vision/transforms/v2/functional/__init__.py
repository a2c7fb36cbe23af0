"""Transforms of version 2 as functions: `torchvision.transforms.v2.functional`.

They take images, videos and masks of `torchvision.tv_tensors`, Pillow images, and plain tensors as images.
"""

from typing import Any as _Any

from ....._core.absent import absent_attribute as _refuse
from ....._core.absent import hide_modules as _hide_modules
from ...functional_affine import InterpolationMode as InterpolationMode
from ...functional_pil import to_pil_image as to_pil_image
from ...functional_pixels import pil_to_tensor as pil_to_tensor
from .color import adjust_brightness as adjust_brightness
from .color import adjust_contrast as adjust_contrast
from .color import adjust_gamma as adjust_gamma
from .color import adjust_hue as adjust_hue
from .color import adjust_saturation as adjust_saturation
from .color import adjust_sharpness as adjust_sharpness
from .color import grayscale_to_rgb as grayscale_to_rgb
from .color import rgb_to_grayscale as rgb_to_grayscale
from .color import to_grayscale as to_grayscale
from .crops import center_crop as center_crop
from .crops import crop as crop
from .crops import five_crop as five_crop
from .crops import resized_crop as resized_crop
from .crops import ten_crop as ten_crop
from .dispatch import is_pure_tensor as is_pure_tensor
from .dispatch import register_kernel as register_kernel
from .geometry import hflip as hflip
from .geometry import horizontal_flip as horizontal_flip
from .geometry import pad as pad
from .geometry import resize as resize
from .geometry import vertical_flip as vertical_flip
from .geometry import vflip as vflip
from .misc import convert_image_dtype as convert_image_dtype
from .misc import erase as erase
from .misc import gaussian_blur as gaussian_blur
from .misc import gaussian_noise as gaussian_noise
from .misc import get_image_size as get_image_size
from .misc import normalize as normalize
from .misc import to_dtype as to_dtype
from .misc import to_image as to_image
from .misc import to_tensor as to_tensor
from .misc import uniform_temporal_subsample as uniform_temporal_subsample
from .pixels import autocontrast as autocontrast
from .pixels import equalize as equalize
from .pixels import invert as invert
from .pixels import permute_channels as permute_channels
from .pixels import posterize as posterize
from .pixels import solarize as solarize
from .sizes import get_dimensions as get_dimensions
from .sizes import get_image_num_channels as get_image_num_channels
from .sizes import get_num_channels as get_num_channels
from .sizes import get_num_frames as get_num_frames
from .sizes import get_size as get_size
from .warp import affine as affine
from .warp import elastic as elastic
from .warp import elastic_transform as elastic_transform
from .warp import perspective as perspective
from .warp import rotate as rotate

_hide_modules(globals())
_absent = _refuse("torchvision.transforms.v2.functional")


def __getattr__(name: str) -> _Any:
    """`resize_image`, `resize_video` and `resize_mask`: what `resize` does with a plain tensor as one of
    these."""
    from ....tv_tensors import Image, Mask, Video

    base, _, last = name.rpartition("_")
    kinds = getattr(globals().get(base), "kernels", {})
    kernel = kinds.get({"image": Image, "video": Video, "mask": Mask}.get(last))
    return _absent(name) if kernel is None else kernel
