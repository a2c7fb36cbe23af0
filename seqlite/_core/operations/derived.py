"""What follows from the declarations: further names of methods, methods that change the tensor in place, and
their operators; and the functions of `torch`: `torch.exp(x)` is `x.exp()`. `derived.pyi`, which is generated,
spells all of them out for editors and type checkers.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ..tensor_base import TensorBase
from .arguments import Form, set_metadata, signature_of
from .declare import FUNCTIONS, IN_PLACE, METHODS

FAMILIES = """casting comparison comparison_sorting expand_repeat indexing indexing_gather indexing_joining
indexing_scatter linalg_einsum linalg_matrices linalg_products other_operations pointwise
pointwise_arithmetic pointwise_logical pointwise_powers pointwise_trigonometry random_in_place
reductions reductions_max_min reductions_quantiles reductions_variance special utilities views
views_strided"""

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
