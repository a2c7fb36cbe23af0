# %% says: The weights never move
def train_step(model, criterion, optimizer, x, y):
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


# %% says: The weights never move
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    optimizer.step()
    return loss.item()


# %% says: After three steps the weights are
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


# %% right
def train_step(model, criterion, optimizer, x, y):
    loss = criterion(model(x), y)
    for p in model.parameters():
        p.grad = None
    loss.backward()
    optimizer.step()
    return loss.item()
