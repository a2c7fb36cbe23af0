"""The site's own words: buttons, messages, checks, in the language of the build.

They stand in words/, a file for each language. English is the reference: another language has the
same keys, and the same placeholders in each. Scripts get their words when they are made ready to travel
(packages/scripts.py), Python's come with its start, and what the build writes into pages it asks for here.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from live_cells.plugin.cache import PACKAGE, ROOT

FOLDER = PACKAGE / "words"
FOLDERS = [FOLDER]
"""A site with words of its own adds the folder where they are, with the same languages."""
REFERENCE = "en"
CATEGORIES = {"zero", "one", "two", "few", "many", "other"}
"""What a number can ask of a word, as Unicode's plural rules call it; `other` is always there."""

Table = dict[str, Any]
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class WordsError(ValueError):
    """The words of a language are not complete; the message names the file and each key."""


def read(language: str, file: Path | None = None) -> Table:
    """The words of a language, in the order of the reference; from another file if one is named."""
    found: Table = {}
    for folder in FOLDERS:
        path = file if file and folder == FOLDER else folder / f"{language}.json"
        found |= _read(language, folder / f"{REFERENCE}.json", path)
    return found


def _read(language: str, reference_file: Path, path: Path) -> Table:
    shown = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path
    if not path.is_file():
        raise WordsError(f"{shown} is not there: copy {reference_file} and translate it")
    try:
        reference, table = (json.loads(one.read_text("utf8")) for one in (reference_file, path))
    except ValueError as error:
        raise WordsError(f"{shown} is no JSON: {error}") from error
    wrong = list(differences(reference, table))
    if table.get("language") != language:
        wrong.append(f"language: says {table.get('language')!r}, wanted {language!r}")
    if wrong:
        raise WordsError(f"{shown}: " + "; ".join(wrong))
    return _in_order(reference, table)


def differences(reference: Table, table: Table, place: str = "") -> Iterator[str]:
    """Where a table is not one of the reference's words, each with its key."""
    for key in sorted({*reference, *table}):
        name, wanted, got = f"{place}{key}", reference.get(key), table.get(key)
        if got is None:
            yield f"{name} is missing"
        elif wanted is None:
            yield f"{name} is not in {REFERENCE}.json"
        elif isinstance(wanted, str) or is_counted(wanted):
            yield from _wrong_forms(name, wanted, got)
        elif not isinstance(got, dict):
            yield f"{name} is a text, wanted a group"
        else:
            yield from differences(wanted, got, f"{name}.")


def is_counted(value: Any) -> bool:
    """Is it one text in the forms that go with a number?"""
    return isinstance(value, dict) and "other" in value


def _wrong_forms(name: str, wanted: Any, got: Any) -> Iterator[str]:
    if isinstance(wanted, str) != isinstance(got, str) or not (isinstance(got, str) or is_counted(got)):
        yield f"{name} is wanted as {'one text' if isinstance(wanted, str) else 'forms, with `other`'}"
        return
    most = placeholders(wanted if isinstance(wanted, str) else wanted["other"])
    for form, text in {"": got}.items() if isinstance(got, str) else got.items():
        where = f"{name}.{form}" if form else name
        if form and form not in CATEGORIES:
            yield f"{where} is no form; there are {', '.join(sorted(CATEGORIES))}"
        # "one cell" need not say its number
        optional = {"count"} if form not in ("", "other") else set()
        if not most - optional <= placeholders(text) <= most:
            said = ", ".join(f"{{{each}}}" for each in sorted(most)) or "none"
            yield f"{where} has other placeholders than {REFERENCE}.json: {said}"


def placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def _in_order(reference: Table, table: Table) -> Table:
    return {
        key: _in_order(value, table[key]) if isinstance(value, dict) and not is_counted(value) else table[key]
        for key, value in reference.items()
    }


def marked(value: Any) -> Any:
    """Every word between ⟦ and ⟧, and longer by a third: what stands outside is in no table."""
    if isinstance(value, str):
        more = "~~~~~ " * (1 + len(value) // 18)  # in pieces, as words are
        return f"⟦{value}{more[: 1 + len(value) // 3].rstrip()}⟧"
    return {key: marked(one) for key, one in value.items()}


_words: Table = {}


def speak(language: str, file: Path | None = None) -> None:
    """Take the words of this language from now on. `SEQLITE_MARKED_WORDS=1` marks each, for tests."""
    words = read(language, file)
    if os.environ.get("SEQLITE_MARKED_WORDS") == "1":
        words = {**marked(words), "language": language}
    _words.clear()
    _words.update(words)


def word(key: str) -> Any:
    """What stands under a key such as `buttons.run`: a text, its forms, or a group."""
    if not _words:
        speak(REFERENCE)  # run as a program, or in a test
    found: Any = _words
    for part in key.split("."):
        if not isinstance(found, Mapping) or part not in found:
            raise WordsError(f"no {REFERENCE}.json has {key}")
        found = found[part]
    return found


def said(key: str, **values: object) -> str:
    """A text with what its braces stand for."""
    return _PLACEHOLDER.sub(lambda match: str(values[match[1]]), word(key))
