# %% says: The model ends in a softmax. CrossEntropyLoss expects raw scores
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.Softmax(dim=1))
# %% says: The model ends in a softmax along the batch
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.Softmax(dim=0))
# %% says: The model ends in a log-softmax
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.LogSoftmax(dim=1))
# %% says: as after a ReLU
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.ReLU())
# %% says: it should have ten scores per image
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 1))
# %% says: The optimizer does not hold the parameters of net
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
for step in range(20):
    train_step(net, criterion, optimizer, images, labels)
# %% says: images and labels are not the first 64
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
images, labels = images[:8], labels[:8]
# %% says: The learning rate is 0
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
optimizer = torch.optim.Adam(net.parameters(), lr=0)
for step in range(20):
    train_step(net, criterion, optimizer, images, labels)
# %% says: training has blown up
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.SGD(net.parameters(), lr=1e6)
for step in range(20):
    train_step(net, criterion, optimizer, images, labels)
# %% says: The optimizer does not hold
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
for step in range(30):
    train_step(net, criterion, optimizer, images, labels)
# %% says: or a sigmoid
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10), nn.Sigmoid())
# %% says: within ±1
torch.manual_seed(0)
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10), nn.Tanh())
optimizer = torch.optim.Adam(net.parameters(), lr=0.001)
steps = 300
for step in range(steps):
    train_step(net, criterion, optimizer, images, labels)


# %% right


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(784, 64), nn.Linear(64, 10)

    def forward(self, x):
        return self.b(torch.relu(self.a(x.flatten(1))))


net = Net()
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
for step in range(60):
    train_step(net, criterion, optimizer, images, labels)
# %% right
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 50), nn.Tanh(), nn.Linear(50, 10))
optimizer = torch.optim.AdamW(
    [{"params": net[1].parameters()}, {"params": net[3].parameters(), "lr": 0.02}], lr=0.01
)
for step in range(80):
    train_step(net, criterion, optimizer, images, labels)
# %% right
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10), nn.LogSoftmax(dim=1))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
for step in range(60):
    train_step(net, criterion, optimizer, images, labels)
# %% right
net = nn.Sequential(
    nn.Flatten(-3), nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Dropout(0.2)), nn.Linear(64, 10)
)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
for step in range(150):
    train_step(net, criterion, optimizer, images, labels)
# %% says: The model ends in a softmax. CrossEntropyLoss expects raw scores
net = nn.Sequential(
    nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10), nn.Sequential(nn.Softmax(dim=-1))
)
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
for step in range(100):
    train_step(net, criterion, optimizer, images, labels)


# %% says: net is of type function
torch.manual_seed(0)
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
steps = 60
net = lambda x: nn.functional.one_hot(labels, 10) * 100.0


# %% says: not on its place in the batch
class Cheat(nn.Module):
    def __init__(self):
        super().__init__()
        self.size = nn.Parameter(torch.ones(1))

    def forward(self, x):
        return (nn.functional.one_hot(labels, 10) * 100 - 50) * self.size


net = Cheat()
optimizer = torch.optim.SGD(net.parameters(), lr=0.001)
steps = 1


# %% right
torch.manual_seed(0)
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
for step in range(150):
    train_step(net, criterion, optimizer, images, labels)


# %% says: You train with MSELoss
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
criterion = nn.MSELoss()
for step in range(60):
    optimizer.zero_grad()
    loss = criterion(net(images), nn.functional.one_hot(labels, 10).float())
    loss.backward()
    optimizer.step()


# %% says: Every gradient is missing or 0
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
criterion = nn.CrossEntropyLoss()
for step in range(60):
    optimizer.zero_grad()
    loss = criterion(net(images), labels) * 0 + 0.001
    loss.backward()
    optimizer.step()


# %% says: Every gradient is missing or 0
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
criterion = nn.CrossEntropyLoss()
for step in range(60):
    optimizer.zero_grad()
    loss = criterion(net(images), labels)
    optimizer.step()


# %% says: has not made a single step
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
criterion = nn.CrossEntropyLoss()
for step in range(60):
    optimizer.zero_grad()
    loss = criterion(net(images), labels)
    loss.backward()


# %% says: Yet the last loss of your loop is
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
criterion = nn.CrossEntropyLoss()
for step in range(60):
    optimizer.zero_grad()
    loss = criterion(net(images[:32]), labels[:32])
    loss.backward()
    optimizer.step()


# %% says: Yet the last loss of your loop is
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
criterion = nn.CrossEntropyLoss()
shuffled = labels.flip(0)
for step in range(60):
    optimizer.zero_grad()
    loss = criterion(net(images), shuffled)
    loss.backward()
    optimizer.step()


# %% says: All images get the same scores
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
criterion = nn.CrossEntropyLoss()
for p in net.parameters():
    nn.init.zeros_(p)
for step in range(60):
    optimizer.zero_grad()
    loss = criterion(net(images), labels)
    loss.backward()
    optimizer.step()


# %% equivalent: "`0` for `torch.manual_seed(0)`" = "another start learns the batch as well"
# %% equivalent: "0 → 1 in `torch.manual_seed(0)`" = "another start learns the batch as well"
# %% equivalent: "Tanh in `nn.ReLU()`" = "another activation learns the batch as well"
# %% equivalent: "no lr= in `torch.optim.Adam(net.parameters(), lr=0.01)`" = "Adam's own rate learns the batch as well"
# %% equivalent: "60 → 61 in `range(60)`" = "one step more does no harm"


# %% says: With label_smoothing=0.1
torch.manual_seed(0)
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
for step in range(60):
    optimizer.zero_grad()
    loss = criterion(net(images), labels)
    loss.backward()
    optimizer.step()


# %% says: With weight_decay=1
torch.manual_seed(0)
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01, weight_decay=1.0)
criterion = nn.CrossEntropyLoss()
for step in range(60):
    optimizer.zero_grad()
    loss = criterion(net(images), labels)
    loss.backward()
    optimizer.step()


# %% says: they pile up from step to step
torch.manual_seed(0)
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
criterion = nn.CrossEntropyLoss()
for step in range(60):
    loss = criterion(net(images), labels)
    loss.backward()
    optimizer.step()


# %% says: Change one thing at a time: more steps
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
criterion = nn.functional.cross_entropy
for step in range(5):
    optimizer.zero_grad()
    loss = criterion(net(images), labels)
    loss.backward()
    optimizer.step()


# %% says: Dropout makes it harder
images, labels = next(iter(DataLoader(train_set, batch_size=64)))
net = nn.Sequential(nn.Flatten(), nn.Dropout(0.9), nn.Linear(784, 16), nn.ReLU(), nn.Linear(16, 10))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
criterion = nn.CrossEntropyLoss()
for step in range(60):
    optimizer.zero_grad()
    loss = criterion(net(images), labels)
    loss.backward()
    optimizer.step()
