"""What the page may ask while a reader types. Nothing of a cell is run for an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

from live_runner.runner import MAIN

from . import completion, problems, renaming, signatures
from .scope import Scope

Answer = Mapping[str, Any]


def answer(about: str, text: str, others: Sequence[str] = (), main: ModuleType = MAIN) -> Answer | None:
    """Answer one question; ``None`` where that raises anything: it is no error of the reader's.

    Args:
        about: ``"completions"``, ``"signature"``, ``"problems"`` or ``"places"``.
        text: the code up to the cursor; for problems all of the cell's code; for places as well, behind the
            offset of the name and a line break.
        others: the code of the page's other cells, in their order.
        main: the module that has the cells' variables.
    """
    questions: dict[str, Callable[[], Answer]] = {
        "completions": lambda: completion.completions(text, Scope(text, others, main.__dict__)),
        "signature": lambda: signatures.signature(text, Scope(text, others, main.__dict__)),
        "problems": lambda: {"problems": problems.problems(text, others, main.__dict__)},
        "places": lambda: _places(text, others),
    }
    try:
        return questions[about]()
    except BaseException:  # it may have met any code
        return None


def _places(text: str, others: Sequence[str]) -> Answer:
    offset, _, source = text.partition("\n")
    return renaming.places(source, int(offset), others)
