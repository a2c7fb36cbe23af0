"""The forms in which a value can be shown: as a notebook's rich results, in the methods' usual names."""

from __future__ import annotations

import base64
import contextlib
from typing import Any

import figures

LARGEST = 4_000_000
"""Characters beyond which a form is passed over for a plainer one."""


def part_of(value: object) -> dict[str, Any]:
    """The part that shows a value: its first of HTML, SVG, PNG, and text if it has none of them.

    A picture whose value has the method ``_repr_alt_`` brings a description along, ``alt``.

    A method that returns ``None`` passes; one that raises does so to the reader, as ``repr`` would.
    Every part carries the value's ``repr``: as ``text`` or, beside HTML, as ``plain``.
    """
    figures.give_form()
    plain = repr(value)
    html = _form(value, "_repr_html_")
    if isinstance(html, str) and len(html) <= LARGEST:
        return {"part": "html", "text": html, "plain": plain}
    for method, mime in (("_repr_svg_", "image/svg+xml"), ("_repr_png_", "image/png")):
        data = _base64(_form(value, method), is_text=mime.endswith("xml"))
        if data is not None and len(data) <= LARGEST:
            part = {"part": "image", "text": plain, "mime": mime, "data": data}
            alt = _form(value, "_repr_alt_")
            return {**part, "alt": alt} if isinstance(alt, str) else part
    return {"part": "result", "text": plain}


def _form(value: object, method: str) -> object:
    """What the method returns; looked up on the class, for an instance may answer to any name."""
    function = getattr(type(value), method, None)
    form = function(value) if callable(function) else None
    return form[0] if isinstance(form, tuple) and form else form  # (data, metadata) is allowed too


def _base64(form: object, is_text: bool) -> str | None:
    match form:
        case str() if is_text:
            return base64.b64encode(form.encode()).decode()
        case str():  # base64 already; browsers complain of a picture that is none
            with contextlib.suppress(ValueError):
                return base64.b64encode(base64.b64decode(form)).decode()
        case bytes():
            return base64.b64encode(form).decode()
    return None
