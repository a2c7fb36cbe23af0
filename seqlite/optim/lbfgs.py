"""L-BFGS: steps by an approximate inverse Hessian, of a length that a line search finds.

Sources: Nocedal 1980; Nocedal & Wright 2006, chapter 3.5 (strong Wolfe conditions); `torch.optim.LBFGS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from .._core.creation_filled import zeros_like
from .._core.operations.indexing_joining import cat
from .._core.tensor import Tensor
from ..autograd import enable_grad, no_grad
from .optimizer import Optimizer, State
from .options import as_number, defaults_of

KEPT = ("d", "t", "old_dirs", "old_stps", "ro", "H_diag", "prev_flat_grad", "prev_loss")
SUFFICIENT_DECREASE, CURVATURE = 1e-4, 0.9  # how far the loss has to fall, and the slope with it
NARROWEST = 1e-9  # change of a parameter that is searched within, whatever `tolerance_change`


class Point(NamedTuple):
    """What is known at one step length: the loss, its gradient, and the slope along the direction."""

    t: Any
    loss: float
    grad: Any
    slope: Any


def cubic_interpolate(a: Point, b: Point, low: Any, high: Any) -> Any:
    """Where the cubic through two points has its minimum, within bounds; their middle if it has none."""
    first = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.t - b.t)
    square = first**2 - a.slope * b.slope
    if not square >= 0:
        return (low + high) / 2.0
    if not a.t <= b.t:
        a, b = b, a
    root = square.sqrt()
    share = (b.slope + root - first) / (b.slope - a.slope + 2 * root)
    return min(max(b.t - (b.t - a.t) * share, low), high)


def strong_wolfe(
    evaluate: Callable[[Any], Point], start: Point, t: Any, size: Any, tries: int
) -> tuple[Point, int]:
    """The point to go to, and how often the loss was computed. `size` is the direction's largest element."""

    def is_too_high(point: Point) -> bool:
        return bool(point.loss > start.loss + SUFFICIENT_DECREASE * point.t * start.slope)

    def is_flat(point: Point) -> bool:
        return bool(abs(point.slope) <= -CURVATURE * start.slope)

    before, now, used = start, evaluate(t), 0
    bracket: list[Point] = []
    while used < tries and not bracket:
        if is_too_high(now) or (used > 1 and now.loss >= before.loss):
            bracket = [before, now]
        elif is_flat(now):
            return now, used + 1
        elif now.slope >= 0:
            bracket = [before, now]
        else:
            t = cubic_interpolate(before, now, now.t + 0.01 * (now.t - before.t), now.t * 10)
            before, now, used = now, evaluate(t), used + 1
    bracket = bracket or [start, now]

    best = 0 if bracket[0].loss <= bracket[1].loss else 1
    stuck = False
    while used < tries and abs(bracket[1].t - bracket[0].t) * size >= NARROWEST:
        low, high = min(p.t for p in bracket), max(p.t for p in bracket)
        t, edge = cubic_interpolate(bracket[0], bracket[1], low, high), 0.1 * (high - low)
        if min(high - t, t - low) < edge:
            if stuck or t >= high or t <= low:
                t = high - edge if abs(t - high) < abs(t - low) else low + edge
                stuck = False
            else:
                stuck = True
        else:
            stuck = False
        now, used = evaluate(t), used + 1
        if is_too_high(now) or now.loss >= bracket[best].loss:
            bracket[1 - best] = now
            best = 0 if bracket[0].loss <= bracket[1].loss else 1
            continue
        done = is_flat(now)
        if not done and now.slope * (bracket[1 - best].t - bracket[best].t) >= 0:
            bracket[1 - best] = bracket[best]
        bracket[best] = now
        if done:
            break
    return bracket[best], used + 1


