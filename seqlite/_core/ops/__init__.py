"""Operations without a form of their own in `torch`, as functions on arrays: `ops.mask(a, m)` is `(value,
vjps)`. See `rules`."""

from .activations import *  # noqa: F403
from .products import *  # noqa: F403
from .rules import *  # noqa: F403
from .views import *  # noqa: F403
