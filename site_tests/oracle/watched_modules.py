"""What the pictures of 67 modules show: a line for each, the same wherever they are drawn."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
DRAWING = """
from pictures import network

def shown(data):
    tensors = data.get("tensors", ())
    shape = lambda place: tensors[place]["shape"]
    calls = [
        [one["kind"], one["text"], one.get("parent", -1), one.get("line", ["", 0])[1], one.get("times", 0),
         [shape(at) for at in one["inputs"]], [shape(at) for at in one["outputs"]], one.get("fault", "")[:30]]
        for one in data.get("calls", ())
    ] or [[one["kind"], one["text"]] for one in data.get("modules", ())]
    ends = [[one["name"], shape(one["tensor"])] for end in ("inputs", "outputs") for one in data.get(end, ())]
    links = sorted([*link[:2], link[3], shape(link[2])] for link in data.get("links", ()))
    return [calls, ends, links]

for name, make in {**MADE, **READERS}.items():
    torch.manual_seed(0)
    model, x = make()
    picture = network(model, x)
    calls, ends, links = shown(picture.data)
    text = json.dumps([calls, ends, links])
    print(name, len(calls), len(links), hashlib.md5(text.encode()).hexdigest())
"""


def cell() -> str:
    """The code of one cell, which draws all modules and prints what the pictures show."""
    files = [(FOLDER / f"{name}.py").read_text("utf8") for name in ("foreign_modules", "readers_modules")]
    future = "from __future__ import annotations\n"
    code = "\n".join(file.replace(future, "", 1) for file in files)
    return f"{future}import hashlib\nimport json\n{code}\n{DRAWING}"


def lines() -> list[str]:
    """What the cell prints when it runs as a program of its own, which nothing watches."""
    import contextlib
    import io

    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(cell(), "<cell demo>", "exec"), {"__name__": "__main__"})
    return output.getvalue().splitlines()
