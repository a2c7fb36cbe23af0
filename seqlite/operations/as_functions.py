"""The functions of `torch` that follow from the declarations: `torch.exp(x)` is `x.exp()`.
`as_functions.pyi`, which is generated, spells them out for editors and type checkers."""

from . import forms as forms
from .declare import FUNCTIONS

globals().update(FUNCTIONS)
__all__ = list(FUNCTIONS)
