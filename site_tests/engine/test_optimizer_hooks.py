"""What a program has an optimizer call before and after a step, and when its state is saved or loaded."""

from __future__ import annotations

from typing import Any

import pytest

import seqlite as torch
import seqlite.optim.optimizer as every


def sgd() -> Any:
    return torch.optim.SGD([torch.nn.Parameter(torch.ones(2))], lr=0.1)


def test_hooks_of_steps_run_around_them_in_order_until_they_are_removed() -> None:
    optimizer, told = sgd(), list[str]()
    handles = [
        optimizer.register_step_post_hook(lambda *given: told.append("after")),
        optimizer.register_step_pre_hook(lambda *given: told.append("before")),
        every.register_optimizer_step_pre_hook(lambda *given: told.append("before all")),
        every.register_optimizer_step_post_hook(lambda *given: told.append("after all")),
    ]
    assert optimizer.step(lambda: 3.0) == 3.0
    assert told == ["before all", "before", "after", "after all"]
    for handle in handles:
        handle.remove()
    optimizer.step()
    assert len(told) == 4


def test_a_hook_before_a_step_may_replace_its_arguments_by_others_alone() -> None:
    optimizer = sgd()
    handle = optimizer.register_step_pre_hook(lambda own, args, kwargs: ((own, lambda: 5.0), kwargs))
    assert optimizer.step() == 5.0
    handle.remove()
    optimizer.register_step_pre_hook(lambda *given: 3)
    with pytest.raises(RuntimeError, match="must return None or a tuple of"):
        optimizer.step()


def test_hooks_see_and_replace_what_is_saved_and_loaded() -> None:
    optimizer, told = sgd(), list[str]()
    optimizer.register_state_dict_pre_hook(lambda own: told.append("saving"))
    optimizer.register_state_dict_post_hook(lambda own, state: state | {"epoch": 3})
    optimizer.register_load_state_dict_pre_hook(lambda own, state: told.append(f"epoch {state.pop('epoch')}"))
    optimizer.register_load_state_dict_post_hook(lambda own: told.append("later"))
    optimizer.register_load_state_dict_post_hook(lambda own: told.append("loaded"), prepend=True)
    saved = optimizer.state_dict()
    optimizer.load_state_dict(saved)
    assert told == ["saving", "epoch 3", "loaded", "later"]
    assert saved["epoch"] == 3
