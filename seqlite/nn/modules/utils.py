"""A helper for state dictionaries. Source: PyTorch, `torch.nn.modules.utils`."""

from __future__ import annotations

from typing import Any


def consume_prefix_in_state_dict_if_present(state_dict: dict[str, Any], prefix: str) -> None:
    """Take `prefix` off the names that begin with it, in place: `module.` of models trained in parallel.

    >>> from seqlite.nn.modules.utils import consume_prefix_in_state_dict_if_present
    >>> state = {"module.weight": torch.ones(1)}
    >>> consume_prefix_in_state_dict_if_present(state, "module.")
    >>> state
    {'weight': tensor([1.])}
    """
    for key in list(state_dict):
        value = state_dict.pop(key)
        state_dict[key.removeprefix(prefix)] = value
    metadata = getattr(state_dict, "_metadata", {})
    for key in [key for key in metadata if key == prefix.removesuffix(".") or key.startswith(prefix)]:
        metadata[key.removeprefix(prefix) if key.startswith(prefix) else ""] = metadata.pop(key)
