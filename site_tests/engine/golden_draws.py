"""The draws that `golden.json` records: functions of the library `t`, run by PyTorch for the record and by
seqlite in the tests. What a case gives is one tensor or a list of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Cases = dict[str, Callable[[Any], Any]]

SEEDS = [0, 1, 42, 2**40 + 7]


def params(layer: str, *arguments: Any, **options: Any) -> Callable[[Any], Any]:
    """The parameters of a new layer."""
    return lambda t: list(getattr(t.nn, layer)(*arguments, **options).parameters())


def filled(initializer: str, **options: Any) -> Callable[[Any], Any]:
    """A 30 × 50 tensor filled by one of `nn.init`."""
    return lambda t: [getattr(t.nn.init, initializer)(t.empty(30, 50), **options)]


DRAWS: Cases = {
    "rand(10)": lambda t: t.rand(10),
    "rand(1000)": lambda t: t.rand(1000),
    "rand(1000, float64)": lambda t: t.rand(1000, dtype=t.float64),
    "empty(1000).uniform_(-0.03, 0.07)": lambda t: t.empty(1000).uniform_(-0.03, 0.07),
    "empty(1000, float64).uniform_(-0.03, 0.07)": lambda t: t.empty(
        1000, dtype=t.float64).uniform_(-0.03, 0.07),
    "empty(1000).uniform_(3.3, 7.7)": lambda t: t.empty(1000).uniform_(3.3, 7.7),
    "empty(4, 8).t().uniform_()": lambda t: t.empty(4, 8).t().uniform_(),
    "randn(1)": lambda t: t.randn(1),
    "randn(5)": lambda t: t.randn(5),
    "randn(15)": lambda t: t.randn(15),
    "randn(16)": lambda t: t.randn(16),
    "randn(17)": lambda t: t.randn(17),
    "randn(100)": lambda t: t.randn(100),
    "randn(784)": lambda t: t.randn(784),
    "randn(100000)": lambda t: t.randn(100000),
    "randn(5, float64)": lambda t: t.randn(5, dtype=t.float64),
    "randn(100, float64)": lambda t: t.randn(100, dtype=t.float64),
    "empty(1000).normal_(1.5, 0.3)": lambda t: t.empty(1000).normal_(1.5, 0.3),
    "randn(5), randn(20), randn(4), randn(3, float64)": lambda t: [
        t.randn(5), t.randn(20), t.randn(4), t.randn(3, dtype=t.float64)],
    "randperm(1)": lambda t: t.randperm(1),
    "randperm(10)": lambda t: t.randperm(10),
    "randperm(1000)": lambda t: t.randperm(1000),
    "randperm(60000)": lambda t: t.randperm(60000),
    "randint(0, 10, (50,))": lambda t: t.randint(0, 10, (50,)),
    "randint(-5, 7, (50,))": lambda t: t.randint(-5, 7, (50,)),
    "randint(0, 2**28 - 1, (20,))": lambda t: t.randint(0, 2**28 - 1, (20,)),
    "randint(0, 2**28, (20,))": lambda t: t.randint(0, 2**28, (20,)),
    "randint(0, 2**40, (20,))": lambda t: t.randint(0, 2**40, (20,)),
    "empty(20, int64).random_()": lambda t: t.empty(20, dtype=t.int64).random_(),
    "empty(20, int32).random_()": lambda t: t.empty(20, dtype=t.int32).random_(),
    "empty(20, uint8).random_()": lambda t: t.empty(20, dtype=t.uint8).random_(),
    "empty(20, bool).random_()": lambda t: t.empty(20, dtype=t.bool).random_(),
    "empty(20, float32).random_()": lambda t: t.empty(20).random_(),
    "empty(1000).bernoulli_(0.8)": lambda t: t.empty(1000).bernoulli_(0.8).bool(),
    "bernoulli(full((1000,), 0.3))": lambda t: t.bernoulli(t.full((1000,), 0.3)).bool(),
    "multinomial([.1,.2,.3,.4], 20, replacement=True)": lambda t: t.multinomial(
        t.tensor([0.1, 0.2, 0.3, 0.4]), 20, replacement=True),
    "multinomial([.1,.2,.3,.4], 1)": lambda t: t.multinomial(t.tensor([0.1, 0.2, 0.3, 0.4]), 1),
}  # fmt: skip

DROPOUT: Cases = {
    "dropout(ones(64), 0.2)": lambda t: t.nn.functional.dropout(t.ones(64), 0.2),
    "dropout(ones(64, 128), 0.2)": lambda t: t.nn.functional.dropout(t.ones(64, 128), 0.2),
    "dropout(ones(64, 128), 0.5)": lambda t: t.nn.functional.dropout(t.ones(64, 128), 0.5),
    "dropout(ones(1000), 0.3)": lambda t: t.nn.functional.dropout(t.ones(1000), 0.3),
    "dropout(ones(4, 8).t(), 0.5)": lambda t: t.nn.functional.dropout(t.ones(4, 8).t(), 0.5),
    "dropout2d(ones(4, 8, 5, 5), 0.5)": lambda t: t.nn.functional.dropout2d(t.ones(4, 8, 5, 5), 0.5),
    "dropout(ones(64), 0.0)": lambda t: t.nn.functional.dropout(t.ones(64), 0.0),
    "dropout(ones(64), 1.0)": lambda t: t.nn.functional.dropout(t.ones(64), 1.0),
    "dropout(ones(64), 0.5, training=False)": lambda t: t.nn.functional.dropout(
        t.ones(64), 0.5, training=False
    ),
    "dropout(ones(100, float64), 0.3)": lambda t: t.nn.functional.dropout(t.ones(100, dtype=t.float64), 0.3),
}

INIT: Cases = {
    "Linear(784, 128)": params("Linear", 784, 128),
    "Linear(3, 7)": params("Linear", 3, 7),
    "Linear(1, 1)": params("Linear", 1, 1),
    "Linear(64, 10, bias=False)": params("Linear", 64, 10, bias=False),
    "Linear(10, 4, dtype=float64)": lambda t: list(t.nn.Linear(10, 4, dtype=t.float64).parameters()),
    "Sequential(Linear(784,128), Linear(128,64), Linear(64,10))": lambda t: list(
        t.nn.Sequential(t.nn.Linear(784, 128), t.nn.Linear(128, 64), t.nn.Linear(64, 10)).parameters()),
    "Conv2d(1, 32, 3)": params("Conv2d", 1, 32, 3),
    "Conv2d(32, 64, (3, 5), groups=2)": params("Conv2d", 32, 64, (3, 5), groups=2),
    "Conv1d(5, 6, 3)": params("Conv1d", 5, 6, 3),
    "ConvTranspose2d(16, 8, 4)": params("ConvTranspose2d", 16, 8, 4),
    "Embedding(50, 16)": params("Embedding", 50, 16),
    "Embedding(10, 3, padding_idx=2)": params("Embedding", 10, 3, padding_idx=2),
    "RNN(10, 20)": params("RNN", 10, 20),
    "LSTM(10, 20)": params("LSTM", 10, 20),
    "GRU(10, 20)": params("GRU", 10, 20),
    "MultiheadAttention(16, 4)": params("MultiheadAttention", 16, 4),
    "BatchNorm1d(4), LayerNorm(4)": lambda t: [
        *t.nn.BatchNorm1d(4).parameters(), *t.nn.LayerNorm(4).parameters()],
    "xavier_uniform_(30x50, gain=1.3)": filled("xavier_uniform_", gain=1.3),
    "xavier_normal_(30x50)": filled("xavier_normal_"),
    "kaiming_uniform_(30x50, relu)": filled("kaiming_uniform_", nonlinearity="relu"),
    "kaiming_uniform_(30x50, fan_out, tanh)": filled(
        "kaiming_uniform_", mode="fan_out", nonlinearity="tanh"),
    "kaiming_normal_(30x50, relu)": filled("kaiming_normal_", nonlinearity="relu"),
}  # fmt: skip
