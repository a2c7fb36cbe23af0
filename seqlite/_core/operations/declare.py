"""An operation is declared once, in a family such as `PointwisePowers`; its other forms follow from that.

    @operation("ExpBackward0", promote="float", in_place=True)
    def exp(input):
        '''e ** input.'''
        value = np.exp(input)
        return value, (lambda g: g * value,)

makes the method `x.exp()`, the function `torch.exp(x, *, out=None)` and `x.exp_()`, with this docstring and
signature. What is put together from other operations is written on tensors instead, and declared with
`composed`. Where a parameter is called `dim` or `keepdim`, NumPy's `axis` and `keepdims` serve as well.

`METHODS`, `FUNCTIONS` and `IN_PLACE` collect the forms by name; `derived` puts them where users find them. A
declaration outside of a family, at the level of a module, is a method as well: that is how files that are
imported on demand write it. `NAMESPACES` collects what stands in `torch.special` or `torch.linalg` alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

import numpy as np

from ..dtypes import cast, from_numpy_dtype, number_dtype, result_type
from ..record import record
from ..rules import ANY, Op, Promote, Result
from ..tensor_base import TensorBase
from .arguments import (
    Form,
    M,
    add_out,
    parameter_names,
    round_once,
    set_metadata,
    signature_of,
    tensor_signature,
    with_aliases,
    with_leading_factor,
)
from .out import overlaps_itself, refuse_overlap, write_expanded, write_out

P = ParamSpec("P")
S = TypeVar("S")
METHODS: dict[str, Form] = {}  # further names of methods
FUNCTIONS: dict[str, Form] = {}
IN_PLACE: dict[str, Form] = {}
NAMESPACES: dict[str, dict[str, Form]] = {"special": {}, "linalg": {}}
INPUTS = {"x": "input", "a": "input", "self": "input", "x1": "input", "x2": "other", "A": "input"}


class Family(TensorBase):
    """The base class of families of methods. `Tensor` inherits from all of them, so each may call the others'
    methods."""

    __slots__ = ()

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


class Declaration(Protocol):
    """The decorator that `operation` returns: it turns a function on arrays into a method."""

    def __call__(self, forward: Callable[Concatenate[Any, P], Result], /) -> Callable[Concatenate[S, P], S]:
        """The method."""


def operation(
    node: str | Callable[..., str],
    *,
    promote: Promote = None,
    view: bool = False,
    takes: str = ANY,
    refuses: type[Exception] = NotImplementedError,
    function: bool = True,
    in_place: bool = False,
    numbers: bool = False,
    aliases: str = "",
    namespace: str = "",
) -> Declaration:
    """Declare an operation by its value and gradient rules on arrays: see `rules` for those arguments.
    Positional parameters are tensors or numbers, keyword-only ones constants.

    function  there is a function of this name in `torch`
    in_place  there is a method of this name with an underscore
    numbers   the function takes a Python number for its first tensor
    aliases   other names for all of these, separated by spaces
    namespace  the function stands in `torch.special` or `torch.linalg` alone, and there is no method
    """

    def declare(forward: Form) -> Form:
        op = Op(forward.__name__, forward, node, promote, view, takes, refuses)
        method = method_of(op)
        if namespace:
            return register_in(namespace, method, aliases)
        register(method, function, in_place, numbers, aliases)
        return method

    return declare


def composed(
    *,
    function: bool = True,
    in_place: bool = False,
    numbers: bool = False,
    aliases: str = "",
    view: bool = False,
    out: bool | str = True,
    factor: str = "",
    names: dict[str, str] | None = None,
    once: bool = False,
) -> Callable[[M], M]:
    """Declare an operation that is composed of others, as a method on tensors. With `view`, its in-place form
    turns the tensor itself into the view. Without `out`, its function has no `out=`; a string is the error
    message for an `out` of another dtype. `factor` names a keyword that legacy programs pass first; `names`
    maps aliases of parameters to their names. With `once`, bfloat16 is rounded once, at the end."""

    def declare(plain: M) -> M:
        method: Any = with_aliases(round_once(plain) if once else plain, names)
        if factor:
            method = with_leading_factor(method, factor, plain.__code__.co_argcount - 1)
        register(method, function, in_place or view, numbers, aliases, view, out)
        return method

    return declare


def function(
    *,
    method: bool = False,
    in_place: bool = False,
    aliases: str = "",
    out: bool | str = True,
    names: dict[str, str] | None = None,
    namespace: str = "",
) -> Callable[[M], M]:
    """Declare a function of `torch` that is not a method; with `method`, it is one as well. `names` as in
    `composed`, `namespace` as in `operation`."""

    def declare(plain: M) -> M:
        plain = with_aliases(plain, names)
        if namespace:
            return register_in(namespace, plain, aliases, out)
        form = function_form(plain, False, out) if out else plain
        for name in (plain.__name__, *aliases.split()):
            FUNCTIONS[name] = form
            if method:
                METHODS[name] = plain
            if in_place:
                IN_PLACE[name + "_"] = in_place_form(plain)
        return plain

    return declare


def as_operator(method: M) -> M:
    """The operator for a method: it returns NotImplemented for operands that the method does not take."""

    @wraps(method)
    def operator(self: Any, other: Any) -> Any:
        try:
            return method(self, other)
        except TypeError:
            return NotImplemented

    return operator  # type: ignore[return-value]


def register(
    method: Form,
    function: bool,
    in_place: bool,
    numbers: bool,
    aliases: str,
    view: bool = False,
    out: bool | str = True,
) -> None:
    """Register the forms of `method` under its names."""
    as_function = None if not function else function_form(method, numbers, out) if out else method
    changing = (in_place_view_form if view else in_place_form)(method) if in_place else None
    in_family = "." in method.__qualname__
    for name in (method.__name__, *aliases.split()):
        if name != method.__name__ or not in_family:
            METHODS[name] = method
        if as_function is not None:
            FUNCTIONS[name] = as_function
        if changing is not None:
            IN_PLACE[name + "_"] = changing


def register_in(namespace: str, plain: M, aliases: str, out: bool | str = True) -> M:
    """Register a function of a namespace alone, and return it as users see it."""
    form: Any = function_form(plain, False, out) if out else plain
    form.__module__ = f"{__name__.partition('.')[0]}.{namespace}"
    for name in (form.__name__, *aliases.split()):
        NAMESPACES[namespace][name] = form
    return form


def method_of(op: Op) -> Form:
    """Return the method that records `op`; unary and binary ones are the fast path."""

    def unary(input: Any) -> Any:
        return record(op, input)

    def binary(input: Any, other: Any) -> Any:
        return record(op, input, other)

    def general(input: Any, *others: Any, **constants: Any) -> Any:
        return record(op, input, *others, **constants)

    method: Any = {("input",): unary, ("input", "other"): binary}.get(parameter_names(op.forward), general)
    set_metadata(method, op.forward, tensor_signature(signature_of(op.forward)))
    method.op = op
    return method


def function_form(method: Form, numbers: bool, misfit: bool | str = True) -> Form:
    """Return the function of `torch`: the method, with `out`. `misfit` may be the error message for another
    dtype."""
    op: Any = getattr(method, "op", None)
    known = signature_of(method)
    unary_misfit = None if op is None or op.promote else "Found dtype {found.kind} but expected {wanted.kind}"

    def unary(input: Any = None, *, out: Any = None, **named: Any) -> Any:
        if named:
            return general(out=out, **named)
        value = record(op, input)
        return value if out is None else write_out(out, value, op.__name__, unary_misfit, (input,))

    def general(*args: Any, out: Any = None, **options: Any) -> Any:
        if options and not args:
            options = {n if n in known.parameters else INPUTS.get(n, n): v for n, v in options.items()}
        value = method(*args, **options)
        text = misfit if isinstance(misfit, str) else None
        return value if out is None else write_out(out, value, method.__name__, text, args)

    def of_numbers(*args: Any, **options: Any) -> Any:
        if "self" in options:  # PyTorch's name for a number
            args = (options.pop("self"), *(options.pop(name) for name in ("other",) if name in options))
        if args and args[0].__class__ in (float, int, bool):
            kinds = [(0, number_dtype(args[0]))]
            if len(args) > 1 and isinstance(args[1], TensorBase):
                kinds.append((1 if args[1]._array.ndim == 0 else 2, from_numpy_dtype(args[1]._array.dtype)))
            kind = result_type(kinds).numpy
            if divides and kind.kind == "u" and options.get("rounding_mode") is None:
                kind = number_dtype(0.0).numpy
            args = (TensorBase.concrete._wrap(cast(np.asarray(args[0]), kind)), *args[1:])
        return general(*args, **options)

    divides = method.__name__ in ("div", "true_divide")
    alone = op is not None and parameter_names(op.forward) == ("input",)
    form = of_numbers if numbers else unary if alone else general
    set_metadata(form, method, add_out(known))
    form.__module__, form.__qualname__ = __name__.partition(".")[0], form.__name__
    return form


def in_place_form(method: Form) -> Form:
    """Return the in-place form: it writes the result into the tensor."""

    name = method.__name__
    places = name.startswith(("index_", "scatter", "put", "masked_scatter"))
    expanded = name in ("index_fill", "index_put", "masked_fill")

    def form(self: Any, *args: Any, **options: Any) -> Any:
        for arg in (*args[0], *args[1:]) if name == "index_put" and args else args:
            if (
                isinstance(arg, TensorBase)
                and arg._version_counter is self._version_counter
                and (places or arg is not self)
            ):
                refuse_overlap(self._array, arg._array, places)
        if expanded and self._base is not None and overlaps_itself(self._array):
            return write_expanded(self, method(self, *args, **options), name)
        return self._assign_in_place(method(self._before_change(), *args, **options))

    return with_underscore(form, method)


def in_place_view_form(method: Form) -> Form:
    """Return the in-place form of a view: it turns the tensor itself into the view."""

    def form(self: Any, *args: Any, **options: Any) -> Any:
        return self._become_view(method(self, *args, **options))

    return with_underscore(form, method)


def with_underscore(form: Form, method: Form) -> Form:
    """Name `form` after `method`, with an underscore."""
    set_metadata(form, method, signature_of(method), "_")
    form.__doc__ = f"As `{method.__name__}`, in place."
    return form
