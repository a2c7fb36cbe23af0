"""The teaching instruments: what they count, show and draw, and that they leave the model alone."""

from __future__ import annotations

from typing import Any

import pytest

import seqlite as torch
from seqlite import instruments, nn
from seqlite.instruments import summary, to_mermaid, trace


def mlp() -> nn.Sequential:
    torch.manual_seed(0)
    head = nn.Sequential(nn.Linear(128, 64), nn.ReLU(inplace=True))
    return nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Dropout(0.2), head, nn.Linear(64, 10))


class Skip(nn.Module):
    """Two layers, and a way around them."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = nn.Linear(4, 4), nn.Linear(4, 4)

    def forward(self, x: Any) -> Any:
        return self.b(self.a(x).relu()) + x


TABLE = """\
===================================================================================================================
Module (type:depth-idx)                  Output Shape              Param #                   Mult-Adds
===================================================================================================================
Sequential                               [64, 10]                  --                        --
├─Linear: 1-1                            [64, 128]                 100,480                   6,422,528
├─ReLU: 1-2                              [64, 128]                 --                        --
├─Dropout: 1-3                           [64, 128]                 --                        --
├─Sequential: 1-4                        [64, 64]                  --                        --
│    └─Linear: 2-1                       [64, 64]                  8,256                     524,288
│    └─ReLU: 2-2                         [64, 64]                  --                        --
├─Linear: 1-5                            [64, 10]                  650                       40,960
===================================================================================================================
Total params: 109,386
Trainable params: 109,386
Non-trainable params: 0
Total mult-adds: 6,987,776 (13,988,480 FLOPs)
===================================================================================================================
Input size (MB): 0.20
Forward/backward pass size (MB): 0.10
Params size (MB): 0.44
Estimated Total Size (MB): 0.74
==================================================================================================================="""


def test_summary_prints_a_table_as_torchinfo_does() -> None:
    assert str(summary(mlp(), (64, 784))) == TABLE


def test_summary_counts_images_frozen_shared_and_unused_modules() -> None:
    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv, self.norm, self.act = nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU()
            self.line, self.unused, self.own = nn.Linear(4, 4), nn.Linear(2, 2), nn.Parameter(torch.ones(3))

        def forward(self, x: Any) -> Any:
            return self.line(self.line(self.act(self.norm(self.conv(x))).mean((2, 3)))) + self.own.sum()

    net = Net()
    net.conv.requires_grad_(False)
    found = summary(net, (2, 1, 28, 28))
    assert (found.total_params, found.trainable_params) == (40 + 8 + 20 + 6 + 3, 8 + 20 + 6 + 3)
    by_name = {row.name: row for row in found.rows}
    assert by_name["conv"].mult_adds == 2 * 28 * 28 * 36
    assert by_name["conv"].bias_adds == 2 * 28 * 28 * 4
    assert by_name["line"].mult_adds == 2 * 16
    text = str(found)
    assert "(40)" in text
    assert "(recursive)" in text
    assert "unused" not in text


def test_summary_without_a_size_counts_and_with_depth_folds() -> None:
    text = str(summary(mlp()))
    assert "Total params: 109,386" in text
    assert "mult-adds" not in text
    short = summary(mlp(), (1, 784), depth=1)
    assert "2-1" not in str(short)
    assert short.total_mult_adds == 784 * 128 + 128 * 64 + 640
    assert short.total_flops == 2 * short.total_mult_adds + 128 + 64 + 10


def test_summary_takes_integers_and_several_inputs() -> None:
    words = nn.Sequential(nn.Embedding(100, 16), nn.Flatten(), nn.Linear(80, 3, bias=False))
    found = summary(words, input_data=torch.zeros(4, 5, dtype=torch.long))
    assert [row.shape for row in found.rows] == [[4, 3], [4, 5, 16], [4, 80], [4, 3]]
    assert found.total_mult_adds == 4 * 240

    class Sum(nn.Module):
        def forward(self, a: Any, b: Any) -> Any:
            return a + b

    assert summary(Sum(), [(2, 3), (3,)]).rows[0].shape == [2, 3]


@pytest.mark.parametrize("look", [lambda m: summary(m, (2, 4)), lambda m: to_mermaid(m, (2, 4))])
def test_looking_changes_nothing(look: Any) -> None:
    model = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4).eval(), nn.Dropout(0.5))
    before = {name: value.clone() for name, value in model.state_dict().items()}
    random = torch.get_rng_state()
    look(model)
    assert [m.training for m in model.modules()] == [True, True, False, True]
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert torch.equal(torch.get_rng_state(), random)
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in model.modules())
    assert all(p.grad is None for p in model.parameters())


def test_a_failing_model_loses_its_hooks_too() -> None:
    model = mlp()
    with pytest.raises(RuntimeError, match=r"in module \(0\) Linear"):
        summary(model, (64, 783))
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in model.modules())
    assert model[2].training


def test_trace_sees_what_each_layer_saw() -> None:
    model, x = mlp(), torch.randn(8, 784)
    torch.manual_seed(4)
    seen = trace(model, x)
    torch.manual_seed(4)
    assert torch.equal(seen.output, model(x))
    assert [layer.name for layer in seen] == ["0", "1", "2", "3.0", "3.1", "4"]
    assert torch.equal(seen[0].inputs[0], x)
    assert torch.equal(seen["1"].output, model[0](x).relu())
    before = seen["3.0"].output
    assert before is not None
    assert float(before.min()) < 0, "the ReLU that follows in place does not show"
    assert torch.equal(before.relu(), seen["3.1"].output)
    stats = seen["1"].statistics
    assert stats["mean"] == pytest.approx(float(seen["1"].output.mean()))
    assert stats["zeros"] == pytest.approx(float((seen["1"].output == 0).double().mean()))
    with pytest.raises(KeyError, match=r"no layer '7' was called; there are \['0'"):
        seen["7"]


def test_trace_shows_gradients_after_backward() -> None:
    model, x = mlp(), torch.randn(8, 784)
    seen = trace(model, x)
    assert seen["0"].grad is None
    assert "--" in str(seen).splitlines()[2]
    torch.nn.functional.cross_entropy(seen.output, torch.arange(8)).backward()
    grad = seen["0"].grad
    assert grad is not None
    assert torch.allclose(grad.t() @ x, model[0].weight.grad, atol=1e-6)
    last = seen["4"].grad
    assert last is not None
    assert torch.allclose(last.sum(0), model[4].bias.grad, atol=1e-6)
    assert seen["3.0"].statistics["grad_norm"] > 0
    assert " --" not in str(seen)


def test_to_mermaid_draws_a_chain_as_the_course_does() -> None:
    assert (
        to_mermaid(nn.Sequential(nn.Linear(784, 10), nn.Sequential(nn.Dropout(0.2))), (64, 784))
        == """\
