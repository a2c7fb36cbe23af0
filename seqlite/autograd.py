"""Differentiation as users meet it: `backward`, `grad`, and the switches for recording."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from contextlib import ContextDecorator
from functools import wraps
from typing import Any, TypeVar

import numpy as np

from .absent import refuse as _refuse
from .graph import Mode, Node, TensorBase, walk

F = TypeVar("F", bound=Callable[..., Any])
GENERATOR = 0x20  # among the flags of a function's code


def seeds(outputs: Sequence[TensorBase], gradients: Sequence[Any]) -> list[tuple[TensorBase, Any]]:
    """Each output with the gradient to start from: 1 for scalars, what was given for others."""
    roots = []
    for i, (out, g) in enumerate(zip(outputs, gradients, strict=True)):
        array = out._array
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
            roots.append((out, np.ones_like(array)))
        elif g._array.shape != array.shape:
            raise RuntimeError(
                f"Mismatch in shape: grad_output[{i}] has a shape of torch.Size({list(g._array.shape)}) and "
                f"output[{i}] has a shape of torch.Size({list(array.shape)})."
            )
        else:
            roots.append((out, g._array.astype(array.dtype, copy=False)))
    return roots


def refuse_graph(create_graph: bool) -> None:
    """Gradients of gradients are not recorded."""
    if create_graph:
        raise NotImplementedError(
            "create_graph=True: second derivatives are not covered. The nearest that works: differences of "
            "first ones, (grad(x + h) - grad(x - h)) / (2 * h) in float64"
        )


def sequence(value: Any) -> Sequence[Any]:
    """One thing as a sequence of one."""
    return value if isinstance(value, (tuple, list)) else (value,)


def collect(roots: Any, inputs: Sequence[TensorBase], retain_graph: bool) -> list[Any]:
    """The gradients that arrive at `inputs`, None where none does."""
    for i, x in enumerate(inputs):
        if not x._needs:
            raise RuntimeError(
                f"One of the differentiated Tensors does not require grad: the one at index {i}"
            )
    places = [x if x._node is None else x._node for x in inputs]
    wanted = dict.fromkeys(places)
    walk(roots, retain_graph, wanted)
    return [wanted[p] for p in places]


def backward(
    tensors: Any,
    grad_tensors: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Any = None,
) -> None:
    """Add the gradients of `tensors` to `.grad` of the leaves. See `Tensor.backward`.

    >>> x = torch.ones(2, requires_grad=True)
    >>> torch.autograd.backward((x * 3).sum())
    >>> x.grad
    tensor([3., 3.])
    """
    refuse_graph(create_graph)
    outputs = sequence(tensors)
    roots = seeds(outputs, [None] * len(outputs) if grad_tensors is None else sequence(grad_tensors))
    if inputs is None:
        walk(roots, bool(retain_graph))
        return
    chosen = sequence(inputs)
    for x, g in zip(chosen, collect(roots, chosen, bool(retain_graph)), strict=True):
        if g is not None:
            x._accumulate(g.copy())


def grad(
    outputs: Any,
    inputs: Any,
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool | None = None,
) -> tuple[Any, ...]:
    """The gradients of the sum of `outputs` with respect to each of `inputs`, a tuple; `.grad` stays as it
    was. RuntimeError if an input was not used, unless `allow_unused`, which gives None for it.

    >>> x = torch.tensor(3., requires_grad=True)
    >>> torch.autograd.grad(x ** 2, x)
    (tensor(6.),)
    """
    refuse_graph(create_graph)
    results, chosen = sequence(outputs), sequence(inputs)
    roots = seeds(results, [None] * len(results) if grad_outputs is None else sequence(grad_outputs))
    found = collect(roots, chosen, bool(retain_graph))
    for i, g in enumerate(found):
        if g is None and not allow_unused:
            raise RuntimeError(
                f"The differentiated Tensor at index {i} appears to not have been used in the graph. "
                "Set allow_unused=True if this is the desired behavior."
            )
    return tuple(None if g is None else TensorBase.concrete._wrap(np.array(g)) for g in found)


class Context(ContextDecorator):
    """A block that also decorates functions. A generator runs in it as well, but not what runs between its
    steps."""

    def __call__(self, function: F) -> F:
        if isinstance(function, type):
            warnings.warn(
                "Decorating classes is deprecated and will be disabled in future versions. You should only "
                "decorate functions or methods.",
                FutureWarning,
                stacklevel=2,
            )
        code = getattr(function, "__code__", None)
        if code is None or not code.co_flags & GENERATOR:
            return super().__call__(function)

        @wraps(function)
        def stepwise(*args: Any, **options: Any) -> Any:
            steps = function(*args, **options)
            step, value = steps.send, None
            while True:
                with self._recreate_cm():  # type: ignore[attr-defined]
                    try:
                        result = step(value)
                    except StopIteration as end:
                        return end.value
                try:
                    step, value = steps.send, (yield result)
                except GeneratorExit:
                    with self._recreate_cm():  # type: ignore[attr-defined]
                        steps.close()
                    raise
                except BaseException as error:
                    step, value = steps.throw, error

        return stepwise  # type: ignore[return-value]


class set_grad_enabled(Context):
    """Record operations or not: at once when called, and until the end of the block when used with `with`.

    >>> with torch.set_grad_enabled(False):
    ...     torch.is_grad_enabled()
    False
    """

    def __init__(self, mode: bool) -> None:
        self.before = [Mode.grad]
        self.mode = mode
        Mode.grad = mode

    def __enter__(self) -> None:
        Mode.grad = self.mode

    def __exit__(self, *error: object) -> None:
        Mode.grad = self.before[-1]

    def __call__(self, function: Any) -> Any:
        Mode.grad = self.before[-1]
        return super().__call__(function)

    def _recreate_cm(self) -> Any:
        return type(self)(self.mode)


class _Switch(Context):
    """A block, or a decorated function, in which recording is on or off. May be nested and used again."""

    mode: bool

    def __init__(self) -> None:
        self.before: list[bool] = []

    def __new__(cls, function: Any = None) -> Any:
        return super().__new__(cls) if function is None else cls()(function)  # @no_grad without parentheses

    def __enter__(self) -> None:
        self.before.append(Mode.grad)
        Mode.grad = self.mode

    def __exit__(self, *error: object) -> None:
        Mode.grad = self.before.pop()


class no_grad(_Switch):
    """Do not record operations.

    >>> x = torch.ones(1, requires_grad=True)
    >>> with torch.no_grad():
    ...     y = x * 2
    >>> y.requires_grad
    False
    """

    mode = False


class enable_grad(_Switch):
    """Record operations, also inside `no_grad`.

    >>> x = torch.ones(1, requires_grad=True)
    >>> with torch.no_grad(), torch.enable_grad():
    ...     y = x * 2
    >>> y.requires_grad
    True
    """

    mode = True


class inference_mode(_Switch):
    """Do not record operations; `inference_mode(False)` does.

    >>> with torch.inference_mode():
    ...     torch.is_grad_enabled()
    False
    """

    def __new__(cls, mode: Any = True) -> Any:
        return super().__new__(cls, mode if callable(mode) else None)

    def __init__(self, mode: bool = True) -> None:
        super().__init__()
        self.mode = not mode


def is_grad_enabled() -> bool:
    """Whether operations are being recorded.

    >>> torch.is_grad_enabled()
    True
    """
    return Mode.grad


class set_detect_anomaly(Context):
    """Stop with a RuntimeError at the operation whose gradient becomes nan: from now on, or within `with`.

    >>> x = torch.ones(1, requires_grad=True)
    >>> with torch.autograd.set_detect_anomaly(True):
    ...     (x * 2).backward()
    >>> x.grad
    tensor([2.])
    """

    def __init__(self, mode: bool = True, check_nan: bool = True) -> None:
        self.before = Mode.anomaly
        Mode.anomaly = mode and check_nan

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        Mode.anomaly = self.before


class detect_anomaly(Context):
    """`set_detect_anomaly` for a block.

    >>> x = torch.ones(1, requires_grad=True)
    >>> with torch.autograd.set_detect_anomaly(True):
    ...     (x * 2).backward()
    >>> x.grad
    tensor([2.])
    """

    def __init__(self, check_nan: bool = True) -> None:
        self.check_nan = check_nan

    def __enter__(self) -> None:
        self.before = Mode.anomaly
        Mode.anomaly = self.check_nan

    def __exit__(self, *error: object) -> None:
        Mode.anomaly = self.before


class RemovableHook:
    """What `register_hook` returns: `remove()` takes the hook away again."""

    def __init__(self, owner: Any, hook: Any) -> None:
        self.owner, self.hook = owner, hook
        self.slot = "watchers" if isinstance(owner, Node) else "_hooks"
        setattr(owner, self.slot, (*getattr(owner, self.slot), hook))

    def remove(self) -> None:
        """Do not call the hook any more."""
        left = tuple(h for h in getattr(self.owner, self.slot) if h is not self.hook)
        setattr(self.owner, self.slot, left)


__getattr__ = _refuse("torch.autograd")
