"""Programs of tensors: chains of operations, indices, printed forms."""

from __future__ import annotations

from typing import Any

from .dice import Dice
from .notes import Note, attempt
from .tables import BINARY, SHAPES, UNARY

JUMPS = ("floor", "ceil", "round", "trunc", "frac", "//", "%", "fmod", "remainder", "long()", "int()")


def made(t: Any, dice: Dice, grad: bool = True) -> Any:
    """A small random tensor."""
    shape, kind = dice.choice(SHAPES[2:6] * 3 + SHAPES), dice.choice(["f", "f", "f", "d", "i", "u", "b"])
    if kind == "f" or kind == "d":
        x = t.randn(shape, dtype=t.float64 if kind == "d" else t.float32) * dice.choice([1, 1, 0.01, 100])
        return x.requires_grad_() if grad and dice.chance(60) else x
    if kind == "i":
        return t.randint(-4, 5, shape, dtype=dice.choice([t.int64, t.int64, t.int32]))
    return t.randint(0, 4, shape, dtype=t.uint8) if kind == "u" else t.rand(shape) > 0.5


def expressions(t: Any, dice: Dice, note: Note) -> None:
    """A chain of operations on tensors of all types, and the gradients back through it."""
    for _ in range(4):
        x, y = made(t, dice), made(t, dice)
        leaves, exact = [x, y], True
        for _ in range(dice.randint(1, 4)):
            code = dice.choice(BINARY) if dice.chance(40) else f"x.{dice.choice(UNARY)}"
            if code.startswith("x.") and "(" not in code and code[2:] not in ("T", "mT", "shape", "dtype"):
                code += "()"
            if ("_(" in code and not x.numel()) or (not exact and any(word in code for word in JUMPS)):
                continue  # nothing to change; or a rounding could become a step
            scope = {"t": t, "x": x, "y": y}
            shapes = f"{code} on {tuple(x.shape)} {x.dtype}, {tuple(y.shape)} {y.dtype}"
            result = attempt(note, shapes, lambda code=code, scope=scope: eval(code, scope))  # type: ignore[misc]
            if not hasattr(result, "requires_grad"):
                break
            x, exact = result, exact and not result.is_floating_point()
            if x.abs().nan_to_num(0, 0).max() > 100 if x.numel() and x.is_floating_point() else False:
                break  # large numbers have large roundings, which sin and its like make visible
        if hasattr(x, "requires_grad") and x.requires_grad and x.isfinite().all():
            done = attempt(note, "backward", lambda x=x: [x.sum().backward()])  # type: ignore[misc]
            for i, leaf in enumerate(leaves if done else ()):
                note(f"grad {i}", leaf.grad if leaf.is_leaf else None)


def index(t: Any, dice: Dice) -> Any:
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

    return one() if dice.chance(40) else tuple(one() for _ in range(dice.randint(1, 3)))


def indexing(t: Any, dice: Dice, note: Note) -> None:
    """Reading and writing through indices of every kind."""
    for _ in range(8):
        x = t.arange(24).view(dice.choice([(24,), (4, 6), (2, 3, 4)])) * dice.choice([1, 1.0])
        key = index(t, dice)
        if dice.chance(20):
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


VIEWS = [
    "x[0]", "x[1:]", "x[:, 1]", "x[..., ::2]", "x[None]", "x.t()", "x.view(-1)", "x.transpose(0, 1)", "x.T",
    "x.unsqueeze(1)", "x.squeeze()", "x.diagonal()", "x.narrow(0, 0, 1)", "x.flatten()", "x.clone()", "x * 2",
]  # fmt: skip
CHANGES = [
    "x.add_(1)", "x.mul_(2)", "x.zero_()", "x.copy_(y.mean())", "x.div_(3)", "x.sub_(y.max())",
    "x.__setitem__(0, y.sum())", "x.fill_(0.5)", "x.add_(x)", "x.masked_fill_(x > 0, 0.25)", "x.neg_()",
]  # fmt: skip


def views(t: Any, dice: Dice, note: Note) -> None:
    """Changes in place through views of views, of which autograd keeps track, in any order."""
    y = t.randn(3, dtype=t.float64, requires_grad=True)
    leaf = t.randn(2, 3, dtype=t.float64, requires_grad=True)
    tensors = [leaf * 1.5 if dice.chance(80) else leaf]
    for _ in range(dice.randint(2, 7)):
        code, x = dice.choice(VIEWS if dice.chance(50) else CHANGES), dice.choice(tensors)
        result = attempt(note, code, lambda code=code, x=x: eval(code, {"x": x, "y": y}))  # type: ignore[misc]
        if hasattr(result, "shape"):
            tensors.append(result)
    for i, x in enumerate(tensors):
        note(f"tensor {i}", x)
    total = sum(x.sum() * (i + 1) for i, x in enumerate(tensors))
    if attempt(note, "backward", lambda: [total.backward()]) is not None:
        note("gradients", [leaf.grad, y.grad])


def printing(t: Any, dice: Dice, note: Note) -> None:
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
        if x.is_floating_point() and x.numel() > 2 and dice.chance(30):
            x.view(-1)[dice.below(x.numel())] = dice.choice(
                [float("nan"), float("inf"), -float("inf"), 0.0, 1e8]
            )
        if x.is_floating_point() and dice.chance(30):
            x.requires_grad_()
        note(f"repr of {shape} {change}", repr(x))
    note("size", repr(x.size()))
    note("format", f"{t.tensor(dice.below(1000) / 1000):.4f}")
