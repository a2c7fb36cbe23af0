"""What is documented and what is printed are compared as Python's doctest does."""

import doctest
import json
import random
import re
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PIECES = [
    "a",
    "b ",
    " ",
    "  ",
    "...",
    "\n",
    "<BLANKLINE>\n",
    "1",
    "True",
    "x: y",
    "ValueError: no",
    "\t",
    "é",
]
DIRECTIVES = [
    "",
    "  # doctest: +NORMALIZE_WHITESPACE",
    "  # doctest: -ELLIPSIS",
    "  # doctest: -ELLIPSIS, +NORMALIZE_WHITESPACE",
    "  # doctest: -DONT_ACCEPT_TRUE_FOR_1 +DONT_ACCEPT_BLANKLINE",
]
TRACEBACK = "Traceback (most recent call last):"


@dataclass
class Case:
    source: str
    documented: str
    text: str
    error: str | None = None


def on_the_page(cases: list[Case]) -> list[str]:
    from live_cells.plugin.fetch import node

    asked = [
        {
            "example": {"source": case.source, "documented": case.documented},
            "printed": {"text": case.text, "error": case.error},
        }
        for case in cases
    ]
    command = [node(), HERE / "doctest.mjs"]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    verdicts: list[str] = json.loads(done.stdout)
    return verdicts


def in_python(case: Case) -> str:
    """What doctest says, with the flags that Sphinx sets; of texts that end as the page compares them."""
    flags = doctest.ELLIPSIS | doctest.DONT_ACCEPT_TRUE_FOR_1
    [example] = doctest.DocTestParser().get_examples(f">>> 1{case.source}\n")
    for flag, is_set in example.options.items():
        flags = flags | flag if is_set else flags & ~flag
    got = case.text.rstrip("\n") + "\n"
    paragraph = re.split(r"(?m)^\s*$", case.documented)[0]  # as Python's parser reads it
    wants = [text.rstrip("\n") + "\n" for text in (case.documented, paragraph)]
    for verdict, more in {"same": 0, "spaces": doctest.NORMALIZE_WHITESPACE}.items():
        if any(doctest.OutputChecker().check_output(want, got, flags | more) for want in wants):
            return verdict
    return "different"


def test_any_texts_compare_as_in_python(assets: None, fuzz_seed: int) -> None:
    dice = random.Random(fuzz_seed)
    cases = []
    for _ in range(4000):
        printed = dice.choices(PIECES, k=dice.randint(0, 6))
        documented = [piece if dice.random() < 0.7 else dice.choice(PIECES) for piece in printed]
        texts = ("".join(pieces) for pieces in (documented, printed))
        cases.append(Case(dice.choice(DIRECTIVES), *texts))
    for case, verdict in zip(cases, on_the_page(cases), strict=True):
        assert verdict == in_python(case), asdict(case)


@pytest.mark.parametrize(
    ("documented", "error", "verdict"),
    [
        (f"{TRACEBACK}\n...\nValueError: no", "ValueError: no", "same"),
        (f"{TRACEBACK}\n  File 'a', line 1, in b\n    c\nValueError: no\nway", "ValueError: no\nway", "same"),
        (f"{TRACEBACK}\n  ...\nValueError: n...", "ValueError: no", "same"),
        (f"{TRACEBACK}\n...\nValueError:  no", "ValueError: no", "spaces"),
        (f"{TRACEBACK}\n...\nValueError: yes", "ValueError: no", "details"),
        (f"{TRACEBACK}\n...\na.b.Fault: yes", "a.Fault", "details"),
        (f"{TRACEBACK}\n...\nTypeError: no", "ValueError: no", "different"),
        (f"{TRACEBACK}\n...\nKeyError: Own", "KeyError: __main__.Own", "same"),
        ("ValueError: no", "ValueError: no", "same"),  # doctest wants the traceback, but pages leave it out
        ("3", "ValueError: no", "different"),
    ],
)
def test_of_an_error_the_message_counts(documented: str, error: str, verdict: str, assets: None) -> None:
    assert on_the_page([Case(">>> f()", documented, "", error)]) == [verdict]


def test_a_documented_error_that_does_not_come_is_a_difference(assets: None) -> None:
    assert on_the_page([Case(">>> f()", f"{TRACEBACK}\n...\nValueError: no", "3\n")]) == ["different"]


def test_directives_are_followed(assets: None) -> None:
    details = "# doctest: +IGNORE_EXCEPTION_DETAIL"
    wanted = f"{TRACEBACK}\n...\nmodule.ValueError: yes"
    assert on_the_page(
        [
            Case(f">>> f()  {details}", wanted, "", "ValueError: no"),
            Case(f">>> f()  {details}", wanted, "", "TypeError: no"),
            Case(">>> f()  # doctest: +SKIP", "3", "4"),
        ]
    ) == ["same", "different", "same"]
