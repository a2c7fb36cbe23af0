"""Texts that are filled in with `%`, as recorded cells find them."""

from __future__ import annotations

import re
from typing import Any

from .printed import Printed
from .python_functions import Functions
from .python_numbers import plain, traced

_FIELD = re.compile(r"%(?:%|[-#0 +]*\d*(?:\.\d+)?([diouxXeEfFgGrsa]))")


def filled(template: str, values: Any, functions: Functions, printed: Printed) -> str:
    """`template % values`: a number that knows where it is from is found in the text."""
    given = list(values) if type(values) is tuple else [values]
    fields = [one for one in _FIELD.finditer(template) if one[0] != "%%"]
    if len(fields) != len(given) or _FIELD.sub("", template).count("%"):
        return str(template % values)
    mark, parts, last = printed.mark(), list[str](), 0
    for field, value in zip(fields, given, strict=True):
        parts.append(template[last : field.start()].replace("%%", "%"))
        text = field[0] % (value,)
        if field[1] not in "rsa" and (origin := functions.origin(value)):
            printed.number(text, traced(float(plain(value)), origin))
        parts.append(text)
        last = field.end()
    return printed.joined(mark, "".join([*parts, template[last:].replace("%%", "%")]))
