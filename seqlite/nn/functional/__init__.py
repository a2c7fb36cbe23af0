"""Layers as functions: `import seqlite.nn.functional as F`. Source: PyTorch, `torch.nn.functional`."""

from typing import TYPE_CHECKING as _TYPE_CHECKING

from ..._core.absent import absent_attribute as _refuse
from ..._core.absent import files_on_demand as _files_on_demand
from ..._core.absent import hide_modules as _hide_modules
from ..._core.absent import names_on_demand as _on_demand
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

if _TYPE_CHECKING:  # on demand
    from .activation_shrink import *  # noqa: F403
    from .attention import *  # noqa: F403
    from .convolution_volumes import *  # noqa: F403
    from .dropout_alpha import *  # noqa: F403
    from .embedding_bags import *  # noqa: F403
    from .loss_distance import *  # noqa: F403
    from .loss_likelihood import *  # noqa: F403
    from .loss_linear import *  # noqa: F403
    from .loss_margin import *  # noqa: F403
    from .pooling_adaptive import *  # noqa: F403
    from .pooling_fractional import *  # noqa: F403
    from .pooling_unpooling import *  # noqa: F403
    from .pooling_windows import *  # noqa: F403
    from .vision_sampling import *  # noqa: F403

_hide_modules(globals())
__getattr__ = _on_demand(__name__, "torch.nn.functional", _refuse("torch.nn.functional"))


def __dir__() -> list[str]:
    return sorted({*globals(), *_files_on_demand()["torch.nn.functional"]})
