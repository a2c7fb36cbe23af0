"""Derivatives of functions of tensors: `torch.autograd.functional`."""

from __future__ import annotations

from typing import TYPE_CHECKING as _TYPE_CHECKING

import numpy as _np

from .._core.absent import absent_attribute as _refuse
from .._core.operations.indexing_joining import stack as _stack
from .._core.tensor import Tensor as _Tensor
from .._core.tensor_base import TensorBase as _TensorBase
from . import grad as _grad
from .grad_mode import enable_grad as _enable_grad

if _TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    _Function = Callable[..., Any]
    _Tensors = tuple[Any, ...]


def _as_tuple(value: Any, who: str, what: str) -> _Tensors:
    """One tensor or several, as a tuple. TypeError for anything else."""
    several = value if isinstance(value, tuple) else (value,)
    for i, t in enumerate(several):
        if not isinstance(t, _TensorBase):
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


def _call_on_leaves(
    func: _Function, inputs: Any, who: str, create_graph: bool = False
) -> tuple[_Tensors, _Tensors, bool]:
    """The inputs, fresh and requiring grad, with `create_graph` with their history; the outputs; and whether
    they are several."""
    given = _as_tuple(inputs, who, "inputs")
    fresh: _Tensors = tuple(
        t.view_as(t) if create_graph and t.requires_grad else t.detach().requires_grad_() for t in given
    )
    with _enable_grad():
        value = func(*fresh)
    return fresh, _as_tuple(value, who, "outputs"), isinstance(value, tuple)


def _wrap(array: Any) -> Any:
    return _TensorBase.concrete._wrap(_np.ascontiguousarray(array).reshape(_np.shape(array)))


def _zeros(like: Any) -> Any:
    return _wrap(_np.zeros_like(like._array))


def _check_strict(strict: bool, outputs: _Tensors) -> None:
    for i, out in enumerate(outputs):
        if strict and not out.requires_grad:
            raise RuntimeError(
                f"Output {i} of the user-provided function does not require gradients. The outputs must be "
                "computed in a differentiable manner from the input when running in strict mode."
            )


def _vjp_of(
    outputs: _Tensors, weights: _Tensors, inputs: _Tensors, retain: bool = False, create_graph: bool = False
) -> _Tensors:
    """The gradients at `inputs` of the outputs so weighed, zeros where there is none."""
    pairs = [(o, w) for o, w in zip(outputs, weights, strict=True) if o.requires_grad]
    if not pairs:
        return tuple(map(_zeros, inputs))
    found = _grad(
        [o for o, _ in pairs],
        inputs,
        [w for _, w in pairs],
        retain_graph=retain or create_graph,
        create_graph=create_graph,
        allow_unused=True,
    )
    return tuple(_zeros(x) if g is None else g for g, x in zip(found, inputs, strict=True))


def _kept(values: _Tensors, create_graph: bool) -> _Tensors:
    """The values, without history unless `create_graph`."""
    return values if create_graph else tuple(t.detach() for t in values)


def _like(value: Any, found: _Tensors) -> Any:
    """One tensor, or a tuple where `value` is one."""
    return found if isinstance(value, tuple) else found[0]


_OUTPUT, _INPUT = "user-provided function returns", "input to the user-provided function is"


def _check_vectors(v: Any, like: _Tensors, what: str = _OUTPUT) -> _Tensors:
    """`v` as a tuple of tensors of the shapes of `like`; None stands for a single 1."""
    if v is None:
        if len(like) != 1 or like[0].numel() != 1:
            raise RuntimeError(
                f"The vector v can only be None if the {what} a single Tensor with a single element."
            )
        v = _wrap(_np.ones_like(like[0]._array))
    several = v if isinstance(v, tuple) else (v,)
    if len(several) != len(like):
        raise RuntimeError(f"v is a tuple of invalid length: should be {len(like)} but got {len(several)}.")
    for i, (given, t) in enumerate(zip(several, like, strict=True)):
        if given.shape != t.shape:
            entry = f"Entry {i} in v" if len(like) > 1 else "v"
            raise RuntimeError(f"{entry} has invalid size: should be {t.shape} but got {given.shape}.")
    return several


def _jacobian(outputs: _Tensors, inputs: _Tensors, create_graph: bool) -> list[_Tensors]:
    """For each output and input, the derivatives: (output's shape, input's shape)."""
    table = []
    for out in outputs:
        rows = []
        for k in range(out.numel()):
            one = _np.zeros(out.numel(), out._array.dtype)
            one[k] = 1
            rows.append(_vjp_of((out,), (_wrap(one.reshape(out._array.shape)),), inputs, True, create_graph))
        blocks = []
        for place, x in enumerate(inputs):
            shape = out._array.shape + x._array.shape
            if not rows:
                blocks.append(_wrap(_np.zeros(shape, x._array.dtype)))
            elif create_graph:
                blocks.append(_stack([row[place] for row in rows]).reshape(shape))
            else:
                blocks.append(_wrap(_np.stack([row[place]._array for row in rows]).reshape(shape)))
        table.append(tuple(blocks))
    return table


