# %% says: parameters are unknown to the module
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.parts = [left, right, head]

    def forward(self, a, b):
        left, right, head = self.parts
        return head(torch.cat([left(a), right(b)], dim=1))


# %% says: joined in the wrong order
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.left, self.right, self.head = left, right, head

    def forward(self, a, b):
        return self.head(torch.cat([self.right(b), self.left(a)], dim=1))


# %% says: RuntimeError
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.left, self.right, self.head = left, right, head

    def forward(self, a, b):
        return self.head(torch.cat([self.left(a), self.right(b)], dim=0))


# %% says: RuntimeError
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.left, self.right, self.head = left, right, head

    def forward(self, a, b):
        return self.head(self.left(a) + self.right(b))


# %% says: forward returns nothing
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.left, self.right, self.head = left, right, head

    def forward(self, a, b):
        self.head(torch.cat([self.left(a), self.right(b)], dim=1))


# %% says: AttributeError
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        self.left, self.right, self.head = left, right, head

    def forward(self, a, b):
        return self.head(torch.cat([self.left(a), self.right(b)], dim=1))


# %% says: the output has the shape
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.left, self.right, self.head = left, right, head

    def forward(self, a, b):
        return torch.cat([self.left(a), self.right(b)], dim=1)


# %% says: parameters of its own
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.left, self.right, self.head = left, right, head
        self.more = nn.Linear(2, 2)

    def forward(self, a, b):
        return self.head(torch.cat([self.left(a), self.right(b)], dim=1))


# %% says: The output differs from
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.left, self.right, self.head = left, right, head

    def forward(self, a, b):
        return self.head(torch.relu(torch.cat([self.left(a), self.right(b)], dim=1)))


# %% says: Some parameters get no gradient
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.left, self.right, self.head = left, right, head

    def forward(self, a, b):
        with torch.no_grad():
            left = self.left(a)
        return self.head(torch.cat([left, self.right(b)], dim=1))


# %% says: forward calls left 2 times
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.left, self.right, self.head = left, right, head

    def forward(self, a, b):
        self.left(a)
        return self.head(torch.cat([self.left(a), self.right(b)], dim=1))


# %% right
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super(TwoBranches, self).__init__()
        self.parts = nn.ModuleList([left, right, head])

    def forward(self, a, b):
        return self.parts[2](torch.hstack([self.parts[0](a), self.parts[1](b)]))


# %% right
class TwoBranches(nn.ModuleDict):
    def __init__(self, left, right, head):
        super().__init__({"left": left, "right": right, "head": head})

    def forward(self, a, b):
        return self["head"](torch.cat((self["left"](a), self["right"](b)), 1))


# %% right
class TwoBranches(nn.Module):
    def __init__(self, *parts):
        super().__init__()
        for number, part in enumerate(parts):
            self.add_module(f"part{number}", part)

    def forward(self, *inputs):
        *branches, head = self.children()
        return head(torch.concat([branch(x) for branch, x in zip(branches, inputs)], 1))


# %% says: which head takes
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.left, self.right, self.head = left, right, head

    def forward(self, a, b):
        return self.head(torch.cat([self.left(a), self.right(b)], dim=-1))


# %% says: which head takes
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.left, self.right, self.head = left, right, head

    def forward(self, a, b):
        return self.head(torch.cat([self.left(a).flatten(1), self.right(b).flatten(1)], dim=1))


# %% right
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.branches = nn.ModuleList([left, right])
        self.top = head

    def forward(self, *inputs):
        return self.top(torch.hstack([branch(x) for branch, x in zip(self.branches, inputs)]))


# %% says: joined along dim=1 they are [6, 6], which head takes
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.left, self.right, self.head = left, right, head

    def forward(self, a, b):
        return self.head(torch.cat([self.left(a), self.right(b)]))


# %% says: joined along dim=1
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.left, self.right, self.head = left, right, head

    def forward(self, a, b):
        return self.head(self.left(a) + self.right(b))


# %% says: of its own in place of those
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.left, self.right, self.head = nn.Linear(4, 8), nn.Linear(4, 8), nn.Linear(16, 2)

    def forward(self, a, b):
        return self.head(torch.cat([self.left(a), self.right(b)], dim=1))


# %% says: of its own in place of those
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        import copy

        self.left, self.right, self.head = copy.deepcopy(left), copy.deepcopy(right), copy.deepcopy(head)

    def forward(self, a, b):
        return self.head(torch.cat([self.left(a), self.right(b)], dim=1))


# %% says: in net(a, b)
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.left, self.right, self.head = left, right, head

    def forward(self, pair):
        a, b = pair
        return self.head(torch.cat([self.left(a), self.right(b)], dim=1))


# %% says: plain list, tuple or dictionary
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.left, self.right, self.h = left, right, (head,)

    def forward(self, a, b):
        return self.h[0](torch.cat([self.left(a), self.right(b)], dim=1))


# %% says: the output has the shape
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.left, self.right, self.head = left, right, head

    def forward(self, a, b):
        return self.head(torch.hstack([self.left(a), self.right(b)]).squeeze())


# %% right
class TwoBranches(nn.Sequential):
    def forward(self, a, b):
        left, right, head = self
        return head(torch.cat([left(a), right(b)], dim=1))


# %% says: forward switches a module to evaluation mode
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.left, self.right, self.head = left, right, head

    def forward(self, a, b):
        self.eval()
        return self.head(torch.cat([self.left(a), self.right(b)], dim=1))


# %% says: a second call with another input is not
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.left, self.right, self.head = left, right, head

    def forward(self, a, b):
        if not hasattr(self, "kept"):
            self.kept = self.head(torch.cat([self.left(a), self.right(b)], dim=1))
        return self.kept


# %% right
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.left, self.right, self.head = left, right, head

    def forward(self, a, b):
        return self.head(torch.hstack([self.left(a), self.right(b)]))


# %% says: forward switches a module to training mode
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.left, self.right, self.head = left, right, head

    def forward(self, a, b):
        self.train()
        return self.head(torch.cat([self.left(a), self.right(b)], dim=1))


# %% says: forward calls right 2 times
class TwoBranches(nn.Module):
    def __init__(self, left, right, head):
        super().__init__()
        self.left, self.right, self.head = left, right, head

    def forward(self, a, b):
        return self.head(torch.cat([self.left(a), (self.right(b) + self.right(b)) / 2], dim=1))
