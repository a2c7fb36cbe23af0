"""What ``IPython.display`` wraps data in, so that it is shown as HTML, Markdown, a formula or a picture.

The names, arguments and forms are IPython's
(https://ipython.readthedocs.io/en/stable/api/generated/IPython.display.html).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, ClassVar

_PICTURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}
"""How the files of each type begin."""


class DisplayObject:
    """Data with a type.

    Args:
        data: the data itself.
        url: not here: a page fetches nothing for a cell.
        filename: a file that holds the data.
        metadata: kept, for those who ask for it.
    """

    _read_as: ClassVar[str] = "text"

    def __init__(
        self,
        data: Any = None,
        url: str | None = None,
        filename: str | os.PathLike[str] | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        name = type(self).__name__
        if url is not None or (isinstance(data, str) and data.startswith(("http:", "https:"))):
            raise NotImplementedError(f"{name} cannot fetch {url or data} here: pass the data itself")
        if isinstance(data, Path):
            data, filename = None, data
        self.filename = filename
        self.metadata = metadata or {}
        if filename is not None:
            path = Path(filename)
            data = path.read_bytes() if self._read_as == "bytes" else path.read_text("utf8")
        self.data = data

    def __repr__(self) -> str:
        return f"<IPython.core.display.{type(self).__name__} object>"


class TextDisplayObject(DisplayObject):
    """Data that is text."""

    def __init__(self, data: Any = None, *arguments: Any, **named: Any) -> None:
        if data is not None and not isinstance(data, str | Path):
            raise TypeError(f"{type(self).__name__} expects text, not {data!r}")
        super().__init__(data, *arguments, **named)


class HTML(TextDisplayObject):
    """HTML, shown without scripts and without anything fetched for it."""

    def _repr_html_(self) -> str:
        return str(self.data)


class Markdown(TextDisplayObject):
    """Markdown, with formulas between dollar signs."""

    def _repr_markdown_(self) -> str:
        return str(self.data)


class Latex(TextDisplayObject):
    """A formula between dollar signs, or a LaTeX environment."""

    def _repr_latex_(self) -> str:
        return str(self.data)


class Math(TextDisplayObject):
    """A formula, without dollar signs."""

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {str(self.data).strip('$')}$"


class SVG(DisplayObject):
    """A drawing: text that holds an ``<svg>`` element."""

    def _repr_svg_(self) -> str:
        text = self.data.decode() if isinstance(self.data, bytes) else str(self.data)
        start, end = text.find("<svg"), text.rfind("</svg>")
        return text[start : end + len("</svg>")] if 0 <= start < end else text


class Pretty(TextDisplayObject):
    """Text, without the quotes of its ``repr``."""

    def __repr__(self) -> str:
        return str(self.data)


class JSON(DisplayObject):
    """What JSON can say, indented."""

    def __init__(self, data: Any = None, *arguments: Any, expanded: bool = False, **named: Any) -> None:
        super().__init__(data, *arguments, **named)
        if isinstance(self.data, str):
            self.data = json.loads(self.data)

    def __repr__(self) -> str:
        return json.dumps(self.data, indent=2, ensure_ascii=False)


class Image(DisplayObject):
    """A picture: PNG, JPEG, GIF or WebP as bytes, or the name of a file that holds one.

    Args:
        format: its type, where the data does not show it.
        width, height: in pixels, as it shall be shown.
        alt: what it shows, for those who cannot see it.
    """

    _read_as = "bytes"

    def __init__(
        self,
        data: Any = None,
        url: str | None = None,
        filename: str | os.PathLike[str] | None = None,
        format: str | None = None,
        embed: bool | None = None,
        width: int | None = None,
        height: int | None = None,
        retina: bool = False,
        unconfined: bool = False,
        metadata: dict[str, Any] | None = None,
        alt: str | None = None,
    ) -> None:
        if isinstance(data, str) and not data.startswith(("http:", "https:")):
            data, filename = None, data
        super().__init__(data, url, filename, metadata)
        if not isinstance(self.data, bytes | bytearray):
            raise TypeError(f"Image expects bytes or the name of a file, not {type(self.data).__name__}")
        self.data = bytes(self.data)
        self.format = format
        self.width = width
        self.height = height
        self.alt = alt

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        mime = next((mime for start, mime in _PICTURES.items() if self.data.startswith(start)), None)
        if mime is None and self.format:
            mime = f"image/{self.format.lower().replace('jpg', 'jpeg')}"
        if mime is None:
            raise ValueError("Image: these bytes are not PNG, JPEG, GIF or WebP; name their format")
        said = {"width": self.width, "height": self.height, "alt": self.alt, **self.metadata}
        return {mime: self.data}, {mime: {key: value for key, value in said.items() if value is not None}}
