"""The signature of the call that the cursor is in, and which of its parameters is being given."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Sequence
from typing import Any

from live_runner.introspection import is_a
from live_runner.shown_models import is_model

from .cursor import Call, call_at_end
from .reading import MISSING, Instance, Method, ReadClass, ReadFunction
from .scope import Scope
from .spelling import spelled

Answer = dict[str, Any]
_NOTHING: Answer = {"name": "", "parameters": [], "active": -1, "returns": ""}
_WITHOUT_SIGNATURE = {
    "bytes": "(source=b'', encoding='utf-8', errors='strict')",
    "dict": "(iterable=(), /, **entries)",
    "getattr": "(object, name, default=..., /)",
    "int": "(x=0, /, base=10)",
    "iter": "(object, sentinel=..., /)",
    "max": "(*values, key=None, default=...)",
    "min": "(*values, key=None, default=...)",
    "next": "(iterator, default=..., /)",
    "range": "(start, stop, step=1, /)",
    "slice": "(start, stop, step=None, /)",
    "str": "(object='', encoding='utf-8', errors='strict')",
    "type": "(object, /)",
    "zip": "(*iterables, strict=False)",
}
"""Of builtins that have none of their own."""
_LONGEST = 60
"""Characters of a parameter: a default value may be of any length."""


def signature(text: str, scope: Scope) -> Answer:
    """The signature, ``{"name", "parameters", "active", "returns"}``; ``name`` is empty outside a call.

    Args:
        text: the code up to the cursor.
    """
    call = call_at_end(text)
    found = call and signature_of(scope.expression(call.callee))
    if not call or not found:
        return _NOTHING
    parameters = list(found.parameters.values())
    returns = found.return_annotation
    return {
        "name": call.callee.rpartition(".")[2].partition("(")[0] or call.callee,
        "parameters": _written(parameters),
        "active": _shown_at(parameters, active_parameter(call, parameters)),
        "returns": ""
        if returns in (inspect.Signature.empty, None, "None", "Any", "Self")
        else _annotation(returns),
    }


def signature_of(called: Any) -> inspect.Signature | None:
    """How something is called; ``None`` if that is unknown."""
    if called is MISSING:
        return None
    if is_a(called, Instance):
        return _of_instance(called.of)
    if is_a(called, Method):
        return _without_first(called.function)
    if is_a(called, ReadFunction):
        return _read(called)
    if is_a(called, ReadClass):
        return _of_read_class(called)
    try:
        return inspect.signature(called.forward if is_model(called) else called)
    except (TypeError, ValueError):
        written = _WITHOUT_SIGNATURE.get(getattr(called, "__name__", ""))
        return _parsed(written) if written else None


def active_parameter(call: Call, parameters: Sequence[inspect.Parameter]) -> int:
    """The index of the parameter that the last argument is for; -1 if there is none."""
    keyword = re.match(r"\s*([^\W\d]\w*)\s*=(?!=)", call.arguments[-1])
    kinds = [parameter.kind for parameter in parameters]
    if keyword:
        names = [parameter.name for parameter in parameters]
        if keyword[1] in names:
            return names.index(keyword[1])
        return kinds.index(inspect.Parameter.VAR_KEYWORD) if inspect.Parameter.VAR_KEYWORD in kinds else -1
    place = len(call.arguments) - 1
    for index, kind in enumerate(kinds):
        if kind is inspect.Parameter.VAR_POSITIONAL:
            return index
        if kind not in (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD):
            break
        if index == place:
            return index
    return -1


def _of_instance(of: Any) -> inspect.Signature | None:
    if is_a(of, ReadClass):
        function = of.members.get("forward") or of.members.get("__call__")
        return _without_first(ReadFunction(function)) if function else None
    function = getattr(of, "forward", None) or inspect.getattr_static(of, "__call__", None)
    return _without_first(function) if callable(function) else None


def _of_read_class(of: ReadClass) -> inspect.Signature | None:
    if function := of.members.get("__init__"):
        return _without_first(ReadFunction(function))
    return next(filter(None, map(signature_of, of.bases)), None) or inspect.Signature()


def _without_first(function: Any) -> inspect.Signature | None:
    found = signature_of(function.__func__ if isinstance(function, staticmethod | classmethod) else function)
    if found is None or isinstance(function, staticmethod):
        return found
    parameters = list(found.parameters.values())
    if not parameters or parameters[0].kind is inspect.Parameter.VAR_POSITIONAL:
        return found
    return found.replace(parameters=parameters[1:])


def _read(function: ReadFunction) -> inspect.Signature:
    """The signature of a function that has not run: its annotations and defaults as they are written."""
    arguments = function.node.args
    defaults = [None] * (len(arguments.posonlyargs) + len(arguments.args) - len(arguments.defaults))
    positional = zip([*arguments.posonlyargs, *arguments.args], [*defaults, *arguments.defaults], strict=True)
    parameters = []

    def add(argument: ast.arg, kind: Any, default: ast.expr | None = None) -> None:
        given = inspect.Parameter.empty if default is None else _Written(spelled(default))
        said = argument.annotation
        about = inspect.Parameter.empty if said is None else spelled(said)
        parameters.append(inspect.Parameter(argument.arg, kind, default=given, annotation=about))

    for index, (argument, default) in enumerate(positional):
        is_only = index < len(arguments.posonlyargs)
        kinds = inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD
        add(argument, kinds[not is_only], default)
    if arguments.vararg:
        add(arguments.vararg, inspect.Parameter.VAR_POSITIONAL)
    for argument, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        add(argument, inspect.Parameter.KEYWORD_ONLY, value)
    if arguments.kwarg:
        add(arguments.kwarg, inspect.Parameter.VAR_KEYWORD)
    returns = function.node.returns
    about = inspect.Signature.empty if returns is None else spelled(returns)
    return inspect.Signature(parameters, return_annotation=about)


class _Written:
    """A default value as it is written."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def _parsed(text: str) -> inspect.Signature:
    [function] = ast.parse(f"def f{text}: pass").body
    assert isinstance(function, ast.FunctionDef)
    return _read(ReadFunction(function))


