# %% says: The bias is missing
def convolve(x, kernels, bias):
    o, c, k, _ = kernels.shape
    z = torch.zeros(o, x.shape[1] - k + 1, x.shape[2] - k + 1)
    for a in range(o):
        for i in range(z.shape[1]):
            for j in range(z.shape[2]):
                z[a, i, j] = (kernels[a] * x[:, i : i + k, j : j + k]).sum()
    return z


# %% says: The kernel is flipped
def convolve(x, kernels, bias):
    o, c, k, _ = kernels.shape
    z = torch.zeros(o, x.shape[1] - k + 1, x.shape[2] - k + 1)
    for a in range(o):
        for i in range(z.shape[1]):
            for j in range(z.shape[2]):
                z[a, i, j] = (kernels[a].flip(1, 2) * x[:, i : i + k, j : j + k]).sum() + bias[a]
    return z


# %% says: Only the first input channel counts
def convolve(x, kernels, bias):
    o, c, k, _ = kernels.shape
    z = torch.zeros(o, x.shape[1] - k + 1, x.shape[2] - k + 1)
    for a in range(o):
        for i in range(z.shape[1]):
            for j in range(z.shape[2]):
                z[a, i, j] = (kernels[a, 0] * x[0, i : i + k, j : j + k]).sum() + bias[a]
    return z


# %% says: the result has shape [1, 5, 5], wanted [1, 4, 4]
def convolve(x, kernels, bias):
    o, c, k, _ = kernels.shape
    z = torch.zeros(o, x.shape[1], x.shape[2])
    for a in range(o):
        for i in range(z.shape[1]):
            for j in range(z.shape[2]):
                z[a, i, j] = (kernels[a] * x[:, i : i + k, j : j + k]).sum() + bias[a]
    return z


# %% says: the result has shape
def convolve(x, kernels, bias):
    o, c, k, _ = kernels.shape
    side = x.shape[1] - k + 1
    z = torch.zeros(o, side, side)
    for a in range(o):
        for i in range(side):
            for j in range(min(side, x.shape[2] - k + 1)):
                z[a, i, j] = (kernels[a] * x[:, i : i + k, j : j + k]).sum() + bias[a]
    return z


# %% says: You call conv2d
def convolve(x, kernels, bias):
    return F.conv2d(x.unsqueeze(0), kernels, bias)[0]


# %% says: the largest difference
def convolve(x, kernels, bias):
    o, c, k, _ = kernels.shape
    z = torch.zeros(o, x.shape[1] - k + 1, x.shape[2] - k + 1)
    for a in range(o):
        for i in range(z.shape[1]):
            for j in range(z.shape[2]):
                z[a, i, j] = (kernels[a] * x[:, i : i + k, j : j + k]).mean() + bias[a]
    return z


# %% says: convolve returns nothing
def convolve(x, kernels, bias):
    o, c, k, _ = kernels.shape
    z = torch.zeros(o, x.shape[1] - k + 1, x.shape[2] - k + 1)
    for a in range(o):
        for i in range(z.shape[1]):
            for j in range(z.shape[2]):
                z[a, i, j] = (kernels[a] * x[:, i : i + k, j : j + k]).sum() + bias[a]


# %% says: the largest difference
def convolve(x, kernels, bias):
    o, c, k, _ = kernels.shape
    z = torch.zeros(o, x.shape[1] - k + 1, x.shape[2] - k + 1)
    for a in range(o):
        for i in range(z.shape[1]):
            for j in range(z.shape[2]):
                z[a, i, j] = (kernels[a] * x[:, i : i + k, j : j + k]).sum() + bias.sum()
    return z


# %% right
def convolve(x, kernels, bias):
    o, c, k, _ = kernels.shape
    rows, columns = x.shape[1] - k + 1, x.shape[2] - k + 1
    patches = torch.stack(
        [x[:, i : i + k, j : j + k].flatten() for i in range(rows) for j in range(columns)], dim=1
    )
    return (kernels.flatten(1) @ patches + bias.unsqueeze(1)).view(o, rows, columns)


# %% right
def convolve(x, kernels, bias):
    k = kernels.shape[-1]
    rows, columns = x.shape[1] - k + 1, x.shape[2] - k + 1
    z = bias.view(-1, 1, 1) * torch.ones(1, rows, columns)
    for u in range(k):
        for v in range(k):
            part = x[:, u : u + rows, v : v + columns]
            for o in range(len(kernels)):
                z[o] += (kernels[o, :, u, v].view(-1, 1, 1) * part).sum(0)
    return z


# %% right
def convolve(x, kernels, bias):
    maps = []
    for kernel, b in zip(kernels, bias):
        k = kernel.shape[-1]
        maps.append(
            torch.tensor(
                [
                    [
                        (kernel * x[:, i : i + k, j : j + k]).sum().item() + b.item()
                        for j in range(x.shape[2] - k + 1)
                    ]
                    for i in range(x.shape[1] - k + 1)
                ]
            )
        )
    return torch.stack(maps)
