"""Programs with one frequent mistake each, as beginners post them, and right ones that look alike.

Sources: questions of PyTorch's forum and of Stack Overflow, Karpathy's list of the most common mistakes, the
course's debugging lesson, and the wrong answers of its exercises. The line that *Show me* is to light ends in
``# here``.
"""

from __future__ import annotations

from typing import NamedTuple


class Program(NamedTuple):
    """A program, what is said of it, and what PyTorch has to show so that it really is wrong.

    ``shows`` is an expression that is true after the program has run, or the beginning of the error's text.
    """

    name: str
    kind: str
    shows: str
    source: str

    @property
    def line(self) -> int:
        """The line to light; 0 where none is marked."""
        lines = (HEAD + self.source).split("\n")
        return next((number for number, line in enumerate(lines, 1) if line.endswith("# here")), 0)


HEAD = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\ntorch.manual_seed(0)\n"
DATA = "x = torch.randn(32, 4)\ny = torch.randint(0, 3, (32,))\n"
MODEL = "model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))\n"
SGD = "opt = torch.optim.SGD(model.parameters(), lr=0.1)\n"

SILENT = [
    Program(
        "the optimizer of a first model, while a second is trained",
        "other_parameters",
        "all(p.grad is None for p in first.parameters())",
        DATA
        + """
first = nn.Linear(4, 3)
opt = torch.optim.SGD(first.parameters(), lr=0.1)
model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))
for epoch in range(5):
    loss = F.cross_entropy(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()  # here""",
    ),
    Program(
        "softmax before cross_entropy",
        "softmax_twice",
        "loss.item() > 0.5",
        DATA
        + "model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3), nn.Softmax(dim=1))  # here\n"
        + SGD
        + """
criterion = nn.CrossEntropyLoss()
for epoch in range(200):
    opt.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    opt.step()""",
    ),
    Program(
        "softmax in forward, before a loss with label smoothing",
        "softmax_twice",
        "loss.item() > 0.5",
        DATA
        + """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 8)
        self.fc2 = nn.Linear(8, 3)
    def forward(self, x):
        return F.softmax(self.fc2(F.relu(self.fc1(x))), dim=-1)  # here
model = Net()
optimizer = torch.optim.Adam(model.parameters())
for _ in range(5):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(x), y, label_smoothing=0.1)
    loss.backward()
    optimizer.step()""",
    ),
    Program(
        "softmax on a line of its own, before the loss",
        "softmax_twice",
        "loss.item() > 0.5",
        DATA
        + MODEL
        + SGD
        + """
shown = F.softmax(model(x[:2]), dim=1)
def predict(batch):
    scores = model(batch)
    return torch.softmax(scores, dim=1)  # here
for _ in range(9):
    opt.zero_grad()
    p = predict(x)
    loss = nn.CrossEntropyLoss()(p, y)
    loss.backward()
    opt.step()
print(F.softmax(model(x[:2]), dim=1))""",
    ),
    Program(
        "softmax kept as a module, and used in forward",
        "softmax_twice",
        "loss.item() > 0.5",
        DATA
        + """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc, self.soft = nn.Linear(4, 3), nn.Softmax(dim=1)
    def forward(self, x):
        x = self.fc(x)
        x = self.soft(x)  # here
        return x
model = Net()
"""
        + SGD
        + """
criterion = nn.CrossEntropyLoss()
for _ in range(5):
    opt.zero_grad()
    outputs = model(x)
    loss = criterion(outputs, y)
    loss.backward()
    opt.step()""",
    ),
    Program(
        "sigmoid before BCEWithLogitsLoss",
        "sigmoid_twice",
        "loss.item() > 0.3",
        """x = torch.randn(32, 4)
y = (x.sum(1) > 0).float()
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1), nn.Sigmoid())  # here
"""
        + SGD
        + """
criterion = nn.BCEWithLogitsLoss()
for _ in range(200):
    opt.zero_grad()
    loss = criterion(model(x).squeeze(1), y)
    loss.backward()
    opt.step()""",
    ),
    Program(
        "softmax before NLLLoss, without a logarithm",
        "nll_without_log",
        "loss.item() < 0",
        DATA
        + "model = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))\n"
        + SGD
        + """
for _ in range(3):
    opt.zero_grad()
    loss = nn.NLLLoss()(model(x), y)
    loss.backward()  # here
    opt.step()""",
    ),
    Program(
        "scores into NLLLoss",
        "nll_without_log",
        "loss.item() < -50",
        DATA
        + MODEL
        + SGD
        + """
for _ in range(300):
    opt.zero_grad()
    loss = F.nll_loss(model(x), y)
    loss.backward()  # here
    opt.step()""",
    ),
    Program(
        "cross_entropy with one output",
        "one_class",
        "loss.item() == 0",
        """x = torch.randn(16, 4)
y = torch.zeros(16, dtype=torch.long)
model = nn.Linear(4, 1)
"""
        + SGD
        + """
for _ in range(3):
    opt.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()  # here
    opt.step()""",
    ),
    Program(
        "a squared error by hand of [N, 1] and [N]",
        "hidden_broadcast",
        "((model(x) - y) ** 2).shape == (20, 20)",
        """x = torch.linspace(-1, 1, 20).unsqueeze(1)
y = x.squeeze() * 2 + 1
model = nn.Linear(1, 1)
"""
        + SGD
        + """
for _ in range(100):
    opt.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()  # here
    opt.step()""",
    ),
    Program(
        "classes are rounded before the loss",
        "flat",
        "w.grad.abs().sum() == 0",
        """x = torch.randn(64, 3)
y = (x.sum(1) > 0).float()
w = torch.zeros(3, requires_grad=True)
opt = torch.optim.SGD([w], lr=0.1)
for step in range(20):
    predicted = torch.sigmoid(x @ w).round()
    loss = F.mse_loss(predicted, y)
    opt.zero_grad()
    loss.backward()  # here
    opt.step()""",
    ),
    Program(
        "a layer of dead units after a huge learning rate",
        "dead_relu",
        "not model[0].weight.grad.any()",
        """x = torch.rand(64, 4)
y = torch.rand(64, 1)
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
opt = torch.optim.SGD(model.parameters(), lr=1.0)
for _ in range(40):
    opt.zero_grad()
    loss = F.mse_loss(model(x), y)
    loss.backward()  # here
    opt.step()""",
    ),
    Program(
        "units that start dead: a bias far below 0",
        "dead_relu",
        "not model.fc1.weight.grad.any()",
        """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 6)
        self.fc2 = nn.Linear(6, 2)
        nn.init.constant_(self.fc1.bias, -100.0)
    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))
model = Net()
"""
        + SGD
        + """x, y = torch.randn(50, 4), torch.randint(0, 2, (50,))
for _ in range(20):
    opt.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()  # here
    opt.step()""",
    ),
    Program(
        "all weights start at 0",
        "same_weights",
        "bool((model[0].weight == model[0].weight[0]).all())",
        DATA
        + MODEL
        + """for p in model.parameters():
    nn.init.zeros_(p)
"""
        + SGD
        + """for _ in range(20):
    opt.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()  # here
    opt.step()""",
    ),
    Program(
        "all weights start at one number",
        "same_weights",
        "bool((model[0].weight - model[0].weight[0]).abs().max() < 1e-6)",
        DATA
        + """model = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 3))
def init(m):
    if isinstance(m, nn.Linear):
        nn.init.constant_(m.weight, 0.5)
        m.bias.data.fill_(0)
model.apply(init)
"""
        + SGD
        + """for _ in range(20):
    opt.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()  # here
    opt.step()""",
    ),
    Program(
        "no zero_grad",
        "gradients_pile_up",
        "model[0].weight.grad.norm() > 0",
        DATA
        + MODEL
        + SGD
        + """
for epoch in range(20):
    loss = F.cross_entropy(model(x), y)
    loss.backward()  # here
    opt.step()""",
    ),
    Program(
        "zero_grad only before the loop, in a function",
        "gradients_pile_up",
        "model[0].weight.grad.norm() > 0",
        DATA
        + MODEL
        + """
def train(model, epochs):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    optimizer.zero_grad()
    for epoch in range(epochs):
        for i in range(0, 32, 8):
            loss = F.cross_entropy(model(x[i:i + 8]), y[i:i + 8])
            loss.backward()  # here
            optimizer.step()
train(model, 3)""",
    ),
    Program(
        "zero_grad between backward and step",
        "zeroed_before_step",
        "torch.equal(model[0].weight, before)",
        DATA
        + MODEL
        + SGD
        + """before = model[0].weight.detach().clone()
for epoch in range(5):
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    opt.zero_grad()
    opt.step()  # here""",
    ),
    Program(
        "backward is missing",
        "never_backward",
        "torch.equal(model[0].weight, before)",
        DATA
        + MODEL
        + SGD
        + """before = model[0].weight.detach().clone()
for epoch in range(5):
    opt.zero_grad()
    loss = F.cross_entropy(model(x), y)
    opt.step()  # here""",
    ),
    Program(
        "step is missing",
        "never_step",
        "torch.equal(model[0].weight, before)",
        DATA
        + MODEL
        + SGD
        + """before = model[0].weight.detach().clone()
for epoch in range(5):
    opt.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()  # here
    print(loss.item())""",
    ),
    Program(
        "step without its brackets",
        "never_step",
        "torch.equal(model[0].weight, before)",
        DATA
        + MODEL
        + SGD
        + """before = model[0].weight.detach().clone()
for epoch in range(5):
    opt.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()  # here
    opt.step""",
    ),
    Program(
        "a layer replaced after the optimizer was made",
        "old_parameters",
        "torch.equal(model[2].weight, before)",
        DATA
        + MODEL
        + SGD
        + """model[2] = nn.Linear(16, 3)
before = model[2].weight.detach().clone()
for epoch in range(5):
    opt.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    opt.step()  # here""",
    ),
    Program(
        "layers in a Python list",
        "not_registered",
        "torch.equal(model.layers[0].weight, before)",
        DATA
        + """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(4, 8), nn.Linear(8, 8)]
        self.out = nn.Linear(8, 3)
    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        return self.out(x)
model = Net()
before = model.layers[0].weight.detach().clone()
"""
        + SGD
        + """for _ in range(5):
    opt.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    opt.step()  # here""",
    ),
    Program(
        "a tensor instead of nn.Parameter",
        "not_registered",
        "torch.equal(model.scale, torch.ones(3))",
        DATA
        + """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)
        self.scale = torch.ones(3, requires_grad=True)
    def forward(self, x):
        return self.fc(x) * self.scale
model = Net()
"""
        + SGD
        + """for _ in range(5):
    opt.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    opt.step()  # here""",
    ),
    Program(
        "training in evaluation mode",
        "trained_in_eval",
        "not model.training",
        DATA
        + """model = nn.Sequential(nn.Linear(4, 16), nn.BatchNorm1d(16), nn.Dropout(0.5), nn.Linear(16, 3))
"""
        + SGD
        + """
def evaluate():
    model.eval()
    with torch.no_grad():
        return (model(x).argmax(1) == y).float().mean().item()
for epoch in range(12):
    opt.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    opt.step()  # here
    evaluate()""",
    ),
    Program(
        "a learning rate of 0",
        "rate_zero",
        "torch.equal(model[0].weight, before)",
        DATA
        + MODEL
        + """before = model[0].weight.detach().clone()
opt = torch.optim.SGD(model.parameters(), lr=1 // 10)
for _ in range(10):
    opt.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    opt.step()  # here""",
    ),
    Program(
        "losses summed with their graphs",
        "graphs_kept",
        "total.requires_grad",
        DATA
        + MODEL
        + SGD
        + """total = 0
for _ in range(40):
    opt.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    opt.step()
    total += loss  # here
print(total / 40)""",
    ),
    Program(
        "losses listed with their graphs",
        "graphs_kept",
        "losses[0].requires_grad",
        DATA
        + MODEL
        + SGD
        + """losses = []
for _ in range(40):
    opt.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    opt.step()
    losses.append(loss)  # here""",
    ),
    Program(
        "detach in forward cuts the first layer off",
        "detached_inside",
        "model.first.weight.grad is None",
        DATA
        + """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(4, 8)
        self.second = nn.Linear(8, 3)
    def forward(self, x):
        h = torch.relu(self.first(x)).detach()  # here
        return self.second(h)
model = Net()
"""
        + SGD
        + """for _ in range(5):
    opt.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    opt.step()""",
    ),
    Program(
        "an encoder whose output goes through NumPy",
        "detached_inside",
        "encoder.weight.grad is None",
        DATA
        + """encoder, head = nn.Linear(4, 8), nn.Linear(8, 3)
opt = torch.optim.Adam([*encoder.parameters(), *head.parameters()])
for _ in range(5):
    opt.zero_grad()
    codes = encoder(x)
    h = torch.tensor(codes.tolist())  # here
    loss = F.cross_entropy(head(h), y)
    loss.backward()
    opt.step()""",
    ),
    Program(
        "nan by the logarithm of 0",
        "nan",
        "loss.isnan().item()",
        DATA
        + MODEL
        + SGD
        + """for _ in range(5):
    opt.zero_grad()
    p = torch.relu(model(x))
    loss = -(p * torch.log(p)).sum(1).mean()  # here
    loss.backward()
    opt.step()""",
    ),
    Program(
        "nan by 0 / 0",
        "nan",
        "loss.isnan().item()",
        """x = torch.zeros(8, 3)
model = nn.Linear(3, 2)
"""
        + SGD
        + """for _ in range(3):
    opt.zero_grad()
    n = x / x.norm(dim=1, keepdim=True)  # here
    loss = model(n).pow(2).mean()
    loss.backward()
    opt.step()""",
    ),
    Program(
        "nan by the slope of a square root at 0",
        "nan",
        "model.weight.isnan().any().item()",
        """x = torch.randn(8, 3)
model = nn.Linear(3, 3, bias=False)
nn.init.zeros_(model.weight)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(3):
    opt.zero_grad()
    d = (model(x) ** 2).sum(1)
    loss = d.sqrt().mean()  # here
    loss.backward()
    opt.step()
print(loss)""",
    ),
    Program(
        "nan by exp that overflows",
        "nan",
        "loss.isnan().item()",
        DATA
        + """model = nn.Linear(4, 3)
"""
        + SGD
        + """for _ in range(3):
    opt.zero_grad()
    e = torch.exp(100 * model(100 * x))  # here
    p = e / e.sum(1, keepdim=True)
    loss = -p[range(32), y].mean()
    loss.backward()
    opt.step()""",
    ),
    Program(
        "nan by too large a learning rate",
        "nan",
        "not torch.isfinite(loss).item()",
        """x = torch.linspace(-10, 10, 50).unsqueeze(1)
y = 3 * x + 1
model = nn.Linear(1, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.5)
for epoch in range(100):
    opt.zero_grad()
    loss = F.mse_loss(model(x), y)  # here
    loss.backward()
    opt.step()
print(loss.item())""",
    ),
    Program(
        "nan in the data",
        "nan",
        "loss.isnan().item()",
        """x = torch.randn(8, 3)
x[2, 1] = float('nan')
model = nn.Linear(3, 1)
"""
        + SGD
        + """for _ in range(3):
    opt.zero_grad()
    loss = model(x).pow(2).mean()  # here
    loss.backward()
    opt.step()
print(loss)""",
    ),
]

