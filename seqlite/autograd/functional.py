"""Derivatives of functions of tensors: `torch.autograd.functional`."""

from __future__ import annotations

from typing import TYPE_CHECKING as _TYPE_CHECKING

import numpy as _np

from .._core.absent import absent_attribute as _refuse
from .._core.operations.indexing_joining import stack as _stack
from . import functional_checks as _checks
from . import grad as _grad
from .grad_mode import enable_grad as _enable_grad

if _TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    _Function = Callable[..., Any]
    _Tensors = tuple[Any, ...]


def _as_leaves(inputs: Any, who: str, create_graph: bool) -> _Tensors:
    """The inputs, fresh and requiring grad, with `create_graph` with their history."""
    return tuple(
        t.view_as(t) if create_graph and t.requires_grad else t.detach().requires_grad_()
        for t in _checks.as_tuple(inputs, who, "inputs")
    )


def _call(func: _Function, fresh: _Tensors, who: str, strict: bool) -> tuple[_Tensors, bool]:
    """The outputs, and whether they are several."""
    value = func(*fresh)
    outputs = _checks.as_tuple(value, who, _checks.OUTPUTS)
    _checks.check_strict(strict, outputs, _checks.OUTPUT)
    return outputs, isinstance(value, tuple)


def _vjp_of(
    outputs: _Tensors, weights: Any, inputs: _Tensors, retain: bool = False, create_graph: bool = False
) -> _Tensors:
    """The gradients at `inputs` of the outputs so weighed, None where there is none."""
    pairs = [(o, w) for o, w in zip(outputs, weights, strict=True) if o is not None and o.requires_grad]
    if not pairs:
        return (None,) * len(inputs)
    return _grad(
        [o for o, _ in pairs],
        inputs,
        [w for _, w in pairs],
        retain_graph=retain or create_graph,
        create_graph=create_graph,
        allow_unused=True,
    )


def _kept(values: _Tensors, create_graph: bool) -> _Tensors:
    """The values, without history unless `create_graph`."""
    return values if create_graph else tuple(t.detach() for t in values)


def _like(value: Any, found: _Tensors) -> Any:
    """One tensor, or a tuple where `value` is one."""
    return found if isinstance(value, tuple) else found[0]


def _jacobian(outputs: _Tensors, inputs: _Tensors, create_graph: bool, strict: bool) -> list[_Tensors]:
    """For each output and input, the derivatives: (output's shape, input's shape)."""
    table = []
    for i, out in enumerate(outputs):
        rows = []
        for k in range(out.numel()):
            one = _np.zeros(out.numel(), out._array.dtype)
            one[k] = 1
            found = _vjp_of(
                (out,), (_checks.wrap(one.reshape(out._array.shape)),), inputs, True, create_graph
            )
            if strict and create_graph and any(g is not None and not g.requires_grad for g in found):
                raise RuntimeError(
                    f"The jacobian of the user-provided function is independent of input {i}. {_checks.NO} "
                    "when create_graph=True."
                )
            text = f"Output {i} of the user-provided function is independent of input {{i}}. {_checks.NO}."
            rows.append(_checks.filled(found, inputs, strict, text))
        blocks = []
        for place, x in enumerate(inputs):
            shape = out._array.shape + x._array.shape
            if not rows:
                blocks.append(_checks.wrap(_np.zeros(shape, x._array.dtype)))
            elif create_graph:
                blocks.append(_stack([row[place] for row in rows]).view(shape))
            else:
                blocks.append(_checks.wrap(_np.stack([row[place]._array for row in rows]).reshape(shape)))
        table.append(tuple(blocks))
    return table


@_enable_grad()
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
    a tuple per output and per input where there are several. With `create_graph`, it has a history itself;
    with `strict`, RuntimeError where it does not depend on an input.

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
    if strict and (vectorize or strategy == "forward-mode"):
        option = ("`vectorized=True`", "`vectorize=False`")
        if strategy == "forward-mode":
            option = ('`strategy="forward-mode"`', '`strategy="reverse-mode"`')
        raise RuntimeError(
            f"torch.autograd.functional.jacobian: `strict=True` and {option[0]} are not supported together"
            f"{' (yet)' * (strategy == 'forward-mode')}. Please either set `strict=False` or {option[1]}."
        )
    fresh = _as_leaves(inputs, "jacobian", create_graph)
    outputs, several = _call(func, fresh, "jacobian", strict)
    rows = [_like(inputs, row) for row in _jacobian(outputs, fresh, create_graph, strict)]
    return tuple(rows) if several else rows[0]


