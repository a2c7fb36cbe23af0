"""What Python itself has to say to readers, in the language of the site.

The page hands them over: `fault` and `figure_in_words` when Python starts, others with a call. In tests,
and where outputs are recorded, they are read from the English tables. What Python prints or raises is
English everywhere: readers look it up, and programs compare it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_words: dict[str, Any] = {}
TABLES = [Path(__file__).parent / "../../../words/en.json"]
"""Where words are that no page has handed over."""


def use(words: Mapping[str, Any]) -> None:
    """Take these groups of words from now on."""
    _words.update(words)


def said(key: str, **values: object) -> str:
    """The text under a key such as ``weights_file.empty``, with what its braces stand for."""
    return str(_found(key)).format(**values)


def counted(key: str, count: int) -> str:
    """The form of a text that goes with a number: that for one, or that for others."""
    forms = _found(key)
    return str(forms.get("one" if count == 1 else "other", forms["other"])).format(count=count)


def _found(key: str) -> Any:
    if key.partition(".")[0] not in _words:
        for table in TABLES:
            use(json.loads(table.read_text("utf8")) | _words)
    found: Any = _words
    for part in key.split("."):
        found = found[part]
    return found
