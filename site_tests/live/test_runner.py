"""runner.py on the desk: source in, the exact list of emitted parts out."""

import asyncio
import sys
import time
import types
import warnings
from itertools import pairwise
from pathlib import Path

import pytest

from live_runner import runner, runner_errors, sleeping
from live_runner.runner_output import Output, Part

Parts = list[Part]


class Session:
    """Cells that share one namespace."""

    def __init__(self) -> None:
        self.main = types.ModuleType("__main__")
        self.outcome = ""

    def run(self, source: str, cell: str = "demo") -> Parts:
        parts: Parts = []
        self.outcome = asyncio.run(runner.run(source, parts.append, cell, self.main))
        return parts


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setattr(runner, "_versions", {})
    return Session()


def text(kind: str, content: str) -> Part:
    return {"part": kind, "text": content}


def only_error(parts: Parts) -> Part:
    [error] = [part for part in parts if part["part"] == "error"]
    return error


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("", []),
        ("# nothing", []),
        ("x = 1", []),
        ("None", []),
        ("1 + 1", [text("result", "2")]),
        ("0", [text("result", "0")]),
        ("x = 2\nx", [text("result", "2")]),
        ("3;", []),
        ("3; # quiet", []),
        ("';'", [text("result", "';'")]),
        ("if True:\n    3", []),
        ("print('a')", [text("stdout", "a\n")]),
        ("print('a', end='')", [text("stdout", "a")]),
        ("print('<class \\'int\\'>')", [text("stdout", "<class 'int'>\n")]),
        (
            "for i in range(2): print(i)\ni",
            [text("stdout", "0\n"), text("stdout", "1\n"), text("result", "1")],
        ),
        ("import sys; sys.stderr.write('e')\nprint('o')", [text("stderr", "e"), text("stdout", "o\n")]),
        ("import asyncio\nawait asyncio.sleep(0, 'slept')", [text("result", "'slept'")]),
        ("__name__", [text("result", "'__main__'")]),
    ],
)
def test_what_a_cell_emits(session: Session, source: str, parts: Parts) -> None:
    assert session.run(source) == parts
    assert session.outcome == "done"


def test_cells_share_names_and_the_last_result(session: Session) -> None:
    session.run("def double(n): return 2 * n")
    assert session.run("double(21)") == [text("result", "42")]
    assert session.run("_ + 1") == [text("result", "43")]


def test_a_cell_sees_itself_as_the_main_module(session: Session) -> None:
    parts = session.run("import sys, pickle\nclass Point: pass\nsys.modules['__main__'].Point is Point")
    assert parts == [text("result", "True")]
    assert session.run("type(pickle.loads(pickle.dumps(Point()))) is Point") == [text("result", "True")]


def test_our_streams_are_there_only_while_a_cell_runs(session: Session) -> None:
    before = sys.stdout, sys.stderr, sys.stdin, sys.modules["__main__"]
    session.run("1 / 0")
    assert (sys.stdout, sys.stderr, sys.stdin, sys.modules["__main__"]) == before


def test_a_logger_set_up_in_one_cell_writes_into_the_next(session: Session) -> None:
    session.run("import logging\nlog = logging.Logger('demo')\nlog.addHandler(logging.StreamHandler())")
    assert session.run("log.warning('heard')") == [text("stderr", "heard\n")]


def test_the_runners_own_future_imports_do_not_leak(session: Session) -> None:
    assert session.run("def f(x: int): ...\nf.__annotations__['x']") == [text("result", "<class 'int'>")]


def test_a_traceback_quotes_the_readers_lines_and_nobody_elses(session: Session) -> None:
    [error] = session.run("def divide(n):\n    return 1 / n\n\ndivide(0)")
    assert session.outcome == "failed"
    assert (error["name"], error["line"]) == ("ZeroDivisionError", 2)
    lines = [line for line in error["text"].splitlines() if not set(line) <= set(" ~^")]
    assert lines == [
        "Traceback (most recent call last):",
        '  File "<cell demo>", line 4, in <module>',
        "    divide(0)",
        '  File "<cell demo>", line 2, in divide',
        "    return 1 / n",
        "ZeroDivisionError: division by zero",
    ]


def test_what_was_printed_comes_before_the_error(session: Session) -> None:
    parts = session.run("print('first', end='')\nmissing")
    assert [part["part"] for part in parts] == ["stdout", "error"]
    assert only_error(parts)["text"].endswith("NameError: name 'missing' is not defined")


