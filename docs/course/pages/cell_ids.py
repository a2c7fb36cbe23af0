"""Ids of cells that say something: links, readers' edits and the build's messages go by them.

An editor gives each new cell random letters. `renewed` replaces those, and leaves every other id as it is.
Standard library only, as site_tests/generators/record.py runs in any Python that has torch.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

RANDOM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){0,3}(-[0-9a-f]{12})?")
PARTS = {"exercise": "start", "check": "check", "hint": "hint", "solution": "solution"}
_HEADLINE = re.compile(r"^#+ (?:Exercise: )?(?P<words>.+)$", re.M)
_TITLE = re.compile(r"^# @title (?P<words>.+?)(?: \{.*)?$", re.M)
_DEFINED = re.compile(r"^(?:def|class) (?P<words>\w+)", re.M)
MOST = 32
"""Letters of an id, about."""


def renewed(notebook: dict[str, Any]) -> dict[str, str]:
    """Give each cell that has none, or a random one, an id of its own. Returns the new ids by the old."""
    taken = {cell.get("id") for cell in notebook["cells"] if not _is_random(cell)}
    section, changed, seen = "start", {}, set()
    for number, cell in enumerate(notebook["cells"], 1):
        source = "".join(cell["source"])
        before = cell.get("id", f"cell {number}")
        if _is_random(cell) or before in seen:
            cell["id"] = changed[before] = _free(_words_for(cell, source, section), taken)
            taken.add(cell["id"])
        seen.add(before)
        if cell["cell_type"] == "markdown" and (found := [*_HEADLINE.finditer(source)]):
            section = _slug(found[-1]["words"])
    if changed:
        notebook |= {"nbformat": 4, "nbformat_minor": max(5, notebook.get("nbformat_minor", 5))}
    return changed


def _is_random(cell: Mapping[str, Any]) -> bool:
    return "id" not in cell or RANDOM.fullmatch(cell["id"]) is not None


def _words_for(cell: Mapping[str, Any], source: str, section: str) -> str:
    metadata = cell["metadata"]
    if name := metadata.get("exercise"):
        return f"{name}-{next((PARTS[tag] for tag in metadata.get('tags', []) if tag in PARTS), 'task')}"
    if cell["cell_type"] == "markdown":
        found = _HEADLINE.search(source)
        return _slug(found["words"]) if found else f"{section}-notes"
    found = _TITLE.search(source) or _DEFINED.search(source)
    return _slug(found["words"]) if found else f"{section}-code"


def _slug(words: str) -> str:
    """The words in small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return slug[:MOST].rstrip("-") or "section"


def _free(words: str, taken: set[Any]) -> str:
    names = [words, *(f"{words}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken and not RANDOM.fullmatch(name))
