# %% says: linear modules keep their old weights
def he_init(model):
    for module in model:
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=(2 / module.in_features) ** 0.5)
            nn.init.zeros_(module.bias)


# %% says: have standard deviation
def he_init(model):
    for module in model.modules():
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=2 / module.in_features)
            if module.bias is not None:
                nn.init.zeros_(module.bias)


# %% says: have standard deviation
def he_init(model):
    for module in model.modules():
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=(2 / module.out_features) ** 0.5)
            if module.bias is not None:
                nn.init.zeros_(module.bias)


# %% says: have standard deviation
def he_init(model):
    for module in model.modules():
        if isinstance(module, nn.Linear):
            nn.init.xavier_normal_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)


# %% says: have standard deviation
def he_init(model):
    for module in model.modules():
        if isinstance(module, nn.Linear):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)


# %% says: is not 0
def he_init(model):
    for module in model.modules():
        if isinstance(module, nn.Linear):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")


# %% says: at the line
def he_init(model):
    for module in model.modules():
        if isinstance(module, nn.Linear):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            nn.init.zeros_(module.bias)


# %% says: new objects
def he_init(model):
    for module in model.modules():
        if isinstance(module, nn.Linear):
            n = module.in_features
            module.weight = nn.Parameter(torch.randn(module.out_features, n) * (2 / n) ** 0.5)
            if module.bias is not None:
                module.bias = nn.Parameter(torch.zeros(module.out_features))


# %% says: A module that is not linear
def he_init(model):
    for parameter in model.parameters():
        if parameter.dim() == 2:
            nn.init.kaiming_normal_(parameter, nonlinearity="relu")
        elif parameter.dim() == 1:
            nn.init.zeros_(parameter)


# %% says: A module that is not linear
def he_init(model):
    for module in model.modules():
        if isinstance(module, (nn.Linear, nn.Conv2d)):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)


# %% says: without a seed
def he_init(model):
    torch.manual_seed(0)
    for module in model.modules():
        if isinstance(module, nn.Linear):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)


# %% says: have mean
def he_init(model):
    for module in model.modules():
        if isinstance(module, nn.Linear):
            nn.init.uniform_(module.weight, 0, (24 / module.in_features) ** 0.5)
            if module.bias is not None:
                nn.init.zeros_(module.bias)


# %% says: repeat themselves
def he_init(model):
    for module in model.modules():
        if isinstance(module, nn.Linear):
            with torch.no_grad():
                module.weight.copy_(torch.randn(module.in_features) * (2 / module.in_features) ** 0.5)
                if module.bias is not None:
                    module.bias.zero_()


# %% says: requires_grad should stay True
def he_init(model):
    for module in model.modules():
        if isinstance(module, nn.Linear):
            module.requires_grad_(False)
            module.weight.normal_(std=(2 / module.in_features) ** 0.5)
            if module.bias is not None:
                module.bias.zero_()


# %% says: the old weights
def he_init(model):
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, nn.Linear):
                module.weight *= (2 / module.in_features) ** 0.5 / module.weight.std()
                if module.bias is not None:
                    module.bias.zero_()


# %% right
def he_init(model):
    def one(module):
        if isinstance(module, nn.Linear):
            nn.init.kaiming_uniform_(module.weight, nonlinearity="relu")
            if module.bias is not None:
                module.bias.data.zero_()

    model.apply(one)


# %% right
@torch.no_grad()
def he_init(model):
    for module in [model, *model.children()]:
        if module is not model:
            he_init(module)
        elif isinstance(module, nn.Linear):
            rows, columns = module.weight.shape
            module.weight.copy_(torch.randn(rows, columns) * (2 / columns) ** 0.5)
            if module.bias is not None:
                module.bias.fill_(0)
    return model


# %% right
import math


def he_init(model):
    for module in model.modules():
        if type(module) is nn.Linear:
            module.weight.data.normal_(0, math.sqrt(2 / module.weight.shape[1]))
            if module.bias is not None:
                module.bias.data.fill_(0.0)


# %% says: with the outputs for the inputs
def he_init(model):
    for m in model.modules():
        if isinstance(m, nn.Linear):
            nn.init.normal_(m.weight, 0, (2 / m.out_features) ** 0.5)
            if m.bias is not None:
                nn.init.zeros_(m.bias)


# %% says: Yours is near the square root of 1 / 300
def he_init(model):
    for m in model.modules():
        if isinstance(m, nn.Linear):
            nn.init.normal_(m.weight, 0, (1 / m.in_features) ** 0.5)
            if m.bias is not None:
                nn.init.zeros_(m.bias)


# %% says: A module that is not linear, BatchNorm1d
def he_init(model):
    for p in model.parameters():
        if p.dim() == 2:
            nn.init.kaiming_normal_(p, nonlinearity="relu")
        else:
            nn.init.zeros_(p)


# %% says: with bias and without
def he_init(model):
    for m in model.modules():
        if isinstance(m, nn.Linear):
            nn.init.kaiming_normal_(m.weight, nonlinearity="relu")
            nn.init.zeros_(m.bias)


# %% says: Yours is near 2 / 300
def he_init(model):
    for m in model.modules():
        if isinstance(m, nn.Linear):
            nn.init.normal_(m.weight, 0, 2 / m.in_features)
            if m.bias is not None:
                nn.init.zeros_(m.bias)


# %% says: changes the mode of the model
def he_init(model):
    model.eval()
    for module in model.modules():
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=(2 / module.in_features) ** 0.5)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
