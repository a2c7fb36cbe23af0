"""Random programs of numbers and small tensors with gradients: the same for the same seed."""

from __future__ import annotations

import random

Shape = tuple[int, ...]

SHAPES: list[Shape] = [(), (), (), (), (1,), (2,), (2, 2)]
ALONE = [
    "torch.exp({0} * 0.3)", "torch.relu({0})", "{0}.relu()", "torch.tanh({0})", "torch.sigmoid({0})",
    "torch.sin({0})", "torch.cos({0})", "{0} ** 2", "{0} ** 3", "{0}.pow(2)", "torch.sqrt({0} * {0} + 1)",
    "torch.log({0} ** 2 + 1)", "{0}.abs()", "torch.square({0})", "-{0}", "1 / ({0} ** 2 + 1)", "({0} - 1.5)",
    "(2 - {0})", "({0} * 0.7 + 0.2)", "{0} / 3", "3 / (1 + {0} ** 2)", "functional.softplus({0})",
    "functional.gelu({0})", "functional.silu({0})", "functional.leaky_relu({0}, 0.1)", "functional.elu({0})",
    "torch.clamp({0}, -1, 1)", "{0}.clamp(min=0.1)", "{0}.reshape({0}.shape)", "{0}.clone()",
    "torch.expm1({0} * 0.2)", "torch.log1p({0} ** 2)", "({0} ** 2 + 0.5).rsqrt()", "functional.mish({0})",
    "torch.reciprocal({0} ** 2 + 1)", "torch.logsumexp(torch.stack([{0}, 2 * {0}]), 0)", "{0} * {0}.detach()",
    "torch.stack([{0}, 1 - {0}]).softmax(0)[0]", "functional.softsign({0})", "functional.logsigmoid({0})",
]  # fmt: skip
"""Of one expression, which is computed without an error whatever it is."""
TO_A_NUMBER = [
    "{0}.sum()", "{0}.mean()", "sum({0}.reshape(-1).unbind())", "{0}.max()", "{0}.prod()",
    "{0}.reshape(-1).dot({0}.reshape(-1))", "({0}.reshape(-1, 1) @ torch.ones(1, 2)).mean()",
    "{0}.reshape(-1)[0]", "{0}.reshape(-1).cumsum(0)[-1]", "({0} + 3).norm()", "{0}.tanh().var()",
    "functional.linear({0}.reshape(1, -1), torch.ones(2, {0}.numel())).sum()",
]  # fmt: skip
TOGETHER = [
    "({0} + {1})", "({0} - {1})", "({0} * {1})", "{0} / ({1} ** 2 + 1)", "torch.maximum({0}, {1})",
    "torch.minimum({0}, {1})", "torch.where({0} > {1}, {0}, 2 * {1})", "({0} ** 2 + 1) ** torch.tanh({1})",
    "({0} + {1} * 0.3) ** 2", "({0} - {1}) * ({0} - {1})", "torch.lerp({0}, {1}, 0.3)",
]  # fmt: skip
ALIKE = ["torch.stack([{0}, {1}]).mean(0)", "functional.mse_loss({0}, {1})", "functional.l1_loss({0}, {1})",
         "functional.smooth_l1_loss({0}, {1})"]  # fmt: skip
"""Of two that have the same shape; all but the first give a number."""
UPDATES = {
    "descent": """    with torch.no_grad():
        for one in [{names}]:
            one -= 0.05 * one.grad
            one.grad = None""",
    "data": """    for one in [{names}]:
        one.data = one.data - 0.05 * one.grad
        one.grad.zero_()""",
    "sgd": "    optimizer.step()",
}
OPTIMIZERS = ["SGD([{names}], lr=0.05)", "SGD([{names}], lr=0.05, momentum=0.9)", "Adam([{names}], lr=0.02)"]


