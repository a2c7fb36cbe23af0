"""How users may write arguments: shapes and dimensions turned into tuples and axes, further names of
parameters, and the signatures that `help()` shows.

`inspect.signature` reads any object, but would take a good part of the engine's import.
"""

from __future__ import annotations

import operator
import warnings
from collections.abc import Callable
from functools import wraps
from inspect import CO_VARARGS, CO_VARKEYWORDS, Parameter, Signature
from typing import Any, TypeVar

from ..bfloat16 import BFLOAT16, Bfloat16, type_name
from ..dtypes import from_numpy_dtype
from ..seldom_types import refuse_wide
from ..tensor_base import T, TensorBase


def check_tensor(value: Any, who: str, name: str = "input") -> Any:
    """Return `value`. TypeError unless it is a tensor."""
    if not isinstance(value, TensorBase):
        place = 1 if name == "input" else 2
        raise TypeError(
            f"{who}(): argument '{name}' (position {place}) must be Tensor, not {type(value).__name__}"
        )
    return value


def wrap_negative(value: Any, array: Any) -> Any:
    """Wrap a negative number for an unsigned array: for uint8, -1 becomes 255."""
    wraps = array.dtype.kind == "u" and isinstance(value, int) and -256 < value < 0
    return value + 256 if wraps else value


def check_tensors(tensors: Any, who: str) -> list[Any]:
    """Return a list of tensors. TypeError for anything else."""
    if isinstance(tensors, TensorBase) or not all(isinstance(t, TensorBase) for t in tensors):
        wrong = (
            tensors
            if isinstance(tensors, TensorBase)
            else next(t for t in tensors if not isinstance(t, TensorBase))
        )
        raise TypeError(
            f"{who}(): argument 'tensors' (position 1) must be tuple of Tensors, not {type(wrong).__name__}"
        )
    return list(tensors)


def axis_of(dim: Any, ndim: int) -> int:
    """Return a dimension as a non-negative axis. IndexError if it is out of range."""
    n = max(ndim, 1)
    if isinstance(dim, bool):
        raise TypeError("argument 'dim' must be int, not bool")
    i = operator.index(dim)
    if not -n <= i < n:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-n}, {n - 1}], but got {i})")
    return i % n


def axes_of(dim: Any, ndim: int) -> Any:
    """Return None (all), one axis, or a tuple of axes, as NumPy takes them. As in PyTorch, an empty tuple
    means all."""
    if dim is None:
        return None
    if ndim == 0:
        for d in dim if isinstance(dim, (tuple, list)) else (dim,):
            axis_of(d, 0)
        return None
    if isinstance(dim, (tuple, list)):
        axes = tuple(axis_of(d, ndim) for d in dim)
        for i, axis in enumerate(axes):
            if axis in axes[:i]:
                raise RuntimeError(f"dim {axis} appears multiple times in the list of dims")
        return axes or None
    return axis_of(dim, ndim)


def flatten_args(args: tuple[Any, ...]) -> tuple[Any, ...]:
    """Treat `f(2, 3)`, `f((2, 3))` and `f([2, 3])` alike."""
    if len(args) == 1 and isinstance(args[0], (tuple, list)):
        return tuple(args[0])
    return args


def size_of(args: tuple[Any, ...], who: str) -> tuple[int, ...]:
    """Return a shape from integers. TypeError for other types, RuntimeError for negative ones."""
    sizes = flatten_args(args)
    try:
        shape = tuple(map(operator.index, sizes))
    except TypeError:
        wrong = next(s for s in sizes if not hasattr(s, "__index__"))
        raise TypeError(
            f"{who}(): argument 'size' (position 1) must be tuple of ints, not {type(wrong).__name__}"
        ) from None
    if shape and min(shape) < 0:
        raise RuntimeError(f"{who}: Dimension size must be non-negative, got {list(shape)}.")
    return shape


def infer_size(shape: tuple[int, ...], size: int) -> tuple[int, ...]:
    """Replace the -1 in a shape. RuntimeError if it does not hold `size` elements."""
    known = 1
    for n in shape:
        if n >= 0:
            known *= n
    free = shape.count(-1)
    if free > 1:
        raise RuntimeError("only one dimension can be inferred")
    if free and not known and not size:
        raise RuntimeError(
            f"cannot reshape tensor of 0 elements into shape {list(shape)} because the unspecified dimension "
            "size -1 can be any value and is ambiguous"
        )
    if (size != known if not free else known == 0 or size % known) or min(shape, default=0) < -1:
        raise RuntimeError(f"shape '{list(shape)}' is invalid for input of size {size}")
    return tuple(size // known if n == -1 else n for n in shape) if free else shape


def check_kind(input: T, who: str, kinds: str = "fiu") -> T:
    """Return `input`. NotImplementedError unless its dtype is of one of the `kinds`, by default all but
    bool."""
    if input._array.dtype.kind not in kinds:
        raise NotImplementedError(
            f'"{who}_cpu" not implemented for {type_name(input._array)}: convert with .float() first'
        )
    refuse_wide(input._array, who)
    return input


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
