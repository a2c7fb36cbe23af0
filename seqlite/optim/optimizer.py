"""`Optimizer`: parameter groups, their state, and one step over all of them.

A subclass is an update rule on arrays (`_update`), written as if there were one parameter. Large
parameters are updated one by one; the small ones of a group are gathered into one flat array first, since
for them the calls cost more than the arithmetic. The parameters themselves stay where they are, so whoever
holds a view of one sees it move. Source: PyTorch, `torch.optim.Optimizer`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

import numpy as np

from ..autograd import enable_grad, no_grad
from ..tensor import Tensor
from .block import Block, Slots, blocks_of

Group = dict[str, Any]
State = dict[str, Any]


class Optimizer:
    """Base of all optimizers. `params` are tensors, or dictionaries with `"params"` and options of their own.

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
        self._blocks: dict[int, list[Block]] = {}
        given = list(params)
        if not given:
            raise ValueError("optimizer got an empty parameter list")
        for group in given if isinstance(given[0], dict) else [{"params": given}]:
            self.add_param_group(group)

    # -- the update rule of a subclass -----------------------------------------------------------------------
    def _slots(self, group: Group) -> Slots:
        """The arrays like the parameter that the rule keeps between steps, and what they start from."""
        return {}

    def _update(self, param: Any, grad: Any, slots: State, scratch: Any, step: int, group: Group) -> None:
        """Change the array `param` in place; `step` counts from 1."""
        raise NotImplementedError(f"{type(self).__name__} has no update rule")

    # -- what a training loop calls --------------------------------------------------------------------------
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change every parameter that has a gradient; returns what `closure`, called first, returns."""
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        for position, group in enumerate(self.param_groups):
            blocks = self._blocks.get(position)
            if blocks is None or not self._current(blocks, group):
                blocks = self._blocks[position] = blocks_of(group["params"], self.state, self._slots(group))
            options = {name: plain(value) for name, value in group.items() if name != "params"}
            for block in blocks:
                block.step(self._update, options)
        self._opt_called = True
        return loss

    def _current(self, blocks: list[Block], group: Group) -> bool:
        """Whether `blocks` hold exactly the parameters with gradients, and their state."""
        params = [param for param in group["params"] if param.grad is not None]
        return len(params) == sum(len(block.params) for block in blocks) and all(
            block.is_current(self.state) for block in blocks
        )

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget all gradients, or fill them with zeros."""
        for group in self.param_groups:
            for param in group["params"]:
                if set_to_none:
                    param.grad = None
                elif param.grad is not None:
                    param.grad = param.grad.detach().zero_()

    def add_param_group(self, param_group: Group) -> None:
        """Add parameters with options of their own, such as layers that thaw during training."""
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        group = dict(param_group)
        params = [group["params"]] if isinstance(group["params"], Tensor) else list(group["params"])
        if params and isinstance(params[0], tuple):
            group["param_names"] = [name for name, _ in params]
            params = [param for _, param in params]
        for param in params:
            if not isinstance(param, Tensor):
                raise TypeError(
                    f"optimizer can only optimize Tensors, but one of the params is {type(param).__name__}"
                )
            if param.grad_fn is not None:
                raise ValueError("can't optimize a non-leaf Tensor")
        group = {"params": params} | self.defaults | {k: v for k, v in group.items() if k != "params"}
        known = {id(param) for other in self.param_groups for param in other["params"]}
        if not known.isdisjoint(map(id, params)):
            raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(group)

    # -- saving ----------------------------------------------------------------------------------------------
    def state_dict(self) -> dict[str, Any]:
        """`{"state": {number: …}, "param_groups": […]}`, parameters replaced by numbers, as PyTorch's."""
        numbers: dict[int, int] = {}
        for group in self.param_groups:
            for param in group["params"]:
                numbers.setdefault(id(param), len(numbers))
        groups = [
            {k: v for k, v in group.items() if k != "params"}
            | {"params": [numbers[id(param)] for param in group["params"]]}
            for group in self.param_groups
        ]
        return {
            "state": {numbers[id(param)]: dict(slots) for param, slots in self.state.items()},
            "param_groups": groups,
        }

    @no_grad()
    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over saved options and state, by position. `ValueError` where the groups differ."""
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
            param = by_number[number]
            self.state[param] = {
                name: value.detach().clone().to(value.dtype if name == "step" else param.dtype)
                if isinstance(value, Tensor)
                else deepcopy(value)
                for name, value in slots.items()
            }
        self._blocks.clear()

    def __repr__(self) -> str:
        lines = [f"{type(self).__name__} ("]
        for number, group in enumerate(self.param_groups):
            lines += [""] * (number > 0) + [f"Parameter Group {number}"]
            lines += [f"    {name}: {group[name]}" for name in sorted(group) if name != "params"]
        return "\n".join([*lines, ")"])


def plain(option: Any) -> Any:
    """An option of a group as update rules take it: a tensor with one element as a number."""
    if isinstance(option, Tensor):
        return option.item()
    return tuple(map(plain, option)) if isinstance(option, tuple) else option


def write(group: Group, name: str, value: Any) -> None:
    """Set an option of a group; a tensor that it has stays and takes the value, as PyTorch has it."""
    old = group.get(name)
    if isinstance(old, Tensor):
        old.fill_(float(value))
    else:
        group[name] = value


def check_options(**options: float) -> None:
    """PyTorch's ValueError for an option that is negative."""
    names = {"lr": "learning rate", "eps": "epsilon value", "lr_decay": "lr_decay value"}
    for option, value in options.items():
        if isinstance(value, Tensor) and value.numel() != 1:
            raise ValueError(f"Tensor {option} must be 1-element, got one of shape {tuple(value.shape)}")
        if not value >= 0.0:  # true of nan as well
            raise ValueError(f"Invalid {names.get(option, option + ' value')}: {value}")


def refuse(**options: Any) -> None:
    """Options about how PyTorch computes have no effect on values; those that would have are not covered."""
    if options.get("differentiable"):
        raise NotImplementedError("differentiable=True is not covered: steps are not recorded by autograd")


def ascending(grad: Any, group: Group) -> Any:
    """The gradient to go down along: turned round with `maximize`."""
    return np.negative(grad) if group["maximize"] else grad
