"""The functions of `torch` that follow from the declarations: `torch.exp(x)` is `x.exp()`.
`as_functions.pyi`, which is generated, spells them out for editors and type checkers."""

from __future__ import annotations

from typing import Any

from . import forms as forms
from .declare import FUNCTIONS, IN_PLACE, Form
from .signatures import describe, signature_of

# Of the forms in place, PyTorch has these as functions, too.
IN_PLACE_TOO = """abs acos acosh arccos arccosh arcsin arcsinh arctan arctanh asin asinh atan atanh ceil
clamp clamp_max clamp_min clip cos cosh erf exp exp2 expm1 fix floor index_put log log10
log1p log2 logit nan_to_num neg negative reciprocal relu round rsqrt sigmoid sin sinh sqrt
square tan tanh trunc xlogy"""


def changing(name: str) -> Form:
    """The function of this name with an underscore; its example is that of the function without."""
    method, plain = IN_PLACE[f"{name}_"], FUNCTIONS[name]

    def form(input: Any, *args: Any, **options: Any) -> Any:
        return method(input, *args, **options)

    describe(form, method, signature_of(method))
    above, _, example = (plain.__doc__ or "").partition(">>>")
    indent = above[len(above.rstrip(" ")) :]
    form.__doc__ = f"{method.__doc__}\n\n{indent}>>>{example}".replace(f"torch.{name}(", f"torch.{name}_(")
    return form


FUNCTIONS.update({f"{name}_": changing(name) for name in IN_PLACE_TOO.split()})
globals().update(FUNCTIONS)
__all__ = list(FUNCTIONS)
