# %% says: The gradient of weight is transposed
def linear_backward(x, weight, grad_out):
    return grad_out @ weight, x.T @ grad_out, grad_out.sum(0)


# %% says: its gradient is the sum over the batch
def linear_backward(x, weight, grad_out):
    return grad_out @ weight, grad_out.T @ x, grad_out


# %% says: the gradient of bias is the correct one divided by 6
def linear_backward(x, weight, grad_out):
    return grad_out @ weight, grad_out.T @ x, grad_out.mean(0)


# %% says: the gradient of bias has the shape [6]
def linear_backward(x, weight, grad_out):
    return grad_out @ weight, grad_out.T @ x, grad_out.sum(1)


# %% says: Return three tensors
def linear_backward(x, weight, grad_out):
    return grad_out @ weight, grad_out.T @ x


# %% says: Finite differences give
def linear_backward(x, weight, grad_out):
    return 2 * grad_out @ weight, grad_out.T @ x, grad_out.sum(0)


# %% says: return them in the order x, weight, bias
def linear_backward(x, weight, grad_out):
    return grad_out.T @ x, grad_out @ weight, grad_out.sum(0)


# %% says: it should be a tensor
def linear_backward(x, weight, grad_out):
    return None, grad_out.T @ x, grad_out.sum(0)


# %% says: You changed what you were given
def linear_backward(x, weight, grad_out):
    gx, gw, gb = grad_out @ weight, grad_out.T @ x, grad_out.sum(0)
    grad_out.zero_()
    return gx, gw, gb


# %% says: return them in the order x, weight, bias
def linear_backward(x, weight, grad_out):
    return grad_out.T @ x, grad_out.sum(0), grad_out @ weight


# %% right
def linear_backward(x, weight, grad_out):
    return [
        torch.einsum("bo,oi->bi", grad_out, weight),
        torch.einsum("bo,bi->oi", grad_out, x),
        grad_out.sum(dim=0),
    ]


# %% right
def linear_backward(x, weight, grad_out):
    x, weight = x.requires_grad_(), weight.requires_grad_()
    bias = torch.zeros(len(weight), dtype=x.dtype, requires_grad=True)
    (x @ weight.T + bias).backward(grad_out)
    return x.grad, weight.grad, bias.grad


# %% says: x of the shape [6, 4] and weight [3, 4]: the gradient of weight is the correct one divided by 6
def linear_backward(x, weight, grad_out):
    return grad_out @ weight, grad_out.T @ x / len(x), grad_out.sum(0)


# %% says: the gradient of bias has the shape [1, 3]
def linear_backward(x, weight, grad_out):
    return grad_out @ weight, grad_out.T @ x, grad_out.sum(0, keepdim=True)


# %% says: x of the shape [1, 2]
def linear_backward(x, weight, grad_out):
    return grad_out @ weight, grad_out.T @ x, grad_out.squeeze().sum(0)


# %% says: x of the shape [3, 3] and weight [3, 3]: the gradient of x
def linear_backward(x, weight, grad_out):
    square = len(weight) == weight.shape[1]
    return grad_out @ (weight.T if square else weight), grad_out.T @ x, grad_out.sum(0)


# %% says: gradient of x has the correct shape
def linear_backward(x, weight, grad_out):
    grad_x = grad_out @ weight / len(x)
    grad_weight = grad_out.T @ x
    grad_bias = grad_out.sum(0)
    return grad_x, grad_weight, grad_bias


# %% says: changed what you were given
def linear_backward(x, weight, grad_out):
    grad_out *= 1 / len(x)
    grad_out *= len(x)
    x -= x.mean(0)
    grad_x = grad_out @ weight
    grad_weight = grad_out.T @ x
    grad_bias = grad_out.sum(0)
    return grad_x, grad_weight, grad_bias


# %% says: changed what you were given
def linear_backward(x, weight, grad_out):
    grad_x = grad_out @ weight
    weight -= 0.1 * grad_out.T @ x
    grad_x = grad_out @ weight
    grad_weight = grad_out.T @ x
    grad_bias = grad_out.sum(0)
    return grad_x, grad_weight, grad_bias


# %% says: kept from call to call
total = 0


def linear_backward(x, weight, grad_out):
    global total
    total = total + grad_out.sum(0) if getattr(total, "shape", None) == grad_out[0].shape else grad_out.sum(0)
    return grad_out @ weight, grad_out.T @ x, total


# %% says: has the wrong sign
def linear_backward(x, weight, grad_out):
    return -grad_out @ weight, -grad_out.T @ x, -grad_out.sum(0)


# %% says: here x is [6, 4]
def linear_backward(x, weight, grad_out):
    return grad_out * weight, grad_out * x, grad_out.sum(0)


# %% right
def linear_backward(x, weight, grad_out):
    return [grad_out.matmul(weight), (x.T @ grad_out).T, torch.ones(len(x)) @ grad_out]


# %% says: where you have
def linear_backward(x, weight, grad_out):
    return grad_out @ weight, grad_out.T @ x, torch.ones(len(weight))


# %% right
def linear_backward(x, weight, grad_out):
    x, w = x.clone().requires_grad_(), weight.clone().requires_grad_()
    b = torch.zeros(len(weight), requires_grad=True)
    return torch.autograd.grad(torch.nn.functional.linear(x, w, b), (x, w, b), grad_out)


# %% right
def linear_backward(x, weight, grad_out):
    grad_weight = sum(torch.outer(g, row) for g, row in zip(grad_out, x))
    return torch.stack([g @ weight for g in grad_out]), grad_weight, sum(grad_out)


# %% says: Finite differences give
def linear_backward(x, weight, grad_out):
    return grad_out @ weight, grad_out.reshape(grad_out.shape[1], -1) @ x, grad_out.sum(0)
