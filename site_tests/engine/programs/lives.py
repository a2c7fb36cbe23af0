"""Programs that train a model with layers in place, hooks, frozen and shared parts, and edits between the
passes."""

from __future__ import annotations

from functools import partial
from typing import Any

from .dice import Dice
from .notes import Note, attempt

CURVES = [
    "ReLU", "ReLU6", "LeakyReLU(0.1{})", "ELU", "ELU(1.5{})", "SELU", "CELU", "CELU(0.7{})", "SiLU", "Mish",
    "Hardtanh", "Hardswish", "Hardsigmoid", "Threshold(0.1, 0.5{})", "Dropout(0.3{})",
]  # fmt: skip
PLAIN = [
    "Tanh()", "Sigmoid()", "GELU()", "Softplus()", "LogSigmoid()", "Softsign()", "Hardshrink(0.2)",
    "Softshrink(0.2)", "Tanhshrink()", "PReLU()", "Softmax(1)", "LogSoftmax(1)", "Identity()",
]  # fmt: skip
POOLS = ["MaxPool2d(2)", "MaxPool2d(2, 1)", "MaxPool2d(3, 2, 1)", "AvgPool2d(2)", "AdaptiveAvgPool2d(2)",
         "AdaptiveMaxPool2d(2)"]  # fmt: skip
NORMS = ["BatchNorm2d(4)", "GroupNorm(2, 4)", "InstanceNorm2d(4)", "Dropout2d(0.3{})"]


def module(t: Any, code: str, in_place: bool) -> Any:
    """A layer by its constructor; with `{}`, or without parentheses, it may work in place."""
    code = code if "(" in code else f"{code}({{}})"
    given = "inplace=True" if in_place else ""
    return eval("nn." + code.format(f", {given}" if given and "({}" not in code else given), {"nn": t.nn})


def curves(t: Any, dice: Dice) -> list[Any]:
    """Up to three activations in a row, some in place, now and then the same one twice."""
    stack: list[Any] = []
    for _ in range(dice.randint(0, 3)):
        if stack and dice.chance(15):
            stack.append(stack[-1])
        elif dice.chance(70):
            stack.append(module(t, dice.choice(CURVES), dice.chance(60)))
        else:
            stack.append(module(t, dice.choice(PLAIN), False))
    return stack


def images(t: Any, dice: Dice) -> list[Any]:
    """Layers from images (N, 2, 8, 8) to rows of 16 numbers."""
    stack = [t.nn.Conv2d(2, 4, 3, padding=dice.choice([0, 1]))]
    if dice.chance(50):
        stack.append(module(t, dice.choice(NORMS), dice.chance(50)))
    stack += curves(t, dice)
    if dice.chance(70):
        stack += [module(t, dice.choice(POOLS), False), *curves(t, dice)]
    if dice.chance(30):
        stack += [t.nn.Conv2d(4, 4, 2), *curves(t, dice)]
    return [*stack, t.nn.AdaptiveAvgPool2d(2), t.nn.Flatten()]


def rows(t: Any, dice: Dice, width: int) -> list[Any]:
    """Layers from `width` numbers to 3."""
    stack: list[Any] = []
    for _ in range(dice.randint(0, 2)):
        stack.append(t.nn.Linear(width, 6, bias=dice.chance(80)))
        width = 6
        if dice.chance(30):
            stack.append(module(t, dice.choice(["BatchNorm1d(6)", "LayerNorm(6)", "GroupNorm(2, 6)"]), False))
        stack += curves(t, dice)
    if width == 6 and dice.chance(20):
        square = t.nn.Linear(6, 6)
        stack += [square, *curves(t, dice), square]  # weights that are used twice
    return [*stack, t.nn.Linear(width, 3), *(curves(t, dice) if dice.chance(30) else [])]


def nested(t: Any, dice: Dice, stack: list[Any]) -> Any:
    """The stack as a Sequential, part of it in another one."""
    if len(stack) > 2 and dice.chance(30):
        start = dice.randint(0, len(stack) - 2)
        end = dice.randint(start + 1, len(stack))
        stack = [*stack[:start], t.nn.Sequential(*stack[start:end]), *stack[end:]]
    return t.nn.Sequential(*stack)


def add_hooks(dice: Dice, model: Any) -> None:
    """Hooks that change what passes, in place or not."""
    modules = list(model.modules())
    if dice.chance(20):
        forward = dice.choice(
            [
                lambda module, inputs, output: output * 2,
                lambda module, inputs, output: output.mul_(2),
                lambda module, inputs, output: None,
            ]
        )
        dice.choice(modules).register_forward_hook(forward)
    if dice.chance(15):
        dice.choice(modules).register_forward_pre_hook(lambda module, inputs: (inputs[0] * 0.9,))
    if dice.chance(15):
        dice.choice(modules).register_full_backward_hook(lambda module, into, out: (into[0],))


def edit(t: Any, dice: Dice, model: Any, batch: Any, output: Any) -> None:
    """Change something between the passes."""
    kind = dice.choice(["weight", "weight", "batch", "output", "detached", "buffer"])
    parameters = list(model.parameters())
    with t.no_grad():
        if kind == "weight" and parameters:
            dice.choice(parameters).mul_(1.25)
        if kind == "batch":
            batch.detach().mul_(1.25)
        if kind == "detached":
            output.detach().mul_(1.25)
        if kind == "buffer":
            for buffer in model.buffers():
                buffer.add_(1)
    if kind == "output":
        output.mul_(1.25)


def both_passes(t: Any, model: Any, batch: Any, change: Any) -> Any:
    """The loss, with the gradients made; `change` is called in between."""
    output, target = model(batch), t.randint(0, 3, (4,))
    if change is not None:
        change(batch, output)
    loss = t.nn.functional.cross_entropy(output, target)
    if loss.requires_grad:
        loss.backward()
    return loss.detach()


def lives(t: Any, dice: Dice, note: Note) -> None:
    """Five steps of a random model, each with its loss, its gradients, or its error."""
    pictures = dice.chance(50)
    width = 16 if pictures else dice.randint(2, 5)
    stack = (images(t, dice) if pictures else curves(t, dice)) + rows(t, dice, width)
    model = nested(t, dice, stack).double()
    note("model", repr(model))
    add_hooks(dice, model)
    parameters = list(model.parameters())
    for parameter in parameters:
        parameter.requires_grad_(not dice.chance(15))
    trained = [p for p in parameters if p.requires_grad]
    optimizer = t.optim.SGD(trained, lr=0.05, momentum=0.5) if trained else None
    for step in range(5):
        model.train(dice.chance(75))
        batch = t.randn(4, 2, 8, 8, dtype=t.float64) if pictures else t.randn(4, width, dtype=t.float64)
        if dice.chance(40):
            batch.requires_grad_()
            batch = batch if dice.chance(50) else batch * 1
        change = partial(edit, t, dice, model) if dice.chance(30) else None
        loss = attempt(note, f"loss {step}", partial(both_passes, t, model, batch, change))
        if loss is not None:
            note(f"gradients {step}", [p.grad for p in parameters])
            if optimizer is not None:
                optimizer.step()
            if not bool(loss.isfinite()) or float(loss) > 1e4:
                return  # it diverges, and every rounding with it
        model.zero_grad()
    note("state", model.state_dict())
