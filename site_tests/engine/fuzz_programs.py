"""Random programs that run on PyTorch and on seqlite alike, for `test_against_torch.py`.

A program is a function of the library `t`, of `dice` that make every choice, and of `note(label, thing)`,
which takes what a user would see: tensors, texts, numbers, errors.
"""

from __future__ import annotations

import random
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from fuzz_tables import (
    ACTIVATIONS,
    BINARY,
    DICTIONARY,
    LOSSES,
    MISTAKES,
    OPTIMISERS,
    PLACED,
    SCHEDULERS,
    SEQUENCE,
    SHAPES,
    UNARY,
)

Note = Callable[[str, Any], None]


def attempt(note: Note, label: str, run: Callable[[], Any]) -> Any:
    """Note what `run` gives, or the error it raises; returns the result, None after an error."""
    try:
        result = run()
    except Exception as error:
        note(label, error)
        return None
    note(label, result)
    return result


# --- tensors ----------------------------------------


def made(t: Any, dice: random.Random, grad: bool = True) -> Any:
    """A small random tensor."""
    shape, kind = dice.choice(SHAPES[2:6] * 3 + SHAPES), dice.choice(["f", "f", "f", "d", "i", "u", "b"])
    if kind == "f" or kind == "d":
        x = t.randn(shape, dtype=t.float64 if kind == "d" else t.float32) * dice.choice([1, 1, 0.01, 100])
        return x.requires_grad_() if grad and dice.random() < 0.6 else x
    if kind == "i":
        return t.randint(-4, 5, shape, dtype=dice.choice([t.int64, t.int64, t.int32]))
    return t.randint(0, 4, shape, dtype=t.uint8) if kind == "u" else t.rand(shape) > 0.5


def expressions(t: Any, dice: random.Random, note: Note) -> None:
    """A chain of operations on tensors of all types, and the gradients back through it."""
    for _ in range(4):
        x, y = made(t, dice), made(t, dice)
        leaves = [x, y]
        for _ in range(dice.randint(1, 4)):
            code = dice.choice(BINARY) if dice.random() < 0.4 else f"x.{dice.choice(UNARY)}"
            if "_(" in code and x.requires_grad:
                continue  # PyTorch follows changes of views further
            if code.startswith("x.") and "(" not in code and code[2:] not in ("T", "mT", "shape", "dtype"):
                code += "()"
            scope = {"t": t, "x": x, "y": y}
            shapes = f"{code} on {tuple(x.shape)} {x.dtype}, {tuple(y.shape)} {y.dtype}"
            result = attempt(note, shapes, lambda code=code, scope=scope: eval(code, scope))  # type: ignore[misc]
            if not hasattr(result, "requires_grad"):
                break
            x = result
        if hasattr(x, "requires_grad") and x.requires_grad and not x.isnan().any():
            done = attempt(note, "backward", lambda x=x: [x.sum().backward()])  # type: ignore[misc]
            for i, leaf in enumerate(leaves if done else ()):
                note(f"grad {i}", leaf.grad if leaf.is_leaf else None)


def index(t: Any, dice: random.Random) -> Any:
    """Something to stand between square brackets."""

    def one() -> Any:
        return dice.choice(
            [
                lambda: dice.randint(-4, 4),
                lambda: slice(
                    dice.choice([None, 0, 1, -2]), dice.choice([None, 2, -1]), dice.choice([None, 1, 2])
                ),
                lambda: None,
                lambda: Ellipsis,
                lambda: t.randint(0, 2, (2,)),
                lambda: [0, 1, -1],
                lambda: True,
            ]
        )()

    return one() if dice.random() < 0.4 else tuple(one() for _ in range(dice.randint(1, 3)))


def indexing(t: Any, dice: random.Random, note: Note) -> None:
    """Reading and writing through indices of every kind."""
    for _ in range(8):
        x = t.arange(24).view(dice.choice([(24,), (4, 6), (2, 3, 4)])) * dice.choice([1, 1.0])
        key = index(t, dice)
        if dice.random() < 0.2:
            key = x > 9
        label = f"{tuple(x.shape)}[{key}]"
        part = attempt(note, label, lambda x=x, key=key: x[key])  # type: ignore[misc]
        if part is None:
            continue
        value = dice.choice([5, 2.5, True, "ones", "double"])

        def write(x: Any = x, key: Any = key, value: Any = value, part: Any = part) -> Any:
            x[key] = {"ones": t.ones(part.shape[-1:]), "double": part * 2}.get(value, value)
            return x

        attempt(note, f"{label} = …", write)


def printing(t: Any, dice: random.Random, note: Note) -> None:
    """Printed forms of tensors of all types, magnitudes and sizes."""
    for _ in range(12):
        shape = dice.choice(
            [*SHAPES, (40,), (1001,), (30, 40), (2, 3, 4, 5), (12, 11, 10), (1, 1), (3, 0, 2)]
        )
        x = t.randn(shape, dtype=dice.choice([t.float32, t.float64]))
        change = dice.choice(
            ["", "* 1e5", "* 1e-5", "* 1e9", ".round()", "* 100 // 1", "> 0", ".long()", "* 0"]
        )
        x = eval(f"x {change}", {"x": x})
        if x.is_floating_point() and x.numel() > 2 and dice.random() < 0.3:
            x.view(-1)[dice.randrange(x.numel())] = dice.choice(
                [float("nan"), float("inf"), -float("inf"), 0.0, 1e8]
            )
        if x.is_floating_point() and dice.random() < 0.3:
            x.requires_grad_()
        note(f"repr of {shape} {change}", repr(x))
    note("size", repr(x.size()))
    note("format", f"{t.tensor(dice.random()):.4f}")