class _Program:
    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.lines = ["import torch", "from torch.nn import functional"]
        self.known: dict[str, Shape] = {}
        """The names of tensors, and their shapes."""
        self.leaves: list[str] = []
        self.made: list[str] = []

    def leaf(self, name: str) -> None:
        shape = self.rng.choice(SHAPES)
        values = [round(self.rng.uniform(-2, 2), 2) for _ in range(4)]
        text = {(): values[0], (1,): values[:1], (2,): values[:2]}.get(shape, [values[:2], values[2:]])
        self.lines.append(f"{name} = torch.tensor({text}, requires_grad=True)")
        self.leaves.append(name)
        self.known[name] = shape

    def expression(self, depth: int) -> tuple[str, Shape]:
        rng = self.rng
        if depth == 0 or rng.random() < 0.1:
            name = rng.choice([*self.known])
            return name, self.known[name]
        one, shape = self.expression(depth - 1)
        one = one if one.isidentifier() else f"({one})"
        if rng.random() < 0.5:
            if shape and shape != (1,) and rng.random() < 0.3:
                return rng.choice(TO_A_NUMBER).format(one), ()
            return rng.choice(ALONE).format(one), shape
        other, second = self.expression(depth - 1)
        other = other if other.isidentifier() else f"({other})"
        if shape == second and rng.random() < 0.2:
            way = rng.choice(ALIKE)
            return way.format(one, other), shape if way == ALIKE[0] else ()
        return rng.choice(TOGETHER).format(one, other), max(shape, second, key=lambda each: (len(each), each))

    def forward(self, indent: str) -> None:
        for number in range(self.rng.randint(0, 3)):
            name = f"h{number}"
            code, shape = self.expression(self.rng.randint(1, 2))
            self.lines.append(f"{indent}{name} = {code}")
            self.known[name] = shape
            self.made.append(name)
        code, shape = self.expression(self.rng.randint(1, 3))
        total = " + ".join(f"({name} ** 2).sum() * 0.1" for name in self.leaves)  # each has a gradient
        self.lines.append(f"{indent}loss = ({code}){'.mean()' if shape else ''} + {total}")


def program(seed: int) -> tuple[str, float | None]:
    """A program, and the gradient with which its backward begins; None where that is given to it."""
    rng = random.Random(seed)
    one = _Program(rng)
    for name in "abcd"[: rng.randint(1, 4)]:
        one.leaf(name)
    names = ", ".join(one.leaves)
    kind = rng.choice(["once", "once", "given", "grad", "twice", "loop", "kept"])
    begins: float | None = 1.0
    printed = [f"{name}.grad" for name in one.leaves]
    if kind == "loop":
        way = rng.choice([*UPDATES])
        if way == "sgd":
            one.lines.append(f"optimizer = torch.optim.{rng.choice(OPTIMIZERS).format(names=names)}")
        one.lines.append(f"for epoch in range({rng.randint(2, 3)}):")
        if way == "sgd":
            one.lines.append("    optimizer.zero_grad()")
        one.forward("    ")
        one.lines += ["    loss.backward()", UPDATES[way].format(names=names)]
        printed = [*one.leaves]
    else:
        one.forward("")
        if kind == "kept":
            one.lines += [f"{name}.retain_grad()" for name in one.made]
            printed += [f"{name}.grad" for name in one.made if f"{name}" in _used(one)]
        if kind == "given":
            one.lines.append(f"loss.backward(torch.tensor({round(rng.uniform(0.2, 3), 2)}))")
            begins = None
        elif kind == "grad":
            one.lines.append(f"grads = torch.autograd.grad(loss, [{names}])")
            printed = [f"grads[{at}]" for at in range(len(one.leaves))]
        else:
            one.lines.append("loss.backward()")
        if kind == "twice":
            one.known = {name: one.known[name] for name in one.leaves}  # the graph of the others is gone
            one.forward("")
            one.lines.append("loss.backward()")
    for each in printed:
        one.lines.append(rng.choice([f"print({each})", f"print({each}.sum().item())"]))
    tail = f"{printed[0]}.sum().item()"
    one.lines.append(
        rng.choice([f"print(loss.item(), {tail} * 2 + 1)", f'print(f"{{loss.item():.4f}}", {tail} / 3)'])
    )
    return "\n".join(one.lines), begins


def _used(one: _Program) -> set[str]:
    """The names of results on which the loss depends for certain: those that its own line has."""
    return {name for name in one.made if f"{name}" in one.lines[-1 - len(one.made)]}
