"""What `torch.autograd.functional` refuses: arguments that do not fit, and with `strict`, constants."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._core.tensor_base import TensorBase

Tensors = tuple[Any, ...]

OUTPUTS = "outputs of the user-provided function"
NO = "This is not allowed in strict mode"
OUTPUT = (
    "Output {i} of the user-provided function does not require gradients. The outputs must be computed in a "
    "differentiable manner from the input when running in strict mode."
)
GRADIENT = (
    "The gradient with respect to input {i} is independent of the inputs of the user-provided function. "
    f"{NO}."
)
JACOBIAN = (
    "While computing the hessian, found that the jacobian of the user-provided function with respect to "
    f"input {{i}} is independent of the input. {NO}. You should ensure that your function is twice "
    "differentiable and that the jacobian depends on the inputs (this would be violated by a linear function "
    "for example)."
)


def as_tuple(value: Any, who: str, what: str) -> Tensors:
    """One tensor or several, as a tuple. TypeError for anything else."""
    several = value if isinstance(value, tuple) else (value,)
    for i, t in enumerate(several):
        if not isinstance(t, TensorBase):
            where = f"value at index {i}" if isinstance(value, tuple) else f"given {what}"
            raise TypeError(
                f"The {what} given to {who} must be either a Tensor or a tuple of Tensors but the {where} "
                f"has type {type(t)}."
            )
    return several


def wrap(array: Any) -> Any:
    """A tensor of an array of numbers, without history."""
    return TensorBase.concrete._wrap(np.ascontiguousarray(array).reshape(np.shape(array)))


def zeros(like: Any) -> Any:
    """Zeros of the shape and the type of a tensor."""
    return wrap(np.zeros_like(like._array))


def check_strict(strict: bool, values: Any, text: str) -> None:
    """With `strict`, RuntimeError where one of `values` does not depend on the inputs."""
    for i, value in enumerate(values if strict else ()):
        if value is None:
            raise RuntimeError(f"The output of the user-provided function is independent of input {i}. {NO}.")
        if not value.requires_grad:
            raise RuntimeError(text.format(i=i))


def filled(found: Tensors, like: Tensors, strict: bool, text: str, recorded: str = "") -> Tensors:
    """The gradients with zeros for None. With `strict`, RuntimeError instead: `text`, or if the gradients
    should be `recorded` and are not, that the derivative of this name is constant."""
    for i, g in enumerate(found if strict else ()):
        if g is None:
            raise RuntimeError(text.format(i=i))
        if recorded and not g.requires_grad:
            raise RuntimeError(
                f"The {recorded} of the user-provided function is independent of input {i}. {NO} when "
                "create_graph=True."
            )
    return tuple(zeros(x) if g is None else g for g, x in zip(found, like, strict=True))


INPUT = "input to the user-provided function is"


def check_vectors(v: Any, like: Tensors, several: bool, who: str, what: str = INPUT) -> Tensors:
    """`v` as a tuple of tensors of the shapes of `like`; None stands for a single 1."""
    if v is None:
        if len(like) != 1 or like[0].numel() != 1:
            raise RuntimeError(
                f"The vector v can only be None if the {what} a single Tensor with a single element."
            )
        v = wrap(np.ones_like(like[0]._array))
        return (v,)
    given = as_tuple(v, who, "v")
    if len(given) != len(like):
        if not several:
            raise RuntimeError("The given v should contain a single Tensor.")
        raise RuntimeError(f"v is a tuple of invalid length: should be {len(like)} but got {len(given)}.")
    for i, (one, t) in enumerate(zip(given, like, strict=True)):
        if one.shape != t.shape:
            entry = f"Entry {i} in v" if several else "v"
            raise RuntimeError(f"{entry} has invalid size: should be {t.shape} but got {one.shape}.")
    return given