def test_an_error_in_another_cell_marks_the_line_that_called_it(session: Session) -> None:
    session.run("def fail():\n    raise KeyError('k')", cell="above")
    error = only_error(session.run("\n\nfail()"))
    assert error["line"] == 3
    assert '  File "<cell above>", line 2, in fail\n    raise KeyError' in error["text"]


def test_a_function_quotes_the_version_of_its_cell_that_defined_it(session: Session) -> None:
    session.run("def fail():\n    raise KeyError('first version')")
    error = only_error(session.run("x = 1  # edited\nfail()"))
    assert error["line"] == 2
    assert "raise KeyError('first version')" in error["text"]
    assert '"<cell demo, edit 1>", line 2, in <module>' in error["text"]


def test_a_syntax_error_has_its_caret_and_no_traceback(session: Session) -> None:
    error = only_error(session.run("x = 1\nprint('open'\ny = 2"))
    assert (error["name"], error["line"]) == ("SyntaxError", 2)
    assert error["text"].splitlines() == [
        '  File "<cell demo>", line 2',
        "    print('open'",
        "         ^",
        "SyntaxError: '(' was never closed",
    ]


def test_nothing_runs_if_a_later_line_cannot_be_compiled(session: Session) -> None:
    parts = session.run("print('no')\nreturn 3")
    assert [part["part"] for part in parts] == ["error"]
    assert "    return 3\n" in parts[0]["text"]
    assert parts[0]["text"].endswith("SyntaxError: 'return' outside function")


def test_chained_exceptions_are_all_told(session: Session) -> None:
    source = "try:\n    {}['key']\nexcept KeyError as error:\n    raise ValueError('wrong') from error"
    error = only_error(session.run(source))
    assert error["line"] == 4
    assert "KeyError: 'key'\n\nThe above exception was the direct cause" in error["text"]
    assert "runner" not in error["text"]


