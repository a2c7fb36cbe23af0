"""How operations make their numbers: which formula belongs to which operation."""

from __future__ import annotations

from collections.abc import Callable

from . import recurrent
from .attention import attention
from .elementwise import elementwise, filled
from .layers import largest_of_bin, max_pooled, normalized, pooled
from .loss_elements import ELEMENTS, loss_of_elements
from .losses import cross_entropy, logsumexp, mse_loss, nll_loss, softmax
from .memory import Event, Index
from .moved import dependent, moved
from .operation_call import Call
from .steps import Step
from .sums import (
    conv2d,
    conv_transpose2d,
    largest,
    linear,
    matmul,
    mean,
    norm,
    product,
    running_total,
    total,
    variance,
)
from .values import Values


def mean_or_pooled(call: Call) -> Step | None:
    """An adaptive average pooling is a mean over bins."""
    return pooled(call) if "out" in call.constants else mean(call)


def explain(explainer: Values, event: Event, index: Index) -> Step:
    """One level: the operation's formula with its numbers, or what it depends on."""
    call = Call(explainer, event, index)
    for way in (FORMULAS.get(event.name), elementwise, moved):
        try:
            step = way(call) if way is not None else None
        except (
            ArithmeticError,
            AttributeError,
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
    "sum": total, "mean": mean_or_pooled, "norm": norm, "prod": product, "var": variance, "std": variance,
    "cumsum": running_total,
    "max": largest, "min": largest, "amax": largest, "amin": largest, "softmax": softmax,
    "log_softmax": softmax, "logsumexp": logsumexp, "cross_entropy": cross_entropy, "mse_loss": mse_loss,
    "nll_loss": nll_loss, "layer_norm": normalized, "batch_norm": normalized, "avg_pool2d": pooled,
    "max_pool2d": max_pooled, "adaptive_max_pool2d": largest_of_bin, "conv_transpose2d": conv_transpose2d,
    "scaled_dot_product_attention": attention, **recurrent.KINDS,
    **dict.fromkeys(ELEMENTS, loss_of_elements),
    "adaptive_avg_pool2d": pooled, "fill": filled, "zero": filled,
}  # fmt: skip
