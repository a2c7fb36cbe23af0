"""What display functions and notebook commands emit, on the desk."""

import asyncio
import types
from typing import Any

import pytest

from live_runner import runner, runner_rich
from site_tests.generators.record import asked, outputs_of, run_in_folder

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="


def parts_of(source: str) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = []
    asyncio.run(runner.run(source, parts.append, "demo", types.ModuleType("__main__")))
    return parts


def shown(source: str) -> list[tuple[str, str]]:
    return [(part["part"], part["text"]) for part in parts_of(f"from IPython.display import *\n{source}")]


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("HTML('<b>x</b>')", ("html", "<b>x</b>")),
        ("Markdown('**x**')", ("markdown", "**x**")),
        ("Math('x^2')", ("latex", "$\\displaystyle x^2$")),
        ("Latex('$x$')", ("latex", "$x$")),
        ("Pretty('plain')", ("result", "plain")),
        ("JSON({'a': [1]})", ("result", '{\n  "a": [\n    1\n  ]\n}')),
        ("display({'text/plain': 'p', 'text/html': 'h'}, raw=True)", ("html", "h")),
        ("display(3, include=['text/plain'])", ("result", "3")),
    ],
)
def test_values_are_shown_as_what_they_are(source: str, part: tuple[str, str]) -> None:
    assert shown(source) == [part]


def test_the_forms_that_a_value_has_are_ranked_as_jupyter_ranks_them() -> None:
    source = """
class Both:
    def _repr_markdown_(self): return "m"
    def _repr_latex_(self): return "l"
    def _repr_png_(self): return b"png", {"width": 7}
class Bundle:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"image/png": b"png", "text/plain": "words"}, {"image/png": {"height": 9}}
class Neither:
    def _repr_html_(self): return None
    def __repr__(self): return "plain"
display(Both(), Bundle(), Neither())
"""
    both, bundle, neither = parts_of(source)
    assert both == {"part": "markdown", "text": "m", "plain": both["plain"]}
    assert (bundle["part"], bundle["text"], bundle["height"]) == ("image", "words", 9)
    assert neither == {"part": "result", "text": "plain"}


def test_a_picture_brings_its_size_and_description() -> None:
    source = f"import base64\nImage(base64.b64decode({PIXEL!r}), width=40, alt='a pixel')"
    [part] = parts_of(f"from IPython.display import Image\n{source}")
    assert (part["mime"], part["width"], part["alt"], part["data"]) == ("image/png", 40, "a pixel", PIXEL)


def test_a_size_below_one_pixel_is_none() -> None:
    source = f"import base64\nImage(base64.b64decode({PIXEL!r}), width=-40, height=0)"
    [part] = parts_of(f"from IPython.display import Image\n{source}")
    assert part["mime"] == "image/png"
    assert not {"width", "height"} & set(part)


def test_what_cannot_be_shown_here_says_so() -> None:
    [(kind, message)] = shown("from IPython.display import Audio")
    assert kind == "error"
    assert "this page cannot play sounds" in message
    [(kind, message)] = shown("Image(url='https://example.org/a.png')")
    assert "pass the data itself" in message
    [(kind, message)] = shown("Image(b'nothing')")
    assert "not PNG, JPEG, GIF or WebP" in message


def test_ipython_is_there_only_while_a_cell_runs() -> None:
    assert shown("import IPython, sys\nIPython.get_ipython() is None") == [("result", "True")]
    assert shown("from IPython import display as d\nd.clear_output") != []
    assert shown("import IPython.core.display as d\nd.HTML('x')") == [("html", "x")]


