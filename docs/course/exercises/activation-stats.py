# %% says: the list has
def activation_stats(model, x):
    stats = []
    hooks = [
        m.register_forward_hook(lambda m, i, out: stats.append(out.std().item())) for m in model.modules()
    ]
    model(x)
    for hook in hooks:
        hook.remove()
    return stats


# %% says: hooks are still there
def activation_stats(model, x):
    stats = []
    for m in model.modules():
        if not list(m.children()):
            m.register_forward_hook(lambda m, i, out: stats.append(out.std().item()))
    model(x)
    return stats


# %% says: the mode changes
def activation_stats(model, x):
    stats = []
    hooks = [
        m.register_forward_hook(lambda m, i, out: stats.append(out.std().item()))
        for m in model.modules()
        if not list(m.children())
    ]
    model.eval()
    model(x)
    model.train()
    for hook in hooks:
        hook.remove()
    return stats


# %% says: the mode changes
def activation_stats(model, x):
    stats, was = [], model.training
    hooks = [
        m.register_forward_hook(lambda m, i, out: stats.append(out.std().item()))
        for m in model.modules()
        if not list(m.children())
    ]
    model.eval()
    model(x)
    model.train(was)
    for hook in hooks:
        hook.remove()
    return stats


# %% says: entry 0 is
def activation_stats(model, x):
    stats = []
    hooks = [
        m.register_forward_hook(lambda m, i, out: stats.append(out.var().item()))
        for m in model.modules()
        if not list(m.children())
    ]
    model(x)
    for hook in hooks:
        hook.remove()
    return stats


# %% says: entry 0 is
def activation_stats(model, x):
    stats = []
    hooks = [
        m.register_forward_hook(lambda m, inputs, out: stats.append(inputs[0].std().item()))
        for m in model.modules()
        if not list(m.children())
    ]
    model(x)
    for hook in hooks:
        hook.remove()
    return stats


# %% says: tensors with many numbers
def activation_stats(model, x):
    stats = []
    hooks = [
        m.register_forward_hook(lambda m, i, out: stats.append(out.std(dim=0)))
        for m in model.modules()
        if not list(m.children())
    ]
    model(x)
    for hook in hooks:
        hook.remove()
    return stats


# %% says: the list has
def activation_stats(model, x):
    stats = []
    for module in model:
        x = module(x)
        stats.append(x.std().item())
    return stats


# %% says: in a different order
def activation_stats(model, x):
    found = {}
    leaves = [m for m in model.modules() if not list(m.children())]
    hooks = [
        m.register_forward_hook(lambda m, i, out: found.setdefault(m, []).append(out.std().item()))
        for m in leaves
    ]
    model(x)
    for hook in hooks:
        hook.remove()
    return [value for m in leaves for value in found[m]]


# %% says: is called 2 times
def activation_stats(model, x):
    stats = []
    model(x)
    hooks = [
        m.register_forward_hook(lambda m, i, out: stats.append(out.std().item()))
        for m in model.modules()
        if not list(m.children())
    ]
    state = torch.manual_seed
    model.eval() if not model.training else None
    stats.clear()
    model(x)
    for hook in hooks:
        hook.remove()
    return stats


# %% says: activation_stats returns nothing
def activation_stats(model, x):
    for m in model.modules():
        print(m)


# %% says: the list has
def activation_stats(model, x):
    stats = []
    hooks = [
        m.register_forward_hook(lambda m, i, out: stats.append(out.std().item()))
        for m in model.modules()
        if isinstance(m, nn.Linear)
    ]
    model(x)
    for hook in hooks:
        hook.remove()
    return stats


# %% says: the list has
stats = []


def activation_stats(model, x):
    hooks = [
        m.register_forward_hook(lambda m, i, out: stats.append(out.std().item()))
        for m in model.modules()
        if not list(m.children())
    ]
    model(x)
    for hook in hooks:
        hook.remove()
    return stats


