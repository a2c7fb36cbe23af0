"""What a module calls, in order: other modules, functions and operators, and which tensors pass between them.

The module is run once. Its modules are seen by hooks, everything else by ``interception``. A tensor
is known by its identity, and what is changed in place becomes a new version of its tensor.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

from .interception import intercepted
from .looking import Step

MOST_CALLS = 3000
MOST_KEPT = 4096
"""Numbers of a tensor that are kept as they were."""
WITHOUT_INPUT = (
    "zeros_like",
    "ones_like",
    "full_like",
    "empty_like",
    "rand_like",
    "randn_like",
    "randint_like",
)
NEW = ("new_zeros", "new_ones", "new_full", "new_empty", "new_tensor")
"""What takes nothing but a shape from its tensors."""
OVERWRITING = ("zero_", "fill_", "copy_", "normal_", "uniform_")
"""What leaves nothing of the numbers that it changes."""
SIGNS = {
    **{
        f"{side}{name}{end}": sign
        for side, end in (("", ""), ("__", "__"), ("__r", "__"))
        for name, sign in (
            ("add", "+"),
            ("sub", "−"),
            ("mul", "×"),
            ("truediv", "÷"),
            ("div", "÷"),
            ("matmul", "@"),
            ("pow", "^"),
            ("mod", "%"),
            ("remainder", "%"),
            ("eq", "="),
            ("ne", "≠"),
            ("lt", "<"),
            ("le", "≤"),
            ("gt", ">"),
            ("ge", "≥"),
        )
    },
    **{
        form: sign
        for name, sign in (("add", "+="), ("sub", "−="), ("mul", "×="), ("truediv", "÷="), ("div", "÷="))
        for form in (f"__i{name}__", f"{name}_")
    },
    **{"__getitem__": "[ ]", "__setitem__": "[ ] =", "__iter__": "unpacked", "T": "T"},
}
"""How operators are shown."""
LONGEST_TEXT = 120
CHECKS = ("numel", "dim", "size", "__len__", "type", "equal", "allclose", "is_floating_point")


@dataclass(eq=False)
class Version:
    """A tensor, as it was when a call gave it."""

    tensor: Any
    values: Any
    """Its first numbers."""
    source: Call | None
    """The call that gave it; ``None`` for inputs and for what was there before."""
    entry: int = -1
    """Which input of the whole module it is, if it is one."""
    count: int = 0
    """How often its memory had been changed in place."""
    parts: list[Version] = field(default_factory=list)
    """Of what was changed through another view: what it was, and what was written."""
    gradient: Any = None

    @property
    def shape(self) -> list[int]:
        return list(self.tensor.shape)

    def origins(self) -> list[Version]:
        """The versions that calls gave or that came in, of which it consists."""
        found: list[Version] = []
        stack = [self]
        while stack:
            one = stack.pop()
            if one.parts:
                stack += one.parts
            elif one not in found:
                found.append(one)
        return found


@dataclass(eq=False)
class Call:
    """A call of a module or of a function."""

    name: str
    kind: str
    text: str = ""
    parent: Call | None = None
    module: Any = None
    inputs: list[Version] = field(default_factory=list)
    outputs: list[Version] = field(default_factory=list)
    parameters: dict[str, Any] = field(default_factory=dict)
    """What it computes with, by the name of its role."""
    settings: dict[str, Any] = field(default_factory=dict)
    line: tuple[str, int] | None = None
    operands: list[Any] = field(default_factory=list)
    """What its sums go over, where that is arranged in another way than its inputs."""
    times: int = 0
    """Of a loop, how often it goes round."""
    children: list[Call] = field(default_factory=list)
    fault: str = ""


Rules = Mapping[str, Callable[["Trace", Call, Any, Any, Any], None]]
"""By kind of module or name of function: what notes the calls within it. It gets arguments and result."""


class Trace:
    """One run of a model, call by call."""

    def __init__(self, model: Any, rules: Rules) -> None:
        self._rules = rules
        self.root = Call("", type(model).__name__, module=model)
        self.calls = 0
        self.is_cut = False
        self.fault = ""
        self._model = model
        self._stack = [self.root]
        self._muted = 0
        self.versions: list[Version] = []
        self._known: dict[int, Version] = {}
        self._writes: dict[int, list[Version]] = {}
        """Of each memory, what was written into it in place."""
        self._numbers: dict[int, Version] = {}
        """Tensors that became Python numbers, by these."""
        self._held: list[Any] = []  # so that no identity is used twice
        self._names = _names_of(model)

    # ------------------------------------------------------------------ running

    def run(self, inputs: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        """Call the model; an error stays with the call in which it was raised."""
        for entry, tensor in enumerate(tensors_in([*inputs, *keywords.values()])):
            self._note(tensor, None, entry)
        self.root.inputs = [self._known[id(one)] for one in tensors_in([*inputs, *keywords.values()])]
        removers: list[tuple[Any, list[Any]]] = []
        for name, module in self._model.named_modules(remove_duplicate=False):
            if module is not self._model and not any(module is one for one, _ in removers):
                removers.append((module, self._hook(name, module)))
        try:
            if self.is_atom(self._model):
                return self._run_atom(inputs, keywords)
            with intercepted(self._seen):
                result = self._model(*inputs, **keywords)
        except Exception as error:
            failed = next((one for one in self._stack[-1].children if one.fault), self._stack[-1])
            failed.fault = self.fault = _said(error)
            return None
        finally:
            for _, handles in removers:
                for handle in handles:
                    handle.remove()
        self.root.outputs = [self.version_of(one) for one in tensors_in([result])]
        return result

    def _run_atom(self, inputs: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        """A model that is one of PyTorch's own modules is a call in itself."""
        call = self._open("", self._model)
        call.inputs = [self.version_of(one) for one in tensors_in([*inputs, *keywords.values()])]
        result = self._model(*inputs, **keywords)
        self._close(call, tensors_in([result]))
        self._expand(call, inputs, keywords, result)
        self.root.outputs = call.outputs
        return result

    @staticmethod
    def is_atom(module: Any) -> bool:
        """Is it one of PyTorch's own, which is not looked into?"""
        kind = kind_of(module)
        inner = [name for name in module._modules if name != "parametrizations"]
        return hasattr(nn, kind) and (not inner or kind == "MultiheadAttention")

    def _hook(self, name: str, module: Any) -> list[Any]:
        def before(_: Any, args: Any, kwargs: Any) -> None:
            if self._muted and self._stack[-1].module is not module:
                self._muted += 1
                return
            with self._unseen():
                call = self._open(name, module)
                call.inputs = [self.version_of(one) for one in tensors_in([*args, *kwargs.values()])]
            if self.is_atom(module):
                self._muted += 1

        def after(_: Any, args: Any, kwargs: Any, result: Any) -> Any:
            if self._muted and self._stack[-1].module is not module:
                self._muted -= 1
                return None
            if self.is_atom(module):
                self._muted -= 1
            call = self._stack[-1]
            with self._unseen():
                if any(result is one.tensor and one.count == _count(result) for one in call.inputs):
                    result = result.view_as(result)  # what was given, handed on: a tensor of its own
                self._close(call, tensors_in([result]))
                if self.is_atom(module):
                    self._expand(call, args, kwargs, result)
            return result

        return [
            module.register_forward_pre_hook(before, with_kwargs=True),
            module.register_forward_hook(after, with_kwargs=True),
        ]

    @contextlib.contextmanager
    def _unseen(self) -> Iterator[None]:
        self._muted += 1
        try:
            yield
        finally:
            self._muted -= 1

    def _seen(self, name: str, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A call of a function, in the place of that call."""
        if self._muted or name in CHECKS or self.is_cut:
            return function(*args, **kwargs)
        given = tensors_in([*args, *kwargs.values()])
        numbers = [self._numbers[id(one)] for one in [*args, *kwargs.values()] if id(one) in self._numbers]
        with self._unseen():
            before = [(one, _count(one)) for one in given]
            sources = [*(self.version_of(one) for one in given), *numbers]
            try:
                result = function(*args, **kwargs)
            except Exception as error:
                call = self._begin(name, args, kwargs)
                call.inputs, call.fault = sources, _said(error)
                raise
            if isinstance(result, Iterator):
                result = list(result)
                self._made(name, args, kwargs, sources, result)
                return iter(result)
            if name in ("item", "__float__") and isinstance(result, float):
                [number] = self._made("item", args, kwargs, sources, [args[0].detach().clone()]).outputs
                self._numbers[id(result)] = number
                self._held.append(result)
                return result
            changed = [one for one, count in before if _count(one) != count]
            gives = tensors_in([result])
            if changed or any(not any(one is other for other in given) for one in gives):
                if name in WITHOUT_INPUT or name in NEW:
                    sources = []
                if name in OVERWRITING:
                    sources = sources[1:]
                extra = [one for one in changed if not any(one is other for other in gives)]
                call = self._made(name, args, kwargs, sources, [*gives, *extra])
                for one in changed:
                    self._wrote(self._known[id(one)])
                self._expand(call, args, kwargs, result)
        return result

    def _made(self, name: str, args: Any, kwargs: Any, sources: list[Version], gives: list[Any]) -> Call:
        call = self._begin(name, args, kwargs)
        call.inputs = sources
        call.outputs = [self._note(one, call) for one in tensors_in(gives)]
        return call

    def _begin(self, name: str, args: Any, kwargs: Any) -> Call:
        kind = SIGNS.get(name, name.strip("_") if name.startswith("__") else name)
        call = self._append(Call("", kind, text_of(name, args, kwargs)))
        call.parameters = self._of_model([*args, *kwargs.values()])
        call.settings = {"function": name.strip("_") if name.startswith("__") else name}
        return call

    def _of_model(self, given: Iterable[Any]) -> dict[str, Any]:
        """Those tensors that are the model's own, by their names."""
        own = [one for one in tensors_in(given) if id(one) in self._names]
        return {self._names[id(one)]: one for one in own}

    # ------------------------------------------------------------------ calls

    def _open(self, name: str, module: Any) -> Call:
        call = self._append(Call(name, kind_of(module), _text(module), module=module))
        if self.is_atom(module):
            named = [*module.named_parameters(recurse=False), *module.named_buffers(recurse=False)]
            call.parameters = {key: one for key, one in named if one.dim()}
        if "parametrizations" in module._modules:
            for one in module.parametrizations:
                call.parameters[one] = getattr(module, one).detach()
        self._stack.append(call)
        return call

    def _close(self, call: Call, gives: list[Any]) -> None:
        self._stack.pop()
        if not self.is_atom(call.module) and call.children:
            call.outputs = [self.version_of(one) for one in gives]
            return
        changed = [one for one in call.inputs if one.count != _count(one.tensor)]
        call.outputs = [self._note(one, call) for one in gives]
        for one in changed:
            is_given = any(one.tensor is other.tensor for other in call.outputs)
            self._wrote(self._known[id(one.tensor)] if is_given else self._note(one.tensor, call))

    def add(self, parent: Call, call: Call, given: list[Any], gives: list[Any]) -> Call:
        """A call that has not been seen, but follows from what a module is known to do."""
        call.parent = parent
        parent.children.append(call)
        self.calls += 1
        call.line = parent.line
        call.inputs = [self.version_of(one) for one in given]
        call.outputs = [self._note(one, call) for one in gives]
        return call

    def stands_for(self, computed: Any, given: Any) -> None:
        """What was computed here is the tensor that the module gave."""
        call = self.version_of(computed).source
        assert call is not None
        call.outputs = [self._note(given, call)]

    def _append(self, call: Call) -> Call:
        parent = self._stack[-1]
        call.parent, call.line = parent, _line()
        parent.children.append(call)
        self.calls += 1
        self.is_cut = self.calls >= MOST_CALLS
        return call

    def _expand(self, call: Call, args: Any, kwargs: Any, result: Any) -> None:
        rule = self._rules.get(call.settings.get("function", call.kind))
        if rule is None or self.is_cut:
            return
        try:
            rule(self, call, args, kwargs, result)
        except (TypeError, ValueError, RuntimeError, AttributeError, IndexError, NotImplementedError):
            call.children.clear()
        if call.children:
            call.outputs = [self.version_of(one.tensor) for one in call.outputs]
            return
        for one in call.outputs:
            self._known[id(one.tensor)] = one

    # ------------------------------------------------------------------ tensors

    def version_of(self, tensor: Any) -> Version:
        """The tensor as it is now."""
        found = self._known.get(id(tensor))
        if found is None:
            return self._note(tensor, None)
        if found.count == _count(tensor):
            return found
        written = [one for one in self._writes.get(id(_base(tensor)), []) if one.count > found.count]
        made = self._note(tensor, None)
        made.parts = [found, *written]
        return made

    def derive(self, tensor: Any, source: Any) -> Any:
        """A tensor that is a part of another, or the same in another shape."""
        self._note(tensor, None).parts = [self.version_of(source)]
        return tensor

    def _note(self, tensor: Any, source: Call | None, entry: int = -1) -> Version:
        self._held += [tensor, _base(tensor)]
        kept = tensor.detach().reshape(-1)[:MOST_KEPT].clone()
        made = Version(tensor, kept, source, entry, _count(tensor))
        self._known[id(tensor)] = made
        self.versions.append(made)
        return made

    def _wrote(self, version: Version) -> None:
        """The tensor was changed in place, and with it its base and all views of that."""
        self._writes.setdefault(id(_base(version.tensor)), []).append(version)


def tensors_in(value: Any) -> list[Any]:
    """All tensors of a nested structure, each once."""
    found: list[Any] = []
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, torch.Tensor):
            if not any(one is other for other in found):
                found.append(one)
        elif isinstance(one, dict):
            stack += reversed([*one.values()])
        elif isinstance(one, list | tuple):
            stack += reversed(one)
        elif hasattr(one, "__dataclass_fields__"):
            stack += reversed([*vars(one).values()])
    return found


