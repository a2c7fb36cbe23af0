"""Try a lesson's exercises: what each check says to the starter, to typical mistakes and to right answers.

    python site_tests/try_exercises.py LESSON.ipynb [--seqlite]

Runs the cells that the exercises need in order in this Python, on its PyTorch or on seqlite, and prints a
JSON list of attempts. The mistakes stand in site_tests/exercises/<exercise>.py, split by lines
`# %% says: part of the diagnosis` (`# %% right` for another right answer); two more are made for every
exercise. Standard library only, so that any Python with torch can run it.
"""

import json
import re
import symtable
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import cell_runs
from cell_runs import source_of, tags_of

ROOT = Path(__file__).resolve().parents[1]
ANSWERS = ROOT / "site_tests" / "exercises"
UNSOLVED, SOLVED = "✗", "✓"


def answers(exercise: str) -> Iterator[tuple[str, str]]:
    """What the check should say, and the answer it should say it to."""
    text = (ANSWERS / f"{exercise}.py").read_text("utf8")
    for block in re.split(r"^# %% ", text, flags=re.M)[1:]:
        title, _, code = block.partition("\n")
        yield (SOLVED if title == "right" else title.removeprefix("says: ")), code


def accidents(main: types.ModuleType, names: set[str]) -> Iterator[tuple[str, str]]:
    """What can happen to any answer: its functions raise or leave, its names are gone."""
    written = [name for name in sorted(names) if isinstance(vars(main)[name], types.FunctionType | type)]
    if written:
        raising = "def raises(*args, **kwargs):\n    raise ZeroDivisionError('on purpose')\n\n"
        yield "ZeroDivisionError: on purpose", f"{raising}{' = '.join(written)} = raises"
        leaving = "def leaves(*args, **kwargs):\n    print('✓ solved')\n    raise SystemExit\n\n"
        yield "SystemExit", f"{leaving}{' = '.join(written)} = leaves"
    yield "NameError", f"del {', '.join(sorted(names))}"


def names_in(source: str) -> tuple[set[str], set[str]]:
    """The global names that a cell binds, and those that it uses, in its functions, too."""
    module = symtable.symtable(source, "cell", "exec")
    bound = {
        symbol.get_name() for symbol in module.get_symbols() if symbol.is_assigned() or symbol.is_imported()
    }
    used, tables = set(), [module]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        symbols = [symbol for symbol in table.get_symbols() if symbol.is_referenced()]
        used |= {symbol.get_name() for symbol in symbols if table is module or symbol.is_global()}
    return bound, used


def needed(notebook: dict) -> list[dict]:
    """The exercises' cells, and of the others those that bind a name which a later one of these uses."""
    kept: list[dict] = []
    wanted: set[str] = set()
    for cell in reversed(notebook["cells"]):
        if cell["cell_type"] != "code" or {"page-only", "torch-only"} & set(tags_of(cell)):
            continue
        bound, used = names_in(source_of(cell))
        if bound & wanted or {"exercise", "check", "solution"} & set(tags_of(cell)):
            wanted = wanted - bound | used - bound
            kept.insert(0, cell)
    return kept


def attempts(notebook: dict) -> Iterator[dict[str, str]]:
    """Every attempt at every exercise: its name, whose answer it is, what was wanted, what the check said."""
    main = types.ModuleType("__main__")

    def run(cell: dict, source: str | None = None) -> str:
        """What a check says, or another cell shows."""
        code = source_of(cell) if source is None else source
        outcome, parts = cell_runs.run(code, cell["id"], main)
        wanted = [part for part in parts if part["part"] == "verdict"] if "check" in tags_of(cell) else parts
        text = "".join(part["text"] for part in wanted if part["part"] != "stderr")
        if outcome != "done" and "raises-exception" not in tags_of(cell):
            raise RuntimeError(f"cell {cell['id']} {outcome}: {text}\n{code}")
        return text

    starter: dict = {}
    check: dict = {}
    for cell in needed(notebook):
        printed = "" if "check" in tags_of(cell) else run(cell)
        name = cell["metadata"].get("exercise", "")
        if "exercise" in tags_of(cell):
            starter = cell
        elif "check" in tags_of(cell):
            check = cell
            yield {"exercise": name, "answer": "starter", "wanted": UNSOLVED, "said": run(check)}
            for wanted, code in accidents(main, names_in(source_of(starter))[0]):
                run(starter, code)
                yield {"exercise": name, "answer": "accident", "wanted": wanted, "said": run(check)}
            run(starter)
            for number, (wanted, code) in enumerate(answers(name), start=1):
                run(starter, code)
                answer = f"answer {number}"
                yield {"exercise": name, "answer": answer, "wanted": wanted, "said": run(check)}
        elif "solution" in tags_of(cell):
            said = run(check)
            yield {"exercise": name, "answer": "solution", "wanted": SOLVED, "said": said, "printed": printed}


if __name__ == "__main__":
    cell_runs.prepare("--seqlite" in sys.argv)
    import torch

    torch.set_num_threads(1)
    print(json.dumps(list(attempts(json.loads(Path(sys.argv[1]).read_text("utf8"))))))
