"""Operations without a form of their own in `torch`, as functions on arrays: `distances.mse_loss(x, y)` is
`(value, vjps)`. See `rules`."""

from .rules import *  # noqa: F403
