"""Where the time of one training step goes: the engine's functions with a clock around each.

A part's time is that of its functions without what other parts take inside them. What the clocks cost is
measured first and taken off; where clocks are coarse, as in browsers, the mean over many calls is still
right. Beside each part stands the least time that its arithmetic or its memory allows.
"""

import functools
import importlib
import itertools
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

Call = Callable[..., Any]
SIMD_RATE = 45e9  # multiplications and additions a second that four-wide WebAssembly reaches
FLOAT, WORD = 4, 4


class Clock:
    """Seconds and calls by part, each without its inner parts."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.calls: dict[str, int] = {}
        self.inner = [0.0]  # of the parts that run now: the time of the parts inside
        self.inside: dict[str, int] = {}  # how many calls of other parts were made from within a part
        self.running = [""]

    def around(self, part: str, function: Call) -> Call:
        """`function`, whose calls are timed."""
        now, seconds, calls, inner, running = (
            time.perf_counter, self.seconds, self.calls, self.inner, self.running,
        )  # fmt: skip
        seconds.setdefault(part, 0.0)
        calls.setdefault(part, 0)

        def timed(*args: Any, **kwargs: Any) -> Any:
            above = running[-1]
            self.inside[above] = self.inside.get(above, 0) + 1
            running.append(part)
            inner.append(0.0)
            start = now()
            try:
                return function(*args, **kwargs)
            finally:
                took = now() - start
                seconds[part] += took - inner.pop()
                calls[part] += 1
                inner[-1] += took
                running.pop()

        timed.__dict__.update(getattr(function, "__dict__", {}))
        return timed


def clock_costs() -> tuple[float, float]:
    """Seconds that a clock adds to its own part, and to the part around it, at each call."""
    rounds = 2000

    def nothing() -> None:
        pass

    def many(function: Call) -> float:
        start = time.perf_counter()
        for _ in range(rounds):
            function()
        return (time.perf_counter() - start) / rounds

    clock = Clock()
    timed = clock.around("own", nothing)
    bare = min(many(nothing) for _ in range(5))
    whole = min(many(timed) for _ in range(5))
    own = max(clock.seconds["own"] / clock.calls["own"] - bare, 0.0)
    return own, max(whole - bare - own, 0.0)


def modules() -> Iterator[Any]:
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "seqlite" and module is not None:
            yield module


class Instruments:
    """Puts clocks into the engine, and takes them out."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.undo = clock, []

    def set(self, owner: Any, name: str, value: Any) -> None:
        self.undo.append(
            (owner, name, owner.__dict__[name] if isinstance(owner, type) else getattr(owner, name))
        )
        setattr(owner, name, value)

    def function(self, part: str, module: str, name: str) -> None:
        """A function of a module, wherever it has been imported to."""
        plain = getattr(importlib.import_module(f"seqlite.{module}"), name)
        timed = self.clock.around(part, plain)
        for place in modules():
            for key, value in list(vars(place).items()):
                if value is plain:
                    self.set(place, key, timed)

    def method(self, part: str, module: str, owner: str, name: str) -> None:
        kind = getattr(importlib.import_module(f"seqlite.{module}"), owner)
        self.set(kind, name, self.clock.around(part, kind.__dict__[name]))

    def operation(self, op: Any, forward: str, *backward: str) -> None:
        """The value of an operation, and the gradients of its arguments."""
        around, last = self.clock.around, len(backward) - 1
        value_of = around(forward, op.forward)
        call = [around(part, lambda rule, g: rule(g)) for part in backward]

        def timed(*arrays: Any, **constants: Any) -> Any:
            value, rules = value_of(*arrays, **constants)
            return value, [
                rule and functools.partial(call[min(i, last)], rule) for i, rule in enumerate(rules)
            ]

        self.set(op, "forward", timed)

    def remove(self) -> None:
        for owner, name, value in reversed(self.undo):
            setattr(owner, name, value)


def instrumented() -> tuple[Clock, Instruments]:
    clock = Clock()
    put = Instruments(clock)
    products = importlib.import_module("seqlite._core.operations.linalg_products")
    losses = importlib.import_module("seqlite._core.operations.losses")
    convolution = importlib.import_module("seqlite._core.operations.convolution")
    layer = importlib.import_module("seqlite.nn.functional.linear")
    tensor = importlib.import_module("seqlite._core.tensor").Tensor
    put.operation(products._linear, "bias and its gradient", "bias and its gradient")
    put.operation(tensor.relu.op, "ReLU", "ReLU")
    put.operation(layer._masked, "dropout's masks", "dropout's masks")
    put.operation(convolution.conv2d, "convolution, but its products", "convolution, but its products")
    put.operation(convolution.max_pool2d, "pooling", "pooling")
    put.operation(losses.cross_entropy, "cross-entropy", "cross-entropy")
    put.function("products", "_core.kernels", "product")
    put.function("optimizer's arithmetic", "_core.kernels", "adam_step")
    put.function("dropout's draws", "nn.functional.dropout", "_keep")
    put.function("recording the graph", "_core.record", "record")
    put.function("walking the graph", "autograd.engine", "run_backward")
    put.method("layers, as Python calls", "nn.modules.module", "Module", "__call__")
    put.method("optimizer, as Python calls", "optim.optimizer", "Optimizer", "step")
    put.method("optimizer, as Python calls", "optim.optimizer", "Optimizer", "zero_grad")
    put.method("loader", "utils.data.dataloader", "DataLoaderIterator", "__next__")
    return clock, put


