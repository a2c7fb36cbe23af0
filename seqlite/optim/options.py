"""An optimizer's options, from the signature of its `__init__`: checked, read and written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar, cast

from .._core.tensor import Tensor

F = TypeVar("F", bound=Callable[..., Any])

PLAIN = (float, bool, type(None), int, list)


def plain_options(group: dict[str, Any]) -> dict[str, Any]:
    """The group with tensors among its options replaced by numbers."""
    for option in group.values():
        if option.__class__ not in PLAIN and has_tensor(option):
            return {name: as_number(option) for name, option in group.items()}
    return group


def has_tensor(option: Any) -> bool:
    """Whether an option is a tensor, or a tuple with one."""
    return isinstance(option, Tensor) or (isinstance(option, tuple) and any(map(has_tensor, option)))


def as_number(option: Any) -> Any:
    """An option as update rules take it: a number for a tensor of one element."""
    if isinstance(option, Tensor):
        return option.item()
    return tuple(map(as_number, option)) if isinstance(option, tuple) else option


def set_option(group: dict[str, Any], name: str, value: Any) -> None:
    """Set an option of a group; a tensor keeps its identity and takes the value."""
    old = group.get(name)
    if isinstance(old, Tensor):
        old.fill_(float(value))
    else:
        group[name] = value


_CHECKED = {"lr": "learning rate", "eps": "epsilon value"} | {
    name: f"{name} value"
    for name in (
        "momentum", "weight_decay", "lr_decay", "alpha", "rho", "momentum_decay", "initial_accumulator_value"
    )
}  # fmt: skip


def defaults_of(given: dict[str, Any], first: str = "", takes_nan: bool = False) -> dict[str, Any]:
    """An optimizer's `defaults` from the `locals()` of its `__init__`.

    In the signature's order, but those named in `first` ahead: PyTorch's state dictionaries have its own.
    Raises PyTorch's `ValueError` for an option out of range, and for nan except where PyTorch takes it.
    """
    names = [name for name in given if name not in ("self", "params", "__class__")]
    found = {name: given[name] for name in dict.fromkeys([*first.split(), *names])}
    betas = found.get("betas", ())
    tensors = found | {f"betas[{index}]": beta for index, beta in enumerate(betas)}
    for name, value in tensors.items():
        if isinstance(value, Tensor) and betas and found.get("foreach") and not found.get("capturable"):
            raise ValueError(f"{name} as a Tensor is not supported for capturable=False and foreach=True")
        if isinstance(value, Tensor) and value.numel() != 1:
            raise ValueError(f"Tensor {name} must be 1-element, got one of shape {tuple(value.shape)}")
        fits = name not in _CHECKED or (value >= 0.0 and (name != "rho" or value <= 1.0))
        if not fits and not (takes_nan and value != value):
            raise ValueError(f"Invalid {_CHECKED[name]}: {value}")
    if len({isinstance(beta, Tensor) for beta in betas}) > 1:
        raise ValueError("betas must be either both floats or both Tensors")
    for index, beta in enumerate(betas):
        if not 0.0 <= beta < 1.0:
            raise ValueError(f"Invalid beta parameter at index {index}: {beta}")
    if found.get("differentiable"):
        raise NotImplementedError("differentiable=True is not covered: steps are not recorded by autograd")
    return found


EVERY_STEP: tuple[dict[int, Any], dict[int, Any]] = {}, {}  # hooks before and after the step of any optimizer


def track_step_called(step: F) -> F:
    """Wrap `step` so that schedulers know that it was called, and hooks run."""
    if hasattr(step, "_wrapped_by_lr_sched"):
        return step
    compiled = partial(step)  # faster in a browser: see `autograd.engine`

    @wraps(step)
    def run(*args: Any, **kwargs: Any) -> Any:
        state = args[0].__dict__
        if "_opt_called" in state:
            args[0]._opt_called = True
        if "_hooks" in state or EVERY_STEP[0] or EVERY_STEP[1]:
            from .hooks import step_with_hooks

            return step_with_hooks(compiled, args, kwargs)
        return compiled(*args, **kwargs)

    run.__dict__["_wrapped_by_lr_sched"] = True
    return cast(F, run)
