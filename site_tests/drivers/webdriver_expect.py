"""Playwright's expectations over WebDriver, as far as page objects and tests of every browser use them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from site_tests.drivers.webdriver_page import Locator, until
from site_tests.suite.browser_setup import PATIENCE

Wanted = str | re.Pattern[str]


class Expectation:
    """What is expected of the elements that a locator finds."""

    def __init__(self, locator: Locator) -> None:
        self._locator = locator

    def to_have_text(
        self, wanted: Wanted | Sequence[Wanted], *, use_inner_text: bool = False, timeout: float = PATIENCE
    ) -> None:
        kind = "innerText" if use_inner_text else "text"
        if isinstance(wanted, (str, re.Pattern)):
            self._one(kind, lambda text: _equals(text, wanted), f"text {wanted!r}", timeout)
        else:
            self._all(
                lambda told: (
                    len(told) == len(wanted)
                    and all(_equals(t[kind], w) for t, w in zip(told, wanted, strict=True))
                ),
                f"texts {wanted!r}",
                timeout,
            )

    def to_contain_text(self, wanted: Wanted, *, timeout: float = PATIENCE) -> None:
        self._one("text", lambda text: _contains(text, wanted), f"text with {wanted!r}", timeout)

    def to_have_attribute(self, name: str, wanted: Wanted, *, timeout: float = PATIENCE) -> None:
        self._one(
            "attributes",
            lambda found: name in found and _matches(found[name], wanted),
            f"{name}={wanted!r}",
            timeout,
        )

    def not_to_have_attribute(self, name: str, wanted: Wanted, *, timeout: float = PATIENCE) -> None:
        self._one(
            "attributes",
            lambda found: not (name in found and _matches(found[name], wanted)),
            f"no {name}={wanted!r}",
            timeout,
        )

    def to_have_accessible_name(self, wanted: Wanted, *, timeout: float = PATIENCE) -> None:
        def look() -> bool:
            one = self._locator.count() == 1
            return one and _matches(self._locator.element().accessible_name, wanted)

        until(look, timeout, lambda: f"expected the name {wanted!r}: {self._locator}")

    def to_be_visible(self, *, visible: bool = True, timeout: float = PATIENCE) -> None:
        if visible:
            self._one("visible", bool, "to be visible", timeout)
        else:
            self.to_be_hidden(timeout=timeout)

    def to_have_value(self, value: str, *, timeout: float = PATIENCE) -> None:
        self._one("value", lambda found: found == value, f"the value {value!r}", timeout)

    def to_be_enabled(self, *, timeout: float = PATIENCE) -> None:
        self._one("enabled", bool, "to be enabled", timeout)

    def to_be_in_viewport(self, *, timeout: float = PATIENCE) -> None:
        self._one("inViewport", bool, "to be in the window", timeout)

    def to_be_focused(self, *, timeout: float = PATIENCE) -> None:
        self._one("focused", bool, "to have the focus", timeout)

    def to_be_hidden(self, *, timeout: float = PATIENCE) -> None:
        self._all(lambda told: not any(each["visible"] for each in told), "to be hidden", timeout)

    def to_have_count(self, count: int, *, timeout: float = PATIENCE) -> None:
        self._all(lambda told: len(told) == count, f"{count} of them", timeout)

    def not_to_have_count(self, count: int, *, timeout: float = PATIENCE) -> None:
        self._all(lambda told: len(told) != count, f"any number of elements but {count}", timeout)

    def _one(self, what: str, test: Callable[[Any], bool], words: str, timeout: float) -> None:
        self._all(lambda told: len(told) == 1 and test(told[0][what]), words, timeout)

    def _all(self, test: Callable[[list[dict[str, Any]]], bool], words: str, timeout: float) -> None:
        last: list[dict[str, Any]] = []

        def look() -> bool:
            last[:] = self._locator.told()
            return test(last)

        until(look, timeout, lambda: f"expected {words}: {self._locator}\nfound: {last}")


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _matches(text: str, wanted: Wanted) -> bool:
    return text == wanted if isinstance(wanted, str) else wanted.search(text) is not None


def _equals(text: str, wanted: Wanted) -> bool:
    """A string is compared but for its spaces, as Playwright does it."""
    return _tidy(text) == _tidy(wanted) if isinstance(wanted, str) else _matches(text, wanted)


def _contains(text: str, wanted: Wanted) -> bool:
    return _tidy(wanted) in _tidy(text) if isinstance(wanted, str) else _matches(text, wanted)
