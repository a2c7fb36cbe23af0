# %% says: has no gradient
def train_step(model, criterion, optimizer, x, y):
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


# %% says: has no gradient
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    optimizer.step()
    return loss.item()


# %% says: that it is given 2 times
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    optimizer.step()
    return loss.item()


# %% says: Return loss.item()
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss


# %% says: is not that of its own batch
def train_step(model, criterion, optimizer, x, y):
    for m in model.modules():
        if isinstance(m, nn.Linear):
            m.weight.grad = None
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% says: in evaluation mode
def train_step(model, criterion, optimizer, x, y):
    model.eval()
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% says: is not that of its own batch
calls = 0


def train_step(model, criterion, optimizer, x, y):
    global calls
    if calls % 2 == 0:
        optimizer.zero_grad()
    calls += 1
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% right
def train_step(model, criterion, optimizer, x, y):
    loss = criterion(model(x), y)
    for p in model.parameters():
        p.grad = None
    loss.backward()
    optimizer.step()
    return loss.item()


# %% says: to criterion as the second argument
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(y, model(x))
    loss.backward()
    optimizer.step()
    return loss.item()


# %% says: the first loss you return
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return criterion(model(x), y).item()


# %% says: criterion that train_step is given
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% right
def train_step(model, criterion, optimizer, x, y):
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=False)
    return float(loss)


# %% right
def train_step(model, criterion, optimizer, x, y):
    def closure():
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        return loss

    return optimizer.step(closure).item()


# %% says: that it is given 0 times
def train_step(model, criterion, optimizer, x, y):
    model.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            p -= 0.1 * p.grad
    return loss.item()


# %% says: Gradients|gradients of all steps pile up
def train_step(model, criterion, optimizer, x, y):
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    model.eval()
    return loss.item()


# %% right
def train_step(model, criterion, optimizer, x, y):
    model.train()
    model.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.detach().item()


# %% says: the gradient of weight is
def train_step(model, criterion, optimizer, x, y):
    loss = criterion(model(x), y)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return loss.item()


# %% says: The parameters have changed before step() runs
def train_step(model, criterion, optimizer, x, y):
    for p in model.parameters():
        p.data.zero_()
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% says: that it is given 0 times
def train_step(model, criterion, optimizer, x, y):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% says: train_step returns nothing
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    loss.item()


# %% says: has no gradient
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x).detach().requires_grad_(), y)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% right
def train_step(model, criterion, optimizer, x, y):
    loss = criterion(model(x), y)
    ps = list(model.parameters())
    for p, g in zip(ps, torch.autograd.grad(loss, ps)):
        p.grad = g
    optimizer.step()
    return float(loss)


# %% says: that of criterion(model(x), y) is
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x[:2]), y[:2])
    loss.backward()
    optimizer.step()
    return loss.item()


# %% says: the model is called 10 times
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    model(x)
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% says: is not the model's output
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x).softmax(1), y)
    loss.backward()
    optimizer.step()
    return loss.item()
