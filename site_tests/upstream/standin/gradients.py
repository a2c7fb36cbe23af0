"""Gradients against central differences, as upstream's `gradcheck`, by public names and alike on both sides.

Second derivatives, forward mode and batched gradients are not checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch


def tensors_in(x: Any, only_requiring_grad: bool = False) -> Iterator[Any]:
    if isinstance(x, torch.Tensor):
        if x.requires_grad or not only_requiring_grad:
            yield x
    elif isinstance(x, tuple | list):
        for each in x:
            yield from tensors_in(each, only_requiring_grad)


def flat(x: Any) -> Any:
    return np.asarray(x.detach().reshape(-1).tolist(), np.float64)


def shaped(values: Any, like: Any) -> Any:
    return torch.from_numpy(values).to(like.dtype).reshape(tuple(like.shape))


def by_differences(evaluate: Callable[[], Any], wrt: Any, eps: float) -> list[Any]:
    """For each tensor that `evaluate` gives, its derivative by `wrt`: a row for each element of `wrt`."""
    start = flat(wrt)
    rows = []
    with torch.no_grad():
        for i in range(wrt.numel()):
            ends = []
            for step in (eps, -eps):
                moved = start.copy()
                moved[i] += step
                wrt.data.copy_(shaped(moved, wrt))
                ends.append([flat(out) for out in tensors_in(evaluate())])
            rows.append([(a - b) / (2 * eps) for a, b in zip(*ends, strict=True)])
        wrt.data.copy_(shaped(start, wrt))
        sizes = [out.numel() for out in tensors_in(evaluate())]
    return [np.array([row[k] for row in rows]).reshape(len(rows), size) for k, size in enumerate(sizes)]


def by_backward(out: Any, wrt: list[Any]) -> list[Any]:
    """The derivative of `out` by each of `wrt`: a row for each element of that."""
    columns = []
    for i in range(out.numel()):
        one = shaped(np.eye(1, out.numel(), i)[0], out)
        grads = torch.autograd.grad(out, wrt, one, retain_graph=True, allow_unused=True)
        columns.append(
            [np.zeros(w.numel()) if g is None else flat(g) for g, w in zip(grads, wrt, strict=True)]
        )
    return [
        np.array([column[k] for column in columns]).reshape(out.numel(), w.numel()).T
        for k, w in enumerate(wrt)
    ]


def gradcheck(
    fn: Callable[..., Any],
    inputs: Any,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    **not_checked: Any,
) -> bool:
    """True, or an error that says which derivative is off; False instead if not `raise_exception`."""
    arguments = (inputs,) if isinstance(inputs, torch.Tensor) else tuple(inputs)
    wrt = [x for x in tensors_in(arguments, True) if x.is_floating_point()]
    if not wrt:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, "
            "but none of the them have requires_grad=True."
        )

    def outputs() -> list[Any]:
        return [out for out in tensors_in(fn(*arguments)) if out.is_floating_point()]

    numeric = [by_differences(outputs, w, eps) for w in wrt]
    for i, out in enumerate(outputs()):
        if not out.requires_grad:
            continue
        for j, analytic in enumerate(by_backward(out, wrt)):
            if not np.allclose(analytic, numeric[j][i], rtol, atol, equal_nan=True):
                if not raise_exception:
                    return False
                worst = np.nanmax(np.abs(analytic - numeric[j][i]))
                raise RuntimeError(f"Jacobian mismatch for output {i} with respect to input {j}: {worst}")
    return True


def gradgradcheck(*args: Any, **kwargs: Any) -> bool:
    """Not checked."""
    return True


def assert_grad_checks(case: Any, apply_fn: Any, inputs: Any, **not_checked: Any) -> None:
    case.assertTrue(gradcheck(apply_fn, inputs))


def numerical_jacobian(
    fn: Any, inputs: Any, outputs: Any = None, target: Any = None, eps: float = 1e-3, **not_checked: Any
) -> tuple[Any, ...]:
    """As PyTorch's helper of this name: for each tensor in `target`, a Jacobian for each output."""
    return tuple(
        tuple(
            torch.tensor(j.tolist(), dtype=wrt.dtype).reshape(j.shape)
            for j in by_differences(lambda: fn(*inputs), wrt, eps)
        )
        for wrt in tensors_in(inputs if target is None else target, True)
    )
