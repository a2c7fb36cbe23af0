"""A picture: a description as data, with its text and its still drawing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .numbers import Data

MIME = "application/vnd.sequential.picture+json"
"""Marks the description among a picture's forms; the page draws it, other notebooks show the still."""
_PARTS = {
    "network": ("words", "still"),
    "module": ("module_words", "module_still"),
    "graph": ("graph_words", "graph_still"),
    "convolution": ("convolution_still", "convolution_still"),
    "channels": ("channels_still", "channels_still"),
    "matrices": ("matrices_still", "matrices_still"),
    "surface": ("surface_words", "surface_still"),
    "training": ("training_words", "training_still"),
}
"""Of each kind, the modules that say it in words and draw it. Pages draw no stills: each is imported late."""


class Picture:
    """Shown as a drawing. ``data`` is its description, ``print`` gives its numbers as a table."""

    def __init__(self, data: Data) -> None:
        self.data = data

    def __repr__(self) -> str:
        table: str = _words_for(self.data).table_of(self.data)
        return table

    def _repr_picture_(self) -> tuple[Data, dict[str, str]]:
        """The description, for pages that draw it, and a sentence for those who cannot see it."""
        return self.data, {"alt": _words_for(self.data).alt_of(self.data)}

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        _, about = self._repr_picture_()
        forms = {"text/plain": repr(self), MIME: self.data, "image/svg+xml": still_of(self.data)}
        return forms, {MIME: about, "image/svg+xml": about}


def still_of(data: Data) -> str:
    """The description as a drawing that stands still, in SVG."""
    _, drawing = _PARTS[data["kind"]]
    svg: str = _part(drawing).draw(data)
    return svg


def _words_for(data: Data) -> Any:
    """What says a description in words."""
    words, _ = _PARTS[data["kind"]]
    return _part(words)


def _part(name: str) -> Any:
    return import_module(f".{name}", __package__)
