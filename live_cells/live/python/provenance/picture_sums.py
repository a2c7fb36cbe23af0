"""Sums that the page computes of a picture's numbers: they are not in its description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .python_numbers import origin_of, plain
from .steps import Between, Operand, Step, from_terms

NAME = "sum of a channel"


def sum_of_channel(data: Mapping[str, Any], channel: int, place: int) -> Between:
    """What one channel adds to a number of a convolution's output.

    Args:
        data: the description of the picture.
        place: of the number in the output, row by row.
    """
    image, kernel = data["image"], data["kernel"]
    stride, padding, dilation = (_pair(data[name]) for name in ("stride", "padding", "dilation"))
    at = divmod(place, data["output"]["shape"][1])
    terms = []
    for tap in np.ndindex(*kernel["shape"][1:]):
        pixel = [at[i] * stride[i] - padding[i] + tap[i] * dilation[i] for i in (0, 1)]
        if all(0 <= one < side for one, side in zip(pixel, image["shape"][1:], strict=True)):
            places = (image, (channel, *pixel)), (kernel, (channel, *tap))
            terms.append([_operand(tensor, index) for tensor, index in places])
    value = 0.0
    for weight, one in terms:
        value += weight.value * one.value  # as the page adds them up
    return Between(NAME, value, lambda: from_terms(Step("operation", NAME, value), terms))


def _operand(tensor: Mapping[str, Any], index: tuple[int, ...]) -> Operand:
    number = tensor["values"][int(np.ravel_multi_index(index, tensor["shape"]))]
    return Operand(float(np.float32(plain(number))), origin_of(number))  # written in fewer digits


def _pair(value: Any) -> list[int]:
    return value if isinstance(value, list) else [value, value]
