# %% says: calls step() 3 times, and the weights stay as they were
def train(model, loader, criterion, optimizer):
    model.train()
    for images, labels in loader:
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()


# %% says: Gradients pile up from batch to batch
def train(model, loader, criterion, optimizer):
    model.train()
    for images, labels in loader:
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()


# %% says: never calls step()
def train(model, loader, criterion, optimizer):
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        criterion(model(images), labels).backward()


# %% says: never calls step()
def train(model, loader, criterion, optimizer):
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    for images, labels in loader:
        optimizer.zero_grad()
        criterion(model(images), labels).backward()
        optimizer.step()


# %% says: never calls the criterion
def train(model, loader, criterion, optimizer):
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images), 0 * labels).backward()
        optimizer.step()


# %% says: never calls the criterion
def train(model, loader, criterion, optimizer):
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images), labels).backward()
        optimizer.step()


# %% says: not those that one step per batch gives
def train(model, loader, criterion, optimizer):
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        criterion(model(images).softmax(dim=1), labels).backward()
        optimizer.step()


# %% says: given a loader of 10 images and shows the model 4
def train(model, loader, criterion, optimizer):
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        criterion(model(images), labels).backward()
        optimizer.step()
        break


# %% says: given a loader of 10 images and shows the model 20
def train(model, loader, criterion, optimizer):
    model.train()
    for epoch in range(2):
        for images, labels in loader:
            optimizer.zero_grad()
            criterion(model(images), labels).backward()
            optimizer.step()


# %% says: calls step() once
def train(model, loader, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    for images, labels in loader:
        criterion(model(images), labels).backward()
    optimizer.step()


# %% says: does not call the model that it is given
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))


def train(model, loader, criterion, optimizer):
    net.train()
    for images, labels in loader:
        optimizer.zero_grad()
        criterion(net(images), labels).backward()
        optimizer.step()


# %% says: use the loader that it is given|each batch of this loader once
def train(model, loader, criterion, optimizer):
    model.train()
    for images, labels in valid_loader:
        optimizer.zero_grad()
        criterion(model(images), labels).backward()
        optimizer.step()


# %% says: begin with model.train()
def train(model, loader, criterion, optimizer):
    for images, labels in loader:
        optimizer.zero_grad()
        criterion(model(images), labels).backward()
        optimizer.step()


# %% says: modules within modules are still in evaluation mode
def train(model, loader, criterion, optimizer):
    model.training = True
    for child in model.children():
        child.training = True
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


# %% says: modules within modules are still in training mode
def accuracy(model, loader):
    right = total = 0
    for child in model:
        child.training = False
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


# %% says: that is a percentage
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


# %% says: accuracy returns nothing
def accuracy(model, loader):
    model.eval()
    right = 0
    with torch.no_grad():
        for images, labels in loader:
            right += (model(images).argmax(1) == labels).sum().item()
    print(right / len(loader.dataset))


# %% says: compare argmax(dim=1) with the labels
def accuracy(model, loader):
    model.eval()
    right = 0
    with torch.no_grad():
        for images, labels in loader:
            right += (model(images).argmax(1) == labels).sum().item()
    return right / 10000


# %% says: Error
def accuracy(model, loader):
    model.eval()
    right = total = 0
    with torch.no_grad():
        for images, labels in loader:
            right += (model(images).squeeze().argmax(dim=1) == labels).sum().item()
            total += len(labels)
    return right / total


# %% says: shows the model 4
def accuracy(model, loader):
    model.eval()
    with torch.no_grad():
        images, labels = next(iter(loader))
        return (model(images).argmax(dim=1) == labels).float().mean().item()


# %% says: accuracy returns something of type str
def accuracy(model, loader):
    model.eval()
    right = total = 0
    with torch.no_grad():
        for images, labels in loader:
            right += (model(images).argmax(dim=1) == labels).sum().item()
            total += len(labels)
    return f"{right / total:.4f}"