# --- modules ----------------------------------------


def layers(t: Any, dice: random.Random, width: int) -> tuple[list[Any], int]:
    """Dense layers, norms and activations that fit together."""
    stack = []
    for _ in range(dice.randint(1, 4)):
        new = dice.randint(1, 9)
        stack.append(t.nn.Linear(width, new, bias=dice.random() < 0.8))
        width = new
        if len(stack) == 1 and width > 1 and dice.random() < 0.6:  # elsewhere it may blow rounding up
            stack.append(t.nn.BatchNorm1d(width) if dice.random() < 0.5 else t.nn.LayerNorm(width))
        if dice.random() < 0.8:
            stack.append(eval(f"nn.{dice.choice(ACTIVATIONS)}", {"nn": t.nn}))
    return stack, width


def picture_layers(t: Any, dice: random.Random) -> tuple[list[Any], int]:
    """Layers for images (N, 2, 8, 8), flattened in the end."""
    channels, kernel, padding, stride = (
        dice.randint(1, 4),
        dice.choice([1, 2, 3]),
        dice.choice([0, 1]),
        dice.choice([1, 2]),
    )
    stack = [t.nn.Conv2d(2, channels, kernel, stride=stride, padding=padding, bias=dice.random() < 0.7)]
    if dice.random() < 0.5:
        stack.append(t.nn.BatchNorm2d(channels))
    if dice.random() < 0.3:
        stack.append(t.nn.Dropout2d(0.3))
    pool = dice.choice(
        ["MaxPool2d(2)", "AvgPool2d(2)", "AdaptiveAvgPool2d((2, 3))", "MaxPool2d(3, stride=1, padding=1)"]
    )
    stack += [t.nn.ReLU(), eval(f"nn.{pool}", {"nn": t.nn}), t.nn.Flatten()]
    size = (8 + 2 * padding - kernel) // stride + 1
    size = {"M": size // 2, "A": size // 2}[pool[0]] if "(2)" in pool else size
    return stack, channels * (6 if "Adaptive" in pool else size * size)


def training(t: Any, dice: random.Random, note: Note) -> None:
    """A random model, loss, optimiser and scheduler: initial weights, six steps, and the state afterwards."""
    pictures = dice.random() < 0.4
    front, width = picture_layers(t, dice) if pictures else ([], dice.randint(1, 9))
    first = (2, 8, 8) if pictures else (width,)
    back, width = layers(t, dice, width)
    model = t.nn.Sequential(*front, *back)
    note("initial", model.state_dict())
    note("model", repr(model))
    model.double()
    loss_code, kind = dice.choice(LOSSES)
    loss_function = eval(f"nn.{loss_code}", {"nn": t.nn})
    p = list(model.parameters())
    if dice.random() < 0.3 and len(p) > 1:
        p = [{"params": p[:1], "lr": 0.02}, {"params": p[1:]}]
    # Biases in front of a norm have no gradient but rounding's, which Adam and its like make large.
    normed = any("Norm" in type(module).__name__ for module in model)
    optimiser = dice.choice([code for code in OPTIMISERS if code.startswith("SGD") or not normed])
    o = eval(f"optim.{optimiser}", {"optim": t.optim, "p": p})
    scope = {"s": t.optim.lr_scheduler, "o": o}
    made_now: list[Any] = []
    attempt(note, "scheduler", lambda: made_now.append(eval(f"s.{dice.choice(SCHEDULERS)}", scope)))
    if not made_now:
        return
    [scheduler] = made_now
    note("optimiser", repr(o))
    for step in range(6):
        model.train(dice.random() < 0.8)
        x = t.randn(5, *first, dtype=t.float64)
        target = {
            "class": lambda: t.randint(0, width, (5,)),
            "same": lambda: t.randn(5, width, dtype=t.float64),
            "bits": lambda: (t.rand(5, width) > 0.5).double(),
        }[kind]()
        o.zero_grad()
        output = model(x)
        loss = loss_function(output, target)
        loss.backward()
        if dice.random() < 0.3:
            note("norm", t.nn.utils.clip_grad_norm_(model.parameters(), 0.5))
        o.step()
        scheduler.step(*([loss.item()] if hasattr(scheduler, "patience") else []))
        note(f"output {step}", output)
        note(f"loss {step}", loss)
        note(f"lr {step}", [group["lr"] for group in o.param_groups])
    note("state", model.state_dict())
    note("optimiser state", o.state_dict()["state"])


def containers(t: Any, dice: random.Random, note: Note) -> None:
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


def mistakes(t: Any, dice: random.Random, note: Note) -> None:
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


def loading(t: Any, dice: random.Random, note: Note) -> None:
    """Batches of a shuffled data set, split at random."""
    n, data = dice.randint(1, 20), t.utils.data
    rows = data.TensorDataset(t.arange(n), t.randn(n, 2))
    parts = data.random_split(rows, [n // 3, n - n // 3]) if dice.random() < 0.5 else [rows]
    for part in parts:
        arguments = {"batch_size": dice.randint(1, 6), "drop_last": dice.random() < 0.3}
        if len(part) and dice.random() < 0.7:
            arguments["shuffle"] = True
        loader = data.DataLoader(part, **arguments)
        note("length", len(loader))
        for _ in range(2):
            for batch in loader:
                note("batch", list(batch))
    note("drawn afterwards", t.rand(2))


PROGRAMS = [expressions, indexing, printing, training, containers, mistakes, loading]
