"""`Optimizer`: parameter groups, their state, and one step over all of them.

A subclass is an update rule on arrays (`_update`), written as if there were one parameter. Its options are
the arguments of its `__init__`, which passes them on: `super().__init__(params, defaults_of(locals()))`.
Large parameters are updated one by one. The small ones of a group are first gathered into one flat array,
since calls cost more than arithmetic for them. The parameters themselves stay where they are, so that views
of them see the change. Source: PyTorch, `torch.optim.Optimizer`.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any, NoReturn

import numpy as np

from .._core.absent import NotCovered, absent_error
from .._core.absent import absent_attribute as _refuse
from .._core.tensor import Tensor
from ..autograd import enable_grad, no_grad
from .flat_parameters import FlatParameters, Slots, flatten_parameters
from .hooks import HookedOptimizer, hooks_of
from .hooks import register_optimizer_step_post_hook as register_optimizer_step_post_hook
from .hooks import register_optimizer_step_pre_hook as register_optimizer_step_pre_hook
from .options import plain_options, track_step_called

Group = dict[str, Any]
State = dict[str, Any]


class Optimizer(HookedOptimizer):
    """Base of all optimizers. `params` are tensors, or dictionaries with `"params"` and options of their own.
    Parameters of any shapes.

    Raises `ValueError` for an empty list and for impossible options, `TypeError` for things that are no
    tensors.

    >>> isinstance(optim.SGD([nn.Parameter(torch.ones(1))]), optim.Optimizer)
    True
    """

    defaults: dict[str, Any]
    param_groups: list[Group]
    state: defaultdict[Any, State]

    def __init__(self, params: Iterable[Any], defaults: dict[str, Any]) -> None:
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
                f"{params.type()}; write [param] for a single one"
            )
        self.defaults, self.state, self.param_groups = defaults, defaultdict(dict), []
        self._flat: dict[int, list[FlatParameters]] = {}
        given = list(params)
        if not given:
            raise ValueError("optimizer got an empty parameter list")
        for group in given if isinstance(given[0], dict) else [{"params": given}]:
            self.add_param_group(group)

    def __getattr__(self, name: str) -> NoReturn:
        refused = absent_error("torch.optim.Optimizer", name)
        if isinstance(refused, NotCovered):
            raise refused
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'", name=name, obj=self)

    # -- the update rule of a subclass -----------------------------------------------------------------------
    def _slots(self, group: Group) -> Slots:
        """The arrays of state that the rule keeps, and their initial values."""
        return {}

    def _update(self, param: Any, grad: Any, slots: State, scratch: Any, step: int, group: Group) -> None:
        """Change the array `param` in place, down along `grad`; `step` counts from 1."""
        raise NotImplementedError(f"{type(self).__name__} has no update rule")

    def _rule(self, param: Any, grad: Any, slots: State, scratch: Any, step: int, group: Group) -> None:
        """`_update`, after what all rules have in common: `maximize` and `weight_decay`."""
        if group.get("maximize"):
            grad = np.negative(grad)
        if group.get("weight_decay") and group.get("decoupled_weight_decay"):
            param *= 1 - group["lr"] * group["weight_decay"]
        elif group.get("weight_decay"):
            grad = grad + group["weight_decay"] * param
        self._update(param, grad, slots, scratch, step, group)

    # -- what a training loop calls --------------------------------------------------------------------------
    @track_step_called
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update every parameter that has a gradient; return what `closure`, called first, returns."""
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        for position, group in enumerate(self.param_groups):
            flat = self._flat.get(position)
            if flat is None or not self._is_current(flat, group):
                flat = self._flat[position] = flatten_parameters(
                    group["params"], self.state, self._slots(group)
                )
            given = plain_options(group)
            for part in flat:
                part.step(self._rule, given)
        return loss

    def _is_current(self, flat: list[FlatParameters], group: Group) -> bool:
        """Whether `flat` holds exactly the parameters with gradients, and their state."""
        held = 0
        for part in flat:
            if not part.is_current(self.state):
                return False
            held += len(part.params)
        params = group["params"]
        return held == len(params) or held == sum(param._grad is not None for param in params)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Set all gradients to None, or fill them with zeros."""
        for group in self.param_groups:
            for param in group["params"]:
                if set_to_none:
                    param._grad = None
                elif param.grad is not None:
                    param.grad = param.grad.detach().zero_()

    def add_param_group(self, param_group: Group) -> None:
        """Add parameters with options of their own, such as layers to unfreeze during training."""
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        group = dict(param_group)
        if isinstance(group["params"], set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered collections, but the ordering of "
                "tensors in sets will change between runs. Please use a list instead."
            )
        given = [group["params"]] if isinstance(group["params"], Tensor) else list(group["params"])
        params = [entry[1] if isinstance(entry, tuple) else entry for entry in given]
        names = [entry[0] for entry in given if isinstance(entry, tuple)]
        if names and len(names) != len(params):
            raise ValueError(
                "all optimizer params should be with/without names. Some param names are missing"
            )
        if names:
            group["param_names"] = names
        for param in params:
            if not isinstance(param, Tensor):
                raise TypeError(
                    f"optimizer can only optimize Tensors, but one of the params is {type(param).__name__}"
                )
            if param.grad_fn is not None:
                raise ValueError("can't optimize a non-leaf Tensor")
        group = {**group, "params": params}
        for name, default in self.defaults.items():
            group.setdefault(name, default)
        if len({id(param) for param in params}) < len(params):
            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this will cause "
                "an error: give each parameter once",
                stacklevel=3,
            )
        known = {id(param) for other in self.param_groups for param in other["params"]}
        if not known.isdisjoint(map(id, params)):
            raise ValueError("some parameters appear in more than one parameter group")
        if any(("param_names" in other) != ("param_names" in group) for other in self.param_groups):
            raise ValueError(
                "all optimizer param groups should be with/without names. cannot add param group "
                f"{'with' if 'param_names' in group else 'without'} names to the optimizer"
            )
        self.param_groups.append(group)

    # -- saving ----------------------------------------------------------------------------------------------
    def state_dict(self) -> dict[str, Any]:
        """`{"state": {number: …}, "param_groups": […]}`, parameters replaced by numbers, as PyTorch's."""
        for hook in hooks_of(self, "save before"):
            hook(self)
        numbers: dict[int, int] = {}
        for group in self.param_groups:
            for param in group["params"]:
                numbers.setdefault(id(param), len(numbers))
        groups = [
            {k: v for k, v in group.items() if k != "params"}
            | {"params": [numbers[id(param)] for param in group["params"]]}
            for group in self.param_groups
        ]
        state = {
            numbers[id(key)] if isinstance(key, Tensor) else key: dict(value)
            if isinstance(key, Tensor)
            else value
            for key, value in self.state.items()
        }
        saved: dict[str, Any] = {"state": state, "param_groups": groups}
        for hook in hooks_of(self, "save after"):
            replaced = hook(self, saved)
            saved = saved if replaced is None else replaced
        return saved

    @no_grad()
    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Load saved options and state, by position. `ValueError` if the groups differ."""
        for hook in hooks_of(self, "load before"):
            state_dict = state_dict.copy()
            replaced = hook(self, state_dict)
            state_dict = state_dict if replaced is None else replaced
        saved = state_dict["param_groups"]
        if len(saved) != len(self.param_groups):
            raise ValueError("loaded state dict has a different number of parameter groups")
        if any(
            len(old["params"]) != len(new["params"])
            for old, new in zip(self.param_groups, saved, strict=True)
        ):
            raise ValueError(
                "loaded state dict contains a parameter group that doesn't match the size of optimizer's "
                "group"
            )
        by_number: dict[int, Tensor] = {}
        for own, new in zip(self.param_groups, saved, strict=True):
            by_number.update(zip(new["params"], own["params"], strict=True))
            own.update({k: deepcopy(v) for k, v in new.items() if k != "params"})
        self.state = defaultdict(dict)
        for number, slots in state_dict["state"].items():
            if number not in by_number:  # what the program keeps there
                self.state[number] = deepcopy(slots)
                continue
            param = by_number[number]
            self.state[param] = {
                name: value.detach().clone().to(value.dtype if name == "step" else param.dtype)
                if isinstance(value, Tensor)
                else deepcopy(value)
                for name, value in slots.items()
            }
        self._flat.clear()
        for hook in hooks_of(self, "load after"):
            hook(self)

    def __getstate__(self) -> dict[str, Any]:
        return {
            name: value for name, value in self.__dict__.items() if name not in ("_flat", "_hooks", "step")
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, _flat={})

    def __repr__(self) -> str:
        lines = [f"{type(self).__name__} ("]
        for number, group in enumerate(self.param_groups):
            lines += [""] * (number > 0) + [f"Parameter Group {number}"]
            lines += [f"    {name}: {group[name]}" for name in sorted(group) if name != "params"]
        return "\n".join([*lines, ")"])


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
__getattr__ = _refuse("torch.optim.optimizer")
