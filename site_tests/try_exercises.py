"""Try a lesson's exercises: what each check says to the starter, to typical mistakes and to right answers.

    python site_tests/try_exercises.py LESSON.ipynb [--seqlite]

Runs the cells that the exercises need in order in this Python, on its PyTorch or on seqlite, and prints a
JSON list of attempts. The mistakes stand in site_tests/exercises/<exercise>.py, split by lines
`# %% says: part of the diagnosis` (`# %% right` for another right answer); two more are made for every
exercise. Standard library only, so that any Python with torch can run it.
"""

import asyncio
import json
import re
import symtable
import sys
import types
from collections.abc import Iterator
from pathlib import Path

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


def needed(cells: list[dict]) -> list[dict]:
    """The exercises' cells, and of the others those that bind a name which a later one of these uses."""
    kept: list[dict] = []
    wanted: set[str] = set()
    for cell in reversed(cells):
        bound, used = names_in("".join(cell["source"]))
        if bound & wanted or {"exercise", "check", "solution"} & set(tags(cell)):
            wanted = wanted - bound | used - bound
            kept.insert(0, cell)
    return kept


def attempts(notebook: dict) -> Iterator[dict[str, str]]:
    """Every attempt at every exercise: its name, whose answer it is, what was wanted, what the check said."""
    import runner

    main = types.ModuleType("__main__")

    def run(cell: dict, source: str | None = None) -> str:
        """What a check says, or another cell shows."""
        parts: list[dict] = []
        code = "".join(cell["source"]) if source is None else source
        outcome = asyncio.run(runner.run(code, parts.append, cell["id"], main))
        wanted = [part for part in parts if part["part"] == "verdict"] if "check" in tags(cell) else parts
        text = "".join(part["text"] for part in wanted if part["part"] != "stderr")
        if outcome != "done" and "raises-exception" not in tags(cell):
            raise RuntimeError(f"cell {cell['id']} {outcome}: {text}\n{code}")
        return text

    code_cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    starter: dict = {}
    check: dict = {}
    for cell in needed([cell for cell in code_cells if not {"page-only", "torch-only"} & set(tags(cell))]):
        printed = "" if "check" in tags(cell) else run(cell)
        name = cell["metadata"].get("exercise", "")
        if "exercise" in tags(cell):
            starter = cell
        elif "check" in tags(cell):
            check = cell
            yield {"exercise": name, "answer": "starter", "wanted": UNSOLVED, "said": run(check)}
            for wanted, code in accidents(main, names_in("".join(starter["source"]))[0]):
                run(starter, code)
                yield {"exercise": name, "answer": "accident", "wanted": wanted, "said": run(check)}
            run(starter)
            for number, (wanted, code) in enumerate(answers(name), start=1):
                run(starter, code)
                answer = f"answer {number}"
                yield {"exercise": name, "answer": answer, "wanted": wanted, "said": run(check)}
        elif "solution" in tags(cell):
            said = run(check)
            yield {"exercise": name, "answer": "solution", "wanted": SOLVED, "said": said, "printed": printed}


def tags(cell: dict) -> list[str]:
    return cell["metadata"].get("tags", [])


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "docs" / "live" / "python")]
    if "--seqlite" in sys.argv:
        import stand_ins

        import seqlite.as_torch

        seqlite.as_torch.install()
        stand_ins.install()
    import figures
    import torch

    torch.set_num_threads(1)
    figures.install(str(ROOT / "docs" / "live" / "python" / "plots"))
    print(json.dumps(list(attempts(json.loads(Path(sys.argv[1]).read_text("utf8"))))))
