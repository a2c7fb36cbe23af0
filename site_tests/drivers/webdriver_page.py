"""Playwright's interface over WebDriver, as far as page objects and the tests of every browser use it.

Playwright drives a WebKit of its own build, or a browser that speaks WebDriver BiDi. The WebKit of a
distribution does not (WebKitWebDriver 2.54 refuses `webSocketUrl`, which asks for BiDi). Selenium drives it,
but has no locators that are looked up anew, no roles with names and no expectations, and clicks what has
moved below the pointer. What Playwright runs in pages to do all that is no part of its interface.

So Selenium waits, moves the pointer, presses keys, takes pictures and asks the browser for accessible names;
in_page.js finds elements, and tells of all that a locator finds in one answer. Names and meanings are
Playwright's. Actions wait until their element is there.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from selenium.common.exceptions import TimeoutException, WebDriverException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from site_tests.suite.browser_setup import PATIENCE

IN_PAGE, LISTEN = ((Path(__file__).parent / name).read_text("utf8") for name in ("in_page.js", "listen.js"))
PAUSE = 0.03
CALL = """
const done = arguments[arguments.length - 1];
(async () => {
  const value = %s;
  return typeof value === "function" ? value(...[...arguments].slice(0, -1)) : value;
})().then((value) => done({ value }), (error) => done({ error: String(error?.stack ?? error) }));
"""
KEYS = {
    "ControlOrMeta": Keys.CONTROL,
    **{name.title().replace("_", ""): key for name, key in vars(Keys).items()},
}


def until(look: Callable[[], Any], timeout: float | None, otherwise: Callable[[], str]) -> Any:
    """What `look` gives as soon as it is something; after `timeout` milliseconds, an error.

    An error of the driver may be an element that is replaced meanwhile: it is looked for anew.
    """
    seconds = (PATIENCE if timeout is None else timeout) / 1000
    try:
        return WebDriverWait(None, seconds, PAUSE, [WebDriverException]).until(lambda _: look())
    except TimeoutException as error:
        raise AssertionError(otherwise()) from error


class Page:
    """A tab. The browser starts at its first use, and runs in every document the scripts added by then."""

    def __init__(
        self, start: Callable[[str], WebDriver], viewport: dict[str, int], handlers: list[tuple[str, Any]]
    ) -> None:
        self.keyboard = Keyboard(self)
        self.mouse = Mouse(self)
        self._start = start
        self._viewport = viewport
        self._handlers = handlers
        self._scripts = [LISTEN]

    @functools.cached_property
    def driver(self) -> WebDriver:
        driver = self._start("\n".join(self._scripts))
        driver.set_script_timeout(120)
        return driver

    def close(self) -> None:
        if "driver" in self.__dict__:
            self.driver.quit()

    def add_init_script(self, script: str) -> None:
        assert "driver" not in self.__dict__, "the browser has started"
        self._scripts.append(script)

    def on(self, kind: str, handler: Callable[[Any], None]) -> None:
        self._handlers.append((kind, handler))

    @property
    def url(self) -> str:
        self._tell()
        return self.driver.current_url

    def goto(self, address: str) -> None:
        first = "driver" not in self.__dict__
        self.driver.get(address)
        if first:
            self.set_viewport_size(self._viewport)

    def reload(self) -> None:
        self._tell()
        self.driver.refresh()

    def evaluate(self, expression: str, argument: Any = None) -> Any:
        """The value of an expression, or what the function that it names returns."""
        return self.call(expression, argument)

    def wait_for_function(self, expression: str) -> None:
        until(lambda: self.evaluate(expression), None, lambda: f"never true: {expression}")

    def wait_for_url(self, pattern: str) -> None:
        until(lambda: fnmatch(self.url, pattern), None, lambda: f"{self.url} never becomes {pattern}")

    def set_viewport_size(self, size: dict[str, int]) -> None:
        inner = self.evaluate("[innerWidth, innerHeight]")
        outer = self.driver.get_window_size()
        more = (size["width"] - inner[0], size["height"] - inner[1])
        self.driver.set_window_size(outer["width"] + more[0], outer["height"] + more[1])
        self.wait_for_function(f"innerWidth === {size['width']}")

    def locator(self, selector: str) -> Locator:
        return Locator(self).locator(selector)

    def get_by_role(self, role: str, *, name: str | None = None, exact: bool = False) -> Locator:
        return Locator(self).get_by_role(role, name=name, exact=exact)

    def get_by_text(self, text: str, *, exact: bool = False) -> Locator:
        return Locator(self).get_by_text(text, exact=exact)

    def call(self, expression: str, *arguments: Any) -> Any:
        answer = self.driver.execute_async_script(f"{IN_PAGE}{CALL % expression}", *arguments)
        if "error" in answer:
            raise AssertionError(answer["error"])
        return answer.get("value")

    def _tell(self) -> None:
        """Tell of what the page has complained of and asked for since the last time."""
        for each in self.call("heard"):
            text = each["text"]
            event = SimpleNamespace(type="error", text=text, message=text, stack=None, url=text)
            for kind, handler in self._handlers:
                if kind == each["kind"]:
                    handler(event)


class Locator:
    """A way to elements of a page."""

    def __init__(self, page: Page, *steps: list[Any]) -> None:
        self.page = page
        self._steps = steps

    def __str__(self) -> str:
        return " › ".join(" ".join(map(str, step)) for step in self._steps)

    def _then(self, *step: Any) -> Locator:
        return Locator(self.page, *self._steps, list(step))

    def locator(self, selector: str) -> Locator:
        return self._then("css", selector)

    def get_by_role(
        self, role: str, *, name: str | re.Pattern[str] | None = None, exact: bool = False
    ) -> Locator:
        wanted = {"pattern": name.pattern} if isinstance(name, re.Pattern) else name
        return self._then("role", role, wanted, exact)

    def get_by_text(self, text: str, *, exact: bool = False) -> Locator:
        return self._then("text", text, exact)

    def frame_locator(self, selector: str) -> Locator:
        """The content of a frame, if it is of the page's origin."""
        return self._then("frame", selector)

    def get_by_label(self, label: str) -> Locator:
        return self._then("label", label)

    def and_(self, other: Locator) -> Locator:
        return self._then("and", other._steps)

    def nth(self, at: int) -> Locator:
        return self._then("nth", at)

    @property
    def first(self) -> Locator:
        return self.nth(0)

    def all(self) -> list[Locator]:
        return [self.nth(at) for at in range(self.count())]

    def count(self) -> int:
        return len(self.told())

    def told(self) -> list[dict[str, Any]]:
        """What can be told of each element; see in_page.js."""
        told: list[dict[str, Any]] = self.page.call("(steps) => find(steps).map(told)", self._steps)
        return told

    def element(self) -> WebElement:
        """The first element, for what Selenium does with it."""
        found: WebElement = self.page.call("(steps) => find(steps)[0]", self._steps)
        return found

    def all_inner_texts(self) -> list[str]:
        return [each["innerText"] for each in self.told()]

    def inner_text(self) -> str:
        return str(self._alone()["innerText"])

    def text_content(self) -> str:
        return str(self._alone()["text"])

    def get_attribute(self, name: str) -> str | None:
        value: str | None = self._alone()["attributes"].get(name)
        return value

    def bounding_box(self) -> dict[str, float] | None:
        box = (
            "(node) => (({ x, y, width, height }) => ({ x, y, width, height }))(node.getBoundingClientRect())"
        )
        found: dict[str, float] = self.evaluate(box)
        return found

    def screenshot(self) -> bytes:
        """A PNG of the element."""
        self._alone(lambda each: each["visible"])
        return bytes(self.element().screenshot_as_png)

    def evaluate(self, expression: str, argument: Any = None) -> Any:
        self._alone()
        return self.page.call(
            f"(steps, argument) => ({expression})(find(steps)[0], argument)", self._steps, argument
        )

    def evaluate_all(self, expression: str, argument: Any = None) -> Any:
        return self.page.call(
            f"(steps, argument) => ({expression})(find(steps), argument)", self._steps, argument
        )

    def click(self) -> None:
        def attempt(element: WebElement) -> bool:
            self.page.call("(node) => expectClick(node)", element)
            if middle := self.page.call("middleOfDrawn", element):
                self.page.mouse.move(*middle)
                self.page.mouse.down()
                self.page.mouse.up()
            else:
                element.click()
            arrived = self.page.driver.execute_script("return window.clickArrived")
            return arrived is not False  # null: it led to another page

        self._act(attempt)

    def hover(self) -> None:
        """Move the pointer here, from elsewhere: a move to where it is makes no event."""
        self._act(
            lambda element: (
                self.page.mouse.move(1, 1),
                ActionChains(self.page.driver).move_to_element(element).perform(),
            )
        )

    def focus(self) -> None:
        self.evaluate("(node) => node.focus()")

    def scroll_into_view_if_needed(self) -> None:
        self.evaluate("(node) => node.scrollIntoView({ block: 'center' })")

    def select_option(self, value: str) -> None:
        self.page.call("(steps, value) => choose(find(steps)[0], value)", self._steps, value)

    def fill(self, text: str) -> None:
        """Write a text in the place of what the field has, as one input."""
        self._alone()
        self.page.call("(steps, text) => fill(find(steps)[0], text)", self._steps, text)

    def check(self) -> None:
        if not self._alone()["checked"]:
            self.click()

    def uncheck(self) -> None:
        if self._alone()["checked"]:
            self.click()

    def press(self, keys: str) -> None:
        self.focus()
        self.page.keyboard.press(keys)

    def _act(self, action: Callable[[WebElement], object]) -> None:
        """Do something to the element as soon as a pointer can reach it; again if that returns False."""

        def attempt() -> bool:
            element = self.page.call("(steps) => steady(find(steps))", self._steps)
            return element is not None and action(element) is not False

        until(attempt, None, lambda: f"cannot be acted upon: {self}")

    def _alone(self, test: Callable[[dict[str, Any]], bool] = bool) -> dict[str, Any]:
        """What is told of the one element there is, once there is one that passes the test."""

        def look() -> dict[str, Any] | None:
            told = self.told()
            assert len(told) <= 1, f"{len(told)} elements instead of one: {self}"
            return told[0] if told and test(told[0]) else None

        found: dict[str, Any] = until(look, None, lambda: f"not found: {self}")
        return found


