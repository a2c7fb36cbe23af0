"""An operation is declared once, in a family such as `Elementwise`; its other forms follow from that.

    @operation("ExpBackward0", promote="float", in_place=True)
    def exp(input):
        '''e ** input.'''
        value = np.exp(input)
        return value, (lambda g: g * value,)

makes the method `x.exp()`, the function `torch.exp(x, *, out=None)` and `x.exp_()`, with this docstring and
signature. What is put together from other operations is written on tensors instead, and declared with
`composed`. Where a parameter is called `dim` or `keepdim`, NumPy's `axis` and `keepdims` serve as well.

`METHODS`, `FUNCTIONS` and `IN_PLACE` collect the forms by name; `forms` puts them where users find them.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

import numpy as np

from ..bfloat16 import NARROW, Bfloat16
from ..dtypes import combine, converted, from_numpy_dtype, number_dtype
from ..graph import TensorBase
from ..ops.rules import ANY, Op, Promote, Result
from ..record import record
from .signatures import describe, names_of, of_tensors, signature_of, with_out
from .writing import overlaps, refuse_overlap, write, write_expanded

P = ParamSpec("P")
S = TypeVar("S")
M = TypeVar("M", bound=Callable[..., Any])
Form = Callable[..., Any]

METHODS: dict[str, Form] = {}  # further names of methods
FUNCTIONS: dict[str, Form] = {}
IN_PLACE: dict[str, Form] = {}

NUMPY_NAMES = {"axis": "dim", "keepdims": "keepdim"}
INPUTS = {"x": "input", "a": "input", "self": "input", "x1": "input", "x2": "other", "A": "input"}


class Family(TensorBase):
    """What families of methods derive from; `Tensor` joins them, so each may call the others' methods."""

    __slots__ = ()

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


class Declaration(Protocol):
    """What `operation` gives: it makes a method of a function on arrays."""

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
    also: str = "",
) -> Declaration:
    """Declare an operation by its value and gradient rules on arrays: see `ops.rules` for those arguments.
    Positional parameters are tensors or numbers, keyword-only ones constants.

    function  there is a function of this name in `torch`
    in_place  there is a method of this name with an underscore
    numbers   the function takes a Python number for its first tensor
    also      other names for all of these, separated by spaces
    """

    def declare(forward: Form) -> Form:
        op = Op(forward.__name__, forward, node, promote, view, takes, refuses)
        method = recorded(op)
        add_forms(method, function, in_place, numbers, also)
        return method

    return declare


def composed(
    *,
    function: bool = True,
    in_place: bool = False,
    numbers: bool = False,
    also: str = "",
    turn: bool = False,
    out: bool | str = True,
    factor: str = "",
    names: dict[str, str] | None = None,
    once: bool = False,
) -> Callable[[M], M]:
    """Declare an operation that is put together from others, by a method on tensors. With `turn`, its
    in-place form makes the tensor itself the view that the method gives; without `out`, its function has no
    such parameter, and a text is the error for an `out` of another type than the result's (see `write`).
    `factor` names the keyword that old programs give in front of the operands; `names` gives further names
    of parameters, and what they stand for. `once` says that bfloat16 is rounded once, at the end."""

    def declare(plain: M) -> M:
        method: Any = with_names(rounded_once(plain) if once else plain, names)
        if factor:
            method = with_factor_first(method, factor, plain.__code__.co_argcount - 1)
        add_forms(method, function, in_place or turn, numbers, also, turn, out)
        return method

    return declare


def function(
    *,
    method: bool = False,
    in_place: bool = False,
    also: str = "",
    out: bool | str = True,
    names: dict[str, str] | None = None,
) -> Callable[[M], M]:
    """Declare a function of `torch` that is no method of its first argument, or, with `method`, that is;
    `names` as in `composed`."""

    def declare(plain: M) -> M:
        plain = with_names(plain, names)
        form = function_of(plain, False, out) if out else plain
        for name in (plain.__name__, *also.split()):
            FUNCTIONS[name] = form
            if method:
                METHODS[name] = plain
            if in_place:
                IN_PLACE[name + "_"] = in_place_of(plain)
        return plain

    return declare


def as_operator(method: M) -> M:
    """The form for an operator: what it cannot take, it leaves to the other operand."""

    @wraps(method)
    def operator(self: Any, other: Any) -> Any:
        try:
            return method(self, other)
        except TypeError:
            return NotImplemented

    return operator  # type: ignore[return-value]


def add_forms(
    method: Form,
    function: bool,
    in_place: bool,
    numbers: bool,
    also: str,
    turn: bool = False,
    out: bool | str = True,
) -> None:
    """Enter the forms of `method` under its names."""
    as_function = None if not function else function_of(method, numbers, out) if out else method
    changing = (turn_of if turn else in_place_of)(method) if in_place else None
    for name in (method.__name__, *also.split()):
        if name != method.__name__:
            METHODS[name] = method
        if as_function is not None:
            FUNCTIONS[name] = as_function
        if changing is not None:
            IN_PLACE[name + "_"] = changing


