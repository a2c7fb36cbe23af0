"""All places of the variable at the cursor, so that the page can give it another name."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Sequence
from typing import Any

from live_runner import cell_needs, magics

from .bindings import Bindings
from .positions import Positions, characters

Answer = dict[str, Any]


def places(source: str, offset: int, others: Sequence[str] = ()) -> Answer:
    """The places of the variable at an offset: ``{"name", "places", "taken", "elsewhere", "why"}``.

    Each place is ``{"from", "to", "before"}``, and a new name goes there behind ``before``. ``taken`` has the
    names that the new one must not be; ``elsewhere`` counts the other cells that use this one; ``why`` says
    what is in the way where there are no places: ``"unread"``, ``"none"``, ``"member"`` or ``"dotted"``.
    """
    body = re.sub(r"\A%%check\b.*", "", source)
    try:
        code, _ = magics.readable(body, Bindings)
        found = Bindings(code)
    except (SyntaxError, ValueError, RecursionError):
        return _without("unread")
    index = characters(source, offset)
    line = source.count("\n", 0, index) + 1
    column = len(source[source.rfind("\n", 0, index) + 1 : index].encode())
    variable = found.places_of(line, column)
    if variable is None:
        return _without("none")
    owner, all_places = variable
    if owner.kind == "class":
        return _without("member")
    if any(place.end < 0 for place in all_places):
        return _without("dotted")
    name = all_places[0].name
    if owner.kind == "cell" and name not in owner.given and hasattr(builtins, name):
        return _without("none")
    positions = Positions(source)
    return {
        "name": name,
        "places": [
            {
                "from": positions.at_byte(place.line, place.end if place.before else place.start),
                "to": positions.at_byte(place.line, place.end),
                "before": place.before,
            }
            for place in _once(all_places)
        ],
        "taken": sorted({*found.names, *keyword.kwlist} - {name}),
        "elsewhere": _users(name, others) if owner.kind == "cell" else 0,
        "why": "",
    }


def _once(all_places: Sequence[Any]) -> list[Any]:
    return list({(place.line, place.start): place for place in all_places}.values())


def _users(name: str, others: Sequence[str]) -> int:
    read = filter(None, map(cell_needs.names_of, others))
    return sum(name in names.all_taken | names.binds for names in read)


def _without(why: str) -> Answer:
    return {"name": "", "places": [], "taken": [], "elsewhere": 0, "why": why}
