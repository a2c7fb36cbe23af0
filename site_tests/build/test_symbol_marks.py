"""Symbols of formulas are marked where they stand for themselves; names of nothing raise complaints."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docs.course.formulas import typeset
from docs.course.pages import symbols
from live_cells.plugin.pages.pictures import MIME

PICTURE = {
    "kind": "network",
    "modules": [{"name": "0", "weight": {"shape": [1, 1]}, "bias": {"shape": [1]}}, {"name": "1"}],
}
CELL: dict[str, Any] = {
    "cell_type": "code",
    "id": "net",
    "source": "linear = nn.Linear(1, 1)\nx = torch.ones(1)\n",
    "metadata": {},
    "outputs": [{"output_type": "display_data", "data": {MIME: PICTURE}}],
}


def linked(text: str, *lines: str) -> tuple[str, list[str]]:
    """The text as the page gets it, without the element for scripts, and the complaints."""
    said: list[str] = []
    comment = "\n".join(("<!-- symbols of net:", *lines, "-->"))
    page = symbols.linked(f"{text}\n{comment}", [CELL], said.append, lambda _: "")
    return page.rstrip("\n"), said


def marked(tex: str, symbol: str) -> str:
    """The formula with what is marked in ⟦⟧."""
    text, _ = linked(f"$${tex}$$", f"{symbol} |  | x =")
    return symbols.MARK.sub(r"⟦\g<tex>⟧", text[2:-2])


@pytest.mark.parametrize(
    ("tex", "symbol", "wanted"),
    [
        ("z = w x", "w", "z = ⟦w⟧ x"),
        ("w_1 x + w", "w", "w_1 x + ⟦w⟧"),
        ("w^2 + w", "w", "w^2 + ⟦w⟧"),
        (r"X W^\top", "W", r"X ⟦W⟧^\top"),
        (r"G_W = G_Z^\top X", "W", r"G_W = G_Z^\top X"),
        (r"G_{W} + W", "W", r"G_{W} + ⟦W⟧"),
        (r"\mathrm{ReLU}'(z) \cdot U", "U", r"\mathrm{ReLU}'(z) \cdot ⟦U⟧"),
        (r"\frac{\partial z}{\partial w}", "w", r"\frac{\partial z}{\partial ⟦w⟧}"),
        (r"(\hat y - y)^2", "y", r"(\hat y - ⟦y⟧)^2"),
        (r"(\hat y - y)^2", r"\hat y", r"(⟦\hat y⟧ - y)^2"),
        (
            r"\frac12 \begin{pmatrix} p & 2 \end{pmatrix}",
            "p",
            r"\frac12 \begin{pmatrix} ⟦p⟧ & 2 \end{pmatrix}",
        ),
        (r"x^{(i)} = f(x^{(i-1)})", "x^{(i)}", r"⟦x^{(i)}⟧ = f(x^{(i-1)})"),
        (r"x^{(i)} + x", "x", r"x^{(i)} + ⟦x⟧"),
        (r"\mathcal{L} + L", "L", r"\mathcal{L} + ⟦L⟧"),
    ],
)
def test_a_symbol_is_marked_where_it_stands_for_itself(tex: str, symbol: str, wanted: str) -> None:
    assert marked(tex, symbol) == wanted
    text, _ = linked(f"$${tex}$$", f"{symbol} |  | x =")
    assert symbols.without_marks(text) == f"$${tex}$$"


def test_the_page_finds_marks_and_copies_do_not_have_them() -> None:
    text, said = linked(r"$W_1 x$ and $$\hat y = W_1 x$$", "W_1 | 0.weight | nn.Linear", "x | input | x =")
    assert said == []
    formulas = [(found, False) for found in re.findall(r"\$\$?(.+?)\$\$?", text)]
    for rendered in typeset(formulas):
        assert 'data-symbol="net.0.0"' in rendered
        assert 'data-symbol="net.0.1"' in rendered
        [annotation] = re.findall(r"<annotation[^>]*>(.*?)</annotation>", rendered)
        assert "htmlData" not in annotation
        assert "W_1 x" in annotation


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("q |  | x =", "no formula has the symbol 'q'"),
        ("x |  | y =", "no line of net has 'y ='"),
        (
            "x | 1.weight | x =",
            "the picture of net has no part '1.weight'; there are 0, 0.bias, 0.weight, 1, input",
        ),
        ("x = input", "'x = input' is no symbol; write"),
    ],
)
def test_what_names_nothing_is_complained_about(line: str, complaint: str) -> None:
    _, said = linked("$x$", line)
    assert len(said) == 1
    assert said[0].startswith(complaint)


def test_a_cell_that_is_not_there_is_complained_about() -> None:
    said: list[str] = []
    keep: Callable[[str], str] = lambda html: html  # noqa: E731
    text = symbols.linked("$x$ <!-- symbols of nothing:\nx |  | x =\n-->", [CELL], said.append, keep)
    assert said == ["'nothing' is no code cell of this notebook"]
    assert text == "$x$ "


def test_lessons_with_pictures_beside_formulas_have_symbols(site_dir: Path) -> None:
    for lesson in ("defining-a-model", "forward-pass", "gradients"):
        page = (site_dir / "lessons" / lesson / "index.html").read_text("utf8")
        assert "data-symbols" in page, lesson
        assert "htmlData" not in page, lesson
