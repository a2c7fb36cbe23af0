# %% says: Gradients pile up from batch to batch
def train(model, loader, criterion, optimizer):
    model.train()
    for images, labels in loader:
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()


# %% says: train changes nothing
def train(model, loader, criterion, optimizer):
    model.train()
    for images, labels in loader:
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()


# %% says: train changes nothing
def train(model, loader, criterion, optimizer):
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        criterion(model(images), labels).backward()


# %% says: not what one step of the optimizer per batch gives
def train(model, loader, criterion, optimizer):
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        criterion(model(images).softmax(dim=1), labels).backward()
        optimizer.step()


# %% says: not what one step of the optimizer per batch gives
def train(model, loader, criterion, optimizer):
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        criterion(model(images), labels).backward()
        optimizer.step()
        break


# %% says: begin with model.train()
def train(model, loader, criterion, optimizer):
    for images, labels in loader:
        optimizer.zero_grad()
        criterion(model(images), labels).backward()
        optimizer.step()


# %% says: accuracy uses the model in training mode
def train(model, loader, criterion, optimizer):
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        criterion(model(images), labels).backward()
        optimizer.step()


def accuracy(model, loader):
    right = total = 0
    with torch.no_grad():
        for images, labels in loader:
            right += (model(images).argmax(dim=1) == labels).sum().item()
            total += len(labels)
    return right / total


# %% says: accuracy records gradients
def accuracy(model, loader):
    model.eval()
    right = total = 0
    for images, labels in loader:
        right += (model(images).argmax(dim=1) == labels).sum().item()
        total += len(labels)
    return right / total


# %% says: accuracy returns percent
def accuracy(model, loader):
    model.eval()
    right = total = 0
    with torch.no_grad():
        for images, labels in loader:
            right += (model(images).argmax(dim=1) == labels).sum().item()
            total += len(labels)
    return 100 * right / total


# %% says: accuracy averages the batches' shares
def accuracy(model, loader):
    model.eval()
    shares = []
    with torch.no_grad():
        for images, labels in loader:
            shares.append((model(images).argmax(dim=1) == labels).float().mean().item())
    return sum(shares) / len(shares)


# %% says: accuracy changes the model
def accuracy(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    right = total = 0
    for images, labels in loader:
        scores = model(images)
        optimizer.zero_grad()
        criterion(scores, labels).backward()
        optimizer.step()
        right += (scores.argmax(dim=1) == labels).sum().item()
        total += len(labels)
    return right / total


# %% says: compare argmax(dim=1) with the labels
def accuracy(model, loader):
    model.eval()
    with torch.no_grad():
        return sum(0.1 for images, labels in loader for scores in [model(images)])


# %% says: A hidden layer or two, or another epoch
def accuracy(model, loader):
    model.eval()
    right = total = 0
    with torch.no_grad():
        for images, labels in loader:
            right += (model(images).argmax(dim=1) == labels).sum().item()
            total += len(labels)
    return right / total


model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
# %% says: is there a softmax along the batch
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.Softmax(dim=0))
# %% says: wants raw scores: leave it out
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.Softmax(dim=1))
# %% says: wanted [1000, 10]
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 11))
# %% says: There is a ReLU after the last layer
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.ReLU())
# %% says: build it with nn.Sequential
model = nn.Linear(784, 10)
# %% says: train_loader holds test images
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
train_loader = DataLoader(test_set, batch_size=64)
# %% says: train_loader holds test images
train_loader = DataLoader(torch.utils.data.ConcatDataset([train_set, test_set]), batch_size=64, shuffle=True)
# %% says: test_loader no longer holds the whole test set
train_loader, kept = DataLoader(train_set, batch_size=64, shuffle=True), test_loader
test_loader = DataLoader(train_set, batch_size=1000)
# %% says: A hidden layer or two, or another epoch
test_loader = kept


# %% says: use the loader that it is given
def train(model, loader, criterion, optimizer):
    model.train()
    for images, labels in test_loader:
        optimizer.zero_grad()
        criterion(model(images), labels).backward()
        optimizer.step()


# %% says: accuracy returns nothing
def train(model, loader, criterion, optimizer):
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        criterion(model(images), labels).backward()
        optimizer.step()


def accuracy(model, loader):
    model.eval()
    right = 0
    with torch.no_grad():
        for images, labels in loader:
            right += (model(images).argmax(1) == labels).sum().item()
    print(right / len(loader.dataset))


# %% says: accuracy gives
def accuracy(model, loader):
    model.eval()
    right = 0
    with torch.no_grad():
        for images, labels in loader:
            right += (model(images).argmax(1) == labels).sum().item()
    return right / 10000


# %% says: begin it with nn.Flatten()
def accuracy(model, loader):
    model.eval()
    right = 0
    with torch.no_grad():
        for images, labels in loader:
            right += (model(images.view(len(images), -1)).argmax(1) == labels).sum().item()
    return right / len(loader.dataset)


model = nn.Sequential(nn.Linear(784, 10))
# %% says: train_loader holds test images
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
both = torch.utils.data.ConcatDataset([train_set, test_set])
train_loader = DataLoader(Subset(both, range(65000)), batch_size=64)
# %% says: it has learned from test_loader
train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
torch.manual_seed(0)
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
for epoch in range(4):
    train(model, DataLoader(test_set, batch_size=64, shuffle=True), nn.CrossEntropyLoss(), optimizer)


# %% right
def train(net, batches, loss_of, opt):
    net.train()
    total = 0.0
    for i, (x, y) in enumerate(batches):
        loss = loss_of(net(x), y)
        net.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(x)
    print(f"mean loss {total / len(batches.dataset):.4f}")
    return total / len(batches.dataset)


@torch.no_grad()
def accuracy(net, batches):
    net.eval()
    hits = [net(x).argmax(1).eq(y) for x, y in batches]
    net.train()
    return torch.cat(hits).float().mean()


torch.manual_seed(1)
model = nn.Sequential(
    nn.Flatten(), nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Dropout(0.1)), nn.Linear(128, 10)
)
optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9)
pixels = (train_set.data[:, None].float() / 255 - 0.1307) / 0.3081
train_loader = DataLoader(
    torch.utils.data.TensorDataset(pixels, train_set.targets), batch_size=64, shuffle=True
)
for epoch in range(2):
    train(model, train_loader, nn.CrossEntropyLoss(), optimizer)
