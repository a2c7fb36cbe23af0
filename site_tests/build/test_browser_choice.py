"""Which browser tests run, and in which browsers: by default, when asked, and where one is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from site_tests import ROOT
from site_tests.drivers import Found, find
from site_tests.suite import last_run

TESTS = "site_tests/browser/test_stop.py"
CASES = [line for line in (ROOT / TESTS).read_text("utf8").splitlines() if "pytest.param(" in line]
FIRST = [case for case in CASES if "mark.slow" not in case]
LACKS = "firefox: not on this machine, so not tested: `apt-get install firefox-esr`"


def collected(*options: str, **environment: str) -> str:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", TESTS, *options]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True
    )
    return done.stdout + done.stderr


def counts(text: str) -> dict[str, int]:
    """How many cases were collected for each browser that is here."""
    here = [name for name in ("chromium", "firefox", "webkit") if isinstance(find(name), Found)]
    return {name: text.count(f"test_stop[{name}") for name in here}


def expected(**numbers: int) -> dict[str, int]:
    return {name: number for name, number in numbers.items() if isinstance(find(name), Found)}


def test_the_first_tier_runs_in_chromium_and_a_choice_of_it_in_the_others() -> None:
    choice = len([case for case in FIRST if "every_browser(first=True)" in case])
    assert 0 < choice < len(FIRST) < len(CASES)
    assert counts(collected()) == expected(chromium=len(FIRST), firefox=choice, webkit=choice)


def test_the_list_of_the_second_tier_names_tests_that_exist() -> None:
    """Cases are not looked for: under another name, one is of the first tier again."""
    listed = {test.partition("[")[0].partition("::")[::2] for test in last_run.second_tier()}
    assert listed
    assert [
        (file, test) for file, test in listed if f"def {test}(" not in (ROOT / file).read_text("utf8")
    ] == []


@pytest.mark.slow
def test_both_tiers_run_in_each_browser_that_can() -> None:
    marked = len([case for case in CASES if "every_browser" in case])
    everything = counts(collected("--all"))
    assert everything == expected(chromium=len(CASES), firefox=len(CASES), webkit=marked)


@pytest.mark.slow
def test_a_browser_that_was_asked_for_runs_all_that_it_can() -> None:
    text = collected("--browser", "chromium")
    assert text.count("test_stop[chromium") == len(FIRST)
    assert "firefox" not in text
    if isinstance(find("firefox"), Found):
        both = collected("--browser", "chromium", "--browser", "firefox")
        assert both.count("test_stop[chromium") == both.count("test_stop[firefox") == len(FIRST)


@pytest.mark.slow
def test_what_is_missing_is_said(tmp_path: Path) -> None:
    bare = {"PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    text = collected(**bare)
    assert text.count("test_stop[chromium") == len(FIRST)
    assert "test_stop[firefox" not in text
    assert LACKS in text
    assert "firefox: not on this machine" in collected("--browser", "firefox", **bare)


def test_a_webkit_that_dies_while_it_starts_stops_no_test_run(monkeypatch: pytest.MonkeyPatch) -> None:
    if not isinstance(find("webkit"), Found):
        pytest.skip("no WebKit on this machine")
    from site_tests.drivers import webkit_gtk

    monkeypatch.setattr(webkit_gtk, "PATIENCE", 1)
    browser = webkit_gtk.Browser("/bin/false", dict(os.environ))
    with pytest.raises(RuntimeError, match="/bin/false has not started within 1 s, 3 times"):
        browser.start("")
