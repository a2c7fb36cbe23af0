"""Figures of cells: shown in order, once, as SVG in the page's colors, with words beside them."""

import base64
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from site_tests import ROOT

pytest.importorskip("matplotlib")
LIVE = ROOT / "live_cells" / "live" / "python"
INKS = json.loads((LIVE / "live_plots" / "dark_ink.json").read_text("utf8"))
INK, *_ = INKS
DESK = r"""
import asyncio, json, sys, warnings
sys.path[:0] = [sys.argv[1]]
warnings.simplefilter("error")
from live_runner import figures, runner
figures.install(sys.argv[1] + "/live_plots")
import matplotlib
for line in sys.stdin:
    matplotlib.rc_file_defaults()
    answers = []
    for source in json.loads(line):
        parts = []
        outcome = asyncio.run(runner.run(source, parts.append, "cell"))
        answers.append([outcome, parts])
    print(json.dumps(answers), flush=True)
"""
Answers = list[tuple[str, list[dict[str, Any]]]]
Run = Callable[..., Answers]


def test_the_style_draws_in_the_inks_that_have_a_dark_one() -> None:
    style = (LIVE / "live_plots" / "matplotlibrc").read_text("utf8")
    assert {f"#{ink}" for ink in re.findall(r"color: ([0-9a-f]{6})$", style, re.M)} == set(INKS)


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    """Runs cells in a Python of their own, since matplotlib is set up once a process."""
    command = [sys.executable, "-c", DESK, str(LIVE)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as desk:

        def run(*sources: str) -> Answers:
            assert desk.stdin
            assert desk.stdout
            desk.stdin.write(json.dumps(["import matplotlib.pyplot as plt, numpy as np", *sources]) + "\n")
            desk.stdin.flush()
            return json.loads(desk.stdout.readline())[1:]

        yield run
        assert desk.stdin
        desk.stdin.close()


def kinds(parts: list[dict[str, Any]]) -> list[str]:
    return [part["text"].strip() if part["part"] == "stdout" else part["part"] for part in parts]


def svg(part: dict[str, Any]) -> str:
    assert part["mime"] == "image/svg+xml"
    return base64.b64decode(part["data"]).decode()


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("plt.plot([1, 2])", ["image"]),
        ("plt.plot([1, 2]); print('end')", ["end", "image"]),
        ("plt.plot([1, 2]); plt.show(); print('end')", ["image", "end"]),
        ("plt.plot([1]); plt.show(); plt.plot([2]); plt.show()", ["image", "image"]),
        ("for n in range(3): plt.figure().add_subplot().plot([n])", ["image"] * 3),
        ("fig, ax = plt.subplots(); fig", ["image"]),
        ("fig, ax = plt.subplots(); display(fig); print('end')", ["image", "end"]),
        ("fig, ax = plt.subplots(); fig.show(); print('end')", ["image", "end"]),
        ("fig, ax = plt.subplots(); plt.close(fig)", []),
        ("fig = plt.figure(); plt.close(fig); fig", ["image"]),
        ("plt.hist([1, 2, 2])", ["image"]),
        ("plt.title('t')", ["image"]),
        ("fig, ax = plt.subplots(); ax.bar(['a'], [1])", ["image"]),
        ("plt.plot([1]); 1 / 0", ["image", "error"]),
        ("plt.plot([1]); 3", ["result", "image"]),
        ("plt.show()", []),
        ("from matplotlib.figure import Figure\nFigure()", ["image"]),
    ],
)
def test_figures_are_shown_once_and_in_order(run: Run, source: str, shown: list[str]) -> None:
    [(outcome, parts), (_, later)] = run(source, "len(plt.get_fignums())")
    assert kinds(parts) == shown
    assert outcome == ("failed" if "error" in shown else "done")
    assert later[0]["text"] == "0"  # none stays open


def test_the_same_cell_draws_the_same_bytes(run: Run) -> None:
    source = "plt.plot([1, 3, 2], label='a'); plt.legend(); plt.imshow(np.eye(3))"
    (_, [first]), (_, [second]) = run(source, source)
    assert svg(first) == svg(second)
    assert svg(first) == svg(run(source)[0][1][0])
    assert "metadata" not in svg(first)


LOSS = """
fig, ax = plt.subplots()
train, test = ax.plot([3, 2, 1]), ax.plot([3, 2.5, 2], label="test")
ax.set(xlabel="epoch", ylabel="loss", title="Loss")
ax.legend()
"""
LATE = """
from matplotlib.text import Text
class Late(Text):
    def draw(self, renderer):
        self.set_position((1.5, 0.5))
        super().draw(renderer)
plt.gca().add_artist(Late(0, 0, "aside"))
"""


