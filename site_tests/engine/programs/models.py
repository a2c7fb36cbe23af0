"""Programs that build a random model and train it."""

from __future__ import annotations

from typing import Any

from .dice import Dice
from .notes import Note, attempt
from .tables import ACTIVATIONS, LOSSES, OPTIMIZERS, POOLS, SCHEDULERS, SMOOTH


def dense(t: Any, dice: Dice, width: int) -> tuple[list[Any], int]:
    """Linear layers, norms and activations that fit together."""
    stack: list[Any] = []
    for _ in range(dice.randint(1, 4)):
        new = dice.randint(1, 9)
        stack.append(t.nn.Linear(width, new, bias=dice.chance(80)))
        width = new
        if width > 1 and dice.chance(40):
            norms = ["LayerNorm({})", "LayerNorm({}, bias=False)"]
            if not any("Norm" in type(module).__name__ for module in stack):  # two blow roundings up
                norms += ["BatchNorm1d({})", "BatchNorm1d({}, affine=False, momentum=None)"]
                norms += ["BatchNorm1d({}, track_running_stats=False)"]
            stack.append(eval(f"nn.{dice.choice(norms).format(width)}", {"nn": t.nn}))
        if dice.chance(80):  # what is normalized may be 0 but for rounding, where bends make a difference
            curves = SMOOTH if "Norm" in type(stack[-1]).__name__ else ACTIVATIONS
            stack.append(eval(f"nn.{dice.choice(curves)}", {"nn": t.nn}))
    return stack, width


def picture(t: Any, dice: Dice) -> list[Any]:
    """Layers for images (N, 2, 8, 8), flattened in the end."""
    groups = dice.choice([1, 1, 2])
    stack = [
        t.nn.Conv2d(
            2,
            groups * dice.randint(1, 3),
            dice.choice([1, 2, 3, (1, 3)]),
            stride=dice.choice([1, 1, 2, (2, 1)]),
            padding=dice.choice([0, 1, (1, 0), "valid"]),
            dilation=dice.choice([1, 1, 2]),
            groups=groups,
            bias=dice.chance(70),
        )
    ]
    channels = stack[0].out_channels
    if dice.chance(30):
        stack.append(t.nn.Conv2d(channels, channels, 3, padding="same"))
    if dice.chance(50):
        stack.append(t.nn.BatchNorm2d(channels, eps=dice.choice([1e-5, 1e-3])))
    if dice.chance(30):
        stack.append(t.nn.Dropout2d(0.3))
    stack += [t.nn.ReLU(), eval(f"nn.{dice.choice(POOLS)}", {"nn": t.nn}), t.nn.Flatten()]
    return stack


def front(t: Any, dice: Dice) -> tuple[list[Any], Any]:
    """The first layers, and a function that draws what they take."""
    kind = dice.choice(["rows", "rows", "pictures", "words"])
    if kind == "words":
        length, words = dice.randint(1, 4), dice.randint(2, 6)
        padding = dice.choice([None, 0])
        layers = [t.nn.Embedding(words, dice.randint(1, 4), padding_idx=padding), t.nn.Flatten()]
        return layers, lambda: t.randint(0, words, (5, length))
    if kind == "pictures":
        return picture(t, dice), lambda: t.randn(5, 2, 8, 8, dtype=t.float64)
    width = dice.randint(1, 9)
    return [], lambda: t.randn(5, width, dtype=t.float64)


def training(t: Any, dice: Dice, note: Note) -> None:
    """A random model, loss, optimizer and scheduler: initial weights, six steps, and the state afterwards."""
    first, draw = front(t, dice)
    inside = t.nn.Sequential(*first).double()(draw()).shape[1]
    back, width = dense(t, dice, inside)
    model = t.nn.Sequential(*first, *back)
    note("initial", model.state_dict())
    note("model", repr(model))
    model.double()
    loss_code, kind = dice.choice(LOSSES)
    loss_function = eval(f"nn.{loss_code}", {"nn": t.nn, "w": t.linspace(0.5, 2, width, dtype=t.float64)})
    p: Any = list(model.parameters())
    if dice.chance(30) and len(p) > 1:
        p = [{"params": p[:1], "lr": 0.02}, {"params": p[1:]}]
    # Biases in front of a norm have no gradient but roundings, nor where signs of distances cancel; Adam
    # and its like would make it large.
    vanishing = any("Norm" in type(module).__name__ for module in model) or "L1" in loss_code
    optimizer = dice.choice([code for code in OPTIMIZERS if code.startswith("SGD") or not vanishing])
    o = eval(f"optim.{optimizer}", {"optim": t.optim, "p": p})
    scope = {"s": t.optim.lr_scheduler, "o": o}
    made_now: list[Any] = []
    attempt(note, "scheduler", lambda: made_now.append(eval(f"s.{dice.choice(SCHEDULERS)}", scope)))
    if not made_now:
        return
    [scheduler] = made_now
    note("optimizer", repr(o))
    for step in range(6):
        model.train(dice.chance(80))
        target = {
            "class": lambda: t.randint(0, width, (5,)),
            "same": lambda: t.randn(5, width, dtype=t.float64),
            "bits": lambda: (t.rand(5, width) > 0.5).double(),
            "odds": lambda: t.rand(5, width, dtype=t.float64).softmax(1),
        }[kind]()
        o.zero_grad()
        output = model(draw())
        loss = loss_function(output, target)
        loss.sum().backward()
        if dice.chance(30):
            note("norm", t.nn.utils.clip_grad_norm_(model.parameters(), 0.5))
        o.step()
        scheduler.step(*([loss.sum().item()] if hasattr(scheduler, "patience") else []))
        note(f"output {step}", output)
        note(f"loss {step}", loss)
        if not loss.abs().sum() < 1e4:
            return  # it diverges, and every rounding with it
        note(f"lr {step}", [group["lr"] for group in o.param_groups])
    note("state", model.state_dict())
    note("optimizer state", o.state_dict()["state"])
    note("scheduler state", {k: v for k, v in scheduler.state_dict().items() if "lr" in k})
