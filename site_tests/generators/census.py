"""How much of what teaching code uses of PyTorch works here: the figure in the README, and in the guide's
tables (`api_table.py`).

    uv run python site_tests/generators/census.py            # write the README's anew
    uv run python site_tests/generators/census.py --missing  # and list the missing names by frequency

`engine/data/census.tsv` has the names that 31 public repositories of teaching code use, with the number of
repositories and of uses. They were counted by following each name to what it is assigned from; uses of what
cannot be followed are left out. A name works if it can be had here, or if its class sets an attribute of this
name.
"""

from __future__ import annotations

import argparse
import dis
import importlib
import inspect
import re
import types
from dataclasses import dataclass
from typing import Any

from seqlite.as_torch import engine_name_of
from site_tests import ROOT

NAMES = ROOT / "site_tests" / "engine" / "data" / "census.tsv"
README = ROOT / "seqlite" / "README.md"
BEGIN, END = "<!-- census -->", "<!-- end of census -->"
SEVERAL = 3  # repositories

REFUSING = {
    "torch.compile": "running eagerly",
    "torch.ops": "running this program on PyTorch, for example in Colab",
}
"""Names that can be had and are no more than a refusal, or are something else here; and what is nearest."""


@dataclass(frozen=True)
class Use:
    """A name of PyTorch, how many of the repositories use it, and how often all of them do."""

    name: str
    repositories: int
    uses: int


def census() -> tuple[list[str], list[Use]]:
    """The repositories, and the names."""
    first, _, *lines = NAMES.read_text("utf8").splitlines()
    rows = (line.split("\t") for line in lines)
    return first.removeprefix("# ").split(), [Use(name, int(repos), int(uses)) for name, repos, uses in rows]


def works(name: str) -> bool:
    """Whether the name can be had here."""
    path, rest = name, []
    while not is_module(path):
        path, _, last = path.rpartition(".")
        rest.insert(0, last)
    here: Any = importlib.import_module(str(engine_name_of(path)))
    for at, part in enumerate(rest):
        if name in REFUSING:
            return False
        try:
            here = getattr(here, part)
        except AttributeError:
            return at == len(rest) - 1 and isinstance(here, type) and sets(here, part)
    return True


def is_module(path: str) -> bool:
    """Whether seqlite has the module."""
    try:
        importlib.import_module(str(engine_name_of(path)))
    except (ImportError, NotImplementedError):
        return False
    return True


def sets(kind: type, name: str) -> bool:
    """Whether objects of the class have an attribute that its methods set, or that it annotates."""
    methods = (each for base in kind.__mro__ for each in vars(base).values() if inspect.isfunction(each))
    annotated = (inspect.get_annotations(base) for base in kind.__mro__)
    return any(name in stored(method) for method in methods) or any(name in names for names in annotated)


def stored(method: types.FunctionType) -> set[str]:
    """The attributes that it sets."""
    return {each.argval for each in dis.get_instructions(method) if each.opname == "STORE_ATTR"}


def figures() -> str:
    """A paragraph for those who decide whether to use the engine."""
    repositories, found = census()
    uses = sum(use.uses for use in found)
    working = sum(use.uses for use in found if works(use.name))
    several = [use for use in found if use.repositories >= SEVERAL]
    names = sum(works(use.name) for use in several)
    return (
        f"In {len(repositories)} public repositories of teaching code, PyTorch's names are used {uses:,} "
        f"times. **{100 * working / uses:.1f} % of these uses work here.** Of the {len(several)} names that "
        f"at least {SEVERAL} of the repositories use, {names} work. The others are mostly pretrained "
        "models, and tools outside of PyTorch."
    )


def filled(page: str) -> str:
    """The README with its figure written anew."""
    if not re.search(f"{BEGIN}.*{END}", page, re.S):
        raise ValueError(f"wanted a part between {BEGIN} and {END}")
    return f"{page.partition(BEGIN)[0]}{BEGIN}\n\n{figures()}\n\n{END}{page.partition(END)[2]}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--missing", action="store_true", help="say which names are missing")
    if parser.parse_args().missing:
        for use in sorted(census()[1], key=lambda use: (-use.repositories, -use.uses)):
            if not works(use.name):
                print(f"{use.repositories:3} {use.uses:5} {use.name}")
    README.write_text(filled(README.read_text("utf8")), "utf8")


if __name__ == "__main__":
    main()
