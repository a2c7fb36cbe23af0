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