flowchart LR
  accTitle: A sequential model of 2 modules
  accDescr: The input flows through Linear 784 → 10, Dropout p=0.2, inplace=False and leaves as the output.
  I[Input]:::edge
  L1["Linear<br/>784 → 10"]:::layer
  L2["Dropout<br/>p=0.2, inplace=False"]:::layer
  O[Output]:::edge
  I -- "64×784" --> L1
  L1 -- "64×10" --> L2
  L2 -- "64×10" --> O"""
    )


def test_to_mermaid_draws_skips_from_what_flows() -> None:
    lines = to_mermaid(nn.Sequential(Skip(), nn.Flatten()), (2, 4)).splitlines()
    arrows = {tuple(line.split()[::4]) for line in lines if "-->" in line}
    assert arrows == {("I", "L1"), ("L1", "L2"), ("L2", "L3"), ("I", "L3"), ("L3", "O")}
    assert "A model of 3 modules" in lines[1]
    assert "A sequential model of 1 module\n" in to_mermaid(nn.Sequential(nn.ReLU()))
    with pytest.raises(ValueError, match=r"Skip is no Sequential.*give input_size"):
        to_mermaid(Skip())
    assert "L1 --> O" in to_mermaid(nn.Sequential(Skip()))


def test_to_mermaid_escapes_what_mermaid_would_read() -> None:
    class Odd(nn.Module):
        def extra_repr(self) -> str:
            return 'a="<b>"; #1'

        def forward(self, x: Any) -> Any:
            return x

    line = next(line for line in to_mermaid(nn.Sequential(Odd())).splitlines() if "L1[" in line)
    assert line == '  L1["Odd<br/>a=#quot;‹b›#quot;, ＃1"]:::layer'


def test_the_instruments_are_at_hand() -> None:
    assert torch.summary is instruments.summary
    assert torch.to_mermaid is instruments.to_mermaid
    assert torch.trace(torch.eye(3)).item() == 3, "torch.trace stays PyTorch's"