@pytest.mark.parametrize(
    "source",
    [
        LOSS,
        f"{LOSS}ax.set_yscale('log'); fig.suptitle('Training'); ax.annotate('low', (2, 1), (1, 2))",
        f"{LOSS}display(fig); test[0].set_ydata([9000, 8, 7]); ax.relim(); ax.autoscale(); ax.set_title('')",
        f"{LOSS}other = ax.twinx(); other.plot([1e9, 1e9 + 1]); other.set_ylabel('twin')",
        "fig, axes = plt.subplots(2, 3, sharex=True, sharey=True)\n"
        "for n, ax in enumerate(axes.flat): ax.plot([n, 3]); ax.set(title=n, xlabel='x', ylabel='y')",
        "plt.colorbar(plt.imshow(np.eye(3))); plt.xticks(range(3), ['one', 'two', 'three'], rotation=45);",
        "plt.rcParams.update({'savefig.bbox': None, 'figure.autolayout': False})" + LOSS,
        "plt.bar(['a', 'b'], [2, 1]); plt.text(1, 1, 'two\\nlines', rotation=30); plt.gca().set_aspect(1)",
        "plt.fill_between([1, 2], [3, 4]); plt.scatter([1], [2]); plt.xlabel(r'$\\theta^2$')",
        "plt.title('a title that is longer than its figure is wide ' * 3, wrap=True); plt.axis('off')",
        "plt.figure().add_subplot(projection='polar').plot([1, 2])",
        LATE,
    ],
)
def test_figures_are_drawn_quickly_as_matplotlib_draws_them(run: Run, source: str) -> None:
    slowly = """
import contextlib
from live_plots import inline_figures
quickly = inline_figures.quickly
inline_figures.quickly = lambda figure: contextlib.nullcontext()
"""
    quick, _, plain, _ = run(source, slowly, source, "inline_figures.quickly = quickly")
    assert "image" in kinds(quick[1])
    assert quick == plain


def test_a_figure_is_drawn_once(run: Run) -> None:
    [(_, parts)] = run(f"{LOSS}fig.canvas.mpl_connect('draw_event', lambda event: print('drawn'));")
    assert kinds(parts) == ["drawn", "image"]


def test_a_figure_has_no_ground_and_the_pages_ink(run: Run) -> None:
    picture = svg(run("plt.plot([1, 2]); plt.axhline(1, color='k')")[0][1][0])
    assert INK in picture
    assert "#ffffff" not in picture
    assert "stroke: #000000" not in picture  # a black line is a line in the page's ink


@pytest.mark.parametrize(
    "ground",
    ["plt.style.use('default')", "plt.gcf().set_facecolor('#eeeeee')", "plt.gca().set_facecolor('w')"],
)
def test_a_figure_with_a_ground_of_its_own_keeps_its_colors(run: Run, ground: str) -> None:
    picture = svg(run(f"{ground}\nplt.plot([1, 2], color='k'); plt.title('t')")[0][1][0])
    assert INK not in picture
    assert "stroke: #000000" in picture


def test_explicit_colors_are_kept(run: Run) -> None:
    picture = svg(run("plt.plot([1, 2], color='#123456'); plt.text(0, 1, 'x', color='black')")[0][1][0])
    assert "#123456" in picture


def test_a_figure_is_described_by_its_titles_labels_and_lines(run: Run) -> None:
    source = """
fig, (a, b) = plt.subplots(1, 2)
fig.suptitle("Training")
for name in ("train", "test"):
    a.plot([1, 2], label=name)
a.set(xlabel="epoch", ylabel="loss", title="Loss")
a.legend()
fig.colorbar(b.imshow(np.eye(2)))"""
    [(_, [part])] = run(source)
    assert part["alt"] == ("Figure: Training. Loss, 2 lines, loss over epoch, named: train, test. 1 picture.")


def test_an_error_while_drawing_is_the_readers(run: Run) -> None:
    [(outcome, parts), (_, after)] = run("plt.title(r'$\\nonsense{$')", "plt.plot([1, 2])")
    assert outcome == "failed"
    assert parts[-1]["name"] == "ValueError"
    assert kinds(after) == ["image"]


def test_the_recorder_stores_figures_and_html(run: Run) -> None:
    from site_tests.generators.record import outputs_of

    [(_, parts)] = run(
        "class T:\n    def _repr_html_(self): return '<b>1</b>'\n    def __repr__(self): return 'T'\n"
        "plt.plot([1, 2]); plt.show(); T()"
    )
    picture, table = outputs_of(parts)
    assert picture["data"]["image/svg+xml"].startswith("<svg")
    assert picture["data"]["text/plain"].startswith("<Figure size")
    assert picture["metadata"]["alt"] == "Figure. 1 line."
    assert table["data"] == {"text/html": "<b>1</b>", "text/plain": "T"}