class Keyboard:
    """Keys, pressed where the focus is."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def press(self, keys: str) -> None:
        *held, last = [KEYS.get(key, key) for key in keys.split("+")]
        actions = ActionChains(self._page.driver, duration=0)
        for key in held:
            actions.key_down(key)
        actions.send_keys(last)
        for key in reversed(held):
            actions.key_up(key)
        actions.perform()

    def type(self, text: str) -> None:
        ActionChains(self._page.driver, duration=0).send_keys(text.replace("\n", Keys.ENTER)).perform()

    def insert_text(self, text: str) -> None:
        """Enter a text at once, as a paste would."""
        self._page.evaluate("(text) => document.execCommand('insertText', false, text)", text)


class Mouse:
    """The pointer; places are pixels of the window."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._at = (0.0, 0.0)

    def move(self, x: float, y: float, *, steps: int = 1) -> None:
        (from_x, from_y), self._at = self._at, (x, y)
        for step in range(1, steps + 1):
            share = step / steps
            self._do(
                "move_to_location", round(from_x + (x - from_x) * share), round(from_y + (y - from_y) * share)
            )

    def down(self) -> None:
        self._do("pointer_down")

    def up(self) -> None:
        self._do("pointer_up")

    def _do(self, name: str, *arguments: int) -> None:
        actions = ActionChains(self._page.driver, duration=10)
        getattr(actions.w3c_actions.pointer_action, name)(*arguments)
        actions.perform()