def _written(parameters: Sequence[inspect.Parameter]) -> list[str]:
    """Each parameter as it is written, with the signs between parameters."""
    signs = inspect.Parameter
    written: list[str] = []
    for index, parameter in enumerate(parameters):
        before = parameters[index - 1].kind if index else None
        if before is signs.POSITIONAL_ONLY and parameter.kind is not signs.POSITIONAL_ONLY:
            written.append("/")
        if parameter.kind is signs.KEYWORD_ONLY and before not in (signs.KEYWORD_ONLY, signs.VAR_POSITIONAL):
            written.append("*")
        written.append(_one(parameter))
    if parameters and parameters[-1].kind is signs.POSITIONAL_ONLY:
        written.append("/")
    return written


def _one(parameter: inspect.Parameter) -> str:
    text = str(parameter.replace(default=inspect.Parameter.empty, annotation=inspect.Parameter.empty))
    is_annotated = parameter.annotation is not inspect.Parameter.empty
    if is_annotated and _annotation(parameter.annotation) != "Any":
        text += f": {_annotation(parameter.annotation)}"
    else:
        is_annotated = False
    if parameter.default is not inspect.Parameter.empty:
        default = "..." if parameter.default is Ellipsis else repr(parameter.default)
        text += f" = {default}" if is_annotated else f"={default}"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _annotation(annotation: Any) -> str:
    if isinstance(annotation, str):
        return annotation
    return annotation.__name__ if isinstance(annotation, type) else str(annotation).replace("typing.", "")


def _shown_at(parameters: Sequence[inspect.Parameter], index: int) -> int:
    """The place of a parameter among what `_written` gives."""
    if index < 0:
        return -1
    return _written(parameters[: index + 1]).index(_one(parameters[index]))
