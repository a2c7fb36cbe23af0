"""Checks and conversions of arguments; and `layer`: a function declares the layer that applies it.

    @layer("activation.LeakyReLU")
    def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor: ...

The parameters without defaults are what `forward` takes, the others are the layer's settings. `nn.modules`
makes the classes (`derived.py`); `derived.pyi`, which is generated, spells them out.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from inspect import Parameter
from typing import Any, NamedTuple, TypeVar

import numpy as np

from ..._core.operations.arguments import round_once, signature_of
from ..._core.operations.out import write_out
from ..._core.record import drop_base, record
from ..._core.rules import Op
from ..._core.tensor import Tensor
from ..._core.tensor_attributes import is_channels_last, to_channels_last


def array(value: Any) -> Any:
    """The array of a tensor; None stays None."""
    return None if value is None else value._array


def check_tensor(value: Any, function: str, name: str = "input", position: int = 1) -> None:
    """Raise PyTorch's `TypeError` unless the argument is a tensor."""
    if not isinstance(value, Tensor):
        is_result = isinstance(value, tuple) and value and isinstance(value[0], Tensor)
        advice = (
            "take the tensor out of it first, as in `output, state = gru(x)`"
            if is_result
            else "write torch.as_tensor(...) around it"
        )
        raise TypeError(
            f"{function}(): argument '{name}' (position {position}) must be Tensor, not "
            f"{type(value).__name__}; {advice}"
        )


def check_channels(input: Tensor, weight: Tensor, groups: int, dims: int) -> None:
    """Raises `RuntimeError` where a convolution over `dims` dimensions does not fit its input, a batch."""
    if input.dim() != dims + 2:
        raise RuntimeError(
            f"Expected {dims + 1}D (unbatched) or {dims + 2}D (batched) input to conv{dims}d, "
            f"but got input of size: {list(input.shape)}"
        )
    if input.shape[1] != weight.shape[1] * groups:
        raise RuntimeError(
            f"Given groups={groups}, weight of size {list(weight.shape)}, expected input"
            f"{list(input.shape)} to have {weight.shape[1] * groups} channels, but got {input.shape[1]} "
            "channels instead"
        )


def reduction_of(size_average: bool | None, reduce: bool | None, reduction: str) -> str:
    """PyTorch's old arguments `size_average` and `reduce` as today's `reduction`."""
    if size_average is None and reduce is None:
        return reduction if reduction != "elementwise_mean" else _old_mean()
    reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    warnings.warn(
        f"size_average and reduce args will be deprecated, please use reduction='{reduction}' instead.",
        stacklevel=4,
    )
    return reduction


def _old_mean() -> str:
    """The old name of "mean", with PyTorch's warning."""
    warnings.warn(
        "reduction='elementwise_mean' is deprecated. Please use reduction='mean' instead.", stacklevel=4
    )
    return "mean"


def check_reduction(reduction: str) -> None:
    """Raise `ValueError` for an unknown reduction."""
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction} is not a valid value for reduction: use 'mean', 'sum' or 'none'")


def pair(value: Any) -> tuple[int, int]:
    """Two sizes: one number repeated, or the given two."""
    if isinstance(value, int):
        return value, value
    first, second = value if len(value) == 2 else (value[0], value[0])
    return int(first), int(second)


def into(out: Tensor | None, result: Tensor, input: Tensor, who: str) -> Tensor:
    """The result of an operation on `input`, written into `out` if that is given."""
    made: Tensor = result if out is None else write_out(out, result, who, of=(input,))
    return made


def apply(
    op: Op, input: Tensor, inplace: bool, *rest: Any, in_place: Op | None = None, **constants: Any
) -> Tensor:
    """Run `op`, or with `inplace` write over `input` what it gives, or what `in_place` does, if there is such
    an operation."""
    check_tensor(input, op.__name__)
    if inplace:
        return input._assign_in_place(record(in_place or op, input._before_change(), *rest, **constants))
    return record(op, input, *rest, **constants)


