"""Functions that treat each kind of input in its own way: tensors, Pillow images, and
`torchvision.tv_tensors`.

`functional` makes such a function of the one for plain tensors. Source: torchvision,
`torchvision.transforms.v2.functional`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar, cast

from ....._core.tensor import Tensor
from ....tv_tensors import Image, Mask, TVTensor, Video
from ....tv_tensors import wrap as wrap_like
from ...functional_affine import InterpolationMode
from ...functional_pil import Image as GrayImage
from ...functional_pil import is_pil_image, to_pil_image

Kernel = Callable[..., Any]
F = TypeVar("F", bound=Callable[..., Any])
PIL = "PIL.Image.Image"  # stands for Pillow's class, which nobody imports for its own sake
_PILLOW_NUMBERS = ["nearest", "lanczos", "bilinear", "bicubic", "box", "hamming"]


def is_image(value: Any) -> bool:
    """Whether it is a Pillow image, or the gray image that stands in for one."""
    return is_pil_image(value) or isinstance(value, GrayImage)


def is_pure_tensor(inpt: Any) -> bool:
    """Whether it is a tensor of any shape that does not say what it shows.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.is_pure_tensor(torch.zeros(1)), F.is_pure_tensor("text")
    (True, False)
    """
    return isinstance(inpt, Tensor) and not isinstance(inpt, TVTensor)


def through_tensor(kernel: Kernel) -> Kernel:
    """The kernel of Pillow images that applies the tensors' one to the pixels (C, H, W)."""

    def of_image(image: Any, *args: Any, **kwargs: Any) -> Any:
        from ...functional_pixels import pil_to_tensor

        return to_pil_image(kernel(pil_to_tensor(image), *args, **kwargs), image.mode)

    return of_image


def of_mask(kernel: Kernel) -> Kernel:
    """The kernel of masks (…, H, W): nothing between pixels, and a channel for those without one."""
    parameters = inspect.signature(kernel)

    def of(mask: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        given = parameters.bind(mask, *args, **kwargs).arguments
        given.pop(next(iter(parameters.parameters)))
        if "interpolation" in parameters.parameters:
            exact = given.get("interpolation") in ("nearest-exact", InterpolationMode.NEAREST_EXACT)
            given["interpolation"] = InterpolationMode.NEAREST_EXACT if exact else InterpolationMode.NEAREST
        flat = mask.ndim < 3
        made: Tensor = kernel(mask.unsqueeze(0) if flat else mask, **given)
        return made.squeeze(0) if flat else made

    return of


def functional(
    pil: Kernel | None = None,
    video: bool = True,
    mask: bool | Kernel = False,
    plain: Iterable[type] = (Tensor, Image),
) -> Callable[[F], F]:
    """Decorate the function of tensors: what it returns does as its input's kind needs.

    Args:
        pil: what is done with Pillow images.
        video: whether videos are treated like images.
        mask: whether masks are, or what is done with them.
        plain: the other kinds that are.
    """

    def decorate(kernel: F) -> F:
        kinds: dict[Any, Kernel] = dict.fromkeys(plain, kernel)
        if pil is not None:
            kinds[PIL] = through_tensor(kernel) if pil is through_tensor else pil
        if video:
            kinds[Video] = kernel
        if mask:
            kinds[Mask] = of_mask(kernel) if mask is True else mask

        @wraps(kernel)
        def dispatching(inpt: Any, *args: Any, **kwargs: Any) -> Any:
            return call_kernel(dispatching, inpt, *args, **kwargs)

        dispatching.__dict__["kernels"] = kinds
        return cast(F, dispatching)

    return decorate


def kernel_of(function: Kernel, value: Any) -> Kernel | None:
    """What `function` does with a value of this kind; None if nothing."""
    kinds = vars(function)["kernels"]
    if is_image(value):
        found: Kernel | None = kinds.get(PIL)
        return found
    for kind in type(value).__mro__:
        if kind in kinds:
            kernel: Kernel = kinds[kind]
            return kernel
        if kind is TVTensor:  # a program's own kinds are no images
            break
    return None


def call_kernel(function: Kernel, inpt: Any, *args: Any, passes: bool = False, **kwargs: Any) -> Any:
    """Apply what is done with this kind of input. `TypeError` for others, which come back as they are if it
    `passes` them."""
    kernel = kernel_of(function, inpt)
    if kernel is None:
        if passes:
            return inpt
        raise TypeError(
            f"Functional F.{function.__name__} supports inputs of type "
            f"{vars(function)['kernels'].keys()}, but got {type(inpt)} instead."
        )
    if not isinstance(inpt, TVTensor) or type(inpt) in vars(function).get("own", ()):
        return kernel(inpt, *args, **kwargs)
    return wrapped(kernel(inpt.as_subclass(Tensor), *args, **kwargs), inpt)


def wrapped(made: Any, like: TVTensor) -> Any:
    """The tensors among what was made, as tensors of the kind of `like`."""
    if isinstance(made, tuple):
        return tuple(wrapped(each, like) for each in made)
    return wrap_like(made, like=like) if isinstance(made, Tensor) else made


def register_kernel(functional: Any, tv_tensor_cls: Any) -> Callable[[F], F]:
    """Decorate what a function, given by itself or by its name, does with a program's own kind of `TVTensor`.

    Shapes and dtypes are the program's. Raises `ValueError` for other functions and kinds.

    >>> from torchvision import tv_tensors
    >>> from torchvision.transforms.v2 import functional as F
    >>> class Heat(tv_tensors.TVTensor): pass
    >>> @F.register_kernel("invert", Heat)
    ... def cold(heat): return -heat
    >>> F.invert(Heat([1.]))
    tensor([-1.])
    """
    if isinstance(functional, str):
        from .. import functional as home

        name = functional
        functional = getattr(home, name, None)
        if functional is None:
            raise ValueError(
                f"Could not find functional with name '{name}' in torchvision.transforms.v2.functional."
            )
    elif "kernels" not in getattr(functional, "__dict__", {}):
        raise ValueError(
            "Kernels can only be registered on functionals from the torchvision.transforms.v2.functional "
            f"namespace, but got {functional}."
        )
    if not (isinstance(tv_tensor_cls, type) and issubclass(tv_tensor_cls, TVTensor)):
        raise ValueError(
            "Kernels can only be registered for subclasses of torchvision.tv_tensors.TVTensor, "
            f"but got {tv_tensor_cls}."
        )
    if tv_tensor_cls in (TVTensor, Image, Video, Mask):
        raise ValueError(
            f"Kernels cannot be registered for the builtin tv_tensor classes, but got {tv_tensor_cls}"
        )

    def decorate(kernel: F) -> F:
        vars(functional)["kernels"][tv_tensor_cls] = kernel
        vars(functional).setdefault("own", set()).add(tv_tensor_cls)
        return kernel

    return decorate


def interpolation_of(interpolation: Any) -> InterpolationMode:
    """The mode of its name, or of Pillow's number. `ValueError` for others."""
    if isinstance(interpolation, InterpolationMode):
        return interpolation
    names = [mode.value for mode in InterpolationMode]
    if isinstance(interpolation, str):
        if interpolation not in names:
            raise ValueError(
                f"Invalid interpolation mode: '{interpolation}'. Supported string values are: {names}."
            )
        return InterpolationMode(interpolation)
    if isinstance(interpolation, int) and 0 <= interpolation < len(_PILLOW_NUMBERS):
        return InterpolationMode(_PILLOW_NUMBERS[interpolation])
    raise ValueError(
        "Argument interpolation should be an `InterpolationMode` or a corresponding Pillow integer constant, "
        f"but got {interpolation}."
    )
