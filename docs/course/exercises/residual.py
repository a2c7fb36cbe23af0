# %% says: no parameter besides the block's
class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block, self.gate = block, torch.zeros(1)

    def forward(self, x):
        return x + self.gate * self.block(x)


# %% says: parameters are not among the module's
class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.blocks, self.gate = [block], nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return x + self.gate * self.blocks[0](x)


# %% says: The gate starts at 1
class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block, self.gate = block, nn.Parameter(torch.ones(1))

    def forward(self, x):
        return x + self.gate * self.block(x)


# %% says: x itself is missing from the sum
class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block, self.gate = block, nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return self.gate * self.block(x)


# %% says: is not x + 2
class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block, self.gate = block, nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return x + self.gate * x


# %% says: forward changes its input
class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block, self.gate = block, nn.Parameter(torch.zeros(1))

    def forward(self, x):
        with torch.no_grad():
            x += 1
        return x + self.gate * self.block(x)


# %% says: No gradient reaches
class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block, self.gate = block, nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return x + self.gate.detach() * self.block(x)


# %% says: there should be a single number
class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block, self.gate = block, nn.Parameter(torch.zeros(3))

    def forward(self, x):
        return x + self.gate * self.block(x)


# %% says: as soon as the gate is open
class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block, self.gate = block, nn.Parameter(torch.zeros(1))

    def forward(self, x):
        x += self.gate * self.block(x)
        return x


# %% says: AttributeError
class Gated(nn.Module):
    def __init__(self, block):
        self.block, self.gate = block, nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return x + self.gate * self.block(x)


# %% says: No gradient reaches
class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block, self.gate = block, nn.Parameter(torch.zeros(1))

    def forward(self, x):
        with torch.no_grad():
            return x + self.gate * self.block(x)


# %% right
class Gated(nn.Module):
    def __init__(self, block):
        super(Gated, self).__init__()
        self.g = block
        self.a = nn.Parameter(torch.tensor(0.0))

    def forward(self, x):
        return torch.add(x, self.g(x) * self.a)


# %% right
class Gated(nn.Sequential):
    def __init__(self, block):
        super().__init__(block)
        self.gate = nn.Parameter(torch.zeros(()))

    def forward(self, x):
        return x + self.gate * self[0](x)


# %% says: The gate does not learn
class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block, self.gate = block, nn.Parameter(torch.zeros(1), requires_grad=False)

    def forward(self, x):
        return x + self.gate * self.block(x)


# %% says: is not x + -0.5
class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block, self.gate = block, nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return x + self.gate.relu() * self.block(x)


# %% says: While the gate is at 0
class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block
        self.a = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        if self.a == 0:
            return x
        return x + self.a * self.block(x)


# %% says: Only an nn.Parameter is learned
class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block
        self.a = torch.zeros(1, requires_grad=True)

    def forward(self, x):
        return x + self.a * self.block(x)


# %% says: A second Gated starts with the gate of the first one
shared = nn.Parameter(torch.zeros(1))


class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block
        self.a = shared

    def forward(self, x):
        return x + self.a * self.block(x)


# %% says: parameters with 16 numbers
class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block
        self.a = nn.Parameter(torch.zeros(16))

    def forward(self, x):
        return x + self.a * self.block(x)


# %% says: The gate has the shape [1, 1, 1, 1, 1]
class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block
        self.a = nn.Parameter(torch.zeros(1, 1, 1, 1, 1))

    def forward(self, x):
        return x + self.a * self.block(x)


# %% says: A second Gated starts with the gate of the first one
_gate = nn.Parameter(torch.zeros(1))


class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block
        self.a = _gate

    def forward(self, x):
        return x + self.a * self.block(x)


# %% right
class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block
        self.a = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return torch.addcmul(x, self.a, self.block(x))


# %% says: Is x detached on one of the two ways
class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block
        self.a = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return x + self.a * self.block(x.detach())


# %% says: Is x detached on one of the two ways
class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block
        self.a = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return x.detach() + self.a * self.block(x)


# %% says: forward switches the block to evaluation mode
class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block
        self.a = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        self.block.eval()
        return x + self.a * self.block(x)


# %% says: forward calls the block 2 times
class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block
        self.a = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return x + self.a * (self.block(x) + self.block(x)) / 2


# %% right
class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block
        self.a = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return torch.addcmul(x, self.a, self.block(x))


# %% says: forward switches a module to training mode
class Gated(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block
        self.a = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        self.train()
        return x + self.a * self.block(x)
