"""Every operation, as a function on arrays: `ops.mul(a, b)` is `(value, vjps)`. See `rules`."""

from .activations import *  # noqa: F403
from .arithmetic import *  # noqa: F403
from .choosing import *  # noqa: F403
from .elementwise import *  # noqa: F403
from .logic import *  # noqa: F403
from .products import *  # noqa: F403
from .reductions import *  # noqa: F403
from .rules import *  # noqa: F403
from .shapes import *  # noqa: F403
from .views import *  # noqa: F403
