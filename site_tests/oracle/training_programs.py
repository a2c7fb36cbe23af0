"""Training loops as other people write them, each with one line that films it: `film.keep(loss)`.

Written before the limits of `pictures.training` were known. Each is run twice, with and without the film.
"""

PROGRAMS = {
    "a class with forward, full batches, regression": """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(1, 20)
        self.fc2 = nn.Linear(20, 1)

    def forward(self, x):
        return self.fc2(F.relu(self.fc1(x)))

x = torch.unsqueeze(torch.linspace(-1, 1, 100), dim=1)
y = x.pow(2) + 0.2 * torch.rand(x.size())
model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
loss_func = torch.nn.MSELoss()
film = training(model, x, y)
for t in range(100):
    prediction = model(x)
    loss = loss_func(prediction, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    film.keep(loss)
""",
    "a data loader, a scheduler, epochs": """
from torch.utils.data import DataLoader, TensorDataset

X = torch.randn(120, 2)
Y = (X[:, 0] * X[:, 1] > 0).long()
loader = DataLoader(TensorDataset(X, Y), batch_size=32, shuffle=True)
model = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 2))
opt = torch.optim.AdamW(model.parameters(), lr=3e-2, weight_decay=1e-2)
sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=12)
film = training(model, X, Y, classes=["same", "other"])
for epoch in range(12):
    model.train()
    total = 0.0
    for xb, yb in loader:
        opt.zero_grad(set_to_none=True)
        loss = F.cross_entropy(model(xb), yb)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        total += loss.item() * len(xb)
    sched.step()
    film.keep(total / len(X))
""",
    "BCEWithLogits with one output": """
X = torch.cat([torch.randn(40, 2) - 1, torch.randn(40, 2) + 1])
y = torch.cat([torch.zeros(40), torch.ones(40)])
model = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1))
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
film = training(model, X, y)
for epoch in range(30):
    optimizer.zero_grad()
    out = model(X).squeeze(1)
    loss = criterion(out, y)
    loss.backward()
    optimizer.step()
    film.keep(loss.item())
""",
    "a sigmoid at the end, BCELoss, targets in a column": """
X = torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
y = torch.tensor([[0.], [1.], [1.], [0.]])

class XOR(nn.Module):
    def __init__(self):
        super(XOR, self).__init__()
        self.hidden = nn.Linear(2, 4)
        self.out = nn.Linear(4, 1)

    def forward(self, x):
        x = torch.tanh(self.hidden(x))
        return torch.sigmoid(self.out(x))

model = XOR()
criterion = nn.BCELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5, momentum=0.9)
film = training(model, X, y)
for step in range(200):
    optimizer.zero_grad()
    loss = criterion(model(X), y)
    loss.backward()
    optimizer.step()
    film.keep(loss)
""",
    "three classes, log-softmax, NLLLoss, weights by hand": """
centers = torch.tensor([[0., 2.], [-2., -1.], [2., -1.]])
labels = torch.arange(90) % 3
points = centers[labels] + 0.6 * torch.randn(90, 2)
model = nn.Sequential(nn.Linear(2, 10), nn.ReLU(), nn.Linear(10, 3), nn.LogSoftmax(dim=1))
film = training(model, points, labels, classes=["top", "left", "right"])
for i in range(40):
    loss = F.nll_loss(model(points), labels)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            p -= 0.3 * p.grad
    film.keep(loss)
""",
    "a convolutional network with batch norm and dropout": """
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, 3, padding=1), nn.BatchNorm2d(6), nn.ReLU(inplace=True), nn.MaxPool2d(2),
            nn.Conv2d(6, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d(1),
        )
        self.drop = nn.Dropout(0.25)
        self.classifier = nn.Linear(8, 4)

    def forward(self, x):
        x = self.features(x)
        x = torch.flatten(x, 1)
        return self.classifier(self.drop(x))

images = torch.randn(48, 1, 12, 12)
labels = torch.randint(0, 4, (48,))
model = CNN()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
film = training(model, images, labels)
for epoch in range(6):
    for i in range(0, 48, 16):
        optimizer.zero_grad()
        loss = nn.CrossEntropyLoss(label_smoothing=0.1)(model(images[i:i + 16]), labels[i:i + 16])
        loss.backward()
        optimizer.step()
        film.keep(loss)
""",
    "a GRU on sequences": """
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(1, 8, batch_first=True)
        self.head = nn.Linear(8, 1)

    def forward(self, x):
        out, h = self.rnn(x)
        return self.head(out[:, -1])

t = torch.arange(60) / 5
series = torch.sin(t)
x = torch.stack([series[i:i + 10] for i in range(50)]).unsqueeze(-1)
y = series[10:60].unsqueeze(-1)
model = Model()
optimizer = torch.optim.RMSprop(model.parameters(), lr=0.01)
film = training(model, x, y)
for epoch in range(8):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
    film.keep(loss)
""",
    "digits as rows of 64 numbers, validation beside it": """
X = torch.rand(100, 64) * 16
y = torch.randint(10, (100,))
X_train, X_val, y_train, y_val = X[:80], X[80:], y[:80], y[80:]
net = nn.Sequential(nn.Linear(64, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dropout(), nn.Linear(32, 10))
optim = torch.optim.SGD(net.parameters(), 0.1, momentum=0.9, nesterov=True)
model = net
film = training(net, X_val, y_val, classes=[str(digit) for digit in range(10)])
for epoch in range(10):
    net.train()
    perm = torch.randperm(80)
    for start in range(0, 80, 20):
        idx = perm[start:start + 20]
        optim.zero_grad()
        loss = F.cross_entropy(net(X_train[idx]), y_train[idx])
        loss.backward()
        optim.step()
    net.eval()
    with torch.no_grad():
        val_loss = F.cross_entropy(net(X_val), y_val)
    film.keep(loss, validation=val_loss)
""",
    "everything in double, a plane of values, LBFGS": """
torch.set_default_dtype(torch.float64)
try:
    grid = torch.rand(50, 2) * 4 - 2
    z = torch.sin(grid[:, :1]) * grid[:, 1:]
    model = nn.Sequential(nn.Linear(2, 12), nn.Softplus(), nn.Linear(12, 1))
    optimizer = torch.optim.LBFGS(model.parameters(), lr=0.3, max_iter=5)
    film = training(model, grid, z)

    def closure():
        optimizer.zero_grad()
        loss = ((model(grid) - z) ** 2).mean()
        loss.backward()
        return loss

    for step in range(10):
        film.keep(optimizer.step(closure))
finally:
    torch.set_default_dtype(torch.float32)
""",
    "four measurements, three species, a frozen layer, early stopping": """
X = torch.randn(90, 4)
y = X[:, :3].argmax(1)
backbone = nn.Linear(4, 12)
backbone.requires_grad_(False)
model = nn.Sequential(backbone, nn.GELU(), nn.LayerNorm(12), nn.Linear(12, 3))
optimizer = torch.optim.Adam(filter(lambda p: p.requires_grad, model.parameters()), lr=0.02)
best, patience = float("inf"), 0
film = training(model, X, y, classes=("setosa", "versicolor", "virginica"))
while patience < 3:
    optimizer.zero_grad()
    loss = F.cross_entropy(model(X[:60]), y[:60])
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        val = F.cross_entropy(model(X[60:]), y[60:]).item()
    best, patience = (val, 0) if val < best - 1e-3 else (best, patience + 1)
    film.keep(loss, validation=val)
    if film.count > 200:
        break
""",
    "an embedding, tokens, many to many": """
tokens = torch.randint(0, 7, (12, 6))
targets = torch.roll(tokens, 1, 1)
model = nn.Sequential(nn.Embedding(7, 5), nn.Linear(5, 7))
optimizer = torch.optim.Adagrad(model.parameters(), lr=0.1)
film = training(model, tokens, targets)
for step in range(12):
    optimizer.zero_grad()
    loss = nn.CrossEntropyLoss()(model(tokens).reshape(-1, 7), targets.reshape(-1))
    loss.backward()
    optimizer.step()
    film.keep(loss)
""",
    "a loop that diverges": """
x = torch.linspace(-2, 2, 30)[:, None]
y = 3 * x + 1
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=50.0)
film = training(model, x, y)
for _ in range(60):
    optimizer.zero_grad()
    loss = (model(x) - y).square().sum()
    loss.backward()
    optimizer.step()
    film.keep(loss)
""",
}