ERRORS = [
    Program(
        "detach before the loss",
        "no_graph",
        "RuntimeError: element 0 of tensors does not require grad",
        DATA
        + MODEL
        + """
out = model(x).detach()  # here
loss = F.cross_entropy(out, y)
loss.backward()""",
    ),
    Program(
        "the data of a result",
        "no_graph",
        "RuntimeError: element 0 of tensors does not require grad",
        DATA
        + MODEL
        + """
def compute(model):
    out = model(x)
    return F.cross_entropy(out.data, y)  # here
loss = compute(model)
loss.backward()""",
    ),
    Program(
        "a loss made anew by torch.tensor",
        "no_graph",
        "RuntimeError: element 0 of tensors does not require grad",
        DATA
        + MODEL
        + """
loss = F.cross_entropy(model(x), y)
loss = torch.tensor(loss.item())  # here
loss.backward()""",
    ),
    Program(
        "a mean in NumPy",
        "no_graph",
        "RuntimeError: element 0 of tensors does not require grad",
        DATA
        + MODEL
        + """
losses = [F.cross_entropy(model(x), y).item() for _ in range(3)]
loss = torch.tensor(losses).mean()  # here
loss.backward()""",
    ),
    Program(
        "the loss of the best class alone",
        "no_graph",
        "RuntimeError: element 0 of tensors does not require grad",
        DATA
        + MODEL
        + """
pred = model(x).argmax(dim=1).float()  # here
loss = F.mse_loss(pred, y.float())
loss.backward()""",
    ),
    Program(
        "a count of right answers as the loss",
        "no_graph",
        "RuntimeError: element 0 of tensors does not require grad",
        DATA
        + MODEL
        + """
scores = model(x)
error = (scores.max(1).indices != y).float().mean()  # here
error.backward()""",
    ),
    Program(
        "under no_grad",
        "no_graph",
        "RuntimeError: element 0 of tensors does not require grad",
        DATA
        + MODEL
        + """
with torch.no_grad():
    loss = F.cross_entropy(model(x), y)  # here
loss.backward()""",
    ),
    Program(
        "in a function decorated by no_grad",
        "no_graph",
        "RuntimeError: element 0 of tensors does not require grad",
        DATA
        + MODEL
        + """
@torch.no_grad()
def step():
    loss = F.cross_entropy(model(x), y)  # here
    loss.backward()
step()""",
    ),
    Program(
        "every layer frozen",
        "no_graph",
        "RuntimeError: element 0 of tensors does not require grad",
        DATA
        + MODEL
        + """
for p in model.parameters():
    p.requires_grad = False
loss = F.cross_entropy(model(x), y)  # here
loss.backward()""",
    ),
    Program(
        "weights that do not require grad",
        "no_graph",
        "RuntimeError: element 0 of tensors does not require grad",
        """x, y = torch.randn(8), torch.randn(8)
w = torch.zeros(1)
loss = ((w * x - y) ** 2).mean()  # here
loss.backward()""",
    ),
    Program(
        "changed in place before backward",
        "changed_in_place",
        "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace",
        """x = torch.randn(5, requires_grad=True)
h = torch.sigmoid(x)
h += 1  # here
h.sum().backward()""",
    ),
    Program(
        "a row assigned in forward",
        "changed_in_place",
        "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace",
        """model = nn.Linear(3, 3)
h = torch.exp(model(torch.randn(2, 3)))
out = h.sum()
h[0] = 0  # here
out.backward()""",
    ),
    Program(
        "weights stepped between two backward passes",
        "changed_in_place",
        "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace",
        DATA
        + """model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3))
"""
        + SGD
        + """loss = F.cross_entropy(model(x), y)
other = model(x).pow(2).mean()
loss.backward()
opt.step()  # here
other.backward()""",
    ),
    Program(
        "gradient descent by hand without no_grad",
        "leaf_in_place",
        "RuntimeError: a leaf Variable that requires grad is being used in an in-place operation",
        """w = torch.zeros(3, requires_grad=True)
loss = (w - 1).pow(2).sum()
loss.backward()
w -= 0.1 * w.grad  # here""",
    ),
    Program(
        "backward twice",
        "backward_twice",
        "RuntimeError: Trying to backward through the graph a second time",
        DATA
        + MODEL
        + """
loss = F.cross_entropy(model(x), y)
loss.backward()
loss.backward()  # here""",
    ),
    Program(
        "the loss outside of the loop",
        "backward_twice",
        "RuntimeError: Trying to backward through the graph a second time",
        DATA
        + MODEL
        + SGD
        + """
loss = F.cross_entropy(model(x), y)
for _ in range(5):
    opt.zero_grad()
    loss.backward()  # here
    opt.step()""",
    ),
    Program(
        "a hidden state carried over",
        "backward_twice",
        "RuntimeError: Trying to backward through the graph a second time",
        """cell = nn.Linear(6, 4)
h = torch.zeros(1, 4)
for step in range(3):
    h = torch.tanh(cell(torch.cat([torch.randn(1, 2), h], 1)))
    loss = h.pow(2).sum()
    loss.backward()  # here""",
    ),
    Program(
        "a loss for each example",
        "not_a_number",
        "RuntimeError: grad can be implicitly created only for scalar",
        DATA
        + MODEL
        + """
loss = F.cross_entropy(model(x), y, reduction='none')
loss.backward()  # here""",
    ),
    Program(
        "classes counted from 1",
        "class_out_of_range",
        "IndexError: Target 3 is out of bounds",
        DATA
        + MODEL
        + """
y = torch.tensor([1, 2, 3, 1] * 8)
loss = nn.CrossEntropyLoss()(model(x), y)  # here""",
    ),
    Program(
        "classes as floats",
        "classes_as_floats",
        "RuntimeError: expected",
        DATA
        + MODEL
        + """
y = torch.randint(0, 3, (32,)).float()
loss = F.cross_entropy(model(x), y)  # here""",
    ),
    Program(
        "probabilities outside of 0 and 1",
        "not_probabilities",
        "RuntimeError: all elements of input should be between 0 and 1",
        """x, y = torch.randn(8, 4), torch.ones(8, 1)
loss = nn.BCELoss()(nn.Linear(4, 1)(x), y)  # here""",
    ),
    Program(
        "whole numbers as targets of BCEWithLogitsLoss",
        "targets_as_integers",
        "RuntimeError: result type Float can't be cast to the desired output type Long",
        """x = torch.randn(8, 4)
y = torch.randint(0, 2, (8, 1))
loss = nn.BCEWithLogitsLoss()(nn.Linear(4, 1)(x), y)  # here""",
    ),
    Program(
        "NumPy's doubles into a model",
        "doubles_into_floats",
        "RuntimeError: mat1 and mat2 must have the same dtype",
        """import numpy as np
x = torch.from_numpy(np.random.rand(8, 4))
out = nn.Linear(4, 2)(x)  # here""",
    ),
    Program(
        "whole numbers that require grad",
        "integers_require_grad",
        "RuntimeError: Only Tensors of floating point and complex dtype can require gradients",
        "w = torch.tensor([1, 2, 3], requires_grad=True)  # here",
    ),
    Program(
        "a word that the table does not have",
        "index_out_of_table",
        "IndexError: index out of range in self",
        """emb = nn.Embedding(10, 4)
out = emb(torch.tensor([3, 10]))  # here""",
    ),
]
