"""Signatures and names of parameters. `inspect.signature` reads any object, but would take a good part of the
engine's import."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import wraps
from inspect import CO_VARARGS, CO_VARKEYWORDS, Parameter, Signature
from typing import Any, TypeVar

from ..bfloat16 import BFLOAT16, Bfloat16
from ..dtypes import from_numpy_dtype
from ..tensor_base import TensorBase

Form = Callable[..., Any]
M = TypeVar("M", bound=Callable[..., Any])
OUT = Parameter("out", Parameter.KEYWORD_ONLY, default=None, annotation="Any")


def parameter_names(plain: Form) -> tuple[str, ...]:
    """The names of a function's parameters, without `*args` and `**options`."""
    code: Any = plain.__code__
    return tuple(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])


def signature_of(form: Any) -> Signature:
    """The signature of a function or a form."""
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


def tensor_signature(signature: Signature) -> Signature:
    """The signature of a function on arrays, as users see it: with tensors."""
    first, *rest = signature.parameters.values()
    return Signature([first.replace(annotation="Tensor"), *rest], return_annotation="Tensor")


def add_out(signature: Signature) -> Signature:
    """Add the parameter `out`, if possible."""
    parameters = list(signature.parameters.values())
    if any(p.kind is p.VAR_KEYWORD or p.name == "out" for p in parameters):
        return signature
    return Signature([*parameters, OUT], return_annotation=signature.return_annotation)


def set_metadata(form: Any, source: Form, signature: Signature, suffix: str = "") -> None:
    """Give `form` the name, module and docstring of `source`, and this signature."""
    form.__name__ = source.__name__ + suffix
    form.__qualname__ = source.__qualname__ + suffix
    form.__module__, form.__doc__ = source.__module__, source.__doc__
    form.__signature__ = signature


NUMPY_NAMES = {"axis": "dim", "keepdims": "keepdim"}


def with_aliases(plain: M, further: dict[str, str] | None) -> M:
    """Accept `further` names for parameters, and NumPy's."""
    names = {name: meant for name, meant in NUMPY_NAMES.items() if meant in parameter_names(plain)} | (
        further or {}
    )
    if not names:
        return plain

    @wraps(plain)
    def method(*args: Any, **options: Any) -> Any:
        if options:
            for name in names.keys() & options.keys():
                options[names[name]] = options.pop(name)
        return plain(*args, **options)

    return method  # type: ignore[return-value]


def round_once(plain: M) -> M:
    """Compute in float32 if all tensors are bfloat16 and none is written into."""
    names = parameter_names(plain)
    place = names.index("inplace") if "inplace" in names else len(names)

    @wraps(plain)
    def method(*args: Any, **options: Any) -> Any:
        tensors = [a for a in args if isinstance(a, TensorBase)] if Bfloat16.asked else ()
        writes = options.get("out") is not None or options.get("inplace") or any(args[place : place + 1])
        if tensors and not writes and all(t._array.dtype == BFLOAT16 for t in tensors):
            wide = [a.float() if isinstance(a, TensorBase) else a for a in args]  # type: ignore[attr-defined]
            return plain(*wide, **options).to(from_numpy_dtype(BFLOAT16))
        return plain(*args, **options)

    return method  # type: ignore[return-value]


def with_leading_factor(plain: Form, factor: str, operands: int) -> Form:
    """Accept PyTorch's legacy order as well: `x.add(2, y)` for `x.add(y, alpha=2)`."""
    name = plain.__name__

    @wraps(plain)
    def method(input: Any, *args: Any, **options: Any) -> Any:
        if len(args) == operands + 1:
            warnings.warn(
                f"This overload of {name} is deprecated: {name}({factor}, ...). Write {factor}= behind the "
                "other arguments.",
                stacklevel=3,
            )
            first, *args = args  # type: ignore[assignment]
            options[factor] = first._array.item() if isinstance(first, TensorBase) else first
        return plain(input, *args, **options)

    return method
