"""What else `golden.json` records: orders, steps, losses, slopes and whole trainings, as programs of the
library `t`, run by PyTorch for the record and by seqlite in the tests."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

# --- loaders ------------------------------------------


def orders(t: Any, n: int, size: int, epochs: int, **options: Any) -> list[Any]:
    """In which order a loader visits n samples, epoch by epoch."""
    data = t.utils.data
    loader = data.DataLoader(data.TensorDataset(t.arange(n)), batch_size=size, **options)
    return [t.cat([batch for (batch,) in loader]) for _ in range(epochs)]


# --- optimizers -----------------------------------------


OPTIMIZERS = [
    "SGD(lr=0.1)", "SGD(lr=0.1, momentum=0.9)", "SGD(lr=0.1, momentum=0.9, dampening=0.1)",
    "SGD(lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.01)", "Adam(lr=0.1)",
    "Adam(lr=0.1, weight_decay=0.01)", "Adam(lr=0.1, amsgrad=True)",
    "Adam(lr=0.1, betas=(0.5, 0.9), eps=1e-3)", "AdamW(lr=0.1)", "AdamW(lr=0.1, weight_decay=0.1)",
    "RMSprop(lr=0.1)", "RMSprop(lr=0.1, momentum=0.9, centered=True)", "Adagrad(lr=0.1)",
    "Adadelta(lr=0.1)", "Adadelta(rho=0.5, weight_decay=0.1)", "Adamax(lr=0.1)",
    "Adamax(betas=(0.5, 0.9), maximize=True)", "NAdam(lr=0.1)",
    "NAdam(lr=0.1, weight_decay=0.1, decoupled_weight_decay=True)",
]  # fmt: skip
SCHEDULES = ["StepLR(3, 0.1)", "ExponentialLR(0.9)", "CosineAnnealingLR(10, eta_min=0.1)"]


def built(module: Any, text: str, first: Any) -> Any:
    """What `text` makes of the classes in `module`, with one more argument in front."""
    return eval(text.replace("(", "(first, ", 1), {**vars(module), "first": first})


def steps(t: Any, optimizer: str, start: Any, grads: Any, pieces: list[int]) -> Iterator[list[float]]:
    """All numbers after each step, when they are cut into parameters of these sizes."""
    cuts = np.cumsum(pieces)[:-1]
    tensor = lambda part: t.tensor(part, dtype=t.float64)  # noqa: E731
    params = [t.nn.Parameter(tensor(part)) for part in np.split(np.array(start), cuts)]
    optimizer = built(t.optim, optimizer, params)
    for grad in grads:
        for param, part in zip(params, np.split(np.array(grad), cuts), strict=True):
            param.grad = tensor(part)
        optimizer.step()
        yield t.cat([param.detach() for param in params]).tolist()


def rates(t: Any, schedule: str, count: int = 12) -> list[float]:
    """The learning rates from 1 on."""
    optimizer = t.optim.SGD([t.nn.Parameter(t.zeros(1))], lr=1.0)
    scheduler, found = built(t.optim.lr_scheduler, schedule, optimizer), []
    for _ in range(count):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found


def clipped(t: Any) -> dict[str, Any]:
    """A gradient of norm 5, clipped to 1."""
    param = t.nn.Parameter(t.zeros(3, dtype=t.float64))
    param.grad = t.tensor([3.0, 4.0, 0.0], dtype=t.float64)
    norm = t.nn.utils.clip_grad_norm_([param], 1.0)
    return {"returned": norm.item(), "grad": param.grad.tolist()}


# --- losses, layers and slopes --------------------------


LOSSES = [
    "cross_entropy(x, y)", "cross_entropy(x, y, reduction=sum)", "cross_entropy(x, y, weight=w)",
    "cross_entropy(x, y_ignore)", "cross_entropy(x, y, label_smoothing=0.1)",
    "cross_entropy(x, y_ignore, weight=w, label_smoothing=0.1)", "cross_entropy(x, prob_targets)",
    "cross_entropy(x, prob_targets, weight=w, label_smoothing=0.1)", "mse_loss(x, targets01)",
    "l1_loss(x, targets01)", "smooth_l1_loss(x, targets01)", "huber_loss(x, targets01, delta=0.5)",
    "binary_cross_entropy_with_logits(x, targets01)",
    "binary_cross_entropy_with_logits(x, targets01, pos_weight=w)",
    "binary_cross_entropy_with_logits(x, targets01, weight=w)",
    "kl_div(log_softmax(x), prob_targets, reduction=batchmean)", "gelu(x).sum()", "gelu(x, tanh).sum()",
    "silu(x).sum()", "softplus(x).sum()",
]  # fmt: skip
INPUTS = ("x", "y", "y_ignore", "w", "prob_targets", "targets01")


def loss(t: Any, text: str, inputs: dict[str, Any]) -> dict[str, Any]:
    """The value of one of `LOSSES`, and its gradient by x."""
    F = t.nn.functional
    words = {
        "sum": "sum",
        "batchmean": "batchmean",
        "tanh": "tanh",
        "gelu": lambda x, approximate="none": F.gelu(x, approximate=approximate),
        "log_softmax": lambda x: F.log_softmax(x, 1),
    }
    values = {
        k: t.tensor(inputs[k], dtype=t.int64 if k.startswith("y") else t.float64, requires_grad=k == "x")
        for k in INPUTS
    }
    result = eval(text, {**vars(F), **words, **values})
    result.backward()
    return {"value": result.item(), "grad": values["x"].grad.tolist()}


def norms(t: Any, x: Any) -> dict[str, Any]:
    """What layers that normalize make of x (6, 4)."""
    x, batch = t.tensor(x, dtype=t.float64), t.nn.BatchNorm1d(4).double()
    train, groups = batch(x).tolist(), t.nn.functional.layer_norm(x.view(6, 2, 2), (2,))
    return {
        "BatchNorm1d(4)": {
            "train_out": train,
            "running_mean": batch.running_mean.tolist(),
            "running_var": batch.running_var.tolist(),
            "eval_out": batch.eval()(x).tolist(),
        },
        "LayerNorm(4)": t.nn.LayerNorm(4).double()(x).tolist(),
        "GroupNorm(2, 4)": groups.view(6, 4).tolist(),
    }


def subgradients(t: Any) -> dict[str, Any]:
    """The slopes chosen where there is a choice."""
    F, one = t.nn.functional, t.ones(1, dtype=t.float64)

    def slope(function: Any, at: list[float]) -> list[float]:
        x = t.tensor(at, dtype=t.float64, requires_grad=True)
        function(x).sum().backward()
        return x.grad.tolist()

    return {
        "relu at 0": slope(F.relu, [0.0]),
        "abs at 0": slope(t.abs, [0.0]),
        "leaky_relu at 0": slope(F.leaky_relu, [0.0]),
        "relu at nan": slope(F.relu, [math.nan] * 80),  # the last few take another way
        "hardtanh at nan": slope(F.hardtanh, [math.nan]),
        "relu6 at nan": slope(F.relu6, [math.nan]),
        "leaky_relu at nan": slope(F.leaky_relu, [math.nan]),
        "threshold at nan": slope(lambda x: F.threshold(x, 0.0, 0.0), [math.nan]),
        "threshold keeps nan": F.threshold(t.tensor([math.nan]), 0.0, 0.0).isnan().item(),
        "clamp(0,1) at 0,1": slope(lambda x: x.clamp(0, 1), [0.0, 1.0]),
        "hardtanh at -1,1": slope(F.hardtanh, [-1.0, 1.0]),
        "max() of [2,2,1]": slope(lambda x: x.max(), [2.0, 2.0, 1.0]),
        "max(0) of [2,2,1]": slope(lambda x: x.max(0).values, [2.0, 2.0, 1.0]),
        "maximum tie with 1": slope(lambda x: t.maximum(x, one), [1.0]),
        "norm of [0,0]": slope(lambda x: x.norm(), [0.0, 0.0]),
        "sqrt at 0 is inf": slope(t.sqrt, [0.0]) == [math.inf],
    }


# --- a training -----------------------------------------


class Training:
    """Digits: the model, one epoch at a time. `sets` are the training and the test set."""

    def __init__(self, t: Any, sets: tuple[Any, Any], seed: int, dropout: float, dtype: str) -> None:
        self.t, self.dtype = t, getattr(t, dtype)
        t.manual_seed(seed)
        nn, kind = t.nn, {"dtype": self.dtype}
        self.model = nn.Sequential(
            nn.Flatten(), nn.Linear(784, 128, **kind), nn.ReLU(), nn.Dropout(dropout),
            nn.Linear(128, 64, **kind), nn.ReLU(), nn.Linear(64, 10, **kind))  # fmt: skip
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = t.optim.Adam(self.model.parameters(), lr=0.001)
        self.train_loader = t.utils.data.DataLoader(sets[0], batch_size=64, shuffle=True)
        self.test_loader = t.utils.data.DataLoader(sets[1], batch_size=1000)

    def losses(self) -> Iterator[float]:
        """An epoch, batch by batch."""
        self.model.train()
        for images, labels in self.train_loader:
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(images.to(self.dtype)), labels)
            loss.backward()
            self.optimizer.step()
            yield loss.item()

    def test(self) -> tuple[float, int]:
        """Mean loss, and number of correct answers."""
        self.model.eval()
        total, correct = 0.0, 0
        with self.t.no_grad():
            for images, labels in self.test_loader:
                output = self.model(images.to(self.dtype))
                total += self.criterion(output, labels).item() * len(labels)
                correct += (output.argmax(1) == labels).sum().item()
        return total / len(self.test_loader.dataset), correct


def printed(epoch: int, losses: list[float]) -> list[str]:
    """The lines of an epoch: means over 100 batches."""
    return [
        f"Epoch {epoch}, Batch {i}: Loss = {sum(losses[i - 100 : i]) / 100:.4f}"
        for i in range(100, len(losses), 100)
    ]


RUNS = [
    (0, 0.2, "float32"), (1, 0.2, "float32"), (0, 0.0, "float32"), (1, 0.0, "float32"),
    (2, 0.2, "float32"), (10, 0.2, "float32"), (0, 0.2, "float64"), (1, 0.2, "float64"),
]  # fmt: skip
