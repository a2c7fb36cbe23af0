"""seqlite: PyTorch's sequential core in pure NumPy, exact to the seed.

`import seqlite as torch`, and write PyTorch. The public names are listed where they are made: `operations`,
`creation` and `random_sampling` hold those of `torch` itself. What not every program uses is imported
when it is first named.
"""

from math import e as e
from math import inf as inf
from math import nan as nan
from math import pi as pi
from typing import TYPE_CHECKING as _TYPE_CHECKING

from . import autograd as autograd
from . import random as random
from ._core import dtypes as _types
from ._core.absent import absent_attribute as _refuse
from ._core.absent import files_on_demand as _files_on_demand
from ._core.absent import lazy_names as _lazy_names
from ._core.creation import *  # noqa: F403
from ._core.creation_filled import *  # noqa: F403
from ._core.creation_ranges import *  # noqa: F403
from ._core.dtypes import Size as Size
from ._core.dtypes import dtype as dtype
from ._core.dtypes import get_default_dtype as get_default_dtype
from ._core.dtypes import promote_types as promote_types
from ._core.dtypes import set_default_dtype as set_default_dtype
from ._core.generator import Generator as Generator
from ._core.operations.derived import *  # noqa: F403
from ._core.operations.derived import on_demand as _on_demand
from ._core.printing import set_printoptions as set_printoptions
from ._core.random_sampling import *  # noqa: F403
from ._core.tensor import Tensor as Tensor
from ._core.tensor_attributes import channels_last as channels_last
from ._core.tensor_attributes import contiguous_format as contiguous_format
from ._core.tensor_attributes import device as device
from ._core.tensor_attributes import finfo as finfo
from ._core.tensor_attributes import get_default_device as get_default_device
from ._core.tensor_attributes import iinfo as iinfo
from ._core.tensor_attributes import layout as layout
from ._core.tensor_attributes import memory_format as memory_format
from ._core.tensor_attributes import preserve_format as preserve_format
from ._core.tensor_attributes import set_default_device as set_default_device
from ._core.tensor_attributes import strided as strided
from .amp import GradScaler as GradScaler
from .amp import autocast as autocast
from .amp import get_autocast_dtype as get_autocast_dtype
from .amp import is_autocast_enabled as is_autocast_enabled
from .autograd import enable_grad as enable_grad
from .autograd import inference_mode as inference_mode
from .autograd import no_grad as no_grad
from .autograd import set_grad_enabled as set_grad_enabled
from .autograd.anomaly_mode import is_anomaly_check_nan_enabled as is_anomaly_check_nan_enabled
from .autograd.anomaly_mode import is_anomaly_enabled as is_anomaly_enabled
from .autograd.anomaly_mode import set_anomaly_enabled as set_anomaly_enabled
from .autograd.grad_mode import is_grad_enabled as is_grad_enabled
from .autograd.grad_mode import is_inference_mode_enabled as is_inference_mode_enabled
from .random import default_generator as default_generator
from .random import get_rng_state as get_rng_state
from .random import initial_seed as initial_seed
from .random import manual_seed as manual_seed
from .random import seed as seed
from .random import set_rng_state as set_rng_state

if _TYPE_CHECKING:
    from . import accelerator as accelerator
    from . import amp as amp
    from . import backends as backends
    from . import cuda as cuda
    from . import datasets as datasets
    from . import distributions as distributions
    from . import func as func
    from . import functional as functional
    from . import instruments as instruments
    from . import linalg as linalg
    from . import nn as nn
    from . import optim as optim
    from . import safetensors as safetensors
    from . import serialization as serialization
    from . import special as special
    from . import torch_version as torch_version
    from . import utils as utils
    from . import vision as vision
    from ._core.operations.storage import UntypedStorage as UntypedStorage
    from .func import vmap as vmap
    from .instruments import summary as summary
    from .instruments import to_mermaid as to_mermaid
    from .serialization import load as load
    from .serialization import save as save

_MODULES = """accelerator amp backends cuda datasets distributions func functional instruments linalg nn optim
safetensors serialization special torch_version utils vision"""
_LAZY = dict(zip(_MODULES.split(), _MODULES.split(), strict=True)) | {
    "summary": "instruments",
    "to_mermaid": "instruments",
    "load": "serialization",
    "save": "serialization",
    "vmap": "func",
    "UntypedStorage": "_core.operations.storage",
}
__getattr__ = _lazy_names(__name__, _LAZY, _on_demand("torch", _refuse("torch")))


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY, *_files_on_demand()["torch"]})


__version__ = "0.1.0"
newaxis = None

bool = _types.bool_
uint8 = _types.uint8
int8 = _types.int8
int16 = short = _types.int16
int32 = int = _types.int32
int64 = long = _types.int64
uint16, uint32, uint64 = _types.uint16, _types.uint32, _types.uint64
float16 = half = _types.float16
bfloat16 = _types.bfloat16
float32 = float = _types.float32
float64 = double = _types.float64

_RECURRENT = "gru gru_cell lstm lstm_cell rnn_relu rnn_relu_cell rnn_tanh rnn_tanh_cell"
_LAZY |= dict.fromkeys(_RECURRENT.split(), "nn.functional.recurrent")
_TABLES = "embedding embedding_bag embedding_renorm_"
_LAZY |= dict.fromkeys(_TABLES.split(), "nn.functional.embedding_tables")
_LAZY["norm_except_dim"] = "nn.utils.norm_hooks"
