"""`skip_init`. Source: PyTorch, `torch.nn.utils.init`."""

from __future__ import annotations

import inspect
from typing import Any

from ...random import default_generator
from ..modules.module import Module


def skip_init(module_cls: type[Module], *args: Any, **kwargs: Any) -> Any:
    """`module_cls(*args, **kwargs)` whose parameters hold arbitrary values, without a random draw.

    `RuntimeError` for what is no module, or takes no `device`.

    >>> nn.utils.skip_init(nn.Linear, 2, 1)
    Linear(in_features=2, out_features=1, bias=True)
    """
    if not issubclass(module_cls, Module):
        raise RuntimeError(f"Expected a Module; got {module_cls}")
    if "device" not in inspect.signature(module_cls).parameters:
        raise RuntimeError("Module must support a 'device' arg to skip initialization")
    state = default_generator.get_state()
    module = module_cls(*args, **kwargs)
    default_generator.set_state(state)
    for parameter in module.parameters():
        parameter.detach().zero_()
    return module
