# %% says: no parameter of the model has moved
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(make_model().parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history


# %% says: a part of the model was in evaluation mode
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.eval()
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history


# %% says: arrived in evaluation mode
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history


# %% says: arrived with one part in evaluation mode
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        if not model.training:
            model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history


# %% says: the loss was computed from softmax(scores).
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs).softmax(dim=1), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history


# %% says: labels stayed in their old order while the inputs were shuffled.
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y.split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history


# %% says: each step used the sum of all gradients so far.
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history


# %% says: softmax(scores); the labels stayed
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y.split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs).softmax(dim=1), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history


# %% says: softmax(scores); the labels stayed in their old order while the inputs were shuffled; each step
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y.split(batch_size)):
            loss = criterion(model(inputs).softmax(dim=1), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history


# %% says: divided by the number of examples
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item()
        history.append(total / len(x))
    return history


# %% says: a smaller batch counts as much
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item()
        history.append(total / len(x.split(batch_size)))
    return history


# %% says: the loss of the last batch
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(loss.item())
    return history


# %% says: the sum over the examples
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total)
    return history


# %% says: keep the graph
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss * len(inputs)
        history.append(total / len(x))
    return history


# %% says: the mean loss per example was
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    total = 0.0
    for epoch in range(epochs):
        model.train()
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history


# %% says: The order is not random in every epoch
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.arange(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history


# %% says: every epoch had the same order
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    order = torch.randperm(len(x))
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history


# %% says: every epoch had the same order
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        torch.manual_seed(0)
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history


# %% says: the two steps are
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history


# %% says: the two steps are
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history


# %% says: the two steps are
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history


# %% says: had the labels of other examples
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y[torch.randperm(len(y))].split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history


# %% says: of the 22 examples; it should use each of them once
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randint(len(x), (len(x),))
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history


# %% says: the model was called
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(40):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history


# %% says: the model was called
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(32), y[order].split(32)):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history


# %% says: a list of 3 numbers
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))


# %% says: it returns float
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history[-1]


# %% says: called with gradients on
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            optimizer.zero_grad()
            with torch.no_grad():
                model(inputs)
            loss = criterion(model.inner(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history


# %% right
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history


# %% right
from torch.utils.data import DataLoader, TensorDataset


def train(model, x, y, epochs, batch_size, lr):
    model.train()
    loader = DataLoader(TensorDataset(x, y), batch_size=batch_size, shuffle=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        losses, sizes = [], []
        for inputs, targets in loader:
            loss = nn.functional.cross_entropy(model(inputs), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            sizes.append(len(targets))
        history.append(sum(a * b for a, b in zip(losses, sizes)) / sum(sizes))
    return history


# %% right
def train(model, x, y, epochs, batch_size, lr):
    history = []
    for _ in range(epochs):
        model.train()
        order = torch.randperm(len(x))
        x, y = x[order], y[order]
        total = torch.zeros(())
        for start in range(0, len(x), batch_size):
            inputs, targets = x[start : start + batch_size], y[start : start + batch_size]
            loss = nn.functional.nll_loss(model(inputs).log_softmax(dim=1), targets, reduction="sum")
            model.zero_grad()
            (loss / len(targets)).backward()
            with torch.no_grad():
                for p in model.parameters():
                    p -= lr * p.grad
            total += loss.detach()
        model.eval()
        with torch.no_grad():
            model(x)
        history.append(total / len(x))
    return history


# %% says: had the labels of other examples
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        x, y = x[torch.randperm(len(x))], y[torch.randperm(len(x))]
        for rows in torch.arange(len(x)).split(batch_size):
            loss = criterion(model(x[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        history.append(total / len(x))
    return history


# %% says: one plain number for each epoch
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for rows in order.split(batch_size):
            loss = criterion(model(x[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        history.append((epoch, total / len(x)))
    return history


# %% right
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    pass
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        for rows in order.split(batch_size):
            loss = criterion(model(x[rows]), y[rows])
            model.zero_grad()
            loss.backward()

            with torch.no_grad():
                for p in model.parameters():
                    p -= lr * p.grad
            total += loss.item() * len(rows)
        history.append(total / len(x))
    return history


# %% right
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        import random

        order = list(range(len(x)))
        random.shuffle(order)
        order = torch.tensor(order)
        for rows in order.split(batch_size):
            loss = criterion(model(x[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        history.append(total / len(x))
    return history


# %% says: not once in an epoch
def train(model, x, y, epochs, batch_size, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(x))
        optimizer.zero_grad()
        for inputs, targets in zip(x[order].split(batch_size), y[order].split(batch_size)):
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(x))
    return history
