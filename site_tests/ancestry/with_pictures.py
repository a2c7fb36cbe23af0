"""Programs that end with a picture whose numbers are opened; they were written before what follows them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "in_pictures.txt"
SEED = 7
COUNT = 16
"""Of each picture, so many numbers are opened; of one that has fewer, all."""
CHOSEN = {
    "training": r"(losses|validation|right)/\d+|counts/\d+/\d+",
    "surface": r"heights/\d+/\d+|paths/\d+/(heights/\d+|(points|gradients)/\d+/\d+)",
    "module": r"tensors/\d+/(values|gradient)/\d+|loss/value",
    "convolution": r"(image|kernel|output)/values/\d+|bias",
    "channels": r"(image|kernel|output)/values/\d+|bias",
}
"""The places in a description whose numbers the page lets readers choose, by its kind."""

Path_ = tuple[str | int, ...]


def in_pictures() -> dict[str, str]:
    """The programs by their names."""
    _, *parts = re.split(r"^### (.*)\n", FILE.read_text("utf8"), flags=re.M)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def numbers_of(data: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """All numbers of a description, with their places."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, one in inner:
        yield from numbers_of(one, (*path, key))
    if isinstance(data, int | float) and not isinstance(data, bool):
        yield path, data


def drawn(data: Mapping[str, Any]) -> list[tuple[Path_, Any]]:
    """Numbers of a picture that readers can choose, the same each time; some of each sort."""
    chosen = re.compile(CHOSEN[data["kind"]])
    sorts: dict[str, list[tuple[Path_, Any]]] = {}
    for path, value in numbers_of(data):
        if chosen.fullmatch("/".join(map(str, path))):
            sorts.setdefault("/".join(one for one in path if isinstance(one, str)), []).append((path, value))
    rng = random.Random(SEED)
    each = -(-COUNT // len(sorts))
    return [one for found in sorts.values() for one in rng.sample(found, min(each, len(found)))]
