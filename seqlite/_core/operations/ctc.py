"""Connectionist temporal classification: the likelihood of a label sequence over all its alignments.

Source: Graves et al. 2006; PyTorch, `torch.nn.functional.ctc_loss`.
"""

from __future__ import annotations

import numpy as np

from ..rules import FLOATING, Array, Result, rule

NEVER = -np.inf


def extended(labels: Array, blank: int) -> tuple[Array, Array]:
    """The labels with blanks around each, and where an alignment may jump over the blank before."""
    states = np.full(2 * len(labels) + 1, blank)
    states[1::2] = labels
    jumps = np.zeros(len(states), bool)
    jumps[2:] = (states[2:] != blank) & (states[2:] != states[:-2])
    return states, jumps


def forward_sums(log_probs: Array, jumps: Array) -> Array:
    """alpha (T, states): the log-likelihood of all ways to each state, with `log_probs` (T, states)."""
    sums = np.full(log_probs.shape, NEVER, log_probs.dtype)
    sums[0, :2] = log_probs[0, :2]
    for t in range(1, len(sums)):
        before = sums[t - 1]
        ways = before.copy()
        ways[1:] = np.logaddexp(ways[1:], before[:-1])
        ways[2:] = np.where(jumps[2:], np.logaddexp(ways[2:], before[:-2]), ways[2:])
        sums[t] = ways + log_probs[t]
    return sums


@rule("CtcLossBackward0", takes=FLOATING, refuses=NotImplementedError, name="ctc_loss")
def ctc_loss(
    log_probs: Array,
    *,
    targets: list[Array],
    lengths: list[int],
    blank: int,
    zero_infinity: bool,
) -> Result:
    """The negative log-likelihood of each target, (N,), for `log_probs` (T, N, C)."""
    losses = np.zeros(len(targets), log_probs.dtype)
    kept = []
    for n, (labels, length) in enumerate(zip(targets, lengths, strict=True)):
        states, jumps = extended(labels, blank)
        if not length:
            losses[n] = 0 if len(labels) == 0 else np.inf
            kept.append((states, jumps, np.zeros((0, len(states)))))
            continue
        sums = forward_sums(log_probs[:length, n][:, states], jumps)
        losses[n] = -np.logaddexp.reduce(sums[-1, -2:])
        kept.append((states, jumps, sums))
    value = np.where(np.isinf(losses), 0, losses) if zero_infinity else losses

    def back(g: Array) -> Array:
        """The gradient for scores before a log-softmax, as PyTorch has it."""
        grad = np.zeros_like(log_probs)
        for n, ((states, jumps, sums), length) in enumerate(zip(kept, lengths, strict=True)):
            if not length or (zero_infinity and np.isinf(losses[n])):
                continue
            own = log_probs[:length, n]
            back_jumps = np.zeros(len(states), bool)
            back_jumps[2:] = jumps[2:][::-1]
            rest = forward_sums(own[::-1][:, states[::-1]], back_jumps)[::-1, ::-1]
            both = sums + rest
            classes = np.full(own.shape, NEVER, own.dtype)
            for s, c in enumerate(states):
                classes[:, c] = np.logaddexp(classes[:, c], both[:, s])
            grad[:length, n] = (np.exp(own) - np.exp(classes + losses[n] - own)) * g[n]
        return grad

    return value, (back,)
