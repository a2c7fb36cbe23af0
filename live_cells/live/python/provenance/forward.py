"""How operations make their numbers: which formula belongs to which operation."""

from __future__ import annotations

from collections.abc import Callable

from .elementwise import elementwise, filled
from .layers import max_pooled, normalized, pooled
from .losses import cross_entropy, logsumexp, mse_loss, nll_loss, softmax
from .memory import Event, Index
from .moved import dependent, moved
from .operation_call import Call
from .steps import Step
from .sums import conv2d, largest, linear, matmul, mean, norm, product, total, variance
from .values import Values


def explain(explainer: Values, event: Event, index: Index) -> Step:
    """One level: the operation's formula with its numbers, or what it depends on."""
    call = Call(explainer, event, index)
    for way in (FORMULAS.get(event.name), elementwise, moved):
        try:
            step = way(call) if way is not None else None
        except (
            IndexError,
            KeyError,
            TypeError,
            ValueError,
        ):  # called in a way that the formula does not know
            continue
        if step is not None and step.is_exact:
            return step
    return dependent(call)


FORMULAS: dict[str, Callable[[Call], Step | None]] = {
    "linear": linear, "matmul": matmul, "bmm": matmul, "mm": matmul, "conv2d": conv2d,
    "sum": total, "mean": mean, "norm": norm, "prod": product, "var": variance, "std": variance,
    "max": largest, "min": largest, "amax": largest, "amin": largest, "softmax": softmax,
    "log_softmax": softmax, "logsumexp": logsumexp, "cross_entropy": cross_entropy, "mse_loss": mse_loss,
    "nll_loss": nll_loss, "layer_norm": normalized, "batch_norm": normalized, "avg_pool2d": pooled,
    "max_pool2d": max_pooled,
    "adaptive_avg_pool2d": pooled, "fill": filled, "zero": filled,
}  # fmt: skip
