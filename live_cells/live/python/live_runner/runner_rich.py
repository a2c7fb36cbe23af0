"""The forms in which a value can be shown: as a notebook's rich results, in the methods' usual names."""

from __future__ import annotations

import base64
import contextlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from . import figures
from .exercise_checks import Verdict
from .shown_models import is_model, number_of

PICTURE = "application/vnd.sequential.picture+json"
"""Marks a description that the page draws a picture from (pictures/picture.py)."""

WIDGET = "application/vnd.jupyter.widget-view+json"
"""Marks the id of a widget (widget_messages.py)."""

_NO_METHOD = "_ipython_canary_method_should_not_exist_"

LARGEST = 4_000_000
"""Characters beyond which a form is passed over for a plainer one."""

_METHODS = {
    "text/html": "_repr_html_",
    "text/markdown": "_repr_markdown_",
    "text/latex": "_repr_latex_",
    "image/svg+xml": "_repr_svg_",
    "image/png": "_repr_png_",
    "image/jpeg": "_repr_jpeg_",
}
"""The method that gives each form; the richest first, as Jupyter ranks them."""
_RANKED = [*_METHODS, "image/gif", "image/webp"]


def part_of(value: object) -> dict[str, Any]:
    """The part that shows a value: in the richest form it has, and as text if it has none.

    A picture may have a description, ``alt``, by the method ``_repr_alt_`` or its metadata.

    A method that returns ``None`` passes; one that raises does so to the reader, as ``repr`` would.
    Every part carries the value's ``repr``: as ``text`` or, beside a form that is text, as ``plain``.
    """
    figures.give_form()
    plain = repr(value)
    if (part := _picture(_form(value, "_repr_picture_"), plain)) is not None:
        return part  # and no still is drawn, which the page does not show
    bundle, metadata = _bundle(value)
    plain = bundle.get("text/plain", plain)
    if isinstance(value, Verdict):
        return {"part": "verdict", "text": plain, "right": value.right}
    if (part := _picture((bundle.get(PICTURE), metadata.get(PICTURE)), plain)) is not None:
        return part
    if isinstance(widget := bundle.get(WIDGET), Mapping):
        return {"part": "widget", "text": plain, "widget": str(widget.get("model_id"))}
    for mime in _RANKED:
        form = bundle[mime] if mime in bundle else _form(value, _METHODS.get(mime, ""))
        if isinstance(form, tuple) and len(form) == 2:  # (data, metadata) is allowed too
            form, metadata = form[0], {**metadata, mime: form[1]}
        part = _part(mime, form, plain)
        if part is None:
            continue
        if part["part"] == "image":
            part |= _about_picture(value, metadata.get(mime))
        return part
    number = {"model": number_of(value)} if is_model(value) else {}
    return {"part": "result", "text": plain, **number}


def _bundle(value: object) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """What ``_repr_mimebundle_`` returns: forms by their MIME types, and what is said of each."""
    function = _method(value, "_repr_mimebundle_")
    found = function(include=None, exclude=None) if function else None
    forms, metadata = found if isinstance(found, tuple) else (found, None)
    return forms or {}, metadata or {}


def _form(value: object, method: str) -> object:
    """What the method returns, if the value has it."""
    function = _method(value, method) if method else None
    return function() if function else None


def _method(value: object, name: str) -> Callable[..., object] | None:
    """As IPython looks for it: a proxy may pass it on, but a value that answers to any name has none."""
    if isinstance(value, type):
        return None
    if not hasattr(type(value), name):
        try:
            if hasattr(value, _NO_METHOD):
                return None
        except Exception:
            return None
    try:
        found = getattr(value, name, None)
    except Exception:
        return None
    return found if callable(found) else None


def _part(mime: str, form: object, plain: str) -> dict[str, Any] | None:
    kind, _, subtype = mime.partition("/")
    if kind == "text":
        if not isinstance(form, str) or len(form) > LARGEST:
            return None
        return {"part": subtype, "text": form, "plain": plain}
    data = _base64(form, is_text=mime.endswith("xml"))
    if data is None or len(data) > LARGEST:
        return None
    return {"part": "image", "text": plain, "mime": mime, "data": data}


def _picture(form: object, plain: str) -> dict[str, Any] | None:
    """The part of a picture that the page draws, if this is its description, with what is said of it."""
    description, said = form if isinstance(form, tuple) and len(form) == 2 else (form, None)
    if not isinstance(description, Mapping):
        return None
    with contextlib.suppress(TypeError, ValueError):
        text = json.dumps(description, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        alt = said.get("alt") if isinstance(said, Mapping) else None
        if len(text) <= LARGEST:
            part = {"part": "picture", "text": plain, "picture": text}
            return part | ({"alt": alt} if isinstance(alt, str) else {})
    return None


def _about_picture(value: object, said: object) -> dict[str, Any]:
    about = {"alt": _form(value, "_repr_alt_"), **(said if isinstance(said, Mapping) else {})}
    wanted = {"alt": str, "width": int, "height": int}
    given = {name: about[name] for name, kind in wanted.items() if isinstance(about.get(name), kind)}
    return {name: value for name, value in given.items() if name == "alt" or value > 0}


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