# %% says: was there before
def activation_stats(model, x):
    stats = []
    for m in model.modules():
        if not list(m.children()):
            m.register_forward_hook(lambda m, i, o: stats.append(o.std().item()))
    with torch.no_grad():
        model(x)
    for m in model.modules():
        m._forward_hooks.clear()
    return stats


# %% says: the standard deviation of that output is
def activation_stats(model, x):
    outputs, handles = [], []
    for module in model.modules():
        if next(module.children(), None) is None:
            handles.append(
                module.register_forward_hook(lambda module, args, output: outputs.append(output.detach()))
            )
    model(x)
    [handle.remove() for handle in handles]
    return [float(output.std(unbiased=False)) for output in outputs]


# %% says: The list holds tensors
class Watch:
    def __init__(self):
        self.found = []

    def __call__(self, module, args, output):
        if not module._modules:
            self.found.append(output.detach().pow(2).mean().sub(output.detach().mean() ** 2).sqrt())


@torch.no_grad()
def activation_stats(model, x):
    watch = Watch()
    handles = [module.register_forward_hook(watch) for module in model.modules()]
    model(x)
    for handle in handles:
        handle.remove()
    return watch.found


# %% right
def activation_stats(model, x):
    stats, hooks = [], []

    def visit(module):
        inner = list(module.children())
        for child in inner:
            visit(child)
        if not inner and not any(module is seen for seen, _ in hooks):
            hooks.append((module, module.register_forward_hook(lambda m, i, o: stats.append(o.std().item()))))

    visit(model)
    model.forward(x) if hooks and hooks[0][0] is not model else model(x)
    for _, hook in hooks:
        hook.remove()
    return tuple(stats)


# %% says: The list holds tensors
def activation_stats(model, x):
    stats, handles = [], []
    for m in model.modules():
        if not list(m.children()):
            handles.append(m.register_forward_hook(lambda m, i, o: stats.append(o.std())))
    with torch.no_grad():
        model(x)
    for h in handles:
        h.remove()
    return stats


# %% says: it should hold plain numbers
def activation_stats(model, x):
    stats, handles = [], []
    for m in model.modules():
        if not list(m.children()):
            handles.append(m.register_forward_hook(lambda m, i, o: stats.append(f"{o.std().item():.3f}")))
    with torch.no_grad():
        model(x)
    for h in handles:
        h.remove()
    return stats


# %% says: gradients stay off
def activation_stats(model, x):
    stats, handles = [], []
    for m in model.modules():
        if not list(m.children()):
            handles.append(m.register_forward_hook(lambda m, i, o: stats.append(o.std().item())))
    torch.set_grad_enabled(False)
    if True:
        model(x)
    for h in handles:
        h.remove()
    return stats


# %% right
def activation_stats(model, x):
    import numpy as np

    stats, handles = [], []
    for m in model.modules():
        if not list(m.children()):
            handles.append(
                m.register_forward_hook(
                    lambda m, i, o: stats.append(float(np.std(o.detach().numpy(), ddof=1)))
                )
            )
    with torch.no_grad():
        model(x)
    for h in handles:
        h.remove()
    return stats


# %% says: some modules were in training mode and some
def activation_stats(model, x):
    stats, was = [], model.training
    hooks = [
        m.register_forward_hook(lambda m, i, out: stats.append(out.std().item()))
        for m in model.modules()
        if not list(m.children())
    ]
    with torch.no_grad():
        model(x)
    for hook in hooks:
        hook.remove()
    model.train(was)
    return stats


# %% says: the standard deviation of that output is
def activation_stats(model, x):
    outputs = []
    handles = [
        m.register_forward_hook(lambda m, i, o: outputs.append(o.detach()))
        for m in model.modules()
        if not list(m.children())
    ]
    model(x)
    for h in handles:
        h.remove()
    return [o.std().item() for o in outputs]