class LBFGS(Optimizer):
    """Up to `max_iter` iterations in each `step(closure)`; the closure clears the gradients, computes the
    loss, calls backward and returns the loss. One group of parameters only: else `ValueError`. Parameters of
    any shapes.

    >>> p = nn.Parameter(torch.ones(1))
    >>> o = optim.LBFGS([p], line_search_fn="strong_wolfe")
    >>> def closure():
    ...     o.zero_grad()
    ...     loss = ((p - 3) ** 2).sum()
    ...     loss.backward()
    ...     return loss
    >>> print(o.step(closure).item(), p.item())
    4.0 3.0
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        if max_eval is None:
            max_eval = max_iter * 5 // 4
        super().__init__(params, defaults_of(locals()))
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS doesn't support per-parameter options (parameter groups)")
        self._params = self.param_groups[0]["params"]

    def _gather_flat_grad(self) -> Tensor:
        grads = (zeros_like(p) if p.grad is None else p.grad for p in self._params)
        return cat([grad.reshape(-1) for grad in grads])  # type: ignore[no-any-return]

    def _add_grad(self, t: Any, direction: Tensor) -> None:
        for p, part in zip(self._params, direction.split([p.numel() for p in self._params]), strict=True):
            p.add_(part.view_as(p), alpha=t)

    @no_grad()
    def step(self, closure: Callable[[], Any]) -> Any:  # type: ignore[override]
        """Run up to `max_iter` iterations; return the loss before them."""
        group, told = self.param_groups[0], self.state[self._params[0]]
        if group["line_search_fn"] not in (None, "strong_wolfe"):
            raise RuntimeError("only 'strong_wolfe' is supported for line_search_fn")
        told.setdefault("func_evals", 0)
        told.setdefault("n_iter", 0)
        closure, rate = enable_grad()(closure), as_number(group["lr"])
        first = closure()
        loss, grad, evaluations = value_of(first), self._gather_flat_grad(), 1
        told["func_evals"] += 1
        if grad.abs().max() <= group["tolerance_grad"]:
            return first
        state = dict(told)
        for number in range(1, group["max_iter"] + 1):
            state["n_iter"] += 1
            d = state["d"] = self._direction(state, grad, group["history_size"])
            state["prev_flat_grad"], state["prev_loss"] = grad.clone(), loss
            t = min(1.0, 1.0 / grad.abs().sum()) * rate if state["n_iter"] == 1 else rate
            state["t"], slope, used = t, grad.dot(d), 0
            if slope > -group["tolerance_change"]:
                break
            if group["line_search_fn"]:
                point, used = strong_wolfe(
                    self._directional_evaluator(closure, d),
                    Point(0, loss, grad, slope),
                    t,
                    d.abs().max(),
                    group["max_eval"] - evaluations,
                )
                t, loss, grad = point.t, point.loss, point.grad
                state["t"] = t
                self._add_grad(t, d)
            else:
                self._add_grad(t, d)
                if number != group["max_iter"]:
                    loss, grad, used = value_of(closure()), self._gather_flat_grad(), 1
            evaluations += used
            state["func_evals"] += used
            if (
                evaluations >= group["max_eval"]
                or grad.abs().max() <= group["tolerance_grad"]
                or d.mul(t).abs().max() <= group["tolerance_change"]
                or abs(loss - state["prev_loss"]) < group["tolerance_change"]
            ):
                break
        # In PyTorch's order.
        told.update((name, state[name]) for name in (*told, "al", *KEPT) if name in state)
        return first

    def _directional_evaluator(self, closure: Callable[[], Any], d: Tensor) -> Callable[[Any], Point]:
        start = [p.clone() for p in self._params]

        def evaluate(t: Any) -> Point:
            self._add_grad(t, d)
            loss, grad = value_of(closure()), self._gather_flat_grad()
            for p, old in zip(self._params, start, strict=True):
                p.copy_(old)
            return Point(t, loss, grad, grad.dot(d))

        return evaluate

    @staticmethod
    def _direction(state: State, grad: Tensor, history: int) -> Tensor:
        """Down the gradient times the inverse Hessian, as the last steps have shown it."""
        if state["n_iter"] == 1:
            state.update(old_dirs=[], old_stps=[], ro=[], H_diag=1)
            return grad.neg()
        changes, steps, ro = state["old_dirs"], state["old_stps"], state["ro"]
        y, s = grad.sub(state["prev_flat_grad"]), state["d"].mul(state["t"])
        ys = y.dot(s)
        if ys > 1e-10:
            if len(changes) == history:
                for memory in (changes, steps, ro):
                    memory.pop(0)
            changes.append(y)
            steps.append(s)
            ro.append(1.0 / ys)
            state["H_diag"] = ys / y.dot(y)
        al = state.setdefault("al", [None] * history)
        d = grad.neg()
        for i in reversed(range(len(changes))):
            al[i] = steps[i].dot(d) * ro[i]
            d.add_(changes[i], alpha=-al[i])
        d = d.mul(state["H_diag"])
        for i in range(len(changes)):
            d.add_(steps[i], alpha=al[i] - changes[i].dot(d) * ro[i])
        return d


def value_of(loss: Any) -> float:
    """What a closure returned, as a number; `float` of a tensor with a history would warn."""
    return float(loss.detach() if isinstance(loss, Tensor) else loss)
