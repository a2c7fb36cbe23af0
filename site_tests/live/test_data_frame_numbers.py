"""Where the numbers of pandas' tables come from, as far as that is followed."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from provenance.data_frame_methods import DataFrameMethods
from provenance.data_frames import DataFrames
from provenance.marked_up import shown_links
from provenance.memory import Memory, Place
from provenance.printed import Printed
from provenance.python_numbers import Written, traced
from provenance.replacing import replacing
from provenance.rerun import Run
from provenance.tracer import Tracer

from site_tests.ancestry import programs

pytestmark = pytest.mark.usefixtures("torch_is_the_engine")

START = """import torch, pandas as pd
from IPython.display import display
torch.manual_seed(0)
rows = []
w = torch.randn(4, requires_grad=True)
for name, lr in [("sgd", 0.1), ("adam", 0.01), ("rms prop", 0.5)]:
    loss = (w * lr).pow(2).sum()
    rows.append({"name": name, "lr": lr, "loss": loss.item()})
df = pd.DataFrame(rows)
"""
SHOWN = {
    "df": ["0.1", "sum", "0.01", "sum", "0.5", "loss"],
    "df[df.lr < 0.3]": ["0.1", "sum", "0.01", "sum"],
    "df.set_index('name').sort_values('lr')": ["0.01", "sum", "0.1", "sum", "0.5", "loss"],
    "df[['loss']].tail(1)": ["loss"],
    "df.iloc[::-1]": ["0.5", "loss", "0.01", "sum", "0.1", "sum"],
    "df.rename(columns={'loss': 'error'}).head(1)": ["0.1", "sum"],
    "df.assign(half=df.loss / 2)[['half']]": ["/", "/", "/"],
    "df.assign(inverse=1 / (df.lr - 0.5))[['inverse']]": ["/", "/"],
    "df.assign(ratio=df.loss / df.lr)[['ratio']].iloc[1:]": ["/", "/"],
    "df[['lr', 'loss']].round(2).head(1)": ["round", "round"],
    "pd.DataFrame(w.detach().numpy(), columns=['w'])": ["w[0]", "w[1]", "w[2]", "w[3]"],
    "pd.DataFrame({'x': range(4), 'w': w.tolist()})": ["w[0]", "w[1]", "w[2]", "w[3]"],
    "pd.DataFrame([['a', w[1].item()]])": ["w[1]"],
}


@pytest.mark.parametrize("code", SHOWN)
@pytest.mark.parametrize("way", ["display(%s)", "print(%s)", "print(%s.to_string())"])
def test_numbers_of_a_table_open(code: str, way: str) -> None:
    found = programs.recorded([Run("a", START + way % code)])
    (block,) = found.recording.blocks
    names = []
    for link in block.links:
        step = found.explainer.explain(link.origin)
        if step.kind == "python" and not step.operands:  # of an expression: the labels of rows
            continue
        assert float(block.text[link.start : link.end]) == pytest.approx(step.value, abs=5e-7)
        label = found.explainer.label(link.origin)
        names.append(step.name if "(…)" in label or not label else label)
    assert names == SHOWN[code]


def test_of_a_long_table_the_rows_and_columns_that_are_shown_open() -> None:
    source = """import torch, pandas as pd