def _single(func: _Function, who: str, strict: bool) -> _Function:
    """`func`, whose output has to be a single number. RuntimeError otherwise."""

    def call(*inputs: Any) -> Any:
        outputs, several = _call(func, inputs, who, strict)
        if several:
            raise RuntimeError(f"The function given to {who} should return a single Tensor")
        if outputs[0].numel() != 1:
            raise RuntimeError(
                f"The Tensor returned by the function given to {who} should contain a single element"
            )
        return outputs[0]

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
    _checks.as_tuple(inputs, "hessian", "inputs")
    single = _single(func, "hessian", strict)

    def slopes(*given: Any) -> Any:
        found = jacobian(lambda *x: single(*x).squeeze(), given, create_graph=True)
        _checks.check_strict(strict, found, _checks.JACOBIAN)
        return _like(inputs, found)

    return jacobian(slopes, inputs, create_graph, strict, vectorize, outer_jacobian_strategy)


@_enable_grad()
def vjp(func: _Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """The outputs of `func`, and the product of `v` (of their shape) with the Jacobian.

    >>> torch.autograd.functional.vjp(lambda x: x ** 2, torch.tensor([1., 2.]), torch.ones(2))
    (tensor([1., 4.]), tensor([2., 4.]))
    """
    fresh = _as_leaves(inputs, "vjp", create_graph)
    outputs, several = _call(func, fresh, "vjp", strict)
    vectors = _checks.check_vectors(v, outputs, several, "vjp", "user-provided function returns")
    found = _vjp_of(outputs, vectors, fresh, create_graph=create_graph)
    text = f"The output of the user-provided function is independent of input {{i}}. {_checks.NO}."
    found = _checks.filled(found, fresh, strict, text, "jacobian" * create_graph)
    values = _kept(outputs, create_graph)
    return values if several else values[0], _like(inputs, found)


@_enable_grad()
def jvp(func: _Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """The outputs of `func`, and the product of the Jacobian with `v` (of the inputs' shape): the gradient of
    a gradient by the weights of the outputs.

    >>> torch.autograd.functional.jvp(lambda x: x ** 2, torch.tensor([1., 2.]), torch.ones(2))
    (tensor([1., 4.]), tensor([2., 4.]))
    """
    fresh = _as_leaves(inputs, "jvp", create_graph)
    vectors = _checks.check_vectors(v, fresh, isinstance(inputs, tuple), "jvp")
    outputs, several = _call(func, fresh, "jvp", strict)
    weights = tuple(_checks.zeros(out).requires_grad_() for out in outputs)
    slopes = _vjp_of(outputs, weights, fresh, create_graph=True)
    _checks.check_strict(strict, slopes, _checks.GRADIENT)
    found = _vjp_of(slopes, vectors, weights, create_graph=create_graph)
    text = (
        "The gradient with respect to the input is independent of entry {i} in the grad_outputs when using "
        f"the double backward trick to compute forward mode gradients. {_checks.NO}."
    )
    found = _checks.filled(found, outputs, strict, text, "jacobian" * create_graph)
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


@_enable_grad()
def _hessian_product(func: _Function, inputs: Any, v: Any, create_graph: bool, strict: bool, who: str) -> Any:
    fresh = _as_leaves(inputs, who, create_graph)
    vectors = _checks.check_vectors(v, fresh, isinstance(inputs, tuple), who)
    output = _single(func, who, strict)(*fresh)
    slopes = _vjp_of((output,), (None,), fresh, create_graph=True)
    _checks.check_strict(strict, slopes, _checks.JACOBIAN)
    found = _vjp_of(slopes, vectors, fresh, create_graph=create_graph)
    text = f"The jacobian of the user-provided function is independent of input {{i}}. {_checks.NO}."
    found = _checks.filled(found, fresh, strict, text, "hessian" * create_graph)
    return _kept((output,), create_graph)[0], _like(inputs, found)


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
__getattr__ = _refuse("torch.autograd.functional")
