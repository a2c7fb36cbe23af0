"""Derivatives of functions of tensors: `torch.autograd.functional`, as far as first derivatives go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .._core.absent import absent_attribute as _refuse
from .._core.tensor_base import TensorBase
from . import grad as _grad
from . import refuse_create_graph as _refuse_create_graph
from .grad_mode import enable_grad as _enable_grad

Function = Callable[..., Any]
Tensors = tuple[Any, ...]


def _as_tuple(value: Any, who: str, what: str) -> Tensors:
    """One tensor or several, as a tuple. TypeError for anything else."""
    several = value if isinstance(value, tuple) else (value,)
    for i, t in enumerate(several):
        if not isinstance(t, TensorBase):
            given = "given " if what == "inputs" else "outputs of the user-provided function "
            where = (
                f"the value at index {i} has type"
                if isinstance(value, tuple)
                else f"the {given}{what} has type"
            )
            raise TypeError(
                f"The {what} of the user-provided function given to {who} must be either a Tensor or a tuple "
                f"of Tensors but {where} {type(t)}."
            )
    return several


def _call_on_leaves(func: Function, inputs: Any, who: str) -> tuple[Tensors, Tensors, bool]:
    """The inputs, fresh and requiring grad; the outputs; and whether they are several."""
    fresh: Tensors = tuple(t.detach().requires_grad_() for t in _as_tuple(inputs, who, "inputs"))
    with _enable_grad():
        value = func(*fresh)
    return fresh, _as_tuple(value, who, "outputs"), isinstance(value, tuple)


def _wrap(array: Any) -> Any:
    return TensorBase.concrete._wrap(np.ascontiguousarray(array).reshape(np.shape(array)))


def _zeros(like: Any) -> Any:
    return _wrap(np.zeros_like(like._array))


def _check_strict(strict: bool, outputs: Tensors) -> None:
    for i, out in enumerate(outputs):
        if strict and not out.requires_grad:
            raise RuntimeError(
                f"Output {i} of the user-provided function does not require gradients. The outputs must be "
                "computed in a differentiable manner from the input when running in strict mode."
            )


def _vjp_of(outputs: Tensors, weights: Tensors, inputs: Tensors, retain: bool = False) -> Tensors:
    """The gradients at `inputs` of the outputs so weighed, zeros where there is none."""
    pairs = [(o, w) for o, w in zip(outputs, weights, strict=True) if o.requires_grad]
    if not pairs:
        return tuple(map(_zeros, inputs))
    found = _grad(
        [o for o, _ in pairs], inputs, [w for _, w in pairs], retain_graph=retain, allow_unused=True
    )
    return tuple(_zeros(x) if g is None else g for g, x in zip(found, inputs, strict=True))


def _check_vectors(v: Any, like: Tensors) -> Tensors:
    """`v` as a tuple of tensors of the shapes of `like`; None stands for a single 1."""
    if v is None:
        if len(like) != 1 or like[0].numel() != 1:
            raise RuntimeError(
                "The vector v can only be None if the user-provided function returns a single Tensor with a "
                "single element."
            )
        v = _wrap(np.ones_like(like[0]._array))
    several = v if isinstance(v, tuple) else (v,)
    if len(several) != len(like):
        raise RuntimeError(f"v is a tuple of invalid length: should be {len(like)} but got {len(several)}.")
    for i, (given, t) in enumerate(zip(several, like, strict=True)):
        if given.shape != t.shape:
            entry = f"Entry {i} in v" if len(like) > 1 else "v"
            raise RuntimeError(f"{entry} has invalid size: should be {t.shape} but got {given.shape}.")
    return several


def _jacobian_arrays(outputs: Tensors, inputs: Tensors) -> list[list[Any]]:
    """For each output and input, the array of derivatives (output's shape, input's shape)."""
    table = []
    for out in outputs:
        blocks = [np.zeros((out.numel(), *x._array.shape), x._array.dtype) for x in inputs]
        for k in range(out.numel()):
            one = np.zeros(out.numel(), out._array.dtype)
            one[k] = 1
            for block, g in zip(
                blocks, _vjp_of((out,), (_wrap(one.reshape(out._array.shape)),), inputs, True), strict=True
            ):
                block[k] = g._array
        table.append(
            [b.reshape(out._array.shape + x._array.shape) for b, x in zip(blocks, inputs, strict=True)]
        )
    return table


def jacobian(
    func: Function,
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """The derivative of each element of the outputs with respect to each of the inputs, by one backward pass
    per element (`vectorize` changes nothing here): of shape (output's shape, input's shape), in a tuple per
    output and per input where there are several.

    >>> torch.autograd.functional.jacobian(lambda x: x ** 2, torch.tensor([1., 2.]))
    tensor([[2., 0.],
            [0., 4.]])
    """
    _refuse_create_graph(create_graph)
    if strategy not in ("reverse-mode", "forward-mode"):
        raise AssertionError(
            'Expected strategy to be either "forward-mode" or "reverse-mode". Hint: "forward-mode" has less '
            f"outputs than inputs. Got: {strategy}"
        )
    if strategy == "forward-mode":
        raise NotImplementedError("jacobian(strategy='forward-mode') is not covered: leave it out")
    fresh, outputs, several = _call_on_leaves(func, inputs, "jacobian")
    _check_strict(strict, outputs)
    table = [tuple(map(_wrap, row)) for row in _jacobian_arrays(outputs, fresh)]
    rows = [row if isinstance(inputs, tuple) else row[0] for row in table]
    return tuple(rows) if several else rows[0]


def vjp(func: Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """The outputs of `func`, and the product of `v` (of their shape) with the Jacobian.

    >>> torch.autograd.functional.vjp(lambda x: x ** 2, torch.tensor([1., 2.]), torch.ones(2))
    (tensor([1., 4.]), tensor([2., 4.]))
    """
    _refuse_create_graph(create_graph)
    fresh, outputs, several = _call_on_leaves(func, inputs, "vjp")
    _check_strict(strict, outputs)
    found = _vjp_of(outputs, _check_vectors(v, outputs), fresh)
    values = tuple(o.detach() for o in outputs)
    return values if several else values[0], found if isinstance(inputs, tuple) else found[0]


def jvp(func: Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """The outputs of `func`, and the product of the Jacobian with `v` (of the inputs' shape), by way of the
    whole Jacobian. RuntimeError for a `v` of another shape.

    >>> torch.autograd.functional.jvp(lambda x: x ** 2, torch.tensor([1., 2.]), torch.ones(2))
    (tensor([1., 4.]), tensor([2., 4.]))
    """
    _refuse_create_graph(create_graph)
    given = _as_tuple(inputs, "jvp", "inputs")
    if v is None and (len(given) != 1 or given[0].numel() != 1):
        raise RuntimeError(
            "The vector v can only be None if the input to the user-provided function is a single Tensor "
            "with a single element."
        )
    weights = _check_vectors(v, given)
    fresh, outputs, several = _call_on_leaves(func, inputs, "jvp")
    _check_strict(strict, outputs)
    found = []
    for out, row in zip(outputs, _jacobian_arrays(outputs, fresh), strict=True):
        sides = [np.tensordot(j, w._array, w._array.ndim) for j, w in zip(row, weights, strict=True)]
        found.append(_wrap(np.asarray(sum(sides), out._array.dtype)))
    values = tuple(o.detach() for o in outputs)
    return (values, tuple(found)) if several else (values[0], found[0])


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
__getattr__ = _refuse("torch.autograd.functional")
