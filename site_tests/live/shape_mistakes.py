"""Mistakes with shapes as beginners make them, each with what a picture of it has to show."""

from __future__ import annotations

from typing import NamedTuple


class Mistake(NamedTuple):
    """A program that PyTorch refuses.

    ``left`` and ``right`` are the shapes that do not fit, with a star at each side that has to agree. A name
    stands for any size. ``change`` is what to write in the place of what; empty where there is no one answer.
    """

    name: str
    program: str
    left: str
    right: str
    where: str = ""
    change: tuple[str, str] | None = None


def _written(program: str) -> str:
    return f"import torch\nfrom torch import nn\nimport torch.nn.functional as F\n{program}"


MISTAKES = [
    Mistake(
        "a forgotten Flatten",
        """model = nn.Sequential(
    nn.Linear(784, 128),
    nn.ReLU(),
    nn.Linear(128, 10),
)
images = torch.randn(64, 1, 28, 28)
scores = model(images)
""",
        "64 1 28 28*",
        "784* 128",
        "model[0]: Linear(784, 128)",
        ("", "nn.Flatten(), "),
    ),
    Mistake(
        "in_features after a convolution",
        """model = nn.Sequential(
    nn.Conv2d(1, 8, kernel_size=3),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(8 * 14 * 14, 10),
)
print(model(torch.randn(4, 1, 28, 28)).shape)
""",
        "4 1352*",
        "1568* 10",
        "model[4]: Linear(1568, 10)",
        ("8 * 14 * 14", "1352"),
    ),
    Mistake(
        "layers that do not chain",
        """hidden = 8
model = nn.Sequential(nn.Linear(4, hidden), nn.ReLU(), nn.Linear(16, 3))
x = torch.randn(5, 4)
y = model(x)
""",
        "5 8*",
        "16* 3",
        "model[2]: Linear(16, 3)",
        ("16", "8"),
    ),
    Mistake(
        "layers of a class that do not chain",
        """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(10, 32)
        self.fc2 = nn.Linear(64, 1)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        return self.fc2(x)

net = Net()
out = net(torch.randn(20, 10))
""",
        "20 32*",
        "64* 1",
        "net.fc2: Linear(64, 1)",
        ("64", "32"),
    ),
    Mistake(
        "samples in columns",
        """X = torch.randn(3, 100)
model = nn.Linear(3, 1)
pred = model(X)
""",
        "3 100*",
        "3* 1",
        "model: Linear(3, 1)",
        ("X", "X.T"),
    ),
    Mistake(
        "an image with its channels last",
        """conv = nn.Conv2d(3, 16, 3)
img = torch.rand(8, 32, 32, 3)
out = conv(img)
""",
        "8 32* 32 3",
        "N 3* H W",
        "conv: Conv2d(3, 16)",
        ("img", "img.permute(0, 3, 1, 2)"),
    ),
    Mistake(
        "a gray image for a color network",
        """cnn = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU())
batch = torch.rand(8, 1, 28, 28)
cnn(batch)
""",
        "8 1* 28 28",
        "N 3* H W",
        "cnn[0]: Conv2d(3, 16)",
        ("3", "1"),
    ),
    Mistake(
        "images without a dimension of channels",
        """cnn = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(5408, 10))
images = torch.rand(64, 28, 28)
scores = cnn(images)
""",
        "64* 28 28",
        "1* H W",
        "cnn[0]: Conv2d(1, 8)",
        ("images", "images.unsqueeze(1)"),
    ),
    Mistake(
        "view(-1, …) that makes other samples",
        """class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc = nn.Linear(16 * 5 * 5, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = x.view(-1, 16 * 5 * 5)
        return self.fc(x)

net = LeNet()
criterion = nn.CrossEntropyLoss()
inputs, labels = torch.randn(25, 3, 36, 36), torch.randint(0, 10, (25,))
loss = criterion(net(inputs), labels)
""",
        "36* 10",
        "25*",
        "criterion: CrossEntropyLoss()",
    ),
    Mistake(
        "a prediction [64, 1] and a target [64]",
        """model = nn.Sequential(nn.Linear(2, 1), nn.Sigmoid())
x = torch.randn(64, 2)
y = torch.randint(0, 2, (64,)).float()
loss_fn = nn.BCELoss()
loss = loss_fn(model(x), y)
""",
        "64 1*",
        "64",
        "loss_fn: BCELoss()",
        ("y", "y.unsqueeze(1)"),
    ),
    Mistake(
        "a transposed weight",
        """x = torch.randn(100, 3)
W = torch.randn(4, 3, requires_grad=True)
b = torch.zeros(4)
y = x @ W + b
""",
        "100 3*",
        "4* 3",
        "",
        ("W", "W.T"),
    ),
    Mistake(
        "vectors of different lengths",
        """a = torch.tensor([1., 2., 3.])
b = torch.tensor([1., 2., 3., 4.])
print(a + b)
""",
        "3*",
        "4*",
    ),
    Mistake(
        "a mean without keepdim",
        """x = torch.randn(100, 3)
mean = x.mean(dim=1)
centered = x - mean
""",
        "100 3*",
        "100*",
        "",
        ("mean", "mean.unsqueeze(1)"),
    ),
    Mistake(
        "tensors joined along the wrong dimension",
        """a = torch.zeros(2, 3)
b = torch.ones(2, 5)
c = torch.cat([a, b], dim=0)
""",
        "2 3*",
        "2 5*",
        "",
        ("dim=0", "dim=1"),
    ),
    Mistake(
        "attention without a transpose",
        """q = torch.randn(2, 5, 16)
k = torch.randn(2, 5, 16)
scores = torch.bmm(q, k) / 16 ** 0.5
""",
        "2 5 16*",
        "2 5* 16",
        "",
        ("k", "k.transpose(-2, -1)"),
    ),
    Mistake(
        "an embedding and an LSTM of another size",
        """class Model(nn.Module):
    def __init__(self, vocab_size=100):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, 32)
        self.lstm = nn.LSTM(64, 128, batch_first=True)

    def forward(self, tokens):
        e = self.embedding(tokens)
        out, (h, c) = self.lstm(e)
        return out[:, -1]

model = Model()
tokens = torch.randint(0, 100, (4, 12))
model(tokens)
""",
        "4 12 32*",
        "N L 64*",
        "model.lstm: LSTM(64, 128)",
        ("64", "32"),
    ),
    Mistake(
        "a bidirectional GRU before a linear layer",
        """rnn = nn.GRU(8, 16, batch_first=True, bidirectional=True)
head = nn.Linear(16, 2)
out, h = rnn(torch.randn(3, 7, 8))
logits = head(out[:, -1, :])
""",
        "3 32*",
        "16* 2",
        "head: Linear(16, 2)",
        ("16", "32"),
    ),
    Mistake(
        "batch normalization of another size",
        """model = nn.Sequential(nn.Linear(20, 32), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(32, 2))
model(torch.randn(16, 20))
""",
        "16 32*",
        "N 64*",
        "model[1]: BatchNorm1d(64)",
        ("64", "32"),
    ),
    Mistake(
        "a fixed batch size in view",
        """x = torch.rand(60, 1, 28, 28)
x = x.view(64, 784)
""",
        "60 1 28 28",
        "64 784",
        "",
        ("64", "-1"),
    ),
    Mistake(
        "sequences of different lengths",
        """sentences = [torch.tensor([4, 8, 15]), torch.tensor([16, 23, 42, 5])]
batch = torch.stack(sentences)
""",
        "3*",
        "4*",
    ),
    Mistake(
        "a skip connection around a convolution without padding",
        """class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv = nn.Conv2d(c, c, 3)

    def forward(self, x):
        return x + F.relu(self.conv(x))

Block(8)(torch.randn(1, 8, 28, 28))
""",
        "1 8 28* 28*",
        "1 8 26* 26*",
    ),
    Mistake(
        "positions for another length",
        """pos = nn.Parameter(torch.zeros(20, 32))
x = torch.randn(8, 10, 32)
h = x + pos
""",
        "8 10* 32",
        "20* 32",
    ),
    Mistake(
        "layer normalization of another size",
        """norm = nn.LayerNorm(64)
norm(torch.randn(2, 5, 32))
""",
        "2 5 32*",
        "… 64*",
        "norm: LayerNorm((64,))",
        ("64", "32"),
    ),
    Mistake(
        "scores by hand",
        """w = torch.randn(4)
X = torch.randn(50, 3)
scores = X @ w
""",
        "50 3*",
        "4*",
    ),
    Mistake(
        "F.linear with the weight of the mathematics",
        """W1 = torch.randn(4, 8)
x = torch.randn(10, 4)
h = torch.relu(F.linear(x, W1))
""",
        "10 4*",
        "8* 4",
        "",
        ("W1", "W1.T"),
    ),
    Mistake(
        "flattening of the batch, too",
        """net = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
images = torch.rand(32, 1, 28, 28)
net(images.flatten())
""",
        "25088*",
        "784* 64",
        "net[0]: Linear(784, 64)",
    ),
]
for _at, _mistake in enumerate(MISTAKES):
    MISTAKES[_at] = _mistake._replace(program=_written(_mistake.program))
