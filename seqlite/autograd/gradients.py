"""`backward` and `grad`."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from .._core.dtypes import cast
from .._core.graph import MultiOutput
from .._core.hooks import BEFORE_BACKWARD
from .._core.record import rebase_view
from .._core.tensor_base import Mode, TensorBase
from .engine import run_backward
from .grad_hooks import accumulate_grad_with_hooks


def root_gradients(outputs: Sequence[TensorBase], gradients: Any) -> list[tuple[TensorBase, Any]]:
    """Each output with the gradient to start from: 1 for scalars, the given one for others."""
    roots = []
    gradients = [None] * len(outputs) if gradients is None else gradients
    for i, (out, g) in enumerate(zip(outputs, gradients, strict=True)):
        array = out._array
        if out._base is not None and out._base_version != out._version_counter[0]:
            rebase_view(out)
        if not out._needs:
            raise RuntimeError(
                f"element {i} of tensors does not require grad and does not have a grad_fn: nothing was "
                "recorded (no input required grad, or it was computed under no_grad)"
            )
        if g is None:
            if array.size != 1:
                raise RuntimeError(
                    f"grad can be implicitly created only for scalar outputs, and this one has shape "
                    f"{list(array.shape)}: reduce it, for example with .sum() or .mean(), or pass gradient="
                )
            roots.append((out, np.array(1, array.dtype).reshape(array.shape)))
        elif g._array.shape != array.shape:
            raise RuntimeError(
                f"Mismatch in shape: grad_output[{i}] has a shape of torch.Size({list(g._array.shape)}) and "
                f"output[{i}] has a shape of torch.Size({list(array.shape)})."
            )
        else:
            roots.append((out, cast(g._array, array.dtype)))
    return roots


def as_sequence(value: Any) -> Sequence[Any]:
    """`value`, or a sequence of it alone. What can be gone through only once, as `parameters()`, is kept."""
    if isinstance(value, (tuple, list)):
        return value
    return (value,) if isinstance(value, TensorBase) or not isinstance(value, Iterable) else tuple(value)


def capture_gradients(
    roots: Any, inputs: Sequence[TensorBase], retain_graph: bool, accumulate: bool = False
) -> list[Any]:
    """The gradients of `inputs`; None for those that the outputs do not depend on."""
    for i, x in enumerate(inputs):
        if not x._needs:
            raise RuntimeError(
                f"One of the differentiated Tensors does not require grad: the one at index {i}"
            )
    targets = [x if x._node is None else x._node for x in inputs]
    captures: dict[Any, Any] = dict.fromkeys(targets)
    run_backward(roots, retain_graph, captures, accumulate)
    pairs: Any = zip(inputs, (captures[target] for target in targets), strict=True)
    return [g.by.get(x.output_nr) if isinstance(g, MultiOutput) else g for x, g in pairs]


def backward(
    tensors: Any,
    grad_tensors: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    grad_variables: Any = None,
    inputs: Any = None,
) -> None:
    """Add the gradients of `tensors` to `.grad` of the leaves. See `Tensor.backward`. Each gradient has its
    leaf's shape and dtype.

    >>> x = torch.ones(2, requires_grad=True)
    >>> torch.autograd.backward((x * 3).sum())
    >>> x.grad
    tensor([3., 3.])
    """
    if grad_variables is not None:
        warnings.warn(
            "`grad_variables` is deprecated. Use `grad_tensors` instead.", FutureWarning, stacklevel=2
        )
        if grad_tensors is not None:
            raise RuntimeError(
                "`grad_tensors` and `grad_variables` (deprecated) arguments both passed to `backward()`. "
                "Please only use `grad_tensors`."
            )
        grad_tensors = grad_variables
    outputs = as_sequence(tensors)
    grad_tensors = None if grad_tensors is None else as_sequence(grad_tensors)
    inputs = None if inputs is None else as_sequence(inputs)
    if inputs is not None and not len(inputs):
        raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
    roots = root_gradients(outputs, grad_tensors)
    for hook in BEFORE_BACKWARD:
        hook(outputs)
    if create_graph:
        warnings.warn(
            "Using backward() with create_graph=True will create a reference cycle between the parameter and "
            "its gradient which can cause a memory leak. We recommend using autograd.grad when creating the "
            "graph to avoid this. If you have to use this function, make sure to reset the .grad fields of "
            "your parameters to None after use to break the cycle and avoid the leak.",
            stacklevel=2,
        )
        from .._core.recorded.backward import backward_recorded

        backward_recorded(roots, grad_tensors, retain_graph, inputs)
        return
    if inputs is None:
        run_backward(roots, bool(retain_graph))
        return
    chosen: Sequence[TensorBase] = inputs
    for x, g in zip(chosen, capture_gradients(roots, chosen, bool(retain_graph), True), strict=True):
        if g is not None:
            accumulate_grad_with_hooks(x, g, True)


def grad(
    outputs: Any,
    inputs: Any,
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Any, ...]:
    """The gradients of the sum of `outputs` with respect to each of `inputs`, a tuple; `.grad` stays as it
    was. RuntimeError if an input was not used, unless `allow_unused`, which gives None for it, or
    `materialize_grads`, which gives zeros. Each has its input's shape and dtype.

    >>> x = torch.tensor(3., requires_grad=True)
    >>> torch.autograd.grad(x ** 2, x)
    (tensor(6.),)
    """
    if not only_inputs:
        warnings.warn(
            "only_inputs argument is deprecated and is ignored now (defaults to True). To accumulate "
            "gradient for other parts of the graph, please use torch.autograd.backward.",
            FutureWarning,
            stacklevel=2,
        )
    if is_grads_batched:
        raise NotImplementedError("grad(is_grads_batched=True) is not covered: call grad for each vector")
    if materialize_grads:
        if allow_unused is False:
            raise ValueError(
                "Expected allow_unused to be True or not passed when materialize_grads=True, but got: "
                "allow_unused=False."
            )
        allow_unused = True
    results, chosen = as_sequence(outputs), as_sequence(inputs)
    if not len(chosen):
        raise RuntimeError("`inputs` argument to `grad()` cannot be empty.")
    grad_outputs = None if grad_outputs is None else as_sequence(grad_outputs)
    roots = root_gradients(results, grad_outputs)
    if create_graph:
        from .._core.recorded.backward import capture_recorded

        found = capture_recorded(roots, grad_outputs, chosen, retain_graph)
    else:
        found = capture_gradients(roots, chosen, bool(retain_graph) or Mode.repeated)
    for i, g in enumerate(found):
        if g is None and not allow_unused:
            raise RuntimeError(
                f"The differentiated Tensor at index {i} appears to not have been used in the graph. "
                "Set allow_unused=True if this is the desired behavior."
            )
    if create_graph:
        zeros = TensorBase.concrete._wrap
        return tuple(
            zeros(np.zeros_like(x._array), True) if g is None and materialize_grads else g
            for g, x in zip(found, chosen, strict=True)
        )
    if materialize_grads:
        found = [np.zeros_like(x._array) if g is None else g for g, x in zip(found, chosen, strict=True)]
    return tuple(None if g is None else TensorBase.concrete._wrap(np.array(g)) for g in found)
