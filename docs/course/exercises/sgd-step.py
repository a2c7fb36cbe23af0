# %% says: w and v have not changed
def sgd_step(params, velocities, lr, momentum):
    with torch.no_grad():
        for w, v in zip(params, velocities):
            if w.grad is not None:
                v = momentum * v + w.grad
                w = w - lr * v


# %% says: v is still 3
def sgd_step(params, velocities, lr, momentum):
    with torch.no_grad():
        for w, v in zip(params, velocities):
            if w.grad is not None:
                v = momentum * v + w.grad
                w -= lr * v


# %% says: subtract
def sgd_step(params, velocities, lr, momentum):
    with torch.no_grad():
        for w, v in zip(params, velocities):
            if w.grad is not None:
                v.mul_(momentum).add_(w.grad)
                w += lr * v


# %% says: w is still 1
def sgd_step(params, velocities, lr, momentum):
    with torch.no_grad():
        for w, v in zip(params, velocities):
            if w.grad is not None:
                v.mul_(momentum).add_(w.grad)
                w = w - lr * v


# %% says: Update v first
def sgd_step(params, velocities, lr, momentum):
    with torch.no_grad():
        for w, v in zip(params, velocities):
            if w.grad is not None:
                w -= lr * v
                v.mul_(momentum).add_(w.grad)


# %% says: you get w = 0.75, v = 2.5
def sgd_step(params, velocities, lr, momentum):
    with torch.no_grad():
        for w, v in zip(params, velocities):
            if w.grad is not None:
                v.mul_(momentum).add_((1 - momentum) * w.grad)
                w -= lr * v


# %% says: you get w = 2.3, v = 1.3
def sgd_step(params, velocities, lr, momentum):
    with torch.no_grad():
        for w, v in zip(params, velocities):
            if w.grad is not None:
                v.mul_(momentum).sub_(lr * w.grad)
                w += v


# %% says: you get w = 0.8, v = 2
def sgd_step(params, velocities, lr, momentum):
    with torch.no_grad():
        for w, v in zip(params, velocities):
            if w.grad is not None:
                v.copy_(w.grad)
                w -= lr * v


# %% says: you get w = 0.625
def sgd_step(params, velocities, lr, momentum):
    with torch.no_grad():
        for w, v in zip(params, velocities):
            if w.grad is not None:
                v.mul_(momentum).add_(w.grad)
                w -= lr * (w.grad + momentum * v)


# %% says: It should be v = 0 · 3 + 2 = 2
def sgd_step(params, velocities, lr, momentum):
    with torch.no_grad():
        for w, v in zip(params, velocities):
            if w.grad is not None:
                v.mul_(0.5).add_(w.grad)
                w -= lr * v


# %% says: leave .grad as it is
def sgd_step(params, velocities, lr, momentum):
    with torch.no_grad():
        for w, v in zip(params, velocities):
            if w.grad is not None:
                v.mul_(momentum).add_(w.grad)
                w -= lr * v
                w.grad.zero_()


# %% says: leave .grad as it is
def sgd_step(params, velocities, lr, momentum):
    with torch.no_grad():
        for w, v in zip(params, velocities):
            if w.grad is not None:
                v.copy_(w.grad.add_(momentum * v))
                w -= lr * v


# %% says: skip it|TypeError|AttributeError
def sgd_step(params, velocities, lr, momentum):
    with torch.no_grad():
        for w, v in zip(params, velocities):
            v.mul_(momentum).add_(w.grad)
            w -= lr * v


# %% says: has not moved
def sgd_step(params, velocities, lr, momentum):
    with torch.no_grad():
        for w, v in zip(params, velocities):
            if w.grad is None:
                return
            v.mul_(momentum).add_(w.grad)
            w -= lr * v


# %% says: a leaf Variable that requires grad|RuntimeError
def sgd_step(params, velocities, lr, momentum):
    for w, v in zip(params, velocities):
        if w.grad is not None:
            v.mul_(momentum).add_(w.grad)
            w -= lr * v


# %% says: whose .grad is None has changed
def sgd_step(params, velocities, lr, momentum):
    with torch.no_grad():
        for w, v in zip(params, velocities):
            g = w.grad if w.grad is not None else torch.zeros_like(w)
            v.mul_(momentum).add_(g)
            w.sub_(lr * v)


# %% says: whose gradient is 0
def sgd_step(params, velocities, lr, momentum):
    with torch.no_grad():
        for w, v in zip(params, velocities):
            if w.grad is None or not w.grad.any():
                continue
            v.mul_(momentum).add_(w.grad)
            w.sub_(lr * v)


# %% says: velocities[0] is a new tensor
def sgd_step(params, velocities, lr, momentum):
    for i, w in enumerate(params):
        if w.grad is None:
            continue
        velocities[i] = momentum * velocities[i] + w.grad
        w.data = w.data - lr * velocities[i]


# %% right
@torch.no_grad()
def sgd_step(params, velocities, lr, momentum):
    for w, v in zip(params, velocities):
        if w.grad is not None:
            v *= momentum
            v += w.grad
            w.add_(v, alpha=-lr)


# %% right
def sgd_step(params, velocities, lr, momentum):
    with torch.no_grad():
        pairs = [(w, v) for w, v in zip(params, velocities) if w.grad is not None]
        for w, v in pairs:
            v.copy_(momentum * v + w.grad)
        for w, v in pairs:
            w.copy_(w - lr * v)


# %% says: still 3. It has|It should be v = 0 · 3 + 2 = 2
def sgd_step(params, velocities, lr, momentum):
    opt = torch.optim.SGD(params, lr=lr, momentum=momentum)
    for w, v in zip(params, velocities):
        opt.state[w]["momentum_buffer"] = v
    opt.step()


# %% says: requires_grad=False
def sgd_step(params, velocities, lr, momentum):
    with torch.no_grad():
        for w, v in zip(params, velocities):
            if w.grad is None:
                continue
            v.mul_(momentum).add_(w.grad)
            w -= lr * v
            v.set_(w.grad) if False else None
            w.requires_grad_(False)


# %% says: no longer records gradients
def sgd_step(params, velocities, lr, momentum):
    torch.set_grad_enabled(False)
    for w, v in zip(params, velocities):
        if w.grad is None:
            continue
        v.mul_(momentum).add_(w.grad)
        w -= lr * v


# %% says: the .grad of the second is None
def sgd_step(params, velocities, lr, momentum):
    with torch.no_grad():
        for w, v in zip(params, velocities):
            v.mul_(momentum).add_(w.grad)
            w -= lr * v


# %% right
@torch.no_grad()
def sgd_step(params, velocities, lr, momentum):
    live = [(w, v) for w, v in zip(params, velocities) if w.grad is not None]
    for w, v in live:
        v *= momentum
        v += w.grad
    for w, v in live:
        w += -lr * v


# %% says: has not moved in step 1, although it has a gradient
def sgd_step(params, velocities, lr, momentum):
    with torch.no_grad():
        for w, v in zip(params, velocities):
            if w.grad is not None and v.any():
                v.mul_(momentum).add_(w.grad)
                w -= lr * v
