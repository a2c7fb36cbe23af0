"""What a build asks of the experiments behind a lesson's claims: that what PyTorch gave supports them."""

import sys
from collections.abc import Iterator, Sequence

from live_cells.plugin.cache import PACKAGE

sys.path.append(str(PACKAGE / "live" / "python"))

from docs.course.pages.experiments import LINK, TAG, is_experiment, question_of
from live_cells.plugin.pages.notebook import Cell, source_of
from live_cells.plugin.pages.predictions import WrongPrediction, fitted, holds
from live_cells.plugin.pages.values import output_text
from live_runner.cell_needs import names_of

KEYS = ("refuted", "output", "holds")


def complaints(cells: Sequence[Cell]) -> Iterator[tuple[Cell, str]]:
    """What is wrong with a notebook's experiments and the links to them, each with its cell."""
    programs = {cell["id"]: cell for cell in cells if is_experiment(cell)}
    linked = set()
    for cell in cells:
        if cell["cell_type"] != "markdown":
            continue
        for link in LINK.finditer(source_of(cell)):
            linked.add(link["id"])
            if link["id"] not in programs:
                wanted = f"give a code cell that id and the tag {TAG!r}"
                yield cell, f"it links to the experiment {link['id']!r}; {wanted}"
    for name, cell in programs.items():
        yield from ((cell, problem) for problem in _about(cell))
        if name not in linked:
            yield cell, f"no claim links to this experiment; end the sentence with [(tried)](#{name})"
        names = names_of(source_of(cell))
        if names and (taken := names.binds & _taken_after(cell, cells)):
            yield cell, f"a cell below takes {', '.join(sorted(taken))}, which it binds; choose other names"


def _taken_after(cell: Cell, cells: Sequence[Cell]) -> set[str]:
    """Names that cells below an experiment take from those above them."""
    later = [one for one in cells[cells.index(cell) + 1 :] if one["cell_type"] == "code"]
    names = [names_of(source_of(one)) for one in later if not is_experiment(one)]
    return {name for one in names if one for name in one.takes | one.takes_later}


def _about(cell: Cell) -> Iterator[str]:
    about = cell["metadata"].get(TAG)
    if not question_of(cell):
        yield "its first line has to be its question, `# @title Experiment: …?`"
    if not isinstance(about, dict) or set(about) != set(KEYS):
        yield f'its metadata has to say "{TAG}": {{{", ".join(f"{key!r}: …" for key in KEYS)}}}'
        return
    try:
        values = fitted(about["output"], output_text(cell), cell["id"])
        if not holds(about["holds"], values):
            shown = ", ".join(f"{name} = {value}" for name, value in values.items())
            claim = f"{about['holds']} does not hold of {shown}"
            yield f"its recorded output no longer supports the claim: {claim}"
    except WrongPrediction as error:
        yield str(error)