def keep_channels_last(made: Tensor, *inputs: Tensor) -> Tensor:
    """What was made, with the channels side by side in memory if one of the inputs has them so."""
    if made.dim() == 4 and any(is_channels_last(t._array) for t in inputs):
        made._array = to_channels_last(made._array)
    return made


F = TypeVar("F", bound=Callable[..., Any])


class Layer(NamedTuple):
    """A layer as declared: the function, the file of `nn.modules` where PyTorch has the class, the names of
    its inputs, its settings, which of these are printed (None: all), and whether they have to be named."""

    function: Callable[..., Any]
    file: str
    inputs: list[str]
    settings: list[Parameter]
    shown: str | None
    named: bool


LAYERS: dict[str, Layer] = {}


def layer(
    place: str,
    *,
    inputs: int = 0,
    shown: str | None = None,
    without: str = "",
    named: bool = False,
    once: bool = False,
) -> Callable[[F], F]:
    """Declare the layer of a function, at `place` below `nn.modules`.

    inputs   how many parameters `forward` takes, if not those without defaults
    shown    the settings that are printed, separated by spaces
    without  parameters that are neither, beside `dtype`, `out` and those that begin with an underscore
    named    the settings have to be given by name
    once     bfloat16 is rounded once, at the end
    """

    def declare(function: F) -> F:
        function = round_once(function) if once else function
        parameters = list(signature_of(function).parameters.values())
        count = inputs or sum(p.default is p.empty for p in parameters)
        left_out = ("dtype", "out", *without.split())
        settings = [p for p in parameters[count:] if p.name not in left_out and p.name[0] != "_"]
        file, _, name = place.partition(".")
        LAYERS[name] = Layer(function, file, [p.name for p in parameters[:count]], settings, shown, named)
        return function

    return declare


def check_output_padding(extra: tuple[int, ...], steps: tuple[int, ...], gaps: tuple[int, ...]) -> None:
    """RuntimeError for an output padding that neither stride nor dilation exceeds."""
    if any(e >= max(s, d) for e, s, d in zip(extra, steps, gaps, strict=True)):
        given = {"output_padding": extra, "stride": steps, "dilation": gaps}
        sides = ("depth", "height", "width")[-len(extra) :]
        words = (
            f"{name}_{side}: {n}" for name, all in given.items() for side, n in zip(sides, all, strict=True)
        )
        raise RuntimeError(
            f"output padding must be smaller than either stride or dilation, but got {' '.join(words)}"
        )


def check_transposed(input: Tensor, weight: Tensor) -> None:
    """RuntimeError unless the weight is for so many channels."""
    if input.shape[1] != weight.shape[0]:
        raise RuntimeError(
            f"Given transposed=1, weight of size {list(weight.shape)}, expected input{list(input.shape)} to "
            f"have {weight.shape[0]} channels, but got {input.shape[1]} channels instead"
        )


def transposed_size(input: Tensor, *sizes: tuple[int, ...]) -> list[int]:
    """The size of what transposed convolution makes. RuntimeError if there is nothing."""
    size = [
        (n - 1) * s - 2 * p + d * (k - 1) + e + 1
        for n, k, s, p, d, e in zip(input.shape[2:], *sizes, strict=True)
    ]
    if min(size) < 1:
        before, after = (" x ".join(map(str, ns)) for ns in (input.shape[2:], size))
        raise RuntimeError(
            f"Given input size per channel: ({before}). Calculated output size per channel: ({after}). "
            "Output size is too small"
        )
    return size


def apart_from(source: Tensor, result: Tensor) -> Tensor:
    """`result`, made of parts of `source`, as a tensor of its own: a copy where nothing has moved."""
    if not np.may_share_memory(result._array, source._array):
        return drop_base(result)
    return result.clone()
