# %% says: That is ReLU's derivative alone
def relu_backward(z, grad_out):
    return (z > 0).float()


# %% says: You look at the sign of the signal
def relu_backward(z, grad_out):
    return torch.relu(grad_out)


# %% says: You multiply by ReLU(z)
def relu_backward(z, grad_out):
    return grad_out * torch.relu(z)


# %% says: at z = 0 PyTorch passes nothing on
def relu_backward(z, grad_out):
    return grad_out * (z >= 0)


# %% says: You changed grad_out itself
def relu_backward(z, grad_out):
    grad_out[z <= 0] = 0
    return grad_out


# %% says: wanted a tensor
def relu_backward(z, grad_out):
    (z > 0) * grad_out


# %% right
def relu_backward(z, grad_out):
    return torch.where(z > 0, grad_out, torch.zeros_like(grad_out))


# %% says: You changed z itself
def relu_backward(z, grad_out):
    z[z > 0] = 1
    z[z <= 0] = 0
    return grad_out * z


# %% says: wanted the signal's
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
