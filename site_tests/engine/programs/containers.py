"""Programs that edit containers, load batches, and make mistakes."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from .dice import Dice
from .notes import Note, attempt
from .tables import DICTIONARY, MISTAKES, PLACED, SEQUENCE


def containers(t: Any, dice: Dice, note: Note) -> None:
    """Sequential, ModuleList and ModuleDict as lists and dictionaries."""
    nn = t.nn

    def layer() -> Any:
        return dice.choice(
            [lambda: nn.Linear(dice.randint(1, 3), 2), nn.ReLU, nn.Tanh, lambda: nn.Dropout(0.5)]
        )()

    kind = dice.choice(["Sequential", "Sequential", "ModuleList", "ModuleDict", "named"])
    # PyTorch's ModuleList.insert leaves wrong names behind outside 0…len, and on named layers; not so here.
    placed = {"ModuleList": PLACED[:1], "Sequential": PLACED}.get(kind, [])
    if kind == "ModuleDict":
        box = nn.ModuleDict({name: layer() for name in "abc"[: dice.randint(0, 3)]})
        codes = DICTIONARY
    else:
        stack = [layer() for _ in range(dice.randint(0, 5))]
        box = nn.ModuleList(stack) if kind == "ModuleList" else nn.Sequential(*stack)
        if kind == "named":
            box = nn.Sequential(OrderedDict((f"layer{i}", module) for i, module in enumerate(stack)))
        codes = SEQUENCE + placed

    def delete(key: Any) -> Any:
        del box[key]
        return box

    def put(key: Any) -> Any:
        box[key] = layer()
        return box

    def grow() -> Any:
        nonlocal box
        box += type(box)(layer()) if kind == "ModuleList" else nn.Sequential(layer())
        return box

    for _ in range(8):
        code = dice.choice(codes)
        scope = {
            "m": box,
            "new": layer,
            "del_": delete,
            "set_": put,
            "iadd": grow,
            "reversed_": lambda m: list(reversed(m)),
        }
        attempt(note, f"{kind}: {code}", lambda code=code, scope=scope: eval(code, scope))  # type: ignore[misc]
        note(f"after {code}", repr(box))
    note("names", [name for name, _ in box.named_modules()])
    note("parameters", [(name, tuple(value.shape)) for name, value in box.named_parameters()])


def mistakes(t: Any, dice: Dice, note: Note) -> None:
    """Wrong calls: they raise the same type of error, or give the same result."""
    for code in dice.sample(MISTAKES, 25):
        scope = {"t": t, "nn": t.nn, "optim": t.optim}
        label = code
        try:
            result = eval(code, scope)
        except Exception as error:
            note(label, error)
        else:
            note(label, result if hasattr(result, "shape") else type(result).__name__)


def loading(t: Any, dice: Dice, note: Note) -> None:
    """Batches of a shuffled data set, split at random."""
    n, data = dice.randint(1, 20), t.utils.data
    rows = data.TensorDataset(t.arange(n), t.randn(n, 2))
    parts = data.random_split(rows, [n // 3, n - n // 3]) if dice.chance(50) else [rows]
    for part in parts:
        arguments = {"batch_size": dice.randint(1, 6), "drop_last": dice.chance(30)}
        if len(part) and dice.chance(70):
            arguments["shuffle"] = True
        loader = data.DataLoader(part, **arguments)
        note("length", len(loader))
        for _ in range(2):
            for batch in loader:
                note("batch", list(batch))
    note("drawn afterwards", t.rand(2))
