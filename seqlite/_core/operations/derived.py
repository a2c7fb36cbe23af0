"""What follows from the declarations: further names of methods, methods that change the tensor in place, and
their operators; and the functions of `torch`: `torch.exp(x)` is `x.exp()`. `derived.pyi`, which is generated,
spells all of them out for editors and type checkers.

What few programs use is declared in the files `ON_DEMAND`, which are imported when one of their names is
first asked for. `on_demand.txt`, which is generated, says which names these are, by home and file.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

from ..absent import files_on_demand, import_on_demand
from ..tensor_base import TensorBase
from .arguments import Form, set_metadata, signature_of
from .declare import FUNCTIONS, IN_PLACE, METHODS, NAMESPACES

FAMILIES = """casting comparison comparison_sorting expand_repeat indexing indexing_gather indexing_joining
indexing_scatter linalg_einsum linalg_matrices linalg_products other_operations pointwise
pointwise_arithmetic pointwise_logical pointwise_powers pointwise_trigonometry random_in_place
reductions reductions_max_min reductions_quantiles reductions_variance special utilities views
views_strided"""

ROOT = __package__.partition(".")[0]
ON_DEMAND = """_core.operations.pointwise_special _core.operations.special_namespace
_core.operations.pointwise_more _core.operations.pointwise_numbers _core.operations.linalg_sums
_core.operations.indexing_parts _core.operations.indexing_masks _core.operations.indexing_reduce
_core.operations.joining_shapes _core.operations.places_turns _core.operations.reductions_more
_core.operations.linalg_functions _core.operations.linalg_triangles
_core.operations.linalg_reflectors _core.operations.linalg_factors _core.operations.linalg_symmetric
_core.operations.copies _core.operations.real_numbers _core.operations.changes
_core.operations.memory _core.operations.storage _core.operations.random_further
_core.operations.settings _core.operations.differences _core.operations.hashing
_core.creation_further _core.creation_windows nn.functional.of_torch"""

OPERATORS = {
    "__iadd__": "add_",
    "__isub__": "sub_",
    "__imul__": "mul_",
    "__itruediv__": "div_",
    "__ifloordiv__": "floor_divide_",
    "__imod__": "remainder_",
    "__ipow__": "pow_",
    "__iand__": "bitwise_and_",
    "__ior__": "bitwise_or_",
    "__ixor__": "bitwise_xor_",
    "__ilshift__": "bitwise_left_shift_",
    "__irshift__": "bitwise_right_shift_",
}


class DerivedMethods(TensorBase):
    """All methods that are derived from declarations."""

    __slots__ = ()


for _family in FAMILIES.split():
    import_module(f"{__package__}.{_family}")  # each enters its forms

for _name, _form in {**METHODS, **IN_PLACE}.items():
    setattr(DerivedMethods, _name, _form)

for _name, _twin in OPERATORS.items():
    setattr(DerivedMethods, _name, IN_PLACE[_twin])

# Of the forms in place, PyTorch has these as functions, too.
IN_PLACE_TOO = """abs acos acosh arccos arccosh arcsin arcsinh arctan arctanh asin asinh atan atanh ceil
clamp clamp_max clamp_min clip cos cosh erf exp exp2 expm1 fix floor index_put log log10
log1p log2 logit nan_to_num neg negative reciprocal relu round rsqrt sigmoid sin sinh sqrt
square tan tanh trunc xlogy"""
IN_PLACE_ON_DEMAND = """addmv conj_physical deg2rad erfc frac gcd i0 lcm ldexp rad2deg sinc"""


def in_place_function(name: str) -> Form:
    """Return the function with an underscore; its example is derived from that of the function without."""
    method, plain = IN_PLACE[f"{name}_"], FUNCTIONS[name]

    def form(input: Any, *args: Any, **options: Any) -> Any:
        return method(input, *args, **options)

    set_metadata(form, method, signature_of(method))
    above, _, example = (plain.__doc__ or "").partition(">>>")
    indent = above[len(above.rstrip(" ")) :]
    form.__doc__ = f"{method.__doc__}\n\n{indent}>>>{example}".replace(f"torch.{name}(", f"torch.{name}_(")
    return form


FUNCTIONS.update({f"{name}_": in_place_function(name) for name in IN_PLACE_TOO.split()})

globals().update(FUNCTIONS)


__all__ = list(FUNCTIONS)


def bring(home: str, name: str) -> bool:
    """Import the file that declares `home.name`, and return whether there is one."""
    file = files_on_demand().get(home, {}).get(name)
    if file is None:
        return False
    import_on_demand(f"{ROOT}.{file}", hidden=True)
    enter()
    return True


def enter() -> None:
    """Put what files on demand have declared where users find it."""
    known = vars(DerivedMethods)
    for name, form in {**METHODS, **IN_PLACE}.items():
        if name not in known:
            setattr(DerivedMethods, name, form)
    for name in IN_PLACE_ON_DEMAND.split():
        if f"{name}_" in IN_PLACE and f"{name}_" not in FUNCTIONS:
            FUNCTIONS[f"{name}_"] = in_place_function(name)


def on_demand(home: str, otherwise: Callable[[str], Any]) -> Callable[[str], Any]:
    """A `__getattr__` for a module of the names of `home`; `otherwise` is called for any other name."""
    forms = FUNCTIONS if home == "torch" else NAMESPACES[home.rpartition(".")[2]]

    def __getattr__(name: str) -> Any:
        if name not in forms and not bring(home, name):
            return otherwise(name)
        return forms[name]

    return __getattr__


def no_attribute(name: str) -> NoReturn:
    """Raise AttributeError."""
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)


if not TYPE_CHECKING:
    __getattr__ = on_demand("torch", no_attribute)
