"""The forms that follow from the declarations: further names of methods, methods that change the tensor in
place, and their operators. `forms.pyi`, which is generated, spells them out for editors and type checkers."""

from __future__ import annotations

from ..graph import TensorBase
from . import (
    arithmetic,
    comparing,
    contraction,
    elementwise,
    functions,
    gathering,
    indexing,
    limits,
    moves,
    ordering,
    products,
    randomizing,
    reducing,
    shaping,
)
from .declare import IN_PLACE, METHODS

DECLARED = (
    arithmetic, comparing, contraction, elementwise, functions, gathering, indexing, limits, moves, ordering,
    products, randomizing, reducing, shaping,
)  # fmt: skip

OPERATORS = {
    "__iadd__": "add_", "__isub__": "sub_", "__imul__": "mul_", "__itruediv__": "div_",
    "__ifloordiv__": "floor_divide_", "__imod__": "remainder_", "__ipow__": "pow_",
    "__iand__": "bitwise_and_", "__ior__": "bitwise_or_", "__ixor__": "bitwise_xor_",
    "__ilshift__": "bitwise_left_shift_", "__irshift__": "bitwise_right_shift_",
}  # fmt: skip


class Forms(TensorBase):
    """All forms that no family spells out."""

    __slots__ = ()


for _name, _form in {**METHODS, **IN_PLACE}.items():
    setattr(Forms, _name, _form)
for _name, _twin in OPERATORS.items():
    setattr(Forms, _name, IN_PLACE[_twin])