pd.set_option("display.max_columns", 20)
w = torch.arange(3000.0).reshape(100, 30) / 7
pd.DataFrame(w.numpy())"""
    found = programs.recorded([Run("a", source)])
    (block,) = found.recording.blocks
    opened = [(block.text[one.start : one.end], found.explainer.label(one.origin)) for one in block.links]
    opened = [(text, label) for text, label in opened if label.startswith("w[")]
    assert len(opened) == 10 * 20
    assert opened[0] == ("0.000000", "w[0, 0]")
    assert opened[-1][1] == "w[99, 29]"
    assert float(opened[-1][0]) == pytest.approx(2999 / 7)


def test_what_is_not_followed_opens_to_its_expression() -> None:
    found = programs.recorded([Run("a", START + "df[['loss']].describe()")])
    (block,) = found.recording.blocks
    assert {found.explainer.label(link.origin) for link in block.links} == {"df[['loss']].describe()"}


def test_what_the_reader_has_put_in_the_place_of_a_number_is_not_taken_for_it() -> None:
    change = "df.loc[0, 'loss'] = 9.0\ndf.iloc[1, 2] = 8.0\ndf.at[2, 'lr'] = 7.0\ndisplay(df)"
    found = programs.recorded([Run("a", START + change)])
    (block,) = found.recording.blocks
    shown = {block.text[link.start : link.end] for link in block.links}
    assert shown.isdisjoint({"9.000000", "8.000000", "7.00"})


CHAINS: dict[str, Callable[[Any], Any]] = {
    "sorted": lambda t: t.sort_values("key"),
    "backward": lambda t: t.sort_values("key", ascending=False, ignore_index=True),
    "labels anew": lambda t: t.reset_index(drop=True),
    "as columns": lambda t: t.reset_index(),
    "renamed": lambda t: t.rename(columns={"a": "b", "b": "a"}),
    "swapped": lambda t: t[["key", "b", "a"]] if {"a", "b"} <= {*t.columns} else t,
    "turned": lambda t: t.set_axis([{"a": "b", "b": "a"}.get(name, name) for name in t.columns], axis=1),
    "first": lambda t: t.head(5),
    "last": lambda t: t.tail(6),
    "every second": lambda t: t.iloc[::2],
    "reversed": lambda t: t[::-1],
    "mask": lambda t: t[t.key % 3 > 0],
    "relabeled": lambda t: t.set_axis([*range(1, len(t) + 1)], axis=0),
    "by key": lambda t: t.set_index("key", drop=False).rename_axis(None),
    "dropped": lambda t: t.drop(t.index[:1]),
    "joined": lambda t: pd.concat([t, t]).head(8),
    "shifted": lambda t: t.assign(a=t["a"].shift(1)),
    "copied": lambda t: t.copy(),
    "drawn": lambda t: t.sample(frac=1, random_state=3),
    "column": lambda t: t.assign(a=t["b"]),
    "as an array": lambda t: t.assign(a=t["b"].to_numpy()[::-1]),
    "other labels": lambda t: t.assign(a=pd.Series([*t["b"]], index=[*t.index[::-1]])),
    "of series": lambda t: pd.DataFrame({"key": t["key"], "a": t["b"][::-1], "b": t["a"]}),
    "of a frame": lambda t: pd.DataFrame(t, columns=["key", "b", "a"]),
    "with an index": lambda t: pd.DataFrame(t, index=t.index[::-1]),
    "by lists": lambda t: pd.DataFrame({"key": [*t["key"]], "a": [*t["b"]], "b": [*t["a"]]}, index=t.index),
    "filled": lambda t: t.fillna(0.5),
    "in place": lambda t: (u := t.copy(), u.sort_values("key", ascending=False, inplace=True), u)[-1],
    "renumbered in place": lambda t: (u := t[::-1].copy(), u.reset_index(drop=True, inplace=True), u)[-1],
    "column in place": lambda t: (u := t.copy(), u.insert(0, f"c{len(u.columns)}", [*u["a"]][::-1]), u)[-1],
    "popped": lambda t: (u := t.copy(), u.__setitem__("b", u.pop("a")), u)[-1],
    "written": lambda t: (u := t.copy(), u.__setitem__(["a", "b"], u[["b", "a"]].to_numpy()), u)[-1],
    "row": lambda t: (u := t.copy(), u.iloc.__setitem__(0, [*u.iloc[-1]]), u)[-1],
}  # fmt: skip


@pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning")
def test_no_number_is_said_to_be_another() -> None:
    """Chains of methods on a table whose numbers are alike, and on one whose numbers say where they were."""
    seed = random.randrange(10**6)
    print("seed", seed)
    rng = random.Random(seed)
    frames = DataFrames(Tracer(Memory(10**6, 100)))
    methods = DataFrameMethods(frames, Printed())
    followed = 0
    for _ in range(600):
        names = rng.choices([*CHAINS], k=rng.randint(1, 4))
        keys = rng.sample(range(8), 8)
        values = {name: [rng.choice([0.5, 1.5]) for _ in keys] for name in "ab"}
        given = {
            name: [traced(one, Written(f"{name}{row}", Place())) for row, one in enumerate(column)]
            for name, column in values.items()
        }
        places = {name: [f"{name}{row}" for row in range(8)] for name in "ab"}
        with replacing([*methods.replacements()]):
            table = pd.DataFrame({"key": keys, **given})
            shadow = pd.DataFrame({"key": keys, **places})
            try:
                for name in names:
                    table, shadow = CHAINS[name](table), CHAINS[name](shadow)
            except (KeyError, ValueError, TypeError):
                continue
            for row in range(len(table)):
                for column in range(len(table.columns)):
                    number = frames.number(table, row, column)
                    if number is not None:
                        followed += 1
                        assert number.origin.code == shadow.iloc[row, column], names
    assert followed > 1000


def test_markup_leads_to_the_same_numbers() -> None:
    source = """import torch
from IPython.display import HTML, Markdown, display
w = torch.tensor([1.25, 2.5, 5.0])
cells = "".join(f"<td title='9.99'>{one:.2f}</td>" for one in w.tolist())
display(HTML(f"<style>td {{ width: 1.25em }}</style><table><tr>{cells}</tr></table>&lt;{w[0]:.1f}&gt;"))
table = f"| a | b |\\n|--:|--:|\\n| {w[1]:.2f} | {w[2]:.3f} |"
display(Markdown(f"1. the *first* is **{w[0]:.2f}**\\n\\n{table}"))"""
    found = programs.recorded([Run("a", source)])
    html, markdown = found.recording.blocks
    shown = [(html, "1.25\n2.50\n5.00\n<1.2>"), (markdown, "the first is 1.25\na\nb\n2.50\n5.000")]
    opened = [
        (text[one.start : one.end], found.explainer.label(one.origin))
        for block, text in shown
        for one in shown_links(block.links, block.text, text)
    ]
    labels = ["w[0]", "w[1]", "w[2]", "w[0]", "w[0]", "w[1]", "w[2]"]
    assert opened == [*zip(["1.25", "2.50", "5.00", "1.2", "1.25", "2.50", "5.000"], labels, strict=True)]
