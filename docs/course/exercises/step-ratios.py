# %% says: Not yet: the list is empty
def step_ratios(model, rate):
    return []


# %% says: step_ratios returns nothing
def step_ratios(model, rate):
    for module in model.modules():
        if isinstance(module, nn.Linear) and module.weight.grad is not None:
            print((rate * module.weight.grad.std() / module.weight.std()).item())


# %% says: the list has
def step_ratios(model, rate):
    return [
        (rate * module.weight.grad.std() / module.weight.std()).item()
        for module in model
        if isinstance(module, nn.Linear) and module.weight.grad is not None
    ]


# %% says: the list has
def step_ratios(model, rate):
    return [(rate * p.grad.std() / p.std()).item() for p in model.parameters() if p.grad is not None]


# %% says: A step of SGD is the gradient times the rate
def step_ratios(model, rate):
    ratios = []
    for module in model.modules():
        if isinstance(module, nn.Linear):
            grad = module.weight.grad
            ratios.append(0.0 if grad is None else (grad.std() / module.weight.std()).item())
    return ratios


# %% says: the spread of the step alone
def step_ratios(model, rate):
    ratios = []
    for module in model.modules():
        if isinstance(module, nn.Linear):
            grad = module.weight.grad
            ratios.append(0.0 if grad is None else (rate * grad.std()).item())
    return ratios


# %% says: Yours divides norms
def step_ratios(model, rate):
    ratios = []
    for module in model.modules():
        if isinstance(module, nn.Linear):
            grad = module.weight.grad
            ratios.append(0.0 if grad is None else (rate * grad.norm() / module.weight.norm()).item())
    return ratios


# %% says: Yours divides number by number
def step_ratios(model, rate):
    ratios = []
    for module in model.modules():
        if isinstance(module, nn.Linear):
            grad = module.weight.grad
            ratios.append(0.0 if grad is None else (rate * grad / module.weight).std().item())
    return ratios


# %% says: The list holds tensors
def step_ratios(model, rate):
    ratios = []
    for module in model.modules():
        if isinstance(module, nn.Linear):
            grad = module.weight.grad
            ratios.append(torch.zeros(()) if grad is None else rate * grad.std() / module.weight.std())
    return ratios


# %% says: of type str; it should hold plain numbers
def step_ratios(model, rate):
    ratios = []
    for module in model.modules():
        if isinstance(module, nn.Linear):
            grad = module.weight.grad
            ratios.append("0" if grad is None else f"{(rate * grad.std() / module.weight.std()).item():.1e}")
    return ratios


# %% says: This layer is frozen
def step_ratios(model, rate):
    ratios = []
    for module in model.modules():
        if isinstance(module, nn.Linear):
            grad = module.weight.grad
            ratios.append(1.0 if grad is None else (rate * grad.std() / module.weight.std()).item())
    return ratios


# %% says: (for a model with a frozen layer)
def step_ratios(model, rate):
    return [
        (rate * module.weight.grad.std() / module.weight.std()).item()
        for module in model.modules()
        if isinstance(module, nn.Linear)
    ]


# %% says: in a different order
def step_ratios(model, rate):
    ratios = []
    for module in reversed(list(model.modules())):
        if isinstance(module, nn.Linear):
            grad = module.weight.grad
            ratios.append(0.0 if grad is None else (rate * grad.std() / module.weight.std()).item())
    return ratios


# %% says: do not take it
def step_ratios(model, rate):
    ratios = []
    for module in model.modules():
        if isinstance(module, nn.Linear):
            before = module.weight.detach().clone()
            if module.weight.grad is not None:
                module.weight.data -= rate * module.weight.grad
            ratios.append(((before - module.weight.detach()).std() / before.std()).item())
    return ratios


# %% says: optimizers still need it
def step_ratios(model, rate):
    ratios = []
    for module in model.modules():
        if isinstance(module, nn.Linear):
            grad = module.weight.grad
            ratios.append(0.0 if grad is None else (grad.mul_(rate).std() / module.weight.std()).item())
    return ratios


# %% says: something of type dict
def step_ratios(model, rate):
    return {
        name: (rate * module.weight.grad.std() / module.weight.std()).item()
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear) and module.weight.grad is not None
    }


# %% right
@torch.no_grad()
def step_ratios(model, rate):
    def visit(module):
        if isinstance(module, nn.Linear):
            grad = torch.zeros_like(module.weight) if module.weight.grad is None else module.weight.grad
            return [float((rate * grad).std() / module.weight.std())]
        return [ratio for child in module.children() for ratio in visit(child)]

    return tuple(visit(model))
