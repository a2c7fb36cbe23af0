"""Functions of layers that PyTorch keeps in `torch` as well, there with its own signatures.

Each looks its function up in `torch.nn.functional`. Those that have the same parameters there are the same
function. In the others, a reduction is a number: 0 for "none", 1 for "mean", 2 for "sum".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import Parameter, Signature
from typing import Any

from ..._core.operations.declare import FUNCTIONS, METHODS
from .. import functional as F

Tensor = Any  # as the functions give it

SAME = """adaptive_avg_pool1d avg_pool1d bilinear celu channel_shuffle conv1d conv2d conv3d conv_tbc
conv_transpose1d conv_transpose2d conv_transpose3d cosine_similarity hardshrink max_pool1d max_pool2d
max_pool3d pairwise_distance pdist pixel_shuffle pixel_unshuffle prelu rms_norm rrelu selu threshold"""

# A name, its parameters, and, where they are others in `nn.functional`, `parameter=what` it is called with.
TABLE = """
adaptive_max_pool1d(input, output_size): return_indices=True
affine_grid_generator(theta, size, align_corners)
alpha_dropout(input, p, train): training=train
batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps, cudnn_enabled)
binary_cross_entropy_with_logits(input, target, weight=None, pos_weight=None, reduction=0)
cosine_embedding_loss(input1, input2, target, margin=0.0, reduction=0)
ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0, reduction=0, zero_infinity=False)
dropout(input, p, train): training=train
feature_alpha_dropout(input, p, train): training=train
grid_sampler(input, grid, interpolation_mode, padding_mode, align_corners): mode=interpolation_mode
group_norm(input, num_groups, weight=None, bias=None, eps=1e-05, cudnn_enabled=True)
hinge_embedding_loss(input, target, margin=1.0, reduction=0)
instance_norm(input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, cudnn_enabled)
kl_div(input, target, reduction=0, log_target=False)
layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-05, cudnn_enable=True)
margin_ranking_loss(input1, input2, target, margin=0.0, reduction=0)
max_pool1d_with_indices(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False): \
return_indices=True
poisson_nll_loss(input, target, log_input, full, eps, reduction)
triplet_margin_loss(anchor, positive, negative, margin=1.0, p=2.0, eps=1e-06, swap=False, reduction=0)
"""
OTHER_NAMES = {
    "affine_grid_generator": "affine_grid",
    "grid_sampler": "grid_sample",
    "max_pool1d_with_indices": "max_pool1d",
}
NUMBERED = {
    "reduction": ("none", "mean", "sum"),
    "mode": ("bilinear", "nearest", "bicubic"),
    "padding_mode": ("zeros", "border", "reflection"),
}


def parameter(text: str) -> Parameter:
    """A parameter as the table spells it."""
    name, equals, value = text.strip().partition("=")
    default = eval(value) if equals else Parameter.empty
    return Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, default=default, annotation="Any")


def of_row(row: str) -> tuple[str, Signature, dict[str, str]]:
    """A row's name, signature, and what is passed on under another name."""
    head, _, others = row.partition(": ")
    name, _, inside = head.rstrip(")").partition("(")
    passed = dict(each.strip().split("=") for each in others.split(",") if each)
    known = Signature([parameter(text) for text in inside.split(",")], return_annotation="Any")
    return name, known, passed


def bound(name: str, known: Signature, passed: dict[str, str]) -> Any:
    """The function of `torch` for a row."""
    inner: Callable[..., Any] = getattr(F, OTHER_NAMES.get(name, name))

    def form(*args: Any, **options: Any) -> Any:
        given = known.bind(*args, **options)
        given.apply_defaults()
        values = {n: v for n, v in given.arguments.items() if not n.startswith("cudnn_")}
        for label, source in passed.items():
            values[label] = values.pop(source) if source in values else source == "True"
        for label, names in NUMBERED.items():
            if isinstance(values.get(label), int):
                values[label] = names[values[label]]
        if name == "embedding" and values["padding_idx"] < 0:
            values["padding_idx"] = None
        return inner(**values)

    return dressed(form, name, inner, known)