def test_a_stay_inside_seqlite_is_one_line(
    session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "seqlite"
    (package / "nn").mkdir(parents=True)
    (package / "nn" / "__init__.py").write_text("def inner(x):\n    raise ValueError(f'got {x}')\n")
    (package / "__init__.py").write_text("from .nn import inner\n\ndef outer(x):\n    inner(x)\n")
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.partition(".")[0] == "seqlite"]:
        monkeypatch.delitem(sys.modules, name)
    error = only_error(session.run("import seqlite\nseqlite.outer(3)"))
    for name in ("seqlite", "seqlite.nn"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    inside = [line for line in error["text"].splitlines() if "seqlite" in line and "cell" not in line]
    assert inside[-1] == f"  [inside seqlite: {Path('nn/__init__.py')}, line 2, in inner]"
    assert error["text"].count("[inside") == 1
    assert error["text"].endswith("ValueError: got 3")


def test_an_exception_group_is_told_with_its_members(session: Session) -> None:
    error = only_error(session.run("raise ExceptionGroup('two', [ValueError(1), TypeError(2)])"))
    assert "ValueError: 1" in error["text"]
    assert "TypeError: 2" in error["text"]


def test_endless_recursion_is_an_error_of_the_reader(session: Session) -> None:
    error = only_error(session.run("def f(n): return f(n + 1)\nf(0)"))
    assert error["name"] == "RecursionError"
    assert len(error["text"]) < 3000


def test_a_failing_repr_is_an_error_of_the_reader(session: Session) -> None:
    error = only_error(session.run("class Bad:\n    def __repr__(self):\n        return 1 / 0\nBad()"))
    assert (error["name"], error["line"]) == ("ZeroDivisionError", 3)


RICH = """
class Rich:
    def __repr__(self): return 'plain'
    def _repr_html_(self): return html
    def _repr_svg_(self): return svg
    def _repr_png_(self): return png
html = svg = png = None
"""


@pytest.mark.parametrize(
    ("forms", "part"),
    [
        ("html = '<b>rich</b>'; svg = '<svg/>'", {"part": "html", "text": "<b>rich</b>", "plain": "plain"}),
        (
            "svg = '<svg/>'; png = b'no'",
            {"part": "image", "text": "plain", "mime": "image/svg+xml", "data": "PHN2Zy8+"},
        ),
        ("png = b'png', {}", {"part": "image", "text": "plain", "mime": "image/png", "data": "cG5n"}),
        ("png = 'cG5n'", {"part": "image", "text": "plain", "mime": "image/png", "data": "cG5n"}),
        ("png = 'not base64'", {"part": "result", "text": "plain"}),
        ("", {"part": "result", "text": "plain"}),
        ("html = 'long' * 2_000_000", {"part": "result", "text": "plain"}),
    ],
)
def test_a_value_is_shown_in_its_richest_form(session: Session, forms: str, part: Part) -> None:
    assert session.run(f"{RICH}{forms}\nRich()") == [part]


def test_a_class_and_an_instance_that_answers_to_all_names_are_text(session: Session) -> None:
    assert session.run(f"{RICH}html = 'h'\nRich")[0]["part"] == "result"
    source = (
        "class Any:\n    def __getattr__(self, name): return str\n    def __repr__(self): return 'any'\nAny()"
    )
    assert session.run(source) == [text("result", "any")]


def test_display_shows_in_the_order_of_what_is_printed(session: Session) -> None:
    parts = session.run("print('a')\ndisplay(1, 'two')\nprint('b')")
    assert parts == [
        text("stdout", "a\n"),
        text("result", "1"),
        text("result", "'two'"),
        text("stdout", "b\n"),
    ]


def test_an_interrupt_stops(session: Session) -> None:
    error = only_error(session.run("raise KeyboardInterrupt"))
    assert session.outcome == "stopped"
    assert error["name"] == "KeyboardInterrupt"


def test_a_cell_that_awaits_can_be_stopped(session: Session) -> None:
    async def stopped_while_it_waits() -> Parts:
        parts: Parts = []
        cell = asyncio.create_task(runner.run("import asyncio\nawait asyncio.sleep(60)", parts.append))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        runner.stop()
        session.outcome = await cell
        assert not cell.cancelling()
        return parts

    error = only_error(asyncio.run(stopped_while_it_waits()))
    assert session.outcome == "stopped"
    assert (error["name"], error["line"]) == ("KeyboardInterrupt", 2)
    assert "CancelledError" not in error["text"]
    runner.stop()  # nothing runs: nothing happens


def test_a_cell_that_cancels_itself_fails(session: Session) -> None:
    error = only_error(session.run("import asyncio\nraise asyncio.CancelledError('mine')"))
    assert session.outcome == "failed"
    assert error["text"].endswith("CancelledError: mine")


def test_an_interrupt_ends_a_sleep(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", time.sleep)  # to have it back afterward
    sleeping.install(lambda seconds: slept.append(seconds) or seconds > 10)
    parts = session.run("import time\ntime.sleep(1.5)\nprint('tired', end='')\ntime.sleep(60)")
    assert (session.outcome, slept) == ("stopped", [1.5, 60])
    assert parts[0] == text("stdout", "tired")
    assert (only_error(parts)["name"], only_error(parts)["line"]) == ("KeyboardInterrupt", 4)
    assert "sleeping" not in only_error(parts)["text"]


@pytest.mark.parametrize("seconds", ["-1", "'long'", "float('nan')", "None"])
def test_a_nonsensical_sleep_is_refused_in_pythons_words(
    session: Session, monkeypatch: pytest.MonkeyPatch, seconds: str
) -> None:
    wanted = only_error(session.run(f"import time\ntime.sleep({seconds})"))["text"]
    monkeypatch.setattr(time, "sleep", time.sleep)
    sleeping.install(lambda seconds: False)
    assert only_error(session.run(f"import time\ntime.sleep({seconds})"))["text"] == wanted


@pytest.mark.parametrize(
    ("code", "outcome"), [("", "done"), ("0", "done"), ("1", "failed"), ("'why'", "failed")]
)
def test_exit_ends_the_cell_only(session: Session, code: str, outcome: str) -> None:
    parts = session.run(f"import sys\nprint('on')\nsys.exit({code})\nprint('never')")
    assert session.outcome == outcome
    assert parts[0] == text("stdout", "on\n")
    assert [part["name"] for part in parts[1:]] == (["SystemExit"] if outcome == "failed" else [])


def test_a_warning_shows_once_in_every_run(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def show(
        message: Warning | str, category: type[Warning], filename: str, lineno: int, *rest: object
    ) -> None:
        sys.stderr.write(warnings.formatwarning(message, category, filename, lineno))

    with warnings.catch_warnings():  # pytest's own way of catching them is not the reader's
        warnings.simplefilter("default")
        monkeypatch.setattr(warnings, "showwarning", show)
        for _ in range(2):
            [part] = session.run("import warnings\nfor _ in range(3):\n    warnings.warn('careful')")
            assert part == text("stderr", "<cell demo>:3: UserWarning: careful\n  warnings.warn('careful')\n")


def test_a_fault_of_ours_is_labeled_as_ours(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(error: BaseException, filename: str) -> Part:
        raise AssertionError("bug")

    monkeypatch.setattr(runner, "error_part", broken)
    [part] = session.run("1 / 0")
    assert part["ours"] is True
    assert part["text"].startswith("This is an error in the page, not in your code.")
    assert part["text"].endswith("AssertionError: bug")


def test_frames_of_pyodide_are_machinery() -> None:
    path = "/lib/python314.zip/_pyodide/_base.py"
    frame = runner_errors.traceback.FrameSummary(path, 1, "eval_code", lookup_line=False, line="")
    assert runner_errors._readers_frames([frame]) == []


def test_lines_leave_at_once_and_a_flood_leaves_in_pieces() -> None:
    parts: Parts = []
    now = 0.0
    output = Output(parts.append, clock=lambda: now)
    for i in range(Output.BURST):
        output.write("stdout", f"{i}\n")
        assert len(parts) == i + 1
    times = []
    for i in range(10_000):
        now += 0.0001
        output.write("stdout", f"{i}\n")
        if len(parts) > Output.BURST + len(times):
            times.append(now)
    output.flush()
    assert len(times) == pytest.approx(1 / Output.PERIOD, abs=1)
    assert min(b - a for a, b in pairwise(times)) >= Output.PERIOD - 0.0002
    written = "".join(part["text"] for part in parts[Output.BURST :])
    assert written == "".join(f"{i}\n" for i in range(10_000))


def test_a_long_text_without_lines_leaves_by_size() -> None:
    parts: Parts = []
    output = Output(parts.append)
    for _ in range(3):
        output.write("stdout", "x" * (Output.SIZE // 2))
    assert [len(part["text"]) for part in parts] == [Output.SIZE]


CHECK = """%%check
import math

def check():
    return None if answer(1) < math.inf else "No."
"""
VERDICT = {"part": "verdict", "text": "✓ Right.", "right": True}


@pytest.mark.parametrize("before", ["", "\n\n"])
def test_a_check_leaves_the_learners_names_as_they_are(session: Session, before: str) -> None:
    session.run("def answer(x): return x\n7")
    kept = dict(vars(session.main))
    source = f"{CHECK}\nverdict(check, 'Right.')"
    assert session.run(before + source) == [VERDICT]
    now = dict(vars(session.main))
    for names in (kept, now):
        names.pop("__notebook_command__")
    assert now == kept
    assert session.run("_ + 1") == [text("result", "8")]


def test_a_check_that_python_cannot_read_is_marked_at_its_line(session: Session) -> None:
    error = only_error(session.run(f"{CHECK}\nverdict(check 'Right.')"))
    assert error["name"] == "SyntaxError"
    assert error["line"] == 7
    assert "verdict(check 'Right.')" in error["text"]


def test_a_check_quotes_the_line_of_an_edited_answer(session: Session) -> None:
    session.run("def answer(x): return x", "answer")
    session.run("def answer(x):\n    return x / 0", "answer")
    [part] = session.run(f"{CHECK}\nverdict(check, 'Right.')", "check")
    assert part["text"] == "✗ ZeroDivisionError: division by zero, at the line `return x / 0`."


def test_the_import_of_a_package_that_is_not_here_says_what_pip_install_says(session: Session) -> None:
    [told] = session.run("!pip install no_such_package")
    for source in ("import no_such_package", "def load():\n    import no_such_package.io\nload()"):
        error = only_error(session.run(source))
        assert error["text"].endswith(
            f"ModuleNotFoundError: No module named 'no_such_package'\n{told['text'].rstrip()}"
        )
    for source in (
        "import json.no_such_part",
        "raise ModuleNotFoundError('Run the cell that writes it', name='mine')",
    ):
        assert "Nothing is installed" not in only_error(session.run(source))["text"]
