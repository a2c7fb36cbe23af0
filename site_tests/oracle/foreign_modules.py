"""Modules as people write them: of papers, courses and repositories, each with the inputs that it takes.

The list was written before the picture that draws them. Each entry is a function that gives the module and a
tuple of its inputs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

MADE: dict[str, Callable[[], tuple[Any, tuple[Any, ...]]]] = {}


def made(function: Callable[[], tuple[Any, tuple[Any, ...]]]) -> Callable[[], tuple[Any, tuple[Any, ...]]]:
    MADE[function.__name__] = function
    return function


class BasicBlock(nn.Module):
    def __init__(self, inside: int, outside: int, stride: int = 1) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inside, outside, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outside)
        self.conv2 = nn.Conv2d(outside, outside, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outside)
        self.downsample = (
            nn.Sequential(nn.Conv2d(inside, outside, 1, stride, bias=False), nn.BatchNorm2d(outside))
            if stride != 1 or inside != outside
            else None
        )

    def forward(self, x: Any) -> Any:
        identity = x if self.downsample is None else self.downsample(x)
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += identity
        return F.relu(out)


class ResNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(inplace=True))
        self.layer1 = nn.Sequential(BasicBlock(8, 8), BasicBlock(8, 8))
        self.layer2 = nn.Sequential(BasicBlock(8, 16, 2), BasicBlock(16, 16))
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(16, 10)

    def forward(self, x: Any) -> Any:
        x = self.layer2(self.layer1(self.stem(x)))
        x = torch.flatten(self.avgpool(x), 1)
        return self.fc(x)


@made
def resnet() -> Any:
    return ResNet(), (torch.randn(1, 3, 8, 8),)


class DenseBlock(nn.Module):
    def __init__(self, inside: int, growth: int, layers: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Sequential(
                nn.BatchNorm2d(inside + i * growth),
                nn.ReLU(inplace=True),
                nn.Conv2d(inside + i * growth, growth, 3, padding=1, bias=False),
            )
            for i in range(layers)
        )

    def forward(self, x: Any) -> Any:
        features = [x]
        for layer in self.layers:
            features.append(layer(torch.cat(features, 1)))
        return torch.cat(features, dim=1)


@made
def densenet() -> Any:
    return nn.Sequential(DenseBlock(3, 4, 3), nn.Conv2d(15, 6, 1), nn.AvgPool2d(2)), (
        torch.randn(1, 3, 6, 6),
    )


class DoubleConv(nn.Module):
    def __init__(self, inside: int, outside: int) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(inside, outside, 3, padding=1), nn.GroupNorm(2, outside), nn.SiLU(inplace=True)
        )

    def forward(self, x: Any) -> Any:
        return self.net(x)


class UNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.down1, self.down2 = DoubleConv(1, 4), DoubleConv(4, 8)
        self.mid = DoubleConv(8, 8)
        self.up2 = nn.ConvTranspose2d(8, 8, 2, stride=2)
        self.dec2 = DoubleConv(16, 4)
        self.up1 = nn.Upsample(scale_factor=2, mode="nearest")
        self.dec1 = DoubleConv(8, 4)
        self.out = nn.Conv2d(4, 2, 1)

    def forward(self, x: Any) -> Any:
        d1 = self.down1(x)
        d2 = self.down2(F.max_pool2d(d1, 2))
        m = self.mid(F.max_pool2d(d2, 2))
        u2 = self.dec2(torch.cat([self.up2(m), d2], dim=1))
        u1 = self.dec1(torch.cat([self.up1(u2), d1], dim=1))
        return self.out(u1)


@made
def unet() -> Any:
    return UNet(), (torch.randn(1, 1, 8, 8),)


class Inception(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.branch1 = nn.Conv2d(4, 2, 1)
        self.branch3 = nn.Sequential(nn.Conv2d(4, 2, 1), nn.ReLU(), nn.Conv2d(2, 3, 3, padding=1))
        self.branch5 = nn.Sequential(nn.Conv2d(4, 2, 1), nn.ReLU(), nn.Conv2d(2, 2, 5, padding=2))
        self.pool = nn.Sequential(nn.MaxPool2d(3, stride=1, padding=1), nn.Conv2d(4, 1, 1))

    def forward(self, x: Any) -> Any:
        branches = [self.branch1(x), self.branch3(x), self.branch5(x), self.pool(x)]
        return torch.cat([F.relu(branch, inplace=True) for branch in branches], 1)


@made
def inception() -> Any:
    return Inception(), (torch.randn(1, 4, 5, 5),)


class SqueezeExcite(nn.Module):
    def __init__(self, channels: int, reduction: int = 2) -> None:
        super().__init__()
        self.fc1 = nn.Linear(channels, channels // reduction)
        self.fc2 = nn.Linear(channels // reduction, channels)

    def forward(self, x: Any) -> Any:
        b, c, _, _ = x.shape
        s = x.mean(dim=(2, 3))
        s = torch.sigmoid(self.fc2(F.relu(self.fc1(s))))
        return x * s.view(b, c, 1, 1)


@made
def squeeze_excite() -> Any:
    return SqueezeExcite(4), (torch.randn(2, 4, 3, 3),)


class GRULanguageModel(nn.Module):
    def __init__(self, vocabulary: int = 11) -> None:
        super().__init__()
        self.embed = nn.Embedding(vocabulary, 6)
        self.gru = nn.GRU(6, 5, batch_first=True)
        self.head = nn.Linear(5, vocabulary)

    def forward(self, tokens: Any, state: Any = None) -> Any:
        out, state = self.gru(self.embed(tokens), state)
        return self.head(out), state


@made
def gru_language_model() -> Any:
    return GRULanguageModel(), (torch.randint(0, 11, (1, 4)),)


class Seq2Seq(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.LSTM(3, 4)
        self.decoder = nn.LSTM(2, 4)
        self.project = nn.Linear(4, 2)

    def forward(self, source: Any, target: Any) -> Any:
        _, (h, c) = self.encoder(source)
        out, _ = self.decoder(target, (h, c))
        return self.project(out)


@made
def lstm_seq2seq() -> Any:
    return Seq2Seq(), (torch.randn(5, 1, 3), torch.randn(3, 1, 2))


@made
def transformer_encoder_layer() -> Any:
    layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
    return layer, (torch.randn(1, 4, 8),)


class CausalSelfAttention(nn.Module):
    def __init__(self, width: int, heads: int, block: int) -> None:
        super().__init__()
        self.heads = heads
        self.c_attn = nn.Linear(width, 3 * width)
        self.c_proj = nn.Linear(width, width)
        self.register_buffer("bias", torch.tril(torch.ones(block, block)).view(1, 1, block, block))

    def forward(self, x: Any) -> Any:
        B, T, C = x.size()
        q, k, v = self.c_attn(x).split(C, dim=2)
        q = q.view(B, T, self.heads, C // self.heads).transpose(1, 2)
        k = k.view(B, T, self.heads, C // self.heads).transpose(1, 2)
        v = v.view(B, T, self.heads, C // self.heads).transpose(1, 2)
        att = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
        att = att.masked_fill(self.bias[:, :, :T, :T] == 0, float("-inf"))
        att = F.softmax(att, dim=-1)
        y = att @ v
        return self.c_proj(y.transpose(1, 2).contiguous().view(B, T, C))


class Block(nn.Module):
    def __init__(self, width: int, heads: int, block: int) -> None:
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attn = CausalSelfAttention(width, heads, block)
        self.mlp = nn.ModuleDict(
            {"c_fc": nn.Linear(width, 4 * width), "act": nn.GELU(), "c_proj": nn.Linear(4 * width, width)}
        )

    def forward(self, x: Any) -> Any:
        x = x + self.attn(self.ln_1(x))
        m = self.mlp
        return x + m.c_proj(m.act(m.c_fc(self.ln_2(x))))


class GPT(nn.Module):
    def __init__(self, vocabulary: int = 13, block: int = 6, width: int = 8, layers: int = 4) -> None:
        super().__init__()
        self.wte = nn.Embedding(vocabulary, width)
        self.wpe = nn.Embedding(block, width)
        self.h = nn.ModuleList([Block(width, 2, block) for _ in range(layers)])
        self.ln_f = nn.LayerNorm(width)
        self.lm_head = nn.Linear(width, vocabulary, bias=False)
        self.lm_head.weight = self.wte.weight

    def forward(self, idx: Any) -> Any:
        positions = torch.arange(0, idx.size(1), dtype=torch.long)
        x = self.wte(idx) + self.wpe(positions)
        for block in self.h:
            x = block(x)
        return self.lm_head(self.ln_f(x))


@made
def gpt_with_tied_weights() -> Any:
    return GPT(), (torch.randint(0, 13, (1, 5)),)


class VAE(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc1 = nn.Linear(12, 8)
        self.fc21, self.fc22 = nn.Linear(8, 2), nn.Linear(8, 2)
        self.fc3, self.fc4 = nn.Linear(2, 8), nn.Linear(8, 12)

    def encode(self, x: Any) -> Any:
        h1 = F.relu(self.fc1(x))
        return self.fc21(h1), self.fc22(h1)

    def reparameterize(self, mu: Any, logvar: Any) -> Any:
        std = torch.exp(0.5 * logvar)
        return mu + torch.randn_like(std) * std

    def decode(self, z: Any) -> Any:
        return torch.sigmoid(self.fc4(F.relu(self.fc3(z))))

    def forward(self, x: Any) -> Any:
        mu, logvar = self.encode(x.view(-1, 12))
        return self.decode(self.reparameterize(mu, logvar)), mu, logvar


@made
def vae() -> Any:
    return VAE(), (torch.rand(1, 3, 4),)


class Siamese(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.tower = nn.Sequential(nn.Linear(5, 4), nn.ReLU(), nn.Linear(4, 3))

    def forward(self, one: Any, other: Any) -> Any:
        a, b = self.tower(one), self.tower(other)
        return F.cosine_similarity(a, b, dim=-1)


@made
def siamese() -> Any:
    return Siamese(), (torch.randn(1, 5), torch.randn(1, 5))


class Autoencoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(10, 4), nn.Tanh(), nn.Linear(4, 2))
        self.decoder = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 10))

    def forward(self, x: Any) -> Any:
        code = self.encoder(x)
        return {"code": code, "reconstruction": self.decoder(code)}


@made
def autoencoder_with_dict() -> Any:
    return Autoencoder(), (torch.randn(1, 10),)


class MixtureOfExperts(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.gate = nn.Linear(4, 3)
        self.experts = nn.ModuleList(nn.Linear(4, 2) for _ in range(3))

    def forward(self, x: Any) -> Any:
        weights = F.softmax(self.gate(x), dim=-1)
        outputs = torch.stack([expert(x) for expert in self.experts], dim=1)
        return torch.einsum("be,beo->bo", weights, outputs)


@made
def mixture_of_experts() -> Any:
    return MixtureOfExperts(), (torch.randn(2, 4),)


class TopOne(nn.Module):
    """Routes each sample to one expert, by an index."""

    def __init__(self) -> None:
        super().__init__()
        self.router = nn.Linear(4, 3)
        self.experts = nn.ModuleDict({str(i): nn.Linear(4, 2) for i in range(3)})

    def forward(self, x: Any) -> Any:
        chosen = self.router(x).argmax(-1)
        out = x.new_zeros(len(x), 2)
        for i, expert in enumerate(self.experts.values()):
            mask = chosen == i
            if mask.any():
                out[mask] = expert(x[mask])
        return out


@made
def routed_experts() -> Any:
    return TopOne(), (torch.randn(4, 4),)


class Heads(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.heads = nn.ModuleDict({"age": nn.Linear(4, 1), "sex": nn.Linear(4, 2)})
        self.trunk = nn.Linear(3, 4)

    def forward(self, x: Any) -> Any:
        h = torch.relu(self.trunk(x))
        return {name: head(h) for name, head in self.heads.items()}


@made
def module_dict_heads() -> Any:
    return Heads(), (torch.randn(1, 3),)


@made
def weight_norm() -> Any:
    model = nn.Sequential(nn.utils.parametrizations.weight_norm(nn.Linear(4, 3)), nn.Tanh(), nn.Linear(3, 2))
    return model, (torch.randn(1, 4),)


class Einsum(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.randn(2, 3, 4))

    def forward(self, x: Any) -> Any:
        y = torch.einsum("bi,kij->bkj", x, self.w)
        y = torch.where(y > 0, y, 0.1 * y)
        return torch.stack([y[:, 0], y[:, 1, :]], dim=-1).flatten(1)[:, ::2]


@made
def einsum_where_stack_index() -> Any:
    return Einsum(), (torch.randn(2, 3),)


class InPlace(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = nn.Linear(3, 3), nn.Linear(3, 3)

    def forward(self, x: Any) -> Any:
        h = self.a(x)
        h.mul_(2).add_(1)
        h[:, 0] = 0
        y = self.b(h)
        y += h
        return y.relu_()


@made
def in_place() -> Any:
    return InPlace(), (torch.randn(2, 3),)


class Recursive(nn.Module):
    """One cell, used again and again."""

    def __init__(self) -> None:
        super().__init__()
        self.cell = nn.Linear(4, 4)

    def forward(self, x: Any) -> Any:
        for _ in range(6):
            x = torch.tanh(self.cell(x)) + x
        return x


@made
def loop_with_shared_cell() -> Any:
    return Recursive(), (torch.randn(1, 4),)


class CellLoop(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.cell = nn.RNNCell(2, 3)
        self.head = nn.Linear(3, 1)

    def forward(self, xs: Any) -> Any:
        h = torch.zeros(xs.size(0), 3)
        outs = []
        for t in range(xs.size(1)):
            h = self.cell(xs[:, t], h)
            outs.append(self.head(h))
        return torch.stack(outs, 1)


@made
def rnn_cell_loop() -> Any:
    return CellLoop(), (torch.randn(1, 5, 2),)


class NoParameters(nn.Module):
    def forward(self, x: Any) -> Any:
        mean = x.mean(-1, keepdim=True)
        return (x - mean) / (x.std(-1, keepdim=True) + 1e-5)


@made
def no_parameters() -> Any:
    return NoParameters(), (torch.randn(2, 5),)


class TwoInputs(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.image = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten())
        self.table = nn.Linear(3, 4)
        self.head = nn.Linear(22, 2)

    def forward(self, image: Any, table: Any) -> Any:
        return self.head(torch.cat((self.image(image), self.table(table).relu()), dim=1))


@made
def image_and_table() -> Any:
    return TwoInputs(), (torch.randn(1, 1, 5, 5), torch.randn(1, 3))


class EarlyExit(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.a, self.exit, self.b, self.last = (
            nn.Linear(4, 4), nn.Linear(4, 2), nn.Linear(4, 4), nn.Linear(4, 2)
        )  # fmt: skip

    def forward(self, x: Any) -> Any:
        h = F.relu(self.a(x))
        early = self.exit(h)
        if early.softmax(-1).max() > 0.99:
            return early
        return self.last(F.relu(self.b(h)))


@made
def early_exit() -> Any:
    return EarlyExit(), (torch.randn(1, 4),)


class Fourier(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("B", torch.randn(2, 5))
        self.net = nn.Sequential(nn.Linear(10, 6), nn.ReLU(), nn.Linear(6, 3), nn.Sigmoid())

    def forward(self, x: Any) -> Any:
        projected = 2 * math.pi * x @ self.B
        return self.net(torch.cat([torch.sin(projected), torch.cos(projected)], dim=-1))


@made
def fourier_features() -> Any:
    return Fourier(), (torch.rand(1, 2),)


class LoRA(nn.Module):
    def __init__(self, base: Any, rank: int = 2, alpha: float = 4.0) -> None:
        super().__init__()
        self.base = base
        for parameter in base.parameters():
            parameter.requires_grad = False
        self.A = nn.Parameter(torch.randn(rank, base.in_features) * 0.1)
        self.B = nn.Parameter(torch.zeros(base.out_features, rank) + 0.1)
        self.scale = alpha / rank

    def forward(self, x: Any) -> Any:
        return self.base(x) + (x @ self.A.T @ self.B.T) * self.scale


@made
def lora() -> Any:
    return nn.Sequential(LoRA(nn.Linear(5, 4)), nn.ReLU(), LoRA(nn.Linear(4, 2))), (torch.randn(1, 5),)


class Decoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(6, 4 * 3 * 3)
        self.main = nn.Sequential(
            nn.Unflatten(1, (4, 3, 3)),
            nn.ConvTranspose2d(4, 3, 4, 2, 1),
            nn.BatchNorm2d(3),
            nn.ReLU(True),
            nn.ConvTranspose2d(3, 1, 4, 2, 1),
            nn.Tanh(),
        )

    def forward(self, z: Any) -> Any:
        return self.main(self.fc(z))


@made
def conv_transpose_decoder() -> Any:
    return Decoder(), (torch.randn(1, 6),)


class PositionalEncoding(nn.Module):
    def __init__(self, width: int, length: int = 50) -> None:
        super().__init__()
        self.dropout = nn.Dropout(0.1)
        position = torch.arange(length).unsqueeze(1)
        div = torch.exp(torch.arange(0, width, 2) * (-math.log(10000.0) / width))
        pe = torch.zeros(length, 1, width)
        pe[:, 0, 0::2] = torch.sin(position * div)
        pe[:, 0, 1::2] = torch.cos(position * div)
        self.register_buffer("pe", pe)

    def forward(self, x: Any) -> Any:
        return self.dropout(x + self.pe[: x.size(0)])


@made
def positional_encoding() -> Any:
    return nn.Sequential(PositionalEncoding(6), nn.Linear(6, 2)), (torch.randn(4, 1, 6),)


class TextClassifier(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.EmbeddingBag(20, 4, mode="mean")
        self.fc = nn.Linear(4, 3)

    def forward(self, text: Any, offsets: Any) -> Any:
        return self.fc(self.embedding(text, offsets))


@made
def embedding_bag() -> Any:
    return TextClassifier(), (torch.randint(0, 20, (7,)), torch.tensor([0, 3]))


class PreNorm(nn.Module):
    def __init__(self, width: int, fn: Any) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(1, width)
        self.fn = fn

    def forward(self, x: Any, **kwargs: Any) -> Any:
        return self.fn(self.norm(x), **kwargs) + x


@made
def group_norm_residual() -> Any:
    return PreNorm(4, nn.Conv1d(4, 4, 3, padding=1)), (torch.randn(1, 4, 6),)


class CrossAttention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(6, 2, batch_first=True)

    def forward(self, query: Any, memory: Any) -> Any:
        out, weights = self.attention(query, memory, memory)
        return out + query, weights


@made
def cross_attention() -> Any:
    return CrossAttention(), (torch.randn(1, 3, 6), torch.randn(1, 5, 6))


class Fused(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(6, 18)

    def forward(self, x: Any) -> Any:
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        return F.scaled_dot_product_attention(q, k, v, is_causal=True)


@made
def scaled_dot_product() -> Any:
    return Fused(), (torch.randn(1, 4, 6),)


class Highway(nn.Module):
    def __init__(self, width: int, layers: int) -> None:
        super().__init__()
        self.gates = nn.ModuleList([nn.Linear(width, width) for _ in range(layers)])
        self.plain = nn.ModuleList([nn.Linear(width, width) for _ in range(layers)])

    def forward(self, x: Any) -> Any:
        for gate, plain in zip(self.gates, self.plain, strict=True):
            g = torch.sigmoid(gate(x))
            x = g * F.relu(plain(x)) + (1 - g) * x
        return x


@made
def highway() -> Any:
    return Highway(4, 5), (torch.randn(1, 4),)


class TCN(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.convs = nn.ModuleList(nn.Conv1d(3, 3, 2, dilation=2**i) for i in range(3))

    def forward(self, x: Any) -> Any:
        for i, conv in enumerate(self.convs):
            x = x + torch.relu(conv(F.pad(x, (2**i, 0))))
        return x[:, :, -1]


@made
def temporal_convolution() -> Any:
    return TCN(), (torch.randn(1, 3, 8),)


class DeepSets(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.phi = nn.Sequential(nn.Linear(2, 4), nn.ReLU())
        self.rho = nn.Linear(8, 1)

    def forward(self, points: Any) -> Any:
        h = self.phi(points)
        pooled = torch.cat([h.sum(dim=1), h.max(dim=1).values], dim=-1)
        return self.rho(pooled).squeeze(-1)


@made
def deep_sets() -> Any:
    return DeepSets(), (torch.randn(1, 5, 2),)


class Bidirectional(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(3, 2, num_layers=2, bidirectional=True, batch_first=True)
        self.fc = nn.Linear(4, 2)

    def forward(self, x: Any) -> Any:
        self.lstm.flatten_parameters()
        output, (hidden, _) = self.lstm(x)
        return self.fc(torch.cat((hidden[-2], hidden[-1]), dim=1)), output[:, -1]


@made
def bidirectional_lstm() -> Any:
    return Bidirectional(), (torch.randn(1, 3, 3),)


class NumpyInside(nn.Module):
    """Leaves the tensors for Python numbers, and comes back."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = nn.Linear(3, 2), nn.Linear(2, 2)

    def forward(self, x: Any) -> Any:
        h = self.a(x)
        scale = h.abs().max().item()
        return self.b(h / scale)


@made
def through_python_numbers() -> Any:
    return NumpyInside(), (torch.randn(1, 3),)
