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


# %% says: the result has the shape [1, 5, 5]; it should be [1, 4, 4]
def convolve(x, kernels, bias):
    o, c, k, _ = kernels.shape
    z = torch.zeros(o, x.shape[1], x.shape[2])
    for a in range(o):
        for i in range(z.shape[1]):
            for j in range(z.shape[2]):
                z[a, i, j] = (kernels[a] * x[:, i : i + k, j : j + k]).sum() + bias[a]
    return z


# %% says: the result has the shape
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


# %% says: PyTorch gives
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


# %% says: PyTorch gives
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


# %% says: You call conv2d
from torch.nn.functional import conv2d


def convolve(x, kernels, bias):
    return conv2d(x, kernels, bias)


# %% says: of PyTorch. Compute the sums yourself
def convolve(x, kernels, bias):
    layer = nn.Conv2d(kernels.shape[1], kernels.shape[0], kernels.shape[2])
    layer.weight.data, layer.bias.data = kernels, bias
    return layer(x).detach()


# %% says: of PyTorch. Compute the sums yourself
def convolve(x, kernels, bias):
    return torch.nn.functional.conv_transpose2d(
        x[None], kernels.flip(2, 3).transpose(0, 1), bias, padding=kernels.shape[-1] - 1
    )[0]


# %% says: of PyTorch. Compute the sums yourself
def convolve(x, kernels, bias):
    layer = nn.Conv2d(kernels.shape[1], kernels.shape[0], kernels.shape[2], bias=False)
    layer.weight.data = kernels
    with torch.no_grad():
        return layer(x) + bias[:, None, None]


# %% says: here the image has the shape [1, 6, 4]
def convolve(x, kernels, bias):
    o, c, k, _ = kernels.shape
    h, w = x.shape[1] - k + 1, x.shape[1] - k + 1
    out = torch.zeros(o, h, w)
    for f in range(o):
        for i in range(h):
            for j in range(w):
                out[f, i, j] = (x[:, i : i + k, j : j + k] * kernels[f]).sum() + bias[f]
    return out


# %% says: PyTorch gives
def convolve(x, kernels, bias):
    o, c, k, _ = kernels.shape
    h, w = x.shape[1] - k + 1, x.shape[2] - k + 1
    out = torch.zeros(o, h, w)
    for f in range(o):
        for i in range(h):
            for j in range(w):
                out[f, i, j] = (x[:, j : j + k, i : i + k] * kernels[f]).sum() + bias[f]
    return out


# %% says: conv2d
def convolve(x, kernels, bias):
    return torch.conv2d(x, kernels, bias)


# %% right
def convolve(x, kernels, bias):
    o, c, k, _ = kernels.shape
    h, w = x.shape[1] - k + 1, x.shape[2] - k + 1
    out = bias.view(-1, 1, 1).expand(o, h, w).clone()
    for a in range(k):
        for b in range(k):
            out += torch.tensordot(kernels[:, :, a, b], x[:, a : a + h, b : b + w], dims=1)
    return out


# %% right
def convolve(x, kernels, bias):
    k = kernels.shape[-1]
    maps = []
    for kernel, b in zip(kernels, bias):
        rows = [
            torch.stack([(x[:, i : i + k, j : j + k] * kernel).sum() + b for j in range(x.shape[2] - k + 1)])
            for i in range(x.shape[1] - k + 1)
        ]
        maps.append(torch.stack(rows))
    return torch.stack(maps)


# %% right
def convolve(x, kernels, bias):
    k = kernels.shape[-1]
    return (
        torch.einsum("ciju,ocu->oij", x.unfold(1, k, 1).unfold(2, k, 1).flatten(-2), kernels.flatten(2))
        + bias[:, None, None]
    )


# %% says: You call conv2d
def convolve(x, kernels, bias):
    return torch.conv2d(x.unsqueeze(0), kernels, bias)[0]


# %% says: numbers of type torch.int64
def convolve(x, kernels, bias):
    outputs, inputs, k, _ = kernels.shape
    rows, columns = x.shape[1] - k + 1, x.shape[2] - k + 1
    z = torch.zeros(outputs, rows, columns, dtype=torch.int64)
    for o in range(outputs):
        for i in range(rows):
            for j in range(columns):
                z[o, i, j] = (kernels[o] * x[:, i : i + k, j : j + k]).sum() + bias[o]
    return z


# %% equivalent: "ones in `torch.zeros(outputs, rows, columns)`" = "every place is written to"


# %% says: once for each input channel
def convolve(x, kernels, bias):
    k = kernels.shape[-1]
    windows = x.unfold(1, k, 1).unfold(2, k, 1)
    return sum(
        torch.einsum("ijab,oab->oij", window, kernel) + bias.view(-1, 1, 1)
        for window, kernel in zip(windows, kernels.transpose(0, 1))
    )
