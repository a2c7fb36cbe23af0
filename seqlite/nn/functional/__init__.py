"""Layers as functions: `import seqlite.nn.functional as F`. Source: PyTorch, `torch.nn.functional`."""

from ..._core.absent import absent_attribute as _refuse
from ..._core.absent import hide_modules as _hide_modules
from .activation import *  # noqa: F403
from .activation_smooth import *  # noqa: F403
from .convolution import *  # noqa: F403
from .interpolation import *  # noqa: F403
from .linear import *  # noqa: F403
from .loss import *  # noqa: F403
from .loss_classification import *  # noqa: F403
from .normalization import *  # noqa: F403
from .pooling import *  # noqa: F403
from .vision import *  # noqa: F403

_hide_modules(globals())
__getattr__ = _refuse("torch.nn.functional")