# %% says: it should reach 0.97 before the test images are used
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
# %% says: expects raw scores: leave it out
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.Softmax(dim=1))
# %% says: it should be [1000, 10]
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 11))
# %% says: is there an activation after the last layer
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.ReLU())
# %% says: is there an activation after the last layer
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.Sequential(nn.Sigmoid()))
# %% says: build it with nn.Sequential
model = nn.Linear(784, 10)
# %% says: nn.Flatten() turns each image into a row
model = nn.Sequential(nn.Linear(784, 10))
# %% says: train_loader holds 10000 of the test images
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
test_set = datasets.MNIST("./data", train=False, transform=transform)
train_loader = DataLoader(test_set, batch_size=64)
# %% says: train_loader holds 10000 of the test images
both = torch.utils.data.ConcatDataset([train_set, test_set])
train_loader = DataLoader(both, batch_size=64, shuffle=True)
# %% says: train_loader holds 5000 of the validation images
train_loader = DataLoader(digits, batch_size=64, shuffle=True)
# %% says: train_loader holds 5000 of the validation images
nested = torch.utils.data.Subset(torch.utils.data.ConcatDataset([train_set, valid_set]), range(60000))
train_loader = DataLoader(nested, batch_size=64, shuffle=True)
# %% says: train_loader holds 900 of the validation images
nested = torch.utils.data.ConcatDataset([train_set, torch.utils.data.Subset(valid_set, range(900))])
train_loader = DataLoader(torch.utils.data.Subset(nested, range(55900)), batch_size=64)
# %% says: of the validation images
pixels = digits.data[:, None].float() / 255
train_loader = DataLoader(torch.utils.data.TensorDataset(pixels, digits.targets), batch_size=64, shuffle=True)
# %% says: as if it had learned from the test images|as if it had learned from the validation images
train_loader = DataLoader(train_set, batch_size=100, shuffle=True)
torch.manual_seed(0)
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
held_back = torch.utils.data.ConcatDataset([test_set, valid_set])
optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
for epoch in range(4):
    train(model, DataLoader(held_back, batch_size=64, shuffle=True), nn.CrossEntropyLoss(), optimizer)


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
    nn.Flatten(), nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Dropout(0.05)), nn.Linear(128, 10)
)
rows = train_set.indices
pixels = (digits.data[rows][:, None].float() / 255 - 0.1307) / 0.3081
data = torch.utils.data.TensorDataset(pixels, digits.targets[rows])
train_loader = DataLoader(data, batch_size=64, shuffle=True)
for rate in (0.05, 0.02, 0.005):
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9)
    train(model, train_loader, nn.CrossEntropyLoss(), optimizer)


# %% right
def train(model, loader, criterion, optimizer):
    optimizer.zero_grad()
    model.train()
    for images, labels in loader:
        scores = model(images)
        criterion(scores, labels).backward()
        optimizer.step()
        optimizer.zero_grad()
    model.eval()


def accuracy(model, loader):
    was = model.training
    with torch.inference_mode():
        model.train(False)
        wrong = sum(int((model(x).max(dim=1).indices != y).sum()) for x, y in loader)
    model.train(was)
    return 1 - wrong / len(loader.dataset)


# %% right
train_loader = DataLoader(torch.utils.data.Subset(train_set, range(50000)), batch_size=32, shuffle=True)


# %% says: The line `train(model, valid_loader, criterion, optimizer)` trains on the validation images
def train(model, loader, criterion, optimizer):
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        criterion(model(images), labels).backward()
        optimizer.step()


train_loader = DataLoader(train_set, batch_size=100, shuffle=True)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.0001)
for epoch in range(0):
    train(model, train_loader, criterion, optimizer)
    train(model, valid_loader, criterion, optimizer)


# %% says: The line `for images, labels in valid_loader:` trains on the validation images
def train(model, loader, criterion, optimizer):
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        criterion(model(images), labels).backward()
        optimizer.step()


train_loader = DataLoader(train_set, batch_size=100, shuffle=True)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.0001)
for epoch in range(0):
    train(model, train_loader, criterion, optimizer)
    for images, labels in valid_loader:
        optimizer.zero_grad()
        criterion(model(images), labels).backward()
        optimizer.step()


# %% says: trains on the validation images
def train(model, loader, criterion, optimizer):
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        criterion(model(images), labels).backward()
        optimizer.step()


train_loader = DataLoader(train_set, batch_size=100, shuffle=True)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.0001)
more = DataLoader(torch.utils.data.ConcatDataset([train_set, valid_set]), batch_size=100, shuffle=True)
for epoch in range(0):
    train(model, more, criterion, optimizer)


# %% says: compare argmax(dim=1) with the labels
def accuracy(model, loader):
    model.eval()
    with torch.no_grad():
        hits = [(model(x).topk(2, dim=1).indices == y[:, None]).any(dim=1) for x, y in loader]
    return torch.cat(hits).float().mean().item()


# %% right
def accuracy(model, loader):
    model.eval()
    with torch.no_grad():
        hits = [model(x).argmax(dim=1) == y for x, y in loader]
    return torch.cat(hits).float().mean().item()


def train(model, loader, criterion, optimizer):
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        criterion(model(images), labels).backward()
        optimizer.step()


train_loader = DataLoader(train_set, batch_size=100, shuffle=True)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.0001)
best = accuracy(model, valid_loader)
for epoch in range(0):
    train(model, train_loader, criterion, optimizer)
    for name, loader in {"training": train_loader, "validation": valid_loader}.items():
        print(name, accuracy(model, loader), best)


# %% equivalent: "`(model(images).argmax(dim=1) == labels).sum()` for `(model(images).argmax(dim=1) == labels).sum().item()`" = "a tensor that holds one number is as good as the number"
