"""PyTorch's public names that are not here, by their home. `site_tests/absent_names.py` writes the list."""

from pathlib import Path

ABSENT: dict[str, list[str]] = {}
for _line in Path(__file__).with_suffix(".txt").read_text("utf8").splitlines():
    _home, _, _names = _line.partition(":")
    ABSENT[_home] = _names.split()
