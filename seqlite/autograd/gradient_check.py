"""`gradcheck`: compare the gradients of backward with finite differences."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .._core.tensor import Tensor
from . import grad
from .grad_mode import enable_grad, no_grad

Array = Any


class GradcheckError(RuntimeError):
    """The two gradients differ; the message shows them side by side."""


def gradcheck(
    func: Callable[..., Any],
    inputs: Tensor | Sequence[Any],
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
) -> bool:
    """Compare backward's gradients of `func(*inputs)` with central differences of step `eps`.

    `inputs` that require grad should be float64: in float32 the differences drown in rounding. Returns True,
    or raises GradcheckError (a RuntimeError) with both gradients, or returns False if not `raise_exception`.
    The method is that of torch.autograd.gradcheck, always in full; other checks than this are not made.

    >>> torch.autograd.gradcheck(torch.tanh, torch.ones(2, dtype=torch.float64, requires_grad=True))
    True
    >>> class Wrong(torch.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         return 3 * x
    ...
    ...     @staticmethod
    ...     def backward(ctx, grad):
    ...         return 2 * grad
    >>> try:
    ...     torch.autograd.gradcheck(Wrong.apply, torch.ones(2, dtype=torch.float64, requires_grad=True))
    ... except RuntimeError as error:
    ...     print(error)
    Jacobian mismatch for output 0 with respect to input 0 (rows: elements of the input, columns: of the output), largest difference 1
    numerical:[[3. 0.]
     [0. 3.]]
    analytical:[[2. 0.]
     [0. 2.]]
    """  # noqa: E501
    if check_batched_grad or check_forward_ad or not check_backward_ad:
        raise NotImplementedError("gradcheck: only backward, one vector at a time, is covered here")
    args = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    differentiated = [i for i, x in enumerate(args) if isinstance(x, Tensor) and x.requires_grad]
    if not differentiated:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of them do"
        )
    for i in differentiated:
        if args[i].is_leaf and args[i]._array.dtype != np.float64:
            message = f"gradcheck: input {i} is {args[i].dtype}; differences need torch.float64"
            if args[i].itemsize > 2:
                raise ValueError(message)
            warnings.warn(
                f"Input #{i} requires gradient and is not a double precision floating point or complex. This "
                "check will likely fail if all the inputs are not of double precision floating point or "
                "complex. ",
                stacklevel=2,
            )
            raise GradcheckError(message)
    for number, out in enumerate(output_tensors(func, args)):
        if not out.requires_grad:
            continue
        for i in differentiated:
            analytic = analytical_jacobian(func, args, number, i)
            numeric = numerical_jacobian(func, args, number, i, eps)
            if not np.allclose(analytic, numeric, rtol, atol, equal_nan=True):
                if not raise_exception:
                    return False
                raise GradcheckError(
                    f"Jacobian mismatch for output {number} with respect to input {i} (rows: elements of the "
                    "input, columns: of the output), largest difference "
                    f"{np.nanmax(np.abs(analytic - numeric)):.3g}\nnumerical:{numeric}\nanalytical:{analytic}"
                )
    return True


def gradgradcheck(
    func: Callable[..., Any],
    inputs: Tensor | Sequence[Any],
    grad_outputs: Tensor | Sequence[Tensor] | None = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    gen_non_contig_grad_outputs: bool = False,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_fwd_over_rev: bool = False,
    check_rev_over_rev: bool = True,
    fast_mode: bool = False,
) -> bool:
    """`gradcheck` of the gradients of `func(*inputs)`, by the inputs and by `grad_outputs`, which are drawn
    unless they are given.

    >>> torch.autograd.gradgradcheck(torch.tanh, torch.ones(2, dtype=torch.float64, requires_grad=True))
    True
    """
    args = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    outputs = [out for out in output_tensors(func, args) if out.requires_grad]
    if grad_outputs is None:
        weights = [out.detach().clone().normal_().requires_grad_() for out in outputs]
    else:
        weights = [grad_outputs] if isinstance(grad_outputs, Tensor) else list(grad_outputs)
    count = len(args)
    differentiated = [i for i, x in enumerate(args) if isinstance(x, Tensor) and x.requires_grad]

    def gradients(*values: Any) -> Any:
        with enable_grad():
            given = [
                x if i not in differentiated or x.requires_grad else x.detach().requires_grad_()
                for i, x in enumerate(values[:count])
            ]
            results = [out for out in output_tensors(func, given) if out.requires_grad]
            found = grad(
                results,
                [given[i] for i in differentiated],
                values[count:],
                create_graph=True,
                allow_unused=True,
            )
        return tuple(g for g in found if g is not None)

    return gradcheck(
        gradients, (*args, *weights), eps=eps, atol=atol, rtol=rtol, raise_exception=raise_exception
    )


def output_tensors(func: Callable[..., Any], args: Sequence[Any]) -> list[Tensor]:
    """The tensors that `func` returns."""
    value = func(*args)
    return [v for v in (value if isinstance(value, (tuple, list)) else (value,)) if isinstance(v, Tensor)]


def analytical_jacobian(func: Callable[..., Any], args: Sequence[Any], number: int, place: int) -> Array:
    """The Jacobian (input elements, output elements) by one backward pass per output element."""
    x = args[place]
    size = output_tensors(func, args)[number].numel()
    jacobian = np.zeros((x.numel(), size))
    for column in range(size):
        fresh = [a.detach().requires_grad_(i == place) if isinstance(a, Tensor) and a.requires_grad else a
                 for i, a in enumerate(args)]  # fmt: skip
        out = output_tensors(func, fresh)[number]
        weights = np.zeros(size, out._array.dtype)
        weights[column] = 1
        if out.requires_grad:
            out.backward(Tensor._wrap(weights.reshape(out.shape)))
            gradient = fresh[place].grad
            jacobian[:, column] = 0 if gradient is None else gradient._array.ravel()
    return jacobian


def numerical_jacobian(
    func: Callable[..., Any], args: Sequence[Any], number: int, place: int, eps: float
) -> Array:
    """The Jacobian by moving one input element at a time, a little up and a little down."""
    start = args[place]._array
    rows = []
    with no_grad():
        for i in range(start.size):
            values = []
            for step in (eps, -eps):
                moved = start.copy()
                moved.flat[i] += step
                there = [*args[:place], Tensor._wrap(moved), *args[place + 1 :]]
                values.append(output_tensors(func, there)[number]._array.ravel().astype(np.float64))
            rows.append((values[0] - values[1]) / (2 * eps))
    return np.array(rows).reshape(start.size, -1)
