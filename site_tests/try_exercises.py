"""Try a lesson's exercises: what each check says to the starter, to typical mistakes and to right answers.

    python site_tests/try_exercises.py LESSON.ipynb [--seqlite]

Runs the cells in order in this Python, on its PyTorch or on seqlite, and prints a JSON list of attempts. The
mistakes stand in site_tests/exercises/<exercise>.py, split by lines `# %% says: part of the diagnosis`
(`# %% right` for another right answer). Standard library only, so that any Python with torch can run it.
"""

import asyncio
import json
import re
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


def attempts(notebook: dict) -> Iterator[dict[str, str]]:
    """Every attempt at every exercise: its name, whose answer it is, what was wanted, what the check said."""
    import runner

    main = types.ModuleType("__main__")

    def run(cell: dict, source: str | None = None) -> str:
        parts: list[dict] = []
        code = "".join(cell["source"]) if source is None else source
        outcome = asyncio.run(runner.run(code, parts.append, cell["id"], main))
        text = "".join(part["text"] for part in parts if part["part"] != "stderr")
        if outcome != "done" and "raises-exception" not in tags(cell):
            raise RuntimeError(f"cell {cell['id']} {outcome}: {text}\n{code}")
        return text

    check: dict = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code" or {"page-only", "torch-only"} & set(tags(cell)):
            continue
        printed = "" if "check" in tags(cell) else run(cell)
        name = cell["metadata"].get("exercise", "")
        if "check" in tags(cell):
            check = cell
            yield {"exercise": name, "answer": "starter", "wanted": UNSOLVED, "said": run(check)}
            for number, (wanted, code) in enumerate(answers(name), start=1):
                run(cell, code)
                answer = f"answer {number}"
                yield {"exercise": name, "answer": answer, "wanted": wanted, "said": run(check)}
        elif "solution" in tags(cell):
            said = run(check)
            yield {"exercise": name, "answer": "solution", "wanted": SOLVED, "said": said, "printed": printed}


def tags(cell: dict) -> list[str]:
    return cell["metadata"].get("tags", [])


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "docs" / "live")]
    if "--seqlite" in sys.argv:
        import stand_ins

        import seqlite.as_torch

        seqlite.as_torch.install()
        stand_ins.install()
    import figures

    figures.install(str(ROOT / "docs" / "live" / "plots"))
    print(json.dumps(list(attempts(json.loads(Path(sys.argv[1]).read_text("utf8"))))))
