"""A module's tensors to a dictionary and back: `Module.state_dict` and `Module.load_state_dict`.

Each module saves and loads its own tensors (`_save_to_state_dict`, `_load_from_state_dict`, which a subclass
may override, as in PyTorch) and has its children do the same.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..._core.tensor import Tensor
from ...autograd import no_grad
from ..parameter import Parameter, UninitializedTensorMixin
from .registration import ModuleRegistration

EXTRA = "_extra_state"  # PyTorch's name, in a state_dict, for what a module adds to its tensors


class IncompatibleKeys(NamedTuple):
    """What `load_state_dict` found: names the model has and the dictionary lacks, and the other way round."""

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"_IncompatibleKeys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"


class ModuleStateDict(ModuleRegistration):
    """`state_dict` and `load_state_dict`."""

    _version = 1  # PyTorch's, in `local_metadata`: of what is saved, in `_metadata` of a `state_dict`

    def state_dict(
        self, *, destination: dict[str, Any] | None = None, prefix: str = "", keep_vars: bool = False
    ) -> dict[str, Any]:
        """All parameters and persistent buffers by dotted name, sharing memory with the module.

        The keys are PyTorch's, so that checkpoints go both ways.
        """
        if destination is None:
            destination = OrderedDict()
            destination._metadata = OrderedDict()  # type: ignore[attr-defined]
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = {"version": self._version}
        self._save_to_state_dict(destination, prefix, keep_vars)
        for name, child in self._modules.items():
            if child is not None:
                child.state_dict(destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        return destination

    def _save_to_state_dict(self, destination: dict[str, Any], prefix: str, keep_vars: bool) -> None:
        """Save this module's own tensors and its extra state into `destination`."""
        for name, value in self._persistent():
            if value is not None:
                destination[prefix + name] = value if keep_vars else value.detach()
        if type(self).get_extra_state is not ModuleRegistration.get_extra_state:
            destination[prefix + EXTRA] = self.get_extra_state()

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> IncompatibleKeys:
        """Copy values in by name; returns `(missing_keys, unexpected_keys)`.

        A key missing or left over (unless `strict=False`) or a shape that differs raises `RuntimeError`
        naming all of them. `assign=True` takes the given tensors themselves instead of their values.
        """
        if not isinstance(state_dict, Mapping):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        keys, faults = IncompatibleKeys([], []), list[str]()
        metadata = getattr(state_dict, "_metadata", None) or {}
        _load(self, OrderedDict(state_dict), "", assign, metadata, keys, faults)
        if strict:
            faults = _wrong_keys(*keys) + faults
        if faults:
            raise RuntimeError(
                f"Error(s) in loading state_dict for {type(self).__name__}:\n\t" + "\n\t".join(faults)
            )
        return keys

    def _load_from_state_dict(
        self,
        state_dict: dict[str, Any],
        prefix: str,
        local_metadata: dict[str, Any],
        strict: bool,
        missing_keys: list[str],
        unexpected_keys: list[str],
        error_msgs: list[str],
    ) -> None:
        """Load this module's own tensors and its extra state; append faults to the lists."""
        own = {prefix + name: (name, value) for name, value in self._persistent() if value is not None}
        for key, (name, old) in own.items():
            if key in state_dict:
                assign = bool(local_metadata.get("assign_to_params_buffers"))
                error_msgs += self._load_one(key, name, old, state_dict[key], assign)
            elif strict:
                missing_keys.append(key)
        extra = prefix + EXTRA
        if type(self).set_extra_state is not ModuleRegistration.set_extra_state:
            if extra in state_dict:
                self.set_extra_state(state_dict[extra])
            elif strict:
                missing_keys.append(extra)
        elif strict and extra in state_dict:
            unexpected_keys.append(extra)
        for key in state_dict if strict else ():
            name, _, below = key.removeprefix(prefix).partition(".")
            known = name in self._modules if below else key in own
            if key.startswith(prefix) and key != extra and not known:
                unexpected_keys.append(key)

    def _persistent(self) -> list[tuple[str, Tensor | None]]:
        """The module's own parameters and persistent buffers."""
        buffers = self._buffers.items()
        kept = [(name, value) for name, value in buffers if name not in self._non_persistent_buffers_set]
        return [*self._parameters.items(), *kept]

    def _load_one(self, key: str, name: str, old: Tensor, value: Any, assign: bool) -> list[str]:
        """Load one tensor; return error messages, if any."""
        if not isinstance(value, Tensor):
            return [
                f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object '
                f"from checkpoint but received {type(value)}"
            ]
        if isinstance(old, UninitializedTensorMixin):
            old.materialize(value.shape)
        if old.dim() == 0 and value.shape == (1,):  # as old versions of PyTorch saved it
            value = value[0]
        if value.shape != old.shape:
            return [
                f"size mismatch for {key}: copying a param with shape {value.shape} from checkpoint, "
                f"the shape in current model is {old.shape}."
            ]
        try:
            self._take(name, old, value, assign)
        except Exception as error:
            return [
                f'While copying the parameter named "{key}", whose dimensions in the model are {old.shape} '
                f"and whose dimensions in the checkpoint are {value.shape}, an exception occurred : "
                f"{error.args}."
            ]
        return []

    def _take(self, name: str, old: Tensor, value: Tensor, assign: bool) -> None:
        """Copy the values, or `assign` the tensor."""
        if not assign:
            with no_grad():
                old.copy_(value)
        elif not isinstance(old, Parameter):
            self._buffers[name] = value
        elif isinstance(value, Parameter):
            self._parameters[name] = value.requires_grad_(old.requires_grad)
        else:
            self._parameters[name] = type(old)(value, requires_grad=old.requires_grad)


def _load(
    module: ModuleStateDict,
    given: dict[str, Any],
    prefix: str,
    assign: bool,
    metadata: Mapping[str, Any],
    keys: IncompatibleKeys,
    faults: list[str],
) -> None:
    """Load a module and those below it."""
    local = metadata.get(prefix[:-1], {}) | ({"assign_to_params_buffers": True} if assign else {})
    module._load_from_state_dict(given, prefix, local, True, *keys, faults)
    for name, child in module._modules.items():
        if child is not None:
            start = f"{prefix}{name}."
            below = {key: value for key, value in given.items() if key.startswith(start)}
            _load(child, below, start, assign, metadata, keys, faults)


def _wrong_keys(missing: list[str], unexpected: list[str]) -> list[str]:
    """The complaint about keys; for the usual accident, a prefix such as `module.` on all names of one side,
    with what to do."""
    faults = [
        f"{what} key(s) in state_dict: " + ", ".join(f'"{key}"' for key in keys) + ". "
        for what, keys in (("Missing", missing), ("Unexpected", unexpected))
        if keys
    ]
    for longer, shorter, advice in (
        (unexpected, missing, "remove the prefix {!r} from the state_dict's names"),
        (missing, unexpected, "add the prefix {!r} to the state_dict's names"),
    ):
        prefix = longer[0].removesuffix(shorter[0]) if longer and shorter else ""
        if prefix.endswith(".") and [prefix + key for key in shorter] == longer:
            return [*faults, "These keys differ only in how they begin: " + advice.format(prefix) + "."]
    return faults


def consume_prefix_in_state_dict_if_present(state_dict: dict[str, Any], prefix: str) -> None:
    """Take `prefix` off the names that begin with it, in place: `module.` of models trained in parallel.

    >>> from seqlite.nn.modules.state_dict import consume_prefix_in_state_dict_if_present
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