def jacobian(
    func: _Function,
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """The derivative of each element of the outputs with respect to each of the inputs, by one backward pass
    per element (`vectorize` and `strategy` change nothing here): of shape (output's shape, input's shape), in
    a tuple per output and per input where there are several. With `create_graph`, it has a history itself.

    >>> torch.autograd.functional.jacobian(lambda x: x ** 2, torch.tensor([1., 2.]))
    tensor([[2., 0.],
            [0., 4.]])
    """
    if strategy not in ("reverse-mode", "forward-mode"):
        raise AssertionError(
            'Expected strategy to be either "forward-mode" or "reverse-mode". Hint: "forward-mode" has less '
            f"outputs than inputs. Got: {strategy}"
        )
    if strategy == "forward-mode" and create_graph:
        raise NotImplementedError(
            'torch.autograd.functional.jacobian: `create_graph=True` and `strategy="forward-mode"` are not '
            'supported together (yet). Please either set `create_graph=False` or `strategy="reverse-mode"`.'
        )
    fresh, outputs, several = _call_on_leaves(func, inputs, "jacobian", create_graph)
    _check_strict(strict, outputs)
    rows = [_like(inputs, row) for row in _jacobian(outputs, fresh, create_graph)]
    return tuple(rows) if several else rows[0]


def _single(func: _Function, who: str) -> _Function:
    """`func`, whose output has to be a single number. RuntimeError otherwise."""

    def call(*inputs: Any) -> Any:
        value: Any = func(*inputs)
        if not isinstance(value, _Tensor):
            raise RuntimeError(f"The function given to {who} should return a single Tensor")
        if value.numel() != 1:
            raise RuntimeError(
                f"The Tensor returned by the function given to {who} should contain a single element"
            )
        return value.squeeze()

    return call


def hessian(
    func: _Function,
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """The second derivatives of a function whose output is a single number: of shape (input's shape, input's
    shape), in a tuple of tuples where there are several inputs.

    >>> torch.autograd.functional.hessian(lambda x: (x ** 3).sum(), torch.tensor([1., 2.]))
    tensor([[ 6.,  0.],
            [ 0., 12.]])
    """
    single = _single(func, "hessian")

    def slopes(*given: Any) -> Any:
        return jacobian(single, _like(inputs, given), create_graph=True, strict=strict)

    return jacobian(slopes, inputs, create_graph=create_graph, strict=strict)


def vjp(func: _Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """The outputs of `func`, and the product of `v` (of their shape) with the Jacobian.

    >>> torch.autograd.functional.vjp(lambda x: x ** 2, torch.tensor([1., 2.]), torch.ones(2))
    (tensor([1., 4.]), tensor([2., 4.]))
    """
    fresh, outputs, several = _call_on_leaves(func, inputs, "vjp", create_graph)
    _check_strict(strict, outputs)
    found = _vjp_of(outputs, _check_vectors(v, outputs), fresh, create_graph=create_graph)
    values = _kept(outputs, create_graph)
    return values if several else values[0], _like(inputs, found)


def _twice(outputs: _Tensors, inputs: _Tensors, v: _Tensors, create_graph: bool) -> _Tensors:
    """The product of the Jacobian with `v`: the gradient of a gradient by the weights of the outputs."""
    weights = tuple(_zeros(out).requires_grad_() for out in outputs)
    slopes = _vjp_of(outputs, weights, inputs, create_graph=True)
    return _vjp_of(slopes, v, weights, create_graph=create_graph)


def jvp(func: _Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """The outputs of `func`, and the product of the Jacobian with `v` (of the inputs' shape).

    >>> torch.autograd.functional.jvp(lambda x: x ** 2, torch.tensor([1., 2.]), torch.ones(2))
    (tensor([1., 4.]), tensor([2., 4.]))
    """
    fresh, outputs, several = _call_on_leaves(func, inputs, "jvp", create_graph)
    _check_strict(strict, outputs)
    found = _twice(outputs, fresh, _check_vectors(v, fresh, _INPUT), create_graph)
    values = _kept(outputs, create_graph)
    return (values, found) if several else (values[0], found[0])


def vhp(func: _Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """The output of `func`, a single number, and the product of `v` (of the inputs' shape) with its second
    derivatives.

    >>> torch.autograd.functional.vhp(lambda x: (x ** 3).sum(), torch.tensor([1., 2.]), torch.ones(2))
    (tensor(9.), tensor([ 6., 12.]))
    """
    return _hessian_product(func, inputs, v, create_graph, strict, "vhp")


def hvp(func: _Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """The same as `vhp`: second derivatives are symmetric. Shapes are those of `vhp`.

    >>> torch.autograd.functional.hvp(lambda x: (x ** 3).sum(), torch.tensor([1., 2.]), torch.ones(2))
    (tensor(9.), tensor([ 6., 12.]))
    """
    return _hessian_product(func, inputs, v, create_graph, strict, "hvp")


def _hessian_product(func: _Function, inputs: Any, v: Any, create_graph: bool, strict: bool, who: str) -> Any:
    fresh, outputs, _ = _call_on_leaves(_single(func, who), inputs, who, create_graph)
    _check_strict(strict, outputs)
    slopes = _vjp_of(
        outputs, tuple(_wrap(_np.ones_like(out._array)) for out in outputs), fresh, create_graph=True
    )
    found = _vjp_of(slopes, _check_vectors(v, fresh, _INPUT), fresh, create_graph=create_graph)
    return _kept(outputs, create_graph)[0], _like(inputs, found)


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
__getattr__ = _refuse("torch.autograd.functional")
