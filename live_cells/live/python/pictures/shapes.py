"""The pieces of a still drawing."""

from __future__ import annotations

import base64
import math
import struct
import zlib
from collections.abc import Iterable, Sequence

INK, MUTED, FAINT = "#1b2130", "#5b6579", "#dde2eb"
"""The inks of the course's figures; where the page is dark, it takes others in their place."""
POSITIVE, NEGATIVE = "#3b7ddd", "#d9730d"
FONT = "Inter, system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif"


def escaped(said: str) -> str:
    """Text as XML wants it, without the module ``html``, which pages fetch late."""
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        said = said.replace(sign, name)
    return said


def document(width: float, height: float, parts: Iterable[str], label: str) -> str:
    """A whole drawing."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}pt" height="{height:.0f}pt" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{escaped(label)}" '
        f'font-family="{FONT}" text-anchor="middle">{"".join(parts)}</svg>'
    )


def text(
    x: float,
    y: float,
    said: str,
    *,
    size: float,
    color: str = INK,
    weight: int = 400,
    anchor: str = "",
) -> str:
    more = f' text-anchor="{anchor}"' if anchor else ""
    more += f' font-weight="{weight}"' if weight != 400 else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{color}"{more}>{escaped(said)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, color: str, width: float, opacity: float = 1.0) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{color}" '
        f'stroke-width="{width:.2f}" stroke-opacity="{opacity:.2f}"/>'
    )


def color_of(value: float) -> str:
    return NEGATIVE if value < 0 else POSITIVE


def share_of(value: float, largest: float) -> float:
    """How strong a number shows among others, from 0 to 1."""
    if math.isnan(value) or not value:
        return 0.0
    return 1.0 if math.isinf(value) else abs(value) / largest if largest else 0.0


def short(value: float, digits: int = 2) -> str:
    """A number in few characters, rounded."""
    if not math.isfinite(value):
        return str(value)
    size = abs(value)
    if size >= 1e4 or 0 < size < 0.5 * 10**-digits:
        return f"{value:.0e}".replace("e+0", "e").replace("e-0", "e-").replace("e+", "e").replace("-", "−")
    digits = digits if size < 100 else 1 if size < 1000 else 0
    rounded = f"{value:.{digits}f}"
    return rounded.replace("-", "−")


def grid(
    values: Sequence[float], across: int, place: tuple[float, float, float, float], largest: float
) -> str:
    """Numbers as an image, one pixel each: its color is the sign, its strength the size.

    Args:
        place: x, y, width and height.
    """
    rows = []
    for start in range(0, len(values), across):
        pixels = (_pixel(value, largest) for value in values[start : start + across])
        rows.append(b"\0" + b"".join(pixels))
    x, y, width, height = place
    data = base64.b64encode(png(across, rows)).decode()
    return (
        f'<rect x="{x - 0.5:.1f}" y="{y - 0.5:.1f}" width="{width + 1:.1f}" height="{height + 1:.1f}" '
        f'fill="none" stroke="{MUTED}" stroke-opacity="0.6"/>'
        f'<image x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        'preserveAspectRatio="none" '
        f'style="image-rendering: pixelated" href="data:image/png;base64,{data}"/>'
    )


def _pixel(value: float, largest: float) -> bytes:
    color = bytes.fromhex(color_of(value)[1:])
    return color + bytes([round(255 * share_of(value, largest))])


def png(width: int, rows: Sequence[bytes]) -> bytes:
    head = struct.pack(">IIBBBBB", width, len(rows), 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )
