"""The English of pages, notebooks and docstrings, without what is code, a formula or an address.

    uv run python site_tests/style/prose.py

says what Harper (https://writewithharper.com) finds in it: words that no dictionary has, slips of grammar.
It is a program that runs on this machine, in Node, and sends nothing. Words of the field that it does not
know stand in words.txt.
"""

import ast
import json
import re
import subprocess
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path

from site_tests import ROOT

WORDS = Path(__file__).with_name("words.txt")
NOTEBOOKS = sorted(
    path
    for folder in ("lessons", "lab", "pytorch", "guides", "template")
    for path in ROOT.glob(f"docs/{folder}/*.ipynb")
)
PAGES = [
    *sorted((ROOT / "docs").glob("[!h]*/*.md")),
    ROOT / "docs" / "index.md",
    *sorted(ROOT.glob("*.md")),
    ROOT / "site_tests" / "README.md",
    *sorted((ROOT / "live_cells").glob("*.md")),
    *sorted((ROOT / "live_cells/live/page").glob("*/README.md")),
    *sorted((ROOT / "docs/course/page").glob("*/README.md")),
]
SOURCES = sorted((ROOT / "seqlite").rglob("*.py"))

NOT_OURS = [
    "UseTitleCase", "SentenceCapitalization", "OxfordComma", "SplitWords",
    "PhrasalVerbAsCompoundNoun", "CompoundNouns", "LongSentences", "Spaces",
    "Overall", "QuantifierNumeralConflict", "OrthographicConsistency", "MassNouns",
    "MissingPreposition", "DiscourseMarkers", "ExpandMemoryShorthands", "ExpandStandardInputAndOutput",
    "ExpandMinimum", "MissingTo", "MergeWords", "TheirToTheyre",  # codespell:ignore
    "UseEllipsisCharacter",
]  # fmt: skip
"""Rules of taste that this house does not share, and those that are mostly wrong about such texts."""
NOT_OF_FORMULAS = [
    "CapitalizePersonalPronouns", "PronounVerbAgreement", "PronounInflectionBe", "AnA",
    "Months", "DisjointPrefixes", "CommaFixes", "ToTwoToo",
    "ArriveTo", "AndTheLike", "OneOfTheSingular",
]  # fmt: skip
"""Rules that take the variables and formulas of docstrings for words."""

_NOT_PROSE = re.compile(
    r"^[ \t]*(```|~~~).*?^[ \t]*\1[ \t]*$|<!-- api lists.*?end of api lists -->|<!--.*?-->|<[^>\n]*>"
    r"|\{:?[^}\n]*\}|&\w+;|^[ \t]*(?:!!!|\?\?\?) \w+|^--8<--.*$",
    re.S | re.M,
)
_FORMULA = re.compile(r"\$\$.*?\$\$|(?<!\\)\$[^$\n]+\$", re.S)
_EXAMPLE = re.compile(r"^\s*>>>.*?(?:\n\s*\n|\Z)", re.S | re.M)

_SYMBOL = re.compile(r".{1,2}|.*\d.*")
"""What is no word: a variable, an initial, a type with its bits."""
_AROUND = 30

Text = tuple[str, str]


def plain(markdown: str) -> str:
    """Markdown as Harper is to read it: a formula is as one word of code."""
    return _FORMULA.sub(
        "`x`", _NOT_PROSE.sub(lambda match: " " if match[0].startswith("&") else "", markdown)
    )


def of_notebook(path: Path) -> Iterator[Text]:
    """The Markdown cells, each by its name."""
    for cell in json.loads(path.read_text("utf8"))["cells"]:
        if cell["cell_type"] == "markdown":
            yield f"{path.name}, cell {cell['id']}", plain("".join(cell["source"]))


def of_docstrings(path: Path) -> Iterator[Text]:
    """The docstrings of a Python file without their examples."""
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            text = ast.get_docstring(node)
            if text:
                yield f"{path.name}, line {getattr(node, 'lineno', 1)}", plain(_EXAMPLE.sub("\n\n", text))


def complaints(texts: Iterable[Text], off: Iterable[str] = ()) -> list[str]:
    """What Harper finds in these texts, each as a line."""
    from live_cells.plugin.fetch import node
    from site_tests.style.tools import npm_tool

    names, pieces = zip(*texts, strict=True)
    whole = "\n\n".join(pieces)  # one long text takes a third of the time of many
    starts = list(accumulate((len(piece) + 2 for piece in pieces), initial=0))
    words = [word for word in WORDS.read_text("utf8").split("\n") if word and not word.startswith("#")]
    words += [f"{word}'s" for word in words]
    request = {"text": whole, "off": [*NOT_OURS, *off], "words": words}
    command = [node(), Path(__file__).with_name("harper.mjs"), npm_tool("harper")]
    done = subprocess.run(command, input=json.dumps(request), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: list[tuple[int, int, str, str]] = json.loads(done.stdout)
    return [
        f"{names[bisect_right(starts, start) - 1]}: {whole[start:end]!r} in "
        f"{' '.join(whole[max(0, start - _AROUND) : end + _AROUND].split())!r}: {message} ({rule})"
        for start, end, rule, message in sorted(found)
        if rule != "SpellCheck" or not _SYMBOL.fullmatch(whole[start:end])
    ]


def all_complaints() -> list[str]:
    """About everything that the project says in English."""
    notebooks = [text for path in NOTEBOOKS for text in of_notebook(path)]
    pages = [(str(path.relative_to(ROOT)), plain(path.read_text("utf8"))) for path in PAGES]
    docstrings = [text for path in SOURCES for text in of_docstrings(path)]
    return complaints([*notebooks, *pages]) + complaints(docstrings, NOT_OF_FORMULAS)


if __name__ == "__main__":
    found = all_complaints()
    print("\n".join(found))
    sys.exit(bool(found))
