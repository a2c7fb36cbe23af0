"""Layers as functions: `import seqlite.nn.functional as F`. Source: PyTorch, `torch.nn.functional`."""

from ..._core.absent import absent_attribute as _refuse
from .activation import *  # noqa: F403
from .activation_shrink import *  # noqa: F403
from .activation_smooth import *  # noqa: F403
from .convolution import *  # noqa: F403
from .convolution_volumes import *  # noqa: F403
from .dropout import *  # noqa: F403
from .interpolation import *  # noqa: F403
from .linear import *  # noqa: F403
from .loss import *  # noqa: F403
from .loss_classification import *  # noqa: F403
from .loss_distance import *  # noqa: F403
from .loss_likelihood import *  # noqa: F403
from .loss_linear import *  # noqa: F403
from .loss_margin import *  # noqa: F403
from .normalization import *  # noqa: F403
from .pooling import *  # noqa: F403
from .pooling_adaptive import *  # noqa: F403
from .pooling_unpooling import *  # noqa: F403
from .pooling_windows import *  # noqa: F403
from .vision import *  # noqa: F403
from .vision_sampling import *  # noqa: F403

__getattr__ = _refuse("torch.nn.functional")
