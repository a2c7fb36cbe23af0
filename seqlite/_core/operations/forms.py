"""The forms that follow from the declarations: further names of methods, methods that change the tensor in
place, and their operators. `forms.pyi`, which is generated, spells them out for editors and type checkers."""

from __future__ import annotations

from importlib import import_module

from ..graph import TensorBase
from .declare import IN_PLACE, METHODS

FAMILIES = """arithmetic comparing counting einsum elementwise extremes functions gathering indexing
matrices multiplying ordering pointwise products randomizing reducing repeating scattering
searching settings shaping softmax statistics trigonometry"""
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


class Forms(TensorBase):
    """All forms that no family spells out."""

    __slots__ = ()


for _family in FAMILIES.split():
    import_module(f"{__package__}.{_family}")  # each enters its forms
for _name, _form in {**METHODS, **IN_PLACE}.items():
    setattr(Forms, _name, _form)
for _name, _twin in OPERATORS.items():
    setattr(Forms, _name, IN_PLACE[_twin])
