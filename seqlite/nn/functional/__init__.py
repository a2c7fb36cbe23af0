"""Layers as functions: `import seqlite.nn.functional as F`. Source: PyTorch, `torch.nn.functional`."""

from typing import TYPE_CHECKING as _TYPE_CHECKING

from ..._core.absent import absent_attribute as _refuse
from ..._core.absent import lazy_names as _lazy_names
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

if _TYPE_CHECKING:
    from .attention import multi_head_attention_forward as multi_head_attention_forward
    from .attention import scaled_dot_product_attention as scaled_dot_product_attention
    from .embedding_bags import embedding_bag as embedding_bag

_HOMES = {
    "embedding_bag": "embedding_bags",
    "multi_head_attention_forward": "attention",
    "scaled_dot_product_attention": "attention",
}
__getattr__ = _lazy_names(__name__, _HOMES, _refuse("torch.nn.functional"))


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
