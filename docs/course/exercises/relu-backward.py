# %% says: That is ReLU's derivative alone
def relu_backward(z, grad_out):
    return (z > 0).float()


# %% says: You keep the positive part of the signal
def relu_backward(z, grad_out):
    return torch.relu(grad_out)


# %% says: That is the signal times ReLU(z)
def relu_backward(z, grad_out):
    return grad_out * torch.relu(z)


# %% says: at z = 0 PyTorch passes nothing on
def relu_backward(z, grad_out):
    return grad_out * (z >= 0)


# %% says: You changed grad_out itself
def relu_backward(z, grad_out):
    grad_out[z <= 0] = 0
    return grad_out


# %% says: returns nothing
def relu_backward(z, grad_out):
    (z > 0) * grad_out


# %% says: -0.16613
def relu_backward(z, grad_out):
    return grad_out * (z > z.mean())


# %% right
def relu_backward(z, grad_out):
    return torch.where(z > 0, grad_out, torch.zeros_like(grad_out))


# %% says: You changed z itself
def relu_backward(z, grad_out):
    z[z > 0] = 1
    z[z <= 0] = 0
    return grad_out * z


# %% says: but the signal has
def relu_backward(z, grad_out):
    return grad_out[z > 0]


# %% right
def relu_backward(z, grad_out):
    z = z.clone().requires_grad_()
    torch.relu(z).backward(grad_out)
    return z.grad


# %% right
def relu_backward(z, grad_out):
    z.requires_grad_()
    return torch.autograd.grad(torch.relu(z), z, grad_out)[0]


# %% says: The switch is backward
def relu_backward(z, grad_out):
    return grad_out * (z < 0)


# %% says: Where z is 1e-06
def relu_backward(z, grad_out):
    return grad_out * (z > 0.01)


# %% says: it should be a tensor
def relu_backward(z, grad_out):
    return [g if a > 0 else 0.0 for a, g in zip(z, grad_out)]


# %% says: Where z is -2 and the signal 1, you return 0.1
def relu_backward(z, grad_out):
    return torch.where(z > 0, grad_out, 0.1 * grad_out)


# %% says: have the shape [5]
def relu_backward(z, grad_out):
    out = torch.zeros_like(z)
    for i in range(z.shape[0]):
        for j in range(z.shape[0]):
            out[i, j] = grad_out[i, j] if z[i, j] > 0 else 0
    return out


# %% says: you return 0; it should be -5
def relu_backward(z, grad_out):
    return grad_out * (z > 0) * (grad_out > 0)