def test_a_recording_holds_what_is_seen_at_the_end() -> None:
    outputs = outputs_of(
        parts_of(
            "from IPython.display import *\n"
            "print('gone')\nclear_output()\nprint('gone, too')\nclear_output(wait=True)\nprint('here')\n"
            "h = display('first', display_id=True)\nh.update(Markdown('*last*'))\n"
            "display(Math('x'))\nclear_output(wait=True)"
        )
    )
    assert [output.get("text") or output["data"] for output in outputs] == [
        "here\n",
        {"text/markdown": "*last*", "text/plain": "<IPython.core.display.Markdown object>"},
        {"text/latex": "$\\displaystyle x$", "text/plain": "<IPython.core.display.Math object>"},
    ]


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("%matplotlib inline\n1", [("result", "1")]),
        ("%time 3 + 4", [("stdout", "Wall time"), ("result", "7")]),
        ("%%time\nx = 2\nx", [("result", "2"), ("stdout", "Wall time")]),
        ("%timeit -n 2 -r 2 1", [("stdout", "2 runs, 2 loops each")]),
        ("%%timeit -n 1 -r 1\n1", [("stdout", "1 run, 1 loop each")]),
        ("def f():\n    %timeit -n 1 -r 1 1\nf()", [("stdout", "1 loop each")]),
        ("!pip install torch", [("stdout", "Nothing is installed on this page")]),
        ("files = !ls", [("error", "!ls is a shell command")]),
        ("%load_ext tensorboard", [("error", "%load_ext is a Jupyter command")]),
        ("%%writefile a.py\nx", [("error", "%%writefile is a Jupyter command")]),
        ("'''\n%cd\n'''", [("result", "%cd")]),
        ("7 % 4", [("result", "3")]),
        ("7 %", [("error", "SyntaxError")]),
        ("x = 1\nx = = 2", [("error", "SyntaxError")]),
    ],
)
def test_commands_of_notebooks(source: str, parts: list[tuple[str, str]]) -> None:
    emitted = parts_of(source)
    assert [part["part"] for part in emitted] == [kind for kind, _ in parts]
    for part, (_, words) in zip(emitted, parts, strict=True):
        assert words in part["text"]


def test_commands_do_not_hide_what_a_cell_needs() -> None:
    plot = "import matplotlib.pyplot as plt\nplt.plot()"
    assert runner.needed(f"%matplotlib inline\n{plot}") == runner.needed(plot) == ["matplotlib"]


def test_an_error_after_a_command_points_at_its_own_line() -> None:
    [error] = parts_of("%matplotlib inline\n\n1 / 0")
    assert error["line"] == 3


def test_a_cell_is_also_recorded_with_the_settings_that_its_prediction_asks_about() -> None:
    source = ['rate = 1  # @param {type:"slider", min:0, max:9, step:1, label:"rate"}\n', "print(rate * 10)"]
    cell = {"cell_type": "code", "id": "one", "metadata": {}, "source": source, "outputs": []}
    [output] = asked(cell, {"rate": 2}, None)
    assert output == {"output_type": "stream", "name": "stdout", "text": ["20\n"]}
    assert cell["source"] == source


class Proxy:
    """Passes on what it is asked for, as wrapt's proxies do."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __getattr__(self, name: str) -> object:
        return getattr(self._value, name)


class Table:
    def _repr_html_(self) -> str:
        return "<table></table>"


class AnswersAll:
    """Has whatever it is asked for, as a mock does."""

    def __getattr__(self, name: str) -> object:
        return lambda *arguments, **named: "<b>made up</b>"

    def __repr__(self) -> str:
        return "plain"


class RaisesAlways:
    def __getattr__(self, name: str) -> object:
        raise RuntimeError(name)

    def __repr__(self) -> str:
        return "plain"


@pytest.mark.parametrize(
    ("value", "part"),
    [(Proxy(Table()), "html"), (Table, "result"), (AnswersAll(), "result"), (RaisesAlways(), "result")],
    ids=["proxy", "class", "answers all", "raises"],
)
def test_a_form_is_looked_for_as_ipython_does(value: object, part: str) -> None:
    assert runner_rich.part_of(value)["part"] == part


def test_recorded_cells_import_what_an_earlier_cell_has_written() -> None:
    """As the setup cell does. The next notebook does not find it."""
    source = 'import pathlib\n_ = pathlib.Path("kept.py").write_text("n = 3")'
    writes = {"cell_type": "code", "id": "writes", "metadata": {}, "source": source}
    reads = writes | {"id": "reads", "source": "import kept\nprint(kept.n)"}
    *_, parts = run_in_folder({"cells": [writes, reads]}, None)
    assert [part["text"] for part in parts] == ["3\n"]
    with pytest.raises(RuntimeError, match="No module named 'kept'"):
        run_in_folder({"cells": [reads]}, None)
