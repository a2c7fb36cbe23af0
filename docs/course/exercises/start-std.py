# %% says: Yours is the variance s²
def start_std(activation, n):
    z = torch.randn(100_000)
    return (1 / (n * activation(z).pow(2).mean())).item()


# %% says: Yours fits the variance of the outputs
def start_std(activation, n):
    x = activation(torch.randn(100_000))
    return (1 / (n * x.var().item())) ** 0.5


# %% says: Yours fits the variance of the outputs
def start_std(activation, n):
    return 1 / (activation(torch.randn(100_000)).std().item() * n**0.5)


# %% says: Yours does not depend on n
def start_std(activation, n):
    return activation(torch.randn(100_000)).pow(2).mean().item() ** -0.5


# %% says: belongs below the fraction bar
def start_std(activation, n):
    z = torch.randn(100_000)
    return (activation(z).pow(2).mean().item() / n) ** 0.5


# %% says: Yours is Xavier's
def start_std(activation, n):
    return n**-0.5


# %% says: Yours is He's
def start_std(activation, n):
    return (2 / n) ** 0.5


# %% says: start_std returns nothing
def start_std(activation, n):
    z = torch.randn(100_000)
    print((1 / (n * activation(z).pow(2).mean().item())) ** 0.5)


# %% says: it should return one number
def start_std(activation, n):
    z = torch.randn(100_000)
    return (1 / (n * activation(z).pow(2))) ** 0.5


# %% says: which is not a number
def start_std(activation, n):
    return nn.init.normal_


# %% says: (called with torch.tanh
def start_std(activation, n):
    return nn.init.calculate_gain(activation.__class__.__name__.lower()) / n**0.5


# %% says: For nn.ReLU() and n = 64, start_std gives
def start_std(activation, n):
    z = torch.randn(100_000)
    return (1 / (n * activation(z).abs().mean().item())) ** 0.5


# %% says: For nn.ReLU() and n = 64, start_std gives
def start_std(activation, n):
    z = torch.rand(100_000)
    return (1 / (n * activation(z).pow(2).mean().item())) ** 0.5


# %% right
def start_std(activation, n):
    z = torch.randn(1000, 100)
    return n**-0.5 / activation(z).square().mean().sqrt()


# %% right
import math


def start_std(activation, n):
    z = torch.linspace(-8, 8, 20_001)
    density = torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    square = (activation(z) ** 2 * density).sum().item() * (16 / 20_000)
    return math.sqrt(1 / (n * square))


# %% says: with more random numbers
def start_std(activation, n):
    torch.manual_seed(0)
    z = torch.randn(300)
    return (1 / (n * activation(z).pow(2).mean().item())) ** 0.5


# %% equivalent: "`activation(z).pow(2).mean()` for `activation(z).pow(2).mean().item()`" = "a tensor with one number is a number, too"
# %% equivalent: "100000 → 100001 in `torch.randn(100000)`" = "one random number more"


# %% says: as torch.rand draws them
def start_std(activation, n):
    z = torch.rand(100_000)
    return (1 / (n * activation(z).pow(2).mean().item())) ** 0.5


# %% says: Yours squares the mean of the outputs
def start_std(activation, n):
    z = torch.randn(100_000)
    return (1 / (n * activation(z).mean().item() ** 2)) ** 0.5
