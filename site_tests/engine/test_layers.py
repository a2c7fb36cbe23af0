"""Layers and functions: gradients against differences, shapes, printed forms and errors that PyTorch has
too.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import seqlite as torch
import seqlite.nn.functional as F
from seqlite import nn
from seqlite.autograd.gradient_check import gradcheck

F64 = torch.float64

# layer, input shape, what PyTorch prints
LAYERS: list[tuple[Any, tuple[int, ...], str]] = [
    (lambda: nn.Linear(3, 2), (4, 3), "Linear(in_features=3, out_features=2, bias=True)"),
    (nn.Identity, (2, 2), "Identity()"),
    (nn.Flatten, (2, 3, 2), "Flatten(start_dim=1, end_dim=-1)"),
    (lambda: nn.Unflatten(1, (2, 3)), (2, 6), "Unflatten(dim=1, unflattened_size=(2, 3))"),
    (nn.ReLU, (3, 4), "ReLU()"),
    (lambda: nn.LeakyReLU(0.2), (3, 4), "LeakyReLU(negative_slope=0.2)"),
    (lambda: nn.PReLU(4), (3, 4), "PReLU(num_parameters=4)"),
    (nn.ELU, (3, 4), "ELU(alpha=1.0)"),
    (nn.SELU, (3, 4), "SELU()"),
    (nn.GELU, (3, 4), "GELU(approximate='none')"),
    (lambda: nn.GELU("tanh"), (3, 4), "GELU(approximate='tanh')"),
    (nn.SiLU, (3, 4), "SiLU()"),
    (lambda: nn.Softplus(2, 10), (3, 4), "Softplus(beta=2, threshold=10)"),
    (nn.Tanh, (3, 4), "Tanh()"),
    (nn.Sigmoid, (3, 4), "Sigmoid()"),
    (nn.Hardtanh, (3, 4), "Hardtanh(min_val=-1.0, max_val=1.0)"),
    (nn.ReLU6, (3, 4), "ReLU6()"),
    (lambda: nn.Softmax(dim=1), (3, 4), "Softmax(dim=1)"),
    (lambda: nn.LogSoftmax(-1), (3, 4), "LogSoftmax(dim=-1)"),
    (
        lambda: nn.BatchNorm1d(3),
        (5, 3),
        "BatchNorm1d(3, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)",
    ),
    (
        lambda: nn.BatchNorm2d(2, momentum=None, affine=False),
        (2, 2, 2, 3),
        "BatchNorm2d(2, eps=1e-05, momentum=None, affine=False, bias=False, track_running_stats=True)",
    ),
    (
        lambda: nn.LayerNorm((2, 3)),
        (2, 2, 3),
        "LayerNorm((2, 3), eps=1e-05, elementwise_affine=True, bias=True)",
    ),
    (lambda: nn.Conv2d(2, 3, 2), (2, 2, 4, 4), "Conv2d(2, 3, kernel_size=(2, 2), stride=(1, 1))"),
    (
        lambda: nn.Conv2d(2, 4, (3, 2), (2, 1), 1, (1, 2), 2, bias=False),
        (1, 2, 5, 5),
        "Conv2d(2, 4, kernel_size=(3, 2), stride=(2, 1), padding=(1, 1), dilation=(1, 2), groups=2, "
        "bias=False)",
    ),
    (
        lambda: nn.Conv2d(1, 1, 3, padding="same"),
        (1, 1, 4, 4),
        "Conv2d(1, 1, kernel_size=(3, 3), stride=(1, 1), padding=same)",
    ),
    (
        lambda: nn.MaxPool2d(3, 2, 1),
        (1, 2, 5, 5),
        "MaxPool2d(kernel_size=3, stride=2, padding=1, dilation=1, ceil_mode=False)",
    ),
    (lambda: nn.AvgPool2d(2), (1, 2, 5, 4), "AvgPool2d(kernel_size=2, stride=2, padding=0)"),
    (lambda: nn.AdaptiveAvgPool2d((3, None)), (1, 2, 5, 4), "AdaptiveAvgPool2d(output_size=(3, None))"),
]


@pytest.mark.parametrize(("make", "shape", "printed"), LAYERS, ids=[printed for _, _, printed in LAYERS])
def test_gradients_agree_with_differences(make: Any, shape: tuple[int, ...], printed: str) -> None:
    torch.manual_seed(3)
    layer = make().double()
    assert repr(layer) == printed
    x = torch.randn(*shape, dtype=F64, requires_grad=True)
    params = list(layer.parameters())

    def run(x: torch.Tensor, *_: torch.Tensor) -> torch.Tensor:
        return layer(x)  # type: ignore[no-any-return]

    assert gradcheck(run, (x, *params)), "seed 3"


LOSSES = {
    "mse": F.mse_loss,
    "l1": F.l1_loss,
    "smooth l1": F.smooth_l1_loss,
    "huber": lambda x, t, **k: F.huber_loss(x, t, delta=0.3, **k),
    "bce": F.binary_cross_entropy,
    "bce with logits": F.binary_cross_entropy_with_logits,
    "weighted bce": lambda x, t, **k: F.binary_cross_entropy_with_logits(
        x, t, weight=torch.tensor([0.5, 2.0, 1.0], dtype=F64), pos_weight=torch.tensor(3.0, dtype=F64), **k
    ),
    "kl": F.kl_div,
    "soft cross entropy": lambda x, t, **k: F.cross_entropy(x, t, label_smoothing=0.1, **k),
}


@pytest.mark.filterwarnings("ignore:reduction. 'mean' divides")  # of kl_div, as PyTorch says too
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("name", LOSSES)
def test_gradients_of_losses_agree_with_differences(name: str, reduction: str) -> None:
    torch.manual_seed(4)
    x, target = (torch.rand(4, 3, dtype=F64).mul(0.8).add(0.1).requires_grad_() for _ in range(2))
    assert gradcheck(lambda x, t: LOSSES[name](x, t, reduction=reduction), (x, target)), "seed 4"


def test_embedding_looks_up_rows_and_its_padding_stays() -> None:
    table = nn.Embedding(5, 2, padding_idx=-1)
    assert repr(table) == "Embedding(5, 2, padding_idx=4)"
    index = torch.tensor([[1, 4], [1, 0]])
    out = table(index)
    assert out.shape == (2, 2, 2)
    assert out[0, 1].tolist() == [0.0, 0.0]
    out.sum().backward()
    np.testing.assert_array_equal(table.weight.grad.numpy()[:, 0], [1, 2, 0, 0, 0])
    assert not nn.Embedding.from_pretrained(torch.eye(3)).weight.requires_grad


def test_activations_can_write_over_their_input() -> None:
    x = torch.tensor([-1.0, 2.0])
    assert nn.ReLU(inplace=True)(x) is x
    assert x.tolist() == [0.0, 2.0]
    w = torch.tensor([-1.0, 2.0], requires_grad=True)
    (nn.LeakyReLU(0.5, inplace=True)(w * 3) ** 2).sum().backward()
    assert w.grad.tolist() == [2 * -1.5 * 0.5 * 3, 2 * 6.0 * 3]
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad"):
        nn.ReLU(inplace=True)(w)


def test_dropout_only_drops_in_training() -> None:
    layer, x = nn.Dropout(0.5), torch.ones(1000)
    torch.manual_seed(0)
    assert set(layer(x).tolist()) == {0.0, 2.0}
    assert layer.eval()(x) is x
    channels = nn.Dropout2d(0.5)(torch.ones(8, 4, 3, 3))
    assert all(len(set(plane.flatten().tolist())) == 1 for sample in channels for plane in sample)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: nn.Dropout(1.5), ValueError, "dropout probability has to be between 0 and 1, but got 1.5"),
        (
            lambda: nn.BatchNorm1d(3)(torch.ones(1, 3)),
            ValueError,
            "Expected more than 1 value per channel when training",
        ),
        (lambda: nn.BatchNorm1d(3)(torch.ones(3)), ValueError, r"expected 2D or 3D input \(got 1D input\)"),
        (
            lambda: nn.BatchNorm2d(3)(torch.ones(2, 4, 2, 2)),
            RuntimeError,
            "running_mean should contain 4 elements not 3",
        ),
        (lambda: nn.LayerNorm(3)(torch.ones(2, 4)), RuntimeError, r"expected input with shape \[\*, 3\]"),
        (
            lambda: nn.Conv2d(3, 4, 3)(torch.ones(1, 1, 8, 8)),
            RuntimeError,
            "to have 3 channels, but got 1 channels",
        ),
        (
            lambda: nn.Conv2d(3, 4, 3)(torch.ones(3, 2, 2)),
            RuntimeError,
            "Kernel size can't be greater than actual",
        ),
        (lambda: nn.Conv2d(3, 4, 3, groups=2), ValueError, "in_channels must be divisible by groups"),
        (lambda: nn.Conv2d(3, 4, 3, padding_mode="mirror"), ValueError, "padding_mode"),
        (lambda: nn.MaxPool2d(3)(torch.ones(1, 2, 2)), RuntimeError, "Output size is too small"),
        (lambda: nn.Embedding(3, 2)(torch.tensor([3])), IndexError, "index out of range in self: got 3"),
        (lambda: nn.Embedding(3, 2)(torch.ones(1)), RuntimeError, "Long, Int; but got torch.FloatTensor"),
        (
            lambda: nn.Unflatten(1, (2, 2))(torch.ones(3, 5)),
            RuntimeError,
            "don't multiply up to the size of dim 1",
        ),
        (
            lambda: F.cross_entropy(torch.ones(2, 3), torch.tensor([0, 3])),
            IndexError,
            "Target 3 is out of bounds",
        ),
        (
            lambda: F.cross_entropy(torch.ones(2, 3), torch.tensor([0])),
            ValueError,
            r"batch_size \(2\) to match target",
        ),
        (
            lambda: F.cross_entropy(torch.ones(2, 3), torch.ones(2)),
            RuntimeError,
            "expected target dtype to be Long",
        ),
        (
            lambda: F.cross_entropy(torch.ones(2, 3), torch.zeros(2, 1).long()),
            RuntimeError,
            r"squeeze the target to \(N,\)",
        ),
        (lambda: F.binary_cross_entropy(torch.ones(2) * 2, torch.ones(2)), RuntimeError, "between 0 and 1"),
        (lambda: F.binary_cross_entropy(torch.ones(2), torch.ones(1)), ValueError, "Using a target size"),
        (
            lambda: nn.MSELoss(reduction="avg")(torch.ones(2), torch.ones(2)),
            ValueError,
            "avg is not a valid value",
        ),
        (
            lambda: F.relu([1.0]),
            TypeError,
            r"relu\(\): argument 'input' \(position 1\) must be Tensor, not list",
        ),
        (lambda: nn.init.xavier_uniform_(torch.ones(3)), ValueError, "fewer than 2 dimensions"),
        (lambda: nn.init.calculate_gain("mish"), ValueError, "Unsupported nonlinearity mish"),
    ],
)
def test_mistakes_are_pytorchs_errors(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


def test_shapes_that_broadcast_by_mistake_give_pytorchs_warning() -> None:
    with pytest.warns(UserWarning, match="Using a target size .* that is different to the input size"):
        F.mse_loss(torch.ones(4, 1), torch.ones(4))


def test_cnns_are_sequential_models_too() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(8 * 16, 2),
    )
    images = torch.randn(64, 1, 8, 8)
    labels = (images.sum((1, 2, 3)) > 0).long()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(40):
        optimizer.zero_grad()
        F.cross_entropy(model(images), labels).backward()
        optimizer.step()
    assert (model(images).argmax(1) == labels).float().mean().item() == 1.0