def recorded(op: Op) -> Form:
    """The method that records `op`. Those of one tensor, and of two, do it without a detour."""

    def unary(input: Any) -> Any:
        return record(op, input)

    def binary(input: Any, other: Any) -> Any:
        return record(op, input, other)

    def general(input: Any, *others: Any, **constants: Any) -> Any:
        return record(op, input, *others, **constants)

    method: Any = {("input",): unary, ("input", "other"): binary}.get(names_of(op.forward), general)
    describe(method, op.forward, of_tensors(signature_of(op.forward)))
    method.op = op
    return method


def with_names(plain: M, further: dict[str, str] | None) -> M:
    """`plain`, whose parameters have `further` names, and NumPy's."""
    names = {name: meant for name, meant in NUMPY_NAMES.items() if meant in names_of(plain)} | (further or {})
    if not names:
        return plain

    @wraps(plain)
    def method(*args: Any, **options: Any) -> Any:
        if options:
            for name in names.keys() & options.keys():
                options[names[name]] = options.pop(name)
        return plain(*args, **options)

    return method  # type: ignore[return-value]


def rounded_once(plain: M) -> M:
    """`plain`, which goes through float32 if all tensors are of bfloat16 and none is written into."""
    names = names_of(plain)
    place = names.index("inplace") if "inplace" in names else len(names)

    @wraps(plain)
    def method(*args: Any, **options: Any) -> Any:
        tensors = [a for a in args if isinstance(a, TensorBase)] if Bfloat16.asked else ()
        writes = options.get("out") is not None or options.get("inplace") or any(args[place : place + 1])
        if tensors and not writes and all(t._array.dtype == NARROW for t in tensors):
            wide = [a.float() if isinstance(a, Family) else a for a in args]
            return plain(*wide, **options).to(from_numpy_dtype(NARROW))
        return plain(*args, **options)

    return method  # type: ignore[return-value]


def with_factor_first(plain: Form, factor: str, operands: int) -> Form:
    """`plain`, which takes PyTorch's old order, too: `x.add(2, y)` for `x.add(y, alpha=2)`."""
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


def function_of(method: Form, numbers: bool, misfit: bool | str = True) -> Form:
    """The function of `torch`: the method, with `out`. `misfit` may be the error for one of another type."""
    op: Any = getattr(method, "op", None)
    known = signature_of(method)
    unary_misfit = None if op is None or op.promote else "Found dtype {found.kind} but expected {wanted.kind}"

    def unary(input: Any = None, *, out: Any = None, **named: Any) -> Any:
        if named:
            return general(out=out, **named)
        value = record(op, input)
        return value if out is None else write(out, value, op.__name__, unary_misfit, (input,))

    def general(*args: Any, out: Any = None, **options: Any) -> Any:
        if options and not args:
            options = {n if n in known.parameters else INPUTS.get(n, n): v for n, v in options.items()}
        value = method(*args, **options)
        text = misfit if isinstance(misfit, str) else None
        return value if out is None else write(out, value, method.__name__, text, args)

    def of_numbers(*args: Any, **options: Any) -> Any:
        if "self" in options:  # PyTorch's name of a number here
            args = (options.pop("self"), *(options.pop(name) for name in ("other",) if name in options))
        if args and args[0].__class__ in (float, int, bool):
            kinds = [(0, number_dtype(args[0]))]
            if len(args) > 1 and isinstance(args[1], TensorBase):
                kinds.append((1 if args[1]._array.ndim == 0 else 2, from_numpy_dtype(args[1]._array.dtype)))
            kind = combine(kinds).numpy
            args = (TensorBase.concrete._wrap(converted(np.asarray(args[0]), kind)), *args[1:])
        return general(*args, **options)

    alone = op is not None and names_of(op.forward) == ("input",)
    form = of_numbers if numbers else unary if alone else general
    describe(form, method, with_out(known))
    form.__module__, form.__qualname__ = __name__.partition(".")[0], form.__name__
    return form


def in_place_of(method: Form) -> Form:
    """The form that writes the result over the tensor."""

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
        if expanded and self._base is not None and overlaps(self._array):
            return write_expanded(self, method(self, *args, **options), name)
        return self._assign_in_place(method(self._before(), *args, **options))

    return underscored(form, method)


def turn_of(method: Form) -> Form:
    """The form that makes the tensor itself the view that `method` gives."""

    def form(self: Any, *args: Any, **options: Any) -> Any:
        return self._become_view(method(self, *args, **options))

    return underscored(form, method)


def underscored(form: Form, method: Form) -> Form:
    """`form` under the name of `method` with an underscore."""
    describe(form, method, signature_of(method), "_")
    form.__doc__ = f"As `{method.__name__}`, in place."
    return form
