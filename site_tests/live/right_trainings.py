"""Trainings in the manner of well-known tutorials, on small random data: all of them are right."""

RIGHT_TRAININGS = {
    "a quickstart with loaders, train() and test()": """from torch.utils.data import DataLoader, TensorDataset
data = TensorDataset(torch.rand(96, 1, 6, 6), torch.randint(0, 10, (96,)))
train_loader, test_loader = DataLoader(data, batch_size=16, shuffle=True), DataLoader(data, batch_size=16)
class NeuralNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        first, second = nn.Linear(36, 32), nn.Linear(32, 32)
        self.stack = nn.Sequential(first, nn.ReLU(), second, nn.ReLU(), nn.Linear(32, 10))
    def forward(self, x):
        return self.stack(self.flatten(x))
model = NeuralNetwork()
loss_fn = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
def train():
    model.train()
    for X, y in train_loader:
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
def test():
    model.eval()
    total, correct = 0, 0
    with torch.no_grad():
        for X, y in test_loader:
            pred = model(X)
            total += loss_fn(pred, y).item()
            correct += (pred.argmax(1) == y).type(torch.float).sum().item()
for t in range(4):
    train()
    test()
""",
    "a convolutional network with dropout and NLLLoss": """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, 1)
        self.conv2 = nn.Conv2d(4, 8, 3, 1)
        self.dropout1, self.dropout2 = nn.Dropout(0.25), nn.Dropout(0.5)
        self.fc1, self.fc2 = nn.Linear(32, 16), nn.Linear(16, 10)
    def forward(self, x):
        x = F.relu(self.conv2(F.relu(self.conv1(x))))
        x = self.dropout1(F.max_pool2d(x, 2)).flatten(1)
        x = self.dropout2(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)
model = Net()
optimizer = torch.optim.Adadelta(model.parameters(), lr=1.0)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.7)
for epoch in range(3):
    model.train()
    for batch_idx in range(4):
        optimizer.zero_grad()
        loss = F.nll_loss(model(torch.randn(16, 1, 8, 8)), torch.randint(0, 10, (16,)))
        loss.backward()
        optimizer.step()
    model.eval()
    scheduler.step()
""",
    "a variational autoencoder": """class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc21, self.fc22 = nn.Linear(20, 16), nn.Linear(16, 2), nn.Linear(16, 2)
        self.fc3, self.fc4 = nn.Linear(2, 16), nn.Linear(16, 20)
    def forward(self, x):
        h = F.relu(self.fc1(x))
        mu, logvar = self.fc21(h), self.fc22(h)
        std = torch.exp(0.5 * logvar)
        z = mu + torch.randn_like(std) * std
        return torch.sigmoid(self.fc4(F.relu(self.fc3(z)))), mu, logvar
model = VAE()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
train_loss = 0
for i in range(12):
    data = torch.rand(16, 20)
    optimizer.zero_grad()
    recon, mu, logvar = model(data)
    bce = F.binary_cross_entropy(recon, data, reduction='sum')
    loss = bce - 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    loss.backward()
    train_loss += loss.item()
    optimizer.step()
""",
    "names by letters, with a cell of one's own and steps by hand": """class RNN(nn.Module):
    def __init__(self, size, hidden, out):
        super().__init__()
        self.hidden = hidden
        self.i2h, self.h2h = nn.Linear(size, hidden), nn.Linear(hidden, hidden)
        self.h2o = nn.Linear(hidden, out)
    def forward(self, x, h):
        h = torch.tanh(self.i2h(x) + self.h2h(h))
        return F.log_softmax(self.h2o(h), dim=1), h
rnn = RNN(5, 8, 3)
criterion = nn.NLLLoss()
def train(category, line):
    hidden = torch.zeros(1, rnn.hidden)
    rnn.zero_grad()
    for i in range(line.size(0)):
        output, hidden = rnn(line[i], hidden)
    loss = criterion(output, category)
    loss.backward()
    for p in rnn.parameters():
        p.data.add_(p.grad.data, alpha=-0.005)
    return output, loss.item()
for _ in range(12):
    train(torch.randint(0, 3, (1,)), torch.randn(6, 1, 5))
""",
    "characters by an LSTM whose state is detached": """\
lstm, out = nn.LSTM(5, 8, batch_first=True), nn.Linear(8, 5)
optimizer = torch.optim.Adam([*lstm.parameters(), *out.parameters()], lr=1e-2)
state = (torch.zeros(1, 4, 8), torch.zeros(1, 4, 8))
for _ in range(10):
    x = F.one_hot(torch.randint(0, 5, (4, 7)), 5).float()
    state = tuple(s.detach() for s in state)
    h, state = lstm(x, state)
    loss = F.cross_entropy(out(h).reshape(-1, 5), torch.randint(0, 5, (28,)))
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(lstm.parameters(), 0.5)
    optimizer.step()
""",
    "REINFORCE with a list of log-probabilities": """\
policy = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 2), nn.Softmax(dim=1))
optimizer = torch.optim.Adam(policy.parameters(), lr=1e-2)
for episode in range(10):
    saved_log_probs, rewards = [], []
    for t in range(8):
        probs = policy(torch.randn(1, 4))
        action = torch.multinomial(probs, 1)
        saved_log_probs.append(torch.log(probs.gather(1, action)).squeeze())
        rewards.append(float(action.item() == 0))
    returns = torch.tensor([sum(rewards[t:]) for t in range(8)])
    policy_loss = [-log_prob * R for log_prob, R in zip(saved_log_probs, returns)]
    optimizer.zero_grad()
    loss = torch.stack(policy_loss).sum()
    loss.backward()
    optimizer.step()
""",
    "DQN with a target network that follows slowly": """\
policy_net, target_net = nn.Linear(4, 2), nn.Linear(4, 2)
target_net.load_state_dict(policy_net.state_dict())
optimizer = torch.optim.AdamW(policy_net.parameters(), lr=1e-3, amsgrad=True)
criterion = nn.SmoothL1Loss()
for _ in range(12):
    state, action, reward = torch.randn(16, 4), torch.randint(0, 2, (16, 1)), torch.rand(16)
    values = policy_net(state).gather(1, action)
    with torch.no_grad():
        expected = target_net(torch.randn(16, 4)).max(1).values * 0.99 + reward
    loss = criterion(values, expected.unsqueeze(1))
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_value_(policy_net.parameters(), 100)
    optimizer.step()
    target = target_net.state_dict()
    for key, value in policy_net.state_dict().items():
        target[key] = value * 0.005 + target[key] * 0.995
    target_net.load_state_dict(target)
""",
    "a bigram model and batches by makemore's way": """g = torch.Generator().manual_seed(1)
C, W1 = torch.randn(27, 2, generator=g), torch.randn(6, 20, generator=g)
b1 = torch.randn(20, generator=g)
W2, b2 = torch.randn(20, 27, generator=g), torch.randn(27, generator=g)
parameters = [C, W1, b1, W2, b2]
for p in parameters:
    p.requires_grad = True
X, Y = torch.randint(0, 27, (200, 3)), torch.randint(0, 27, (200,))
lossi = []
for i in range(30):
    ix = torch.randint(0, X.shape[0], (32,))
    h = torch.tanh(C[X[ix]].view(-1, 6) @ W1 + b1)
    loss = F.cross_entropy(h @ W2 + b2, Y[ix])
    for p in parameters:
        p.grad = None
    loss.backward()
    for p in parameters:
        p.data += -0.1 * p.grad
    lossi.append(loss.log10().item())
""",
    "a small transformer with dropout, evaluated in between": """class Block(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.key, self.query, self.value = (nn.Linear(n, n, bias=False) for _ in range(3))
        self.register_buffer('tril', torch.tril(torch.ones(8, 8)))
        self.ln, self.drop, self.proj = nn.LayerNorm(n), nn.Dropout(0.2), nn.Linear(n, n)
    def forward(self, x):
        y = self.ln(x)
        wei = self.query(y) @ self.key(y).transpose(-2, -1) * 8 ** -0.5
        wei = wei.masked_fill(self.tril == 0, float('-inf')).softmax(dim=-1)
        return x + self.proj(self.drop(wei) @ self.value(y))
class GPT(nn.Module):
    def __init__(self):
        super().__init__()
        self.tok, self.pos = nn.Embedding(11, 16), nn.Embedding(8, 16)
        self.blocks = nn.Sequential(*[Block(16) for _ in range(2)])
        self.head = nn.Linear(16, 11)
    def forward(self, idx, targets=None):
        logits = self.head(self.blocks(self.tok(idx) + self.pos(torch.arange(8))))
        return logits, None if targets is None else F.cross_entropy(logits.view(-1, 11), targets.view(-1))
model = GPT()
@torch.no_grad()
def estimate_loss():
    model.eval()
    losses = torch.zeros(3)
    for k in range(3):
        losses[k] = model(torch.randint(0, 11, (4, 8)), torch.randint(0, 11, (4, 8)))[1].item()
    model.train()
    return losses.mean()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
for it in range(10):
    if it % 4 == 0:
        estimate_loss()
    logits, loss = model(torch.randint(0, 11, (4, 8)), torch.randint(0, 11, (4, 8)))
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
""",
    "feature extraction: frozen layers and a new head": """\
model = nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 4))
for param in model.parameters():
    param.requires_grad = False
model[3] = nn.Linear(8, 2)
optimizer = torch.optim.SGD(model[3].parameters(), lr=0.001, momentum=0.9)
for epoch in range(3):
    for phase in ['train', 'val']:
        model.train() if phase == 'train' else model.eval()
        for _ in range(3):
            inputs, labels = torch.randn(8, 6), torch.randint(0, 2, (8,))
            optimizer.zero_grad()
            with torch.set_grad_enabled(phase == 'train'):
                loss = F.cross_entropy(model(inputs), labels)
                if phase == 'train':
                    loss.backward()
                    optimizer.step()
""",
    "a polynomial by tensors alone": """import math
x = torch.linspace(-math.pi, math.pi, 200)
y = torch.sin(x)
a, b, c, d = (torch.randn((), requires_grad=True) for _ in range(4))
for t in range(100):
    loss = (a + b * x + c * x ** 2 + d * x ** 3 - y).pow(2).sum()
    loss.backward()
    with torch.no_grad():
        for w in (a, b, c, d):
            w -= 1e-6 * w.grad
            w.grad = None
""",
    "adversarial examples of a trained model": """\
model = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 3), nn.LogSoftmax(dim=1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(5):
    optimizer.zero_grad()
    F.nll_loss(model(torch.randn(16, 6)), torch.randint(0, 3, (16,))).backward()
    optimizer.step()
model.eval()
for eps in (0.1, 0.2, 0.3, 0.4, 0.5):
    data = torch.randn(1, 6, requires_grad=True)
    loss = F.nll_loss(model(data), torch.randint(0, 3, (1,)))
    model.zero_grad()
    loss.backward()
    perturbed = torch.clamp(data + eps * data.grad.sign(), 0, 1)
    model(perturbed)
""",
    "style by changing an image": """features = nn.Conv2d(3, 4, 3).requires_grad_(False).eval()
target = features(torch.rand(1, 3, 8, 8)).detach()
image = torch.rand(1, 3, 8, 8).requires_grad_(True)
optimizer = torch.optim.LBFGS([image])
run = [0]
while run[0] <= 30:
    def closure():
        with torch.no_grad():
            image.clamp_(0, 1)
        optimizer.zero_grad()
        loss = F.mse_loss(features(image), target)
        loss.backward()
        run[0] += 1
        return loss
    optimizer.step(closure)
""",
}
