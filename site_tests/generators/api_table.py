"""Which of PyTorch's public names seqlite covers: the tables of docs/guides/from-seqlite-to-pytorch.md.

    uv run python site_tests/generators/api_table.py            # write them anew
    uv run python site_tests/generators/api_table.py --check    # only say whether they are up to date

The names are those that `record_names.py` recorded from PyTorch. One is covered if it can be had here; any
other raises `NotImplementedError`, whose text says what is nearest.
"""

from __future__ import annotations

import argparse
import html
import importlib
import json
import re
import sys
from dataclasses import dataclass
from typing import Any

import seqlite
from seqlite.as_torch import engine_name_of
from site_tests import ROOT
from site_tests.generators import census

PAGE = ROOT / "docs" / "guides" / "from-seqlite-to-pytorch.md"
NAMES = ROOT / "docs" / "course" / "reference" / "pytorch_names.json"
NEAREST = "is not covered by seqlite; the nearest that works: "


@dataclass(frozen=True)
class Home:
    """A module or class of PyTorch: its names that work here, and those that do not, by what is nearest."""

    path: str
    covered: list[str]
    missing: dict[str, list[str]]

    @property
    def count(self) -> int:
        return len(self.covered) + sum(map(len, self.missing.values()))


def homes() -> list[Home]:
    """Every recorded module and class, in the order of the recording."""
    recorded: dict[str, list[str]] = json.loads(NAMES.read_text("utf8"))
    return [home(path, names) for path, names in recorded.items()]


def home(path: str, names: list[str]) -> Home:
    covered: list[str] = []
    missing: dict[str, list[str]] = {}
    here = what_stands_for(path)
    for name in names:
        near = nearest(here, f"{path}.{name}")
        if near is None:
            covered.append(name)
        else:
            missing.setdefault(near, []).append(name)
    return Home(path, covered, missing)


def nearest(here: Any, path: str) -> str | None:
    """What is nearest to a name that is not covered; None for one that is."""
    try:
        getattr(here, path.rpartition(".")[2])
        return census.REFUSING.get(path)
    except NotImplementedError as error:
        return str(error).partition(NEAREST)[2]


def what_stands_for(path: str) -> Any:
    """The twin of a module of PyTorch, or an object of a class."""
    objects = {"torch.Tensor": seqlite.zeros(1, 1), "torch.nn.Module": seqlite.nn.Module()}
    return objects[path] if path in objects else importlib.import_module(str(engine_name_of(path)))


def summary(all_homes: list[Home]) -> str:
    """How much of what teaching code uses works, and a table: how many names are covered, by module."""
    covered, count = sum(len(home.covered) for home in all_homes), sum(home.count for home in all_homes)
    rows = [f"| `{home.path}` | {len(home.covered)} | {home.count} |" for home in all_homes]
    return "\n".join(
        [
            census.figures(),
            "",
            f"Of {count:,} public names of PyTorch in {len(all_homes)} modules and classes, "
            f"**{covered} work here**. The modules' share differs:",
            "",
            "| In PyTorch | work here | public names |",
            "| --- | --: | --: |",
            *rows,
        ]
    )


def lists(all_homes: list[Home]) -> str:
    """For each module a fold with its names."""
    return "\n\n".join(map(fold, all_homes))


def fold(home: Home) -> str:
    missing = sorted(home.missing.items(), key=lambda item: (-len(item[1]), item[0]))
    rows = "".join(
        f"<dt>{html.escape(near, quote=False)}</dt><dd>{code(names)}</dd>\n" for near, names in missing
    )
    return (
        f"<details>\n<summary><code>{home.path}</code>: {len(home.covered)} of {home.count} work</summary>\n"
        f"<p>{code(home.covered)}</p>\n"
        + (f"<p>Not covered, under what is nearest:</p>\n<dl>\n{rows}</dl>\n" if rows else "")
        + "</details>"
    )


def code(names: list[str]) -> str:
    return f"<code>{', '.join(names)}</code>"


def filled(page: str) -> str:
    """The page with its tables written anew, between the markers that stand there."""
    found = homes()
    for name, text in (("summary", summary(found)), ("lists", lists(found))):
        begin, end = f"<!-- api {name} -->", f"<!-- end of api {name} -->"
        if not re.search(f"{begin}.*{end}", page, re.S):
            raise ValueError(f"{PAGE.name}: wanted a part between {begin} and {end}")
        before, after = page.partition(begin)[0], page.partition(end)[2]
        page = f"{before}{begin}\n\n{text}\n\n{end}{after}"
    return page


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the page is out of date")
    page = PAGE.read_text("utf8")
    new = filled(page)
    if parser.parse_args().check:
        if new != page:
            sys.exit(f"{PAGE.relative_to(ROOT)} is out of date: run `uv run poe api-table`")
        return
    PAGE.write_text(new, "utf8")


if __name__ == "__main__":
    main()
