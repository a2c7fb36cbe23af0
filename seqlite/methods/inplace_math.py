"""In-place arithmetic, functions and turns: each form has the arguments of its twin of that name."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from .arithmetic import Arithmetic
from .choosing import Choosing
from .comparing import Comparing
from .elementwise import Elementwise
from .inplace import InPlace
from .reducing import Reducing
from .shaping import Shaping

Method = Callable[..., Any]


def in_place(twin: Method) -> Method:
    """The form of `twin` that writes the result over the tensor."""

    def form(self: Any, *args: Any, **options: Any) -> Any:
        return self._become(twin(self._before(), *args, **options))

    return named_after(twin, form)


def turn(twin: Method) -> Method:
    """The form of `twin`, which gives a view, that makes the tensor itself this view."""

    def form(self: Any, *args: Any, **options: Any) -> Any:
        return self._turn(twin(self, *args, **options))

    return named_after(twin, form)


def named_after(twin: Method, form: Method) -> Method:
    """`form` with the signature of `twin`, and its name with an underscore."""
    form = wraps(twin)(form)
    form.__name__ += "_"
    form.__qualname__ += "_"
    form.__doc__ = f"As `{twin.__name__}`, in place."
    return form


class InPlaceMath(InPlace):
    """All return the tensor itself. RuntimeError if the result's type does not fit the tensor's."""

    __slots__ = ()

    # --- arithmetic -------------------------------------------------------------------------------

    add_ = __iadd__ = in_place(Arithmetic.add)
    sub_ = subtract_ = __isub__ = in_place(Arithmetic.sub)
    mul_ = multiply_ = __imul__ = in_place(Arithmetic.mul)
    div_ = divide_ = true_divide_ = __itruediv__ = in_place(Arithmetic.div)
    floor_divide_ = __ifloordiv__ = in_place(Arithmetic.floor_divide)
    remainder_ = __imod__ = in_place(Arithmetic.remainder)
    fmod_ = in_place(Arithmetic.fmod)
    pow_ = __ipow__ = in_place(Arithmetic.pow)
    neg_ = negative_ = in_place(Arithmetic.neg)
    abs_ = absolute_ = in_place(Arithmetic.abs)
    reciprocal_ = in_place(Arithmetic.reciprocal)
    square_ = in_place(Arithmetic.square)
    lerp_ = in_place(Choosing.lerp)
    addcmul_ = in_place(Choosing.addcmul)
    addcdiv_ = in_place(Choosing.addcdiv)
    cumsum_ = in_place(Reducing.cumsum)
    cumprod_ = in_place(Reducing.cumprod)

    # --- elementwise functions --------------------------------------------------------------------

    exp_ = in_place(Elementwise.exp)
    exp2_ = in_place(Elementwise.exp2)
    expm1_ = in_place(Elementwise.expm1)
    log_ = in_place(Elementwise.log)
    log2_ = in_place(Elementwise.log2)
    log10_ = in_place(Elementwise.log10)
    log1p_ = in_place(Elementwise.log1p)
    sqrt_ = in_place(Elementwise.sqrt)
    rsqrt_ = in_place(Elementwise.rsqrt)
    erf_ = in_place(Elementwise.erf)
    sin_ = in_place(Elementwise.sin)
    cos_ = in_place(Elementwise.cos)
    tan_ = in_place(Elementwise.tan)
    asin_ = arcsin_ = in_place(Elementwise.asin)
    acos_ = arccos_ = in_place(Elementwise.acos)
    atan_ = arctan_ = in_place(Elementwise.atan)
    atan2_ = arctan2_ = in_place(Elementwise.atan2)
    sinh_ = in_place(Elementwise.sinh)
    cosh_ = in_place(Elementwise.cosh)
    floor_ = in_place(Elementwise.floor)
    ceil_ = in_place(Elementwise.ceil)
    round_ = in_place(Elementwise.round)
    trunc_ = fix_ = in_place(Elementwise.trunc)
    frac_ = in_place(Elementwise.frac)
    sign_ = in_place(Elementwise.sign)
    relu_ = in_place(Choosing.relu)
    sigmoid_ = in_place(Choosing.sigmoid)
    tanh_ = in_place(Choosing.tanh)
    clamp_ = clip_ = in_place(Choosing.clamp)
    clamp_min_ = in_place(Choosing.clamp_min)
    clamp_max_ = in_place(Choosing.clamp_max)
    nan_to_num_ = in_place(Choosing.nan_to_num)

    # --- comparisons and logic: 1 and 0 in the tensor's own type ----------------------------------

    eq_ = in_place(Comparing.eq)
    ne_ = not_equal_ = in_place(Comparing.ne)
    lt_ = less_ = in_place(Comparing.lt)
    le_ = less_equal_ = in_place(Comparing.le)
    gt_ = greater_ = in_place(Comparing.gt)
    ge_ = greater_equal_ = in_place(Comparing.ge)
    logical_and_ = in_place(Comparing.logical_and)
    logical_or_ = in_place(Comparing.logical_or)
    logical_xor_ = in_place(Comparing.logical_xor)
    logical_not_ = in_place(Comparing.logical_not)
    bitwise_not_ = in_place(Comparing.bitwise_not)
    bitwise_and_ = __iand__ = in_place(Comparing.bitwise_and)
    bitwise_or_ = __ior__ = in_place(Comparing.bitwise_or)
    bitwise_xor_ = __ixor__ = in_place(Comparing.bitwise_xor)
    bitwise_left_shift_ = __ilshift__ = in_place(Comparing.bitwise_left_shift)
    bitwise_right_shift_ = __irshift__ = in_place(Comparing.bitwise_right_shift)

    # --- shapes -----------------------------------------------------------------------------------

    tril_ = in_place(Shaping.tril)
    triu_ = in_place(Shaping.triu)
    t_ = turn(Shaping.t)
    transpose_ = swapaxes_ = swapdims_ = turn(Shaping.transpose)
    squeeze_ = turn(Shaping.squeeze)
    unsqueeze_ = turn(Shaping.unsqueeze)
