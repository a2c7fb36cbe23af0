# %% says: The gradient of weight is transposed
def linear_backward(x, weight, grad_out):
    return grad_out @ weight, x.T @ grad_out, grad_out.sum(0)


# %% says: its gradient is the sum over the batch
def linear_backward(x, weight, grad_out):
    return grad_out @ weight, grad_out.T @ x, grad_out


# %% says: The gradient of bias is a mean over the batch
def linear_backward(x, weight, grad_out):
    return grad_out @ weight, grad_out.T @ x, grad_out.mean(0)


# %% says: The gradient of bias has the shape [6]
def linear_backward(x, weight, grad_out):
    return grad_out @ weight, grad_out.T @ x, grad_out.sum(1)


# %% says: Return three tensors
def linear_backward(x, weight, grad_out):
    return grad_out @ weight, grad_out.T @ x


# %% says: other values than finite differences
def linear_backward(x, weight, grad_out):
    return 2 * grad_out @ weight, grad_out.T @ x, grad_out.sum(0)
