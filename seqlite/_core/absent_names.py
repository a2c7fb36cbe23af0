"""PyTorch's public names that are not here, by their home, and what is nearest to each.

`site_tests/generators/absent_names.py` writes the first list. The second is written by hand. A line of it is
about names of some homes (`torch,torch.Tensor ger vdot: …`), about names with a part (`…Conv…: …`), or about
all other names of a home (`torch.nn: …`). The first of these that fits is used.
"""

from pathlib import Path

ABSENT: dict[str, list[str]] = {}
NEAREST: dict[str, dict[str, str]] = {}
FAMILIES: list[tuple[str, str]] = []
NEARBY: dict[str, str] = {}
_folder = Path(__file__).parent
for _line in (_folder / "absent_names.txt").read_text("utf8").splitlines():
    _home, _, _names = _line.partition(":")
    ABSENT[_home] = _names.split()
for _line in (_folder / "nearest_names.txt").read_text("utf8").splitlines():
    _about, _, _text = _line.partition(": ")
    _home, *_rest = _about.split()
    if _home.startswith("…"):
        FAMILIES.append((_home.strip("…"), _text))
    elif _rest:
        for _each in _home.split(","):
            NEAREST.setdefault(_each, {}).update(dict.fromkeys(_rest, _text))
    else:
        NEARBY[_home] = _text


def nearest(home: str, name: str) -> str:
    """Return what works in place of an absent name."""
    family = next((text for part, text in FAMILIES if part in name), NEARBY[home])
    return NEAREST.get(home, {}).get(name, family)
