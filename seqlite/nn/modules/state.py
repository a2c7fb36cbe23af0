"""A module's tensors to a dictionary and back: `Module.state_dict` and `Module.load_state_dict`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ...autograd import no_grad
from ...tensor import Tensor
from .members import Members

EXTRA = "_extra_state"  # PyTorch's name, in a state_dict, for what a module adds to its tensors
Slot = tuple[Members, str, str]  # the module that owns a tensor, the table it is in, and its name there


class IncompatibleKeys(NamedTuple):
    """What `load_state_dict` found: names the model has and the dictionary lacks, and the other way round."""

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"_IncompatibleKeys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"


def slots(module: Members, extra: str) -> Iterator[tuple[str, Slot]]:
    """The dotted name and place of everything that is saved, in PyTorch's order: the tensors, and what a
    module adds that has the method `extra` of its own."""
    for path, owner in module.named_modules(remove_duplicate=False):
        for table in ("_parameters", "_buffers"):
            for name, value in owner.__dict__[table].items():
                if value is not None and name not in owner._non_persistent_buffers_set:
                    yield (f"{path}.{name}" if path else name), (owner, table, name)
        if getattr(type(owner), extra) is not getattr(Members, extra):
            yield (f"{path}.{EXTRA}" if path else EXTRA), (owner, EXTRA, EXTRA)


def collect(module: Members, destination: dict[str, Any], prefix: str, keep_vars: bool) -> dict[str, Any]:
    """Fill `destination` with views of the module's tensors, or with themselves for `keep_vars`."""
    for key, (owner, table, name) in slots(module, "get_extra_state"):
        value = owner.get_extra_state() if table == EXTRA else owner.__dict__[table][name]
        destination[prefix + key] = value if keep_vars or table == EXTRA else value.detach()
    return destination


def load(module: Members, state_dict: Mapping[str, Any], strict: bool, assign: bool) -> IncompatibleKeys:
    """Copy (or with `assign` take) what fits, then raise what is wrong with the rest."""
    if not isinstance(state_dict, Mapping):
        raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
    places = dict(slots(module, "set_extra_state"))
    missing = [key for key in places if key not in state_dict]
    unexpected = [key for key in state_dict if key not in places]
    faults = []
    if strict and missing:
        faults.append(f"Missing key(s) in state_dict: {_quoted(missing)}. ")
    if strict and unexpected:
        faults.append(f"Unexpected key(s) in state_dict: {_quoted(unexpected)}. ")
    if faults:
        faults += _advice(missing, unexpected)
    for key, place in places.items():
        if key in state_dict:
            faults += _load_one(place, key, state_dict[key], assign)
    if faults:
        raise RuntimeError(
            f"Error(s) in loading state_dict for {type(module).__name__}:\n\t" + "\n\t".join(faults)
        )
    return IncompatibleKeys(missing, unexpected)


def _load_one(place: Slot, key: str, value: Any, assign: bool) -> list[str]:
    """Load one thing; returns what is wrong with it, if anything."""
    owner, table, name = place
    if table == EXTRA:
        owner.set_extra_state(value)
        return []
    old = owner.__dict__[table][name]
    if not isinstance(value, Tensor):
        return [
            f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object from '
            f"checkpoint but received {type(value)}"
        ]
    if value.shape != old.shape:
        return [
            f"size mismatch for {key}: copying a param with shape {value.shape} from checkpoint, "
            f"the shape in current model is {old.shape}."
        ]
    if not assign:
        with no_grad():
            old.copy_(value)
    elif table == "_parameters" and not isinstance(value, type(old)):
        owner._parameters[name] = type(old)(value, requires_grad=old.requires_grad)
    else:
        owner.__dict__[table][name] = value
    return []


def _quoted(keys: list[str]) -> str:
    return ", ".join(f'"{key}"' for key in keys)


def _advice(missing: list[str], unexpected: list[str]) -> list[str]:
    """For the usual accident, a prefix such as `module.` on all names of one side, what to do."""
    for longer, shorter, what in (
        (unexpected, missing, "remove the prefix {!r} from the state_dict's names"),
        (missing, unexpected, "add the prefix {!r} to the state_dict's names"),
    ):
        prefix = longer[0].removesuffix(shorter[0]) if longer and shorter else ""
        if prefix.endswith(".") and [prefix + key for key in shorter] == longer:
            return ["These keys differ only in how they begin: " + what.format(prefix) + "."]
    return []
