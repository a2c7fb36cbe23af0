"""The signatures of forms, derived from those of what they are forms of. `inspect.signature` reads any
object, but would take a good part of the engine's import."""

from __future__ import annotations

from collections.abc import Callable
from inspect import CO_VARARGS, CO_VARKEYWORDS, Parameter, Signature
from typing import Any

Form = Callable[..., Any]
OUT = Parameter("out", Parameter.KEYWORD_ONLY, default=None, annotation="Any")


def names_of(plain: Form) -> tuple[str, ...]:
    """The names of a Python function's parameters, without `*args` and `**options`."""
    code: Any = plain.__code__
    return tuple(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])


def signature_of(form: Any) -> Signature:
    """The signature of a Python function, or of a form that was described."""
    while hasattr(form, "__wrapped__"):
        form = form.__wrapped__
    known = getattr(form, "__signature__", None)
    if known is not None:
        return known
    code, kinds = form.__code__, form.__annotations__
    names, count = list(code.co_varnames), code.co_argcount
    first = count - len(form.__defaults__ or ())
    defaults = dict(zip(names[first:count], form.__defaults__ or (), strict=True))
    defaults |= form.__kwdefaults__ or {}
    ways: list[Any] = [Parameter.POSITIONAL_OR_KEYWORD] * count + [
        Parameter.KEYWORD_ONLY
    ] * code.co_kwonlyargcount
    rest = len(ways)
    if code.co_flags & CO_VARARGS:
        ways.insert(count, Parameter.VAR_POSITIONAL)
        names.insert(count, names.pop(rest))
    if code.co_flags & CO_VARKEYWORDS:
        ways.append(Parameter.VAR_KEYWORD)
    empty = Parameter.empty
    parameters = [
        Parameter(name, way, default=defaults.get(name, empty), annotation=kinds.get(name, empty))
        for name, way in zip(names, ways, strict=False)
    ]
    return Signature(parameters, return_annotation=kinds.get("return", empty))


def of_tensors(signature: Signature) -> Signature:
    """The signature of a function on arrays, as users see it: it takes and gives tensors."""
    first, *rest = signature.parameters.values()
    return Signature([first.replace(annotation="Tensor"), *rest], return_annotation="Tensor")


def with_out(signature: Signature) -> Signature:
    """The signature with the parameter `out`, if there is a place for it."""
    parameters = list(signature.parameters.values())
    if any(p.kind is p.VAR_KEYWORD or p.name == "out" for p in parameters):
        return signature
    return Signature([*parameters, OUT], return_annotation=signature.return_annotation)


def describe(form: Any, source: Form, signature: Signature, suffix: str = "") -> None:
    """Give `form` the name, place and docstring of `source`, and this signature."""
    form.__name__ = source.__name__ + suffix
    form.__qualname__ = source.__qualname__ + suffix
    form.__module__, form.__doc__ = source.__module__, source.__doc__
    form.__signature__ = signature