def kind_of(module: Any) -> str:
    return Step("", module, False).kind


def _base(tensor: Any) -> Any:
    return tensor if tensor._base is None else tensor._base


def _count(tensor: Any) -> int:
    """How often its memory has been changed in place."""
    try:
        return int(tensor._version)
    except RuntimeError:  # an inference tensor has no count
        return 0


def _said(error: Exception) -> str:
    return " ".join((str(error) or type(error).__name__).split("\n")[0].split())


def _names_of(model: Any) -> dict[int, str]:
    """Parameters and buffers by identity, under the first name that each has."""
    named = [*model.named_parameters(), *model.named_buffers()]
    return {id(one): name for name, one in reversed(named)}


def _line() -> tuple[str, int] | None:
    """The cell and the line of the reader's code that called."""
    frame: Any = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith("<cell "):
            return name[6:-1].split(",")[0], frame.f_lineno
        frame = frame.f_back
    return None


def _text(module: Any) -> str:
    """The module as it prints, if that is one line."""
    said = str(module)
    return said if "\n" not in said and len(said) < LONGEST_TEXT else type(module).__name__


def text_of(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """A call of a function with its numbers and words; tensors are dots."""
    given = [_said_of(one) for one in args] + [f"{key}={_said_of(one)}" for key, one in kwargs.items()]
    if name == "__getitem__":
        return f"[{given[1].strip('()')}]"
    if name == "__setitem__":
        return f"[{given[1].strip('()')}] = {given[2]}"
    if name in SIGNS and len(given) == 2:
        left, right = given if not name.startswith("__r") else reversed(given)
        return f"{left} {SIGNS[name]} {right}"
    in_place = "i" if name.startswith("__i") and name in SIGNS else ""
    return f"{name.strip('_').removeprefix(in_place)}({', '.join(given)})"[:LONGEST_TEXT]


def _said_of(value: Any) -> str:
    if isinstance(value, torch.Tensor):
        return "·"
    if isinstance(value, list | tuple):
        inside = ", ".join(map(_said_of, value))
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    if isinstance(value, slice):
        ends = ["" if one is None else str(one) for one in (value.start, value.stop)]
        return ":".join(ends if value.step is None else [*ends, str(value.step)])
    if value is Ellipsis:
        return "…"
    return f"{value:.6g}" if isinstance(value, float) else str(value)[:40]
