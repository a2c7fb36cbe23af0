"""Recorded output against live output: equal to the letter, but for figures whose cell names a tolerance."""

import re
from collections.abc import Mapping
from typing import Any

_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.]*\w)")
_FIGURES = {
    "loss": re.compile(r"(?<=[Ll]oss = )\d+\.\d+|(?<=loss: )\d+\.\d+"),
    "count": re.compile(r"(?<=Accuracy: )\d+(?=/)"),
    "percent": re.compile(r"(?<=\()\d+\.\d+(?=%\))"),
    "number": _NUMBER,
    "relative": _NUMBER,
}
_MESSAGE = re.compile(r"^(Traceback \(most recent call last\):\n(?:.*\n)*?)?(?P<name>[\w.]+): (?:.|\n)*")


def differences(recorded: str, live: str, tolerance: Mapping[str, Any] | None = None) -> list[str]:
    """What a reader would call different; empty when the texts agree.

    `tolerance` maps a kind of figure (`loss`, `count`, `percent`, any `number`) to the largest absolute
    difference allowed, or to the largest `relative` one; `"error": "message"` compares an exception's type
    alone; its `why` is for people.
    """
    if tolerance and "error" in tolerance:
        recorded, live = (_MESSAGE.sub(r"\g<name>", text) for text in (recorded, live))
    found = []
    for kind, pattern in _FIGURES.items():
        if not tolerance or kind not in tolerance:
            continue
        ours, theirs = pattern.findall(live), pattern.findall(recorded)
        for number, (a, b) in enumerate(zip(ours, theirs, strict=False), start=1):
            scale = abs(float(b)) if kind == "relative" else 1
            if abs(float(a) - float(b)) > tolerance[kind] * scale:
                found.append(
                    f"{kind} number {number}: recorded {b}, live {a}, allowed difference {tolerance[kind]}"
                )
        recorded, live = pattern.sub("#", recorded), pattern.sub("#", live)
    for number, (a, b) in enumerate(zip(live.splitlines(), recorded.splitlines(), strict=False), start=1):
        if a != b:
            found.append(f"line {number}: recorded {b!r}, live {a!r}")
    if len(live.splitlines()) != len(recorded.splitlines()):
        found.append(f"recorded {len(recorded.splitlines())} lines, live {len(live.splitlines())}")
    return found