def dressed(form: Any, name: str, inner: Any, known: Signature) -> Any:
    """`form` with the name, signature and docstring that users see."""
    form.__name__ = form.__qualname__ = name
    form.__module__ = __name__.partition(".")[0]
    form.__signature__, form.__doc__ = known, inner.__doc__
    return form


def in_place(name: str, change: Any, example: str) -> None:
    """Declare `torch.{name}`, which changes its first argument."""
    change.__name__ = change.__qualname__ = name
    change.__module__ = __name__.partition(".")[0]
    change.__doc__ = f"As `{name.rstrip('_')}`, in place.\n\n{example}\n"
    FUNCTIONS[name] = change


def feature_dropout(input: Tensor, p: float, train: bool) -> Tensor:
    """Zero whole channels of (N, C, ...) with probability `p` while training, and scale the others.

    >>> torch.feature_dropout(torch.ones(1, 2, 1), 0.5, False)
    tensor([[[1.],
             [1.]]])
    """
    shape, flat = input.shape, input.reshape(*input.shape[:2], -1)
    return F.dropout1d(flat, p, train).reshape(shape) if train else input


def convolution(
    input: Tensor, weight: Tensor, bias: Tensor | None, stride: Any, padding: Any, dilation: Any,
    transposed: bool, output_padding: Any, groups: int,
) -> Tensor:  # fmt: skip
    """The convolution that `conv1d`, `conv2d`, `conv3d` and their transposed forms are made of; the number of
    dimensions of the weight says which.

    >>> torch.convolution(torch.ones(1, 1, 3), torch.ones(1, 1, 2), None, [1], [0], [1], False, [0], 1)
    tensor([[[2., 2.]]])
    """
    dims = weight.ndim - 2
    if transposed:
        form = getattr(F, f"conv_transpose{dims}d")
        return form(
            input, weight, bias, tuple(stride), tuple(padding), tuple(output_padding), groups, tuple(dilation)
        )
    return getattr(F, f"conv{dims}d")(
        input, weight, bias, tuple(stride), tuple(padding), tuple(dilation), groups
    )


def constant_pad_nd(input: Tensor, pad: Any, value: float = 0) -> Tensor:
    """`nn.functional.pad` with a constant.

    `input` has any shape.

    >>> torch.constant_pad_nd(torch.ones(2), (1, 1), 3)
    tensor([3., 1., 1., 3.])
    """
    return F.pad(input, pad, "constant", value)


def declare() -> None:
    """Enter what `nn.functional` has."""
    for name in SAME.split():
        FUNCTIONS[name] = getattr(F, name)
    for row in TABLE.strip().splitlines():
        name, known, passed = of_row(row)
        FUNCTIONS[name] = bound(name, known, passed)
    FUNCTIONS.update({form.__name__: form for form in (feature_dropout, convolution, constant_pad_nd)})
    METHODS.update({name: FUNCTIONS[name] for name in ("hardshrink", "prelu")})
    for name, form, example in in_place_rows():
        in_place(name, form, example)


def dropped(kind: str) -> Any:
    """A dropout that writes into its input."""

    def change(input: Tensor, p: float, train: bool) -> Tensor:
        return input.copy_(FUNCTIONS[kind](input, p, train))

    return change


def activation(kind: str) -> Any:
    """An activation that writes into its input."""

    def change(input: Tensor, *args: Any, **options: Any) -> Tensor:
        return getattr(F, kind)(input, *args, **options, inplace=True)

    return change


HALVES = ">>> torch.{}(torch.ones(1, 2, 1), 0.5, False)[0, 0]\ntensor([1.])"


def in_place_rows() -> Iterator[tuple[str, Any, str]]:
    """The name, the function and an example."""
    for kind in ("alpha_dropout", "dropout", "feature_alpha_dropout", "feature_dropout"):
        example = f">>> torch.{kind}_(torch.ones(1, 2, 1), 0.5, False)[0, 0]\ntensor([1.])"
        yield f"{kind}_", dropped(kind), example
    for kind in ("celu", "rrelu", "selu"):
        yield f"{kind}_", activation(kind), f">>> torch.{kind}_(torch.zeros(1))\ntensor([0.])"
    example = ">>> torch.threshold_(torch.zeros(1), 1., 2.)\ntensor([2.])"
    yield "threshold_", activation("threshold"), example


declare()