def limits(sizes: tuple[int, ...], batch: int, product_rate: float, copy_rate: float) -> dict[str, float]:
    """Seconds that the products' arithmetic takes, and the memory that the other parts have to touch."""
    pairs = list(itertools.pairwise(sizes))
    weights, outs = sum(a * b for a, b in pairs), sum(sizes[1:])
    hidden = sum(sizes[1:-1])
    # value and weights' gradient in each layer, the input's gradient in all but the first
    products = 2 * batch * (2 * weights + sum(a * b for a, b in pairs[1:])) / product_rate
    moved = {
        "bias and its gradient": FLOAT * batch * outs * 3,  # read and written, and read
        "ReLU": FLOAT * batch * hidden * 5,
        "dropout's draws": (2 * WORD + FLOAT) * batch * hidden,  # two words for a number
        "dropout's masks": FLOAT * batch * hidden * 6,
        "cross-entropy": FLOAT * batch * sizes[-1] * 6,
        "optimizer's arithmetic": FLOAT * (weights + outs) * 7,  # four arrays read, three written
        "loader": (1 + FLOAT) * batch * sizes[0],
    }
    return {"products": products} | {part: bytes_ / copy_rate for part, bytes_ in moved.items()}


def rates(in_browser: bool) -> tuple[float, float]:
    """Multiplications and additions a second in products, and bytes a second that a copy reads and writes."""
    import numpy as np

    from seqlite._core import kernels

    a, b, c = (
        np.ones((64, 784), np.float32),
        np.ones((128, 784), np.float32),
        np.empty((128, 784), np.float32),
    )

    def best(function: Call, calls: int = 200) -> float:
        times = []
        for _ in range(7):
            start = time.perf_counter()
            for _ in range(calls):
                function()
            times.append((time.perf_counter() - start) / calls)
        return min(times)

    product = SIMD_RATE if in_browser else 2 * 64 * 784 * 128 / best(lambda: kernels.product(a, b.T))
    return product, 2 * c.nbytes / best(lambda: np.copyto(c, b))


def profile(
    torch: Any, sizes: tuple[int, ...], make: Callable[[], Call], steps: int, per_call: int = 1
) -> dict[str, Any]:
    """Microseconds by part: `make` gives a function that takes `per_call` steps of training."""
    calls = max(steps // per_call, 1)

    def run(step: Call) -> float:
        start = time.perf_counter()
        for _ in range(calls):
            step()
        return 1e6 * (time.perf_counter() - start) / calls / per_call

    step = make()
    run(step)
    plain = min(run(step) for _ in range(3))
    own, around = clock_costs()
    clock, put = instrumented()
    try:
        step = make()  # its tensors have seen no clock yet
        run(step)
        for counts in (clock.seconds, clock.calls, clock.inside):
            counts.update(dict.fromkeys(counts, 0))
        timed = run(clock.around("the program itself", step))
    finally:
        put.remove()
    count = calls * per_call
    found = {
        part: 1e6 * (seconds - own * clock.calls[part] - around * clock.inside.get(part, 0)) / count
        for part, seconds in clock.seconds.items()
        if clock.calls[part]
    }
    dense = "pooling" not in found
    least = limits(sizes, 64, *rates(sys.platform == "emscripten")) if dense else {}
    return {
        "plain": plain,
        "timed": timed,
        "parts": found,
        "calls": {part: clock.calls[part] / count for part in found},
        "limits": {part: 1e6 * least[part] for part in found if part in least},
    }


def show(title: str, found: dict[str, Any]) -> None:
    """The table of one profile."""
    total = sum(found["parts"].values())
    print(
        f"{title}: {found['plain']:.0f} us per step; with clocks {found['timed']:.0f}, in parts {total:.0f}"
    )
    print(f"  {'':<30} {'us':>8} {'share':>7} {'calls':>6} {'limit':>8}")
    for part, us in sorted(found["parts"].items(), key=lambda item: -item[1]):
        limit = found["limits"].get(part)
        print(
            f"  {part:<30} {us:8.1f} {100 * us / total:6.1f}% {found['calls'][part]:6.1f}"
            f" {'' if limit is None else f'{limit:8.1f}'}"
        )
