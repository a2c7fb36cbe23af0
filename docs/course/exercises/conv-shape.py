# %% says: conv_shape(28, 3, 1, 1) returns 26; the feature map has a side length of 28
def conv_shape(n, k, stride=1, padding=0):
    return n - k + 1


# %% says: a side length is a whole number
def conv_shape(n, k, stride=1, padding=0):
    return (n + 2 * padding - k) / stride + 1


# %% says: the feature map has a side length of
def conv_shape(n, k, stride=1, padding=0):
    return (n + padding - k) // stride + 1


# %% says: the feature map has a side length of
def conv_shape(n, k, stride=1, padding=0):
    return (n + 2 * padding - k + 1) // stride


# %% says: the feature map has a side length of
def conv_shape(n, k, stride=1, padding=0):
    return -(-(n + 2 * padding - k) // stride) + 1


# %% says: it should return one number
def conv_shape(n, k, stride=1, padding=0):
    side = (n + 2 * padding - k) // stride + 1
    return [side, side]


# %% says: conv_shape returns nothing
def conv_shape(n, k, stride=1, padding=0):
    print((n + 2 * padding - k) // stride + 1)


# %% says: asks PyTorch
def conv_shape(n, k, stride=1, padding=0):
    return nn.Conv2d(1, 1, k, stride, padding)(torch.zeros(1, 1, n, n)).shape[-1]


def conv_params(inputs, outputs, k):
    return (inputs * k * k + 1) * outputs


# %% says: Each output channel also has a bias
def conv_shape(n, k, stride=1, padding=0):
    return (n + 2 * padding - k) // stride + 1


def conv_params(inputs, outputs, k):
    return inputs * outputs * k * k


# %% says: each kernel uses all 8 input channels
def conv_shape(n, k, stride=1, padding=0):
    return (n + 2 * padding - k) // stride + 1


def conv_params(inputs, outputs, k):
    return outputs * k * k + outputs


# %% says: the module has
def conv_shape(n, k, stride=1, padding=0):
    return (n + 2 * padding - k) // stride + 1


def conv_params(inputs, outputs, k):
    return outputs * inputs * k * k + 1


# %% right
def conv_shape(n, k, stride=1, padding=0):
    return len(range(0, n + 2 * padding - k + 1, stride))


def conv_params(inputs, outputs, k):
    kernel = inputs * k**2
    return sum(kernel + 1 for _ in range(outputs))


# %% right
import math


def conv_shape(n, k, stride=1, padding=0):
    return math.floor((n + 2 * padding - k) / stride) + 1


def conv_params(inputs, outputs, k):
    return outputs * inputs * k * k + outputs


# %% says: conv_shape asks PyTorch
import torch.nn.functional as F


def conv_shape(n, k, stride=1, padding=0):
    return F.conv2d(torch.zeros(1, 1, n, n), torch.zeros(1, 1, k, k), stride=stride, padding=padding).shape[
        -1
    ]


def conv_params(inputs, outputs, k):
    return outputs * (inputs * k * k + 1)


# %% says: conv_shape asks PyTorch
def conv_shape(n, k, stride=1, padding=0):
    return nn.MaxPool2d(k, stride)(torch.zeros(1, 1, n + 2 * padding, n + 2 * padding)).shape[-1]


def conv_params(inputs, outputs, k):
    return outputs * (inputs * k * k + 1)


# %% says: conv_shape asks PyTorch
def conv_shape(n, k, stride=1, padding=0):
    return torch.zeros(n + 2 * padding).unfold(0, k, stride).shape[0]


def conv_params(inputs, outputs, k):
    return outputs * (inputs * k * k + 1)


# %% says: conv_params asks PyTorch
def conv_shape(n, k, stride=1, padding=0):
    return (n + 2 * padding - k) // stride + 1


def conv_params(inputs, outputs, k):
    return sum(p.numel() for p in nn.Conv2d(inputs, outputs, k).parameters())


# %% right
def conv_shape(n, k, stride=1, padding=0):
    return len(range(0, n + 2 * padding - k + 1, stride))


def conv_params(inputs, outputs, k):
    return outputs * (inputs * k * k + 1)
