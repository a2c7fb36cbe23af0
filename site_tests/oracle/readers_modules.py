"""Modules as readers type them into a cell, with names for what is in between.

The list was written before any of them was drawn. An entry is a module and its input, as `network` takes it.
"""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

READERS: dict[str, Any] = {}


def typed(*inputs: Any) -> Any:
    """The module of a class, and its input."""

    def keep(kind: Any) -> Any:
        READERS[kind.__name__] = lambda: (kind(), inputs[0] if len(inputs) == 1 else inputs)
        return kind

    return keep


@typed(torch.ones(2, 4))
class Named(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = nn.Linear(4, 8), nn.Linear(8, 2)

    def forward(self, x: Any) -> Any:
        h = torch.relu(self.a(x))
        return self.b(h)


@typed(torch.ones(2, 4))
class Shared(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(4, 4)

    def forward(self, x: Any) -> Any:
        for _ in range(3):
            x = torch.tanh(self.layer(x))
        return x


@typed(torch.ones(2, 5, 3))
class HandLSTM(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.gates = nn.Linear(3 + 4, 16)

    def forward(self, x: Any) -> Any:
        h = torch.zeros(x.shape[0], 4)
        c = torch.zeros_like(h)
        for t in range(x.shape[1]):
            z = self.gates(torch.cat([x[:, t], h], dim=1))
            i, f, g, o = z.chunk(4, dim=1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
        return h


@typed(torch.ones(1, 4, 6))
class OneHead(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.q, self.k, self.v = nn.Linear(6, 6), nn.Linear(6, 6), nn.Linear(6, 6)

    def forward(self, x: Any) -> Any:
        q, k, v = self.q(x), self.k(x), self.v(x)
        scores = q @ k.transpose(-2, -1) / 6**0.5
        mask = torch.tril(torch.ones(4, 4)).bool()
        scores = scores.masked_fill(~mask, float("-inf"))
        weights = F.softmax(scores, dim=-1)
        return weights @ v


@typed(torch.ones(2, 4))
class Looped(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(4, 4) for _ in range(5)])

    def forward(self, x: Any) -> Any:
        for layer in self.layers:
            y = layer(x)
            x = x + F.gelu(y)
        return x


@typed(torch.ones(2, 4))
class TwoOutputs(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body, self.mean, self.log_std = nn.Linear(4, 8), nn.Linear(8, 2), nn.Linear(8, 2)

    def forward(self, x: Any) -> Any:
        h = self.body(x).relu()
        mean = self.mean(h)
        log_std = self.log_std(h).clamp(-5, 2)
        return mean, log_std.exp()


@typed({"num": torch.ones(2, 3), "cat": torch.tensor([0, 1])})
class OneDict(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.table, self.out = nn.Embedding(4, 2), nn.Linear(5, 1)

    def forward(self, d: Any) -> Any:
        e = self.table(d["cat"])
        both = torch.cat([d["num"], e], dim=1)
        return self.out(both)


@typed({"num": torch.ones(2, 3), "cat": torch.tensor([0, 1])})
class ByName(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.table, self.out = nn.Embedding(4, 2), nn.Linear(5, 1)

    def forward(self, num: Any, cat: Any) -> Any:
        e = self.table(cat)
        return self.out(torch.cat([num, e], dim=1))


@typed({"x": torch.ones(2, 3), "scale": torch.tensor(2.0)})
class AnyNames(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.out = nn.Linear(3, 1)

    def forward(self, **batch: Any) -> Any:
        x = batch["x"] * batch["scale"]
        return self.out(x)


@typed({"x": torch.ones(2, 3)})
class DictWithDefaults(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.out = nn.Linear(3, 1)

    def forward(self, batch: Any, scale: float = 2.0) -> Any:
        x = batch["x"]
        return self.out(x) * scale


@typed(torch.ones(1, 1, 8, 8))
class SmallUNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.down, self.middle = nn.Conv2d(1, 4, 3, padding=1), nn.Conv2d(4, 8, 3, padding=1)
        self.up, self.out = nn.ConvTranspose2d(8, 4, 2, stride=2), nn.Conv2d(8, 1, 1)

    def forward(self, x: Any) -> Any:
        skip = F.relu(self.down(x))
        low = F.max_pool2d(skip, 2)
        low = F.relu(self.middle(low))
        up = self.up(low)
        joined = torch.cat([up, skip], dim=1)
        return self.out(joined)


@typed(torch.ones(2, 6))
class Experts(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.experts = nn.ModuleList([nn.Linear(6, 3) for _ in range(3)])
        self.gate = nn.Linear(6, 3)

    def forward(self, x: Any) -> Any:
        weights = self.gate(x).softmax(-1)
        outs = torch.stack([expert(x) for expert in self.experts], dim=1)
        mixed = (weights.unsqueeze(-1) * outs).sum(1)
        return mixed


@typed(torch.ones(2, 6))
class Changes(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.a = nn.Linear(6, 6)

    def forward(self, x: Any) -> Any:
        y = self.a(x)
        y += 1
        y[:, 0] = 0
        y.mul_(2)
        return y


@typed(torch.linspace(-1, 1, 6).reshape(2, 3))
class Branches(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = nn.Linear(3, 3), nn.Linear(3, 3)

    def forward(self, x: Any) -> Any:
        total = x.sum()
        y = self.a(x) if total > 0 else self.b(x)
        z = torch.where(y > 0, y, 0.1 * y)
        left, right = z[:, :1], z[:, 1:]
        return torch.cat([right, left], 1)


@typed(torch.ones(2, 4, 3))
class CellByCell(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.cell, self.out = nn.RNNCell(3, 5), nn.Linear(5, 2)

    def forward(self, x: Any) -> Any:
        h = torch.zeros(2, 5)
        states = []
        for t in range(4):
            h = self.cell(x[:, t], h)
            states.append(h)
        stacked = torch.stack(states, 1)
        return self.out(stacked)


@typed(torch.tensor([[1, 2, 3]]))
class Tied(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embed, self.head = nn.Embedding(7, 4), nn.Linear(4, 7, bias=False)
        self.head.weight = self.embed.weight

    def forward(self, tokens: Any) -> Any:
        x = self.embed(tokens)
        scores = self.head(x)
        return scores


@typed(torch.ones(2, 4))
class Helper(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = nn.Linear(4, 4), nn.Linear(4, 4)

    def block(self, x: Any, layer: Any) -> Any:
        before = x
        x = F.silu(layer(x))
        return before + x

    def forward(self, x: Any) -> Any:
        x = self.block(x, self.a)
        x = self.block(x, self.b)
        return x


@typed(torch.ones(2, 4))
class NormByHand(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.ones(4))

    def forward(self, x: Any) -> Any:
        mean = x.mean(-1, keepdim=True)
        var = ((x - mean) ** 2).mean(-1, keepdim=True)
        n = (x - mean) / torch.sqrt(var + 1e-5)
        return n * self.gain


@typed(torch.ones(2, 4), torch.zeros(2, 4))
class Distance(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 3), nn.Tanh())

    def forward(self, a: Any, b: Any) -> Any:
        u, v = self.net(a), self.net(b)
        gap = (u - v).pow(2)
        return gap.sum(1).sqrt()


@typed(torch.ones(2, 3, 4))
class Pooled(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lstm, self.out = nn.LSTM(4, 5, batch_first=True), nn.Linear(5, 2)

    def forward(self, x: Any) -> Any:
        out, (h, _) = self.lstm(x)
        last = h[-1]
        pooled = out.mean(1)
        return self.out(last + pooled)


@typed(torch.ones(2, 3, 4))
class GRUScores(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.rnn, self.out = nn.GRU(4, 5, batch_first=True), nn.Linear(5, 4)

    def forward(self, x: Any) -> Any:
        states, _ = self.rnn(x)
        scores = self.out(states)
        return scores


@typed(torch.ones(2, 4))
class WithPrint(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.a = nn.Linear(4, 2)

    def forward(self, x: Any) -> Any:
        h = self.a(x)
        size = h.shape[0] * h.shape[1]
        flat = h.reshape(size)
        numbers = flat.tolist()
        return h * len(numbers)


@typed(torch.ones(1, 3, 8, 8))
class Gated(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv, self.squeeze = nn.Conv2d(3, 6, 3, padding=1), nn.Linear(6, 6)

    def forward(self, x: Any) -> Any:
        maps = self.conv(x)
        pooled = maps.mean(dim=(2, 3))
        gate = torch.sigmoid(self.squeeze(pooled))
        out = maps * gate[:, :, None, None]
        return out


@typed(torch.ones(2, 4))
class Failing(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = nn.Linear(4, 3), nn.Linear(4, 2)

    def forward(self, x: Any) -> Any:
        h = self.a(x)
        y = self.b(h)
        return y


@typed(torch.ones(1, 3, 8))
class SkipSum(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(Dilated(2**power) for power in range(3))

    def forward(self, x: Any) -> Any:
        total = 0
        for block in self.blocks:
            x, skip = block(x)
            total = total + skip
        return total


class Dilated(nn.Module):
    def __init__(self, step: int) -> None:
        super().__init__()
        self.filters, self.gates = (nn.Conv1d(3, 3, 2, dilation=step) for _ in range(2))
        self.skip, self.step = nn.Conv1d(3, 3, 1), step

    def forward(self, x: Any) -> Any:
        past = F.pad(x, (self.step, 0))
        z = torch.tanh(self.filters(past)) * torch.sigmoid(self.gates(past))
        return x + z, self.skip(z)


@typed(torch.ones(1, 4))
class UntilSmall(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(4, 4) for _ in range(5)])

    def forward(self, x: Any) -> Any:
        for i, layer in enumerate(self.layers):
            x = torch.relu(layer(x))
            if i >= 2 or x.norm() < 1e-3:
                break
        return x


@typed(torch.tensor([[0.5, -0.2]]))
class FixedPoint(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.w = nn.Linear(2, 2)

    def forward(self, x: Any) -> Any:
        z = torch.zeros_like(x)
        for _ in range(4):
            z, old = torch.tanh(self.w(z) + x), z
            if torch.allclose(z, old, atol=1e-9):
                break
        return z


@typed(torch.tensor([[1, 2, 3, 0]]))
class PaddedEncoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(7, 4)
        self.layer = nn.TransformerEncoderLayer(4, 2, 8, batch_first=True, norm_first=True, activation="gelu")

    def forward(self, tokens: Any) -> Any:
        return self.layer(self.table(tokens), src_key_padding_mask=tokens == 0).mean(dim=1)


@typed(torch.ones(2, 2))
class SumOfAll(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2 + 2 * i, 2) for i in range(3)])

    def forward(self, x: Any) -> Any:
        features = [x]
        for layer in self.layers:
            features.append(layer(torch.cat(features, 1)))
        return sum(one.sum() for one in features)


@typed(torch.tensor([[0, 1, 3]]))
class Parity(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(3, 3) for _ in range(3))
        self.register_buffer("mean", torch.zeros(3))

    def forward(self, x: Any) -> Any:
        odd = (x % 2).float()
        self.mean.mul_(0.9).add_(odd.mean(0), alpha=0.1)
        return math.prod(layer(odd).sum() for layer in self.layers) - self.mean


@typed(torch.ones(1, 3, 4), torch.ones(1, 2, 4))
class MaskedDecoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.TransformerDecoderLayer(4, 2, 8, batch_first=True)

    def forward(self, x: Any, memory: Any) -> Any:
        mask = nn.Transformer.generate_square_subsequent_mask(x.size(1))
        return self.layer(x, memory, tgt_mask=mask, tgt_is_causal=True)
