"""Tools for parameters, gradients and sequences. Source: PyTorch, `torch.nn.utils`."""

from typing import TYPE_CHECKING as _TYPE_CHECKING

from ..._core.absent import absent_attribute as _refuse
from ..._core.absent import lazy_names as _lazy_names
from . import rnn as rnn
from .clip_grad import clip_grad_norm as clip_grad_norm
from .clip_grad import clip_grad_norm_ as clip_grad_norm_
from .clip_grad import clip_grad_value_ as clip_grad_value_
from .clip_grad import clip_grads_with_norm_ as clip_grads_with_norm_
from .clip_grad import get_total_norm as get_total_norm

if _TYPE_CHECKING:
    from . import init as init
    from . import parametrizations as parametrizations
    from . import parametrize as parametrize
    from .convert_parameters import parameters_to_vector as parameters_to_vector
    from .convert_parameters import vector_to_parameters as vector_to_parameters
    from .fusion import fuse_conv_bn_eval as fuse_conv_bn_eval
    from .fusion import fuse_conv_bn_weights as fuse_conv_bn_weights
    from .fusion import fuse_linear_bn_eval as fuse_linear_bn_eval
    from .fusion import fuse_linear_bn_weights as fuse_linear_bn_weights
    from .init import skip_init as skip_init
    from .memory_format import convert_conv2d_weight_memory_format as convert_conv2d_weight_memory_format
    from .spectral_normalization import remove_spectral_norm as remove_spectral_norm
    from .spectral_normalization import spectral_norm as spectral_norm
    from .weight_normalization import remove_weight_norm as remove_weight_norm
    from .weight_normalization import weight_norm as weight_norm

_ON_DEMAND = {  # the names that a module has, which is imported when one of them is first used
    "convert_parameters": "convert_parameters parameters_to_vector vector_to_parameters",
    "fusion": "fusion fuse_conv_bn_eval fuse_conv_bn_weights fuse_linear_bn_eval fuse_linear_bn_weights",
    "init": "init skip_init",
    "memory_format": "memory_format convert_conv2d_weight_memory_format",
    "parametrizations": "parametrizations",
    "parametrize": "parametrize",
    "spectral_normalization": "remove_spectral_norm spectral_norm",
    "weight_normalization": "remove_weight_norm weight_norm",
}
_HOMES = {name: home for home, names in _ON_DEMAND.items() for name in names.split()}
__getattr__ = _lazy_names(__name__, _HOMES, _refuse("torch.nn.utils"))


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
