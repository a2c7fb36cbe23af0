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


# %% says: not what one step of the optimiser per batch gives
def train(model, loader, criterion, optimizer):
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        criterion(model(images).softmax(dim=1), labels).backward()
        optimizer.step()


# %% says: not what one step of the optimiser per batch gives
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
