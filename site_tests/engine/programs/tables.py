"""What the random programs of `fuzz_programs.py` choose from."""

from __future__ import annotations

# methods of one tensor
UNARY = [
    "abs", "neg", "exp", "sin", "cos", "tanh", "sigmoid", "relu", "square", "erf", "floor", "ceil",
    "round", "sign", "trunc", "frac", "expm1", "reciprocal", "sqrt", "abs().rsqrt()", "log", "log2", "log1p",
    "isnan", "isfinite", "t", "atan", "cumsum(0)", "cumsum(-1)", "cumprod(-1)", "sum()", "sum(-1)",
    "sum(0, keepdim=True)", "mean()", "mean(-1)", "var()", "var(-1)", "std(0)", "prod()", "norm()",
    "norm(dim=-1)", "amax(-1)", "amin(0)", "max()", "min()", "argmax()", "argmax(-1)", "argmin(0)",
    "logsumexp(-1)", "diagonal(-1, -1, 0)", "diagonal(1)", "split([1, 1])[0]", "nonzero().T", "nan_to_num()",
    "softmax(-1)", "log_softmax(0)", "all()", "any()", "sort(-1)[0]",
    "sort(dim=0, descending=True, stable=True)[1]", "topk(2)[0]", "detach().median()",
    "flatten()", "squeeze()",
    "unsqueeze(-1)", "unsqueeze(0)", "transpose(0, 1)", "permute(1, 0)", "reshape(-1)", "view(-1)",
    "contiguous()", "clone()", "detach()", "float()", "double()", "long()", "int()", "bool()", "flip(0)",
    "roll(1)", "repeat(2, 1)", "tril()", "triu(1)", "diagonal()", "clamp(-0.5, 0.5)", "clamp(min=0)",
    "pow(2)", "pow(0.5)", "chunk(2)[0]", "split(1)[-1]", "unbind()[0]", "narrow(0, 0, 1)", "nonzero()",
    "masked_fill(x > 0, 1)", "where(x > 0, 0)", "expand(2, -1, -1)", "count_nonzero()",
    "detach().unique()", "T", "mT", "shape", "dtype", "numel()", "tolist()", "item()",
    "asinh()", "erf()", "erfc()", "sinc()", "deg2rad()", "sgn()", "isposinf()", "fliplr()", "flipud()",
    "cummax(-1)[0]", "cummax(0)[1]", "cummin(0)[0]", "logcumsumexp(-1)", "nansum()", "nansum(-1)",
    "aminmax(dim=-1)[1]", "kthvalue(1)[0]", "detach().mode()[0]", "diff()", "diff(dim=0)", "msort()",
    "quantile(0.3)", "quantile(0.6, dim=-1)", "nanmean(-1)", "sum(axis=0)", "mean(axis=-1, keepdims=True)",
    "detach().unique_consecutive()", "unfold(0, 2, 1)", "unfold(-1, 1, 1)", "rot90()",
    "masked_scatter(x > 0, x * 2)", "repeat_interleave(2)", "detach().median(-1)[0]", "square()", "signbit()",
    "tile(2)", "movedim(0, -1)", "diag_embed()", "kron(x)", "nanquantile(0.5)",
]  # fmt: skip

# of two tensors x and y
BINARY = [
    "x + y", "x - y", "x * y", "x / y", "x // y", "x ** 2", "2.0 ** x", "x @ y", "x @ y.T",
    "x == y", "x < y", "x >= y", "x + 1", "1 - x", "x / 2", "3 / x", "x // 2", "x % 3", "x % y", "5 % x",
    "-x", "t.fmod(x, y)", "t.remainder(3, x)", "x ** y.float()", "t.nan_to_num(x / 0)",
    "t.nan_to_num(x / y, 0.5, 9, -9)",
    "x | y", "x ^ y", "t.add(x, y, alpha=2)", "x.sub(y, alpha=3)", "x.div(y, rounding_mode='floor')",
    "x.div(y, rounding_mode='trunc')", "t.clamp(x, y, y + 1)", "t.clamp(x, max=y)", "t.hstack([x, y])",
    "t.vstack([x, y])", "x.masked_select(x > y)", "t.addmm(x, x, x)", "abs(x)",
    "t.logaddexp(x + 1, y.float())", "t.dist(x, y)",
    "t.flatten(x, 0)", "t.sum(x, dim=0)", "t.logical_xor(x, y)",
    "x & y", "~x", "x > 0.5", "t.maximum(x, y)", "t.minimum(x, y)", "t.cat([x, y])", "t.cat([x, y], -1)",
    "t.stack([x, y])", "t.where(x > y, x, y)", "t.bmm(x, x.transpose(-1, -2))", "t.dot(x, y)",
    "t.mm(x, y)", "t.outer(x, y)", "t.atan2(x.double(), y.double())", "x * y + x",
    "t.isclose(x, y)", "t.allclose(x, x)", "t.hypot(x, y)", "t.fmax(x, y)", "t.fmin(x, y)", "t.xlogy(x, y)",
    "t.logaddexp2(x, y)", "t.kron(x, y)", "t.tensordot(x, y, 1)",
    "t.cdist(x, y)", "t.cdist(x, y, p=1.0)", "t.gcd(x, y)", "t.isin(x, y)", "t.heaviside(x, y)",
    "t.searchsorted(x, y)", "t.bucketize(y, x)", "t.block_diag(x, y)", "t.dstack([x, y])",
    "t.column_stack([x, y])", "t.trapezoid(x)", "t.add(2, x)", "t.pow(2, x)", "t.mul(x, y, out=t.empty(0))",
    "t.float_power(x, 2)", "t.cartesian_prod(x, y)", "t.tril_indices(3, 2)", 
    "t.cov(x)", "t.atleast_2d(x)", "t.diag(x)", "x << 1", "1 << x",
    "t.meshgrid(x, y, indexing='xy')[1]",
    "t.equal(x, y)", "t.einsum('ij,kj->ik', x, y)", "t.einsum('i,j', x, y)", "t.einsum('...i,...i', x, y)",
    "t.einsum('ii->i', x)", "t.einsum('ij,ij->', x.float(), y.float())", "t.lerp(x, y, 0.3)",
    "t.addcmul(x, x, y)",
    "t.logical_and(x, y)", "x.add_(1)", "x.mul_(y)", "x.fill_(3)", "x.clamp_(0, 1)", "t.zeros_like(x)",
    "t.full_like(x, 2)", "t.ones_like(x, dtype=t.int64)", "x.new_zeros(2)", "x.to(y)", "x.type_as(y)",
]  # fmt: skip

# of small tensors
SHAPES = [
    (), (1,), (3,), (2, 3), (3, 3), (1, 3), (2, 1), (4, 2, 3), (0,), (2, 0),
]  # fmt: skip

# layers without a size
ACTIVATIONS = [
    "ReLU()", "ReLU(inplace=True)", "LeakyReLU(0.1)", "PReLU()", "ELU()", "SELU()", "GELU()",
    "GELU('tanh')", "SiLU()", "Softplus()", "Tanh()", "Sigmoid()", "Hardtanh()", "ReLU6()",
    "Softmax(dim=1)", "LogSoftmax(dim=-1)", "Identity()", "Dropout(0.3)", "ELU(0.5)", "Softplus(2, 3)",
    "Hardtanh(-0.5, 2)", "PReLU(init=0.1)", "Dropout(1.0)", "Dropout(0.0)", "SiLU(inplace=True)",
    "LeakyReLU(0.2, inplace=True)", "Dropout(0.5, inplace=True)", "Softmax(-1)",
]  # fmt: skip

SMOOTH = [
    "GELU()", "SiLU()", "Tanh()", "Sigmoid()", "Softplus()", "GELU('tanh')", "ELU()", "Identity()",
]  # fmt: skip

# of parameters p
OPTIMIZERS = [
    "SGD(p, lr=0.05)", "SGD(p, lr=0.05, momentum=0.9)", "SGD(p)", "SGD(p, lr=0.05, foreach=True)",
    "SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.01)",
    "SGD(p, lr=0.02, momentum=0.5, dampening=0.1, maximize=True)", "RMSprop(p, lr=0.01)",
    "RMSprop(p, lr=0.01, momentum=0.5, centered=True)", "RMSprop(p, alpha=0.9, eps=1e-6, weight_decay=0.1)",
    "Adagrad(p, lr=0.05, lr_decay=0.1)", "Adagrad(p, initial_accumulator_value=0.1, weight_decay=0.1)",
    "Adagrad(p, lr=0.05, maximize=True, eps=1e-8)", "Adam(p)",
    "Adam(p, lr=0.01)", "Adam(p, lr=0.01, amsgrad=True, weight_decay=0.1)", "AdamW(p, lr=0.01)",
    "Adam(p, lr=0.01, eps=1e-3, maximize=True, fused=False)", "AdamW(p, lr=0.01, betas=(0.8, 0.95))",
    "AdamW(p, lr=0.01, amsgrad=True, weight_decay=0.3, maximize=True)", "AdamW(p)",
    "Adam(p, 0.01, (0.5, 0.9), 1e-8, 0.05, decoupled_weight_decay=True)",
]  # fmt: skip

# of an optimizer o
SCHEDULERS = [
    "StepLR(o, 2, gamma=0.5)", "MultiStepLR(o, [1, 3])", "ExponentialLR(o, 0.8)", "StepLR(o, 1)",
    "MultiStepLR(o, milestones=[2, 2, 4], gamma=0.5)", "CosineAnnealingLR(o, 4)",
    "CosineAnnealingLR(o, T_max=3, eta_min=0.001)", "LinearLR(o, total_iters=3)",
    "LinearLR(o, start_factor=0.5, end_factor=0.1, total_iters=4)",
    "OneCycleLR(o, max_lr=0.1, total_steps=12)", "OneCycleLR(o, 0.1, epochs=3, steps_per_epoch=2)",
    "OneCycleLR(o, 0.1, total_steps=6, pct_start=0.5, anneal_strategy='linear', three_phase=True)",
    "OneCycleLR(o, 0.1, total_steps=4)", "OneCycleLR(o, 0.1, total_steps=8, cycle_momentum=False)",
    "LambdaLR(o, lambda e: 0.9 ** e)", "LambdaLR(o, [lambda e: 1 / (e + 1)])",
    "ReduceLROnPlateau(o, patience=1)", "ReduceLROnPlateau(o, 'max', 0.5, patience=0, cooldown=1)",
    "ReduceLROnPlateau(o, patience=0, threshold=0.3, threshold_mode='abs', min_lr=0.001)",
]  # fmt: skip

# for images of at least 2 × 2
POOLS = [
    "MaxPool2d(2)", "AvgPool2d(2)", "AdaptiveAvgPool2d((2, 3))", "MaxPool2d(3, stride=1, padding=1)",
    "MaxPool2d(2, ceil_mode=True)", "AvgPool2d(2, stride=1, padding=1, count_include_pad=False)",
    "AvgPool2d((1, 2), ceil_mode=True)", "AdaptiveAvgPool2d(1)", "AdaptiveAvgPool2d((None, 1))",
    "MaxPool2d(2, dilation=2, stride=1, padding=1)", "AvgPool2d(2, divisor_override=3)",
]  # fmt: skip

# with what they compare to; w weighs the classes
LOSSES = [
    ("CrossEntropyLoss()", "class"), ("CrossEntropyLoss(label_smoothing=0.1)", "class"),
    ("CrossEntropyLoss(ignore_index=1)", "class"), ("CrossEntropyLoss(weight=w)", "class"),
    ("CrossEntropyLoss(weight=w, reduction='sum', ignore_index=0)", "class"),
    ("CrossEntropyLoss(weight=w, label_smoothing=0.2, ignore_index=0)", "class"),
    ("CrossEntropyLoss(reduction='none', label_smoothing=0.2)", "class"),
    ("CrossEntropyLoss()", "odds"), ("CrossEntropyLoss(weight=w, label_smoothing=0.1)", "odds"),
    ("CrossEntropyLoss(reduction='none')", "odds"), ("NLLLoss()", "class"),
    ("NLLLoss(weight=w, ignore_index=0)", "class"), ("NLLLoss(reduction='none')", "class"),
    ("MSELoss()", "same"), ("MSELoss(reduction='sum')", "same"), ("MSELoss(reduction='none')", "same"),
    ("L1Loss()", "same"), ("L1Loss(reduction='sum')", "same"), ("SmoothL1Loss()", "same"),
    ("SmoothL1Loss(beta=0.3, reduction='none')", "same"), ("SmoothL1Loss(beta=0.0)", "same"),
    ("HuberLoss(delta=0.5)", "same"), ("HuberLoss('sum', 2.0)", "same"),
    ("KLDivLoss()", "odds"), ("KLDivLoss(reduction='batchmean')", "odds"),
    ("BCEWithLogitsLoss()", "bits"), ("BCEWithLogitsLoss(pos_weight=w)", "bits"),
    ("BCEWithLogitsLoss(weight=w, reduction='sum')", "bits"), ("BCEWithLogitsLoss()", "odds"),
]  # fmt: skip

# calls that go wrong, most of them
MISTAKES = [
    "nn.Linear(3, 2)(t.randn(2, 4))", "nn.Linear(3, 2)(t.ones(2, 3).long())",
    "nn.Linear(3, 2)(t.randn(2, 3).double())", "nn.Linear(-1, 2)", "nn.Linear('a', 2)",
    "nn.Linear(3, 2)([1, 2, 3])", "nn.Sequential(3)", "nn.Sequential('ab')", "nn.Sequential(nn.Linear)",
    "nn.ReLU()(3)", "nn.Dropout(1.5)", "nn.Dropout('a')", "nn.BatchNorm1d(3)(t.randn(3))",
    "nn.BatchNorm1d(3)(t.randn(1, 3))", "nn.BatchNorm1d(3)(t.randn(2, 4))",
    "nn.Conv2d(1, 2, 3)(t.randn(2, 2, 8, 8))", "nn.Conv2d(1, 2, 9)(t.randn(2, 1, 8, 8))",
    "nn.Conv2d(3, 4, 3, groups=2)", "nn.MaxPool2d(2)(t.randn(4))", "nn.Embedding(3, 2)(t.tensor([3]))",
    "nn.Embedding(3, 2)(t.tensor([-1]))", "nn.Embedding(3, 2)(t.randn(2))",
    "nn.CrossEntropyLoss()(t.randn(2, 3), t.tensor([0, 3]))",
    "nn.CrossEntropyLoss()(t.randn(2, 3), t.tensor([0]))",
    "nn.CrossEntropyLoss()(t.randn(2, 3), t.tensor([0.0, 1.0]))",
    "nn.CrossEntropyLoss()(t.randn(2, 3), t.tensor([0, -1]))",
    "nn.NLLLoss()(t.randn(2, 3), t.tensor([0, 5]))", "nn.MSELoss()(t.randn(2), t.randn(3))",
    "nn.BCELoss()(t.tensor([1.5]), t.tensor([1.0]))", "nn.BCELoss()(t.rand(2), t.rand(3))",
    "nn.MSELoss(reduction='avg')(t.ones(1), t.ones(1))", "nn.BCEWithLogitsLoss()(t.rand(2), t.rand(3))",
    "nn.Module()(3)", "nn.Flatten()(3)", "nn.Unflatten(1, (2, 2))(t.randn(2, 3))",
    "optim.SGD([], lr=0.1)", "optim.SGD([t.ones(1)], lr=-1)", "optim.SGD(nn.Linear(1, 1).parameters())",
    "optim.SGD(nn.Linear(1, 1).parameters(), lr='a')",
    "optim.Adam(nn.Linear(1, 1).parameters(), lr=-0.1)",
    "optim.Adam(nn.Linear(1, 1).parameters(), betas=(1.0, 0.9))", "optim.SGD(t.ones(1), lr=0.1)",
    "optim.SGD([3], lr=0.1)", "optim.SGD(nn.Linear(1, 1).parameters(), lr=0.1, nesterov=True)",
    "optim.SGD([t.ones(1, requires_grad=True) * 2], lr=1)", "optim.lr_scheduler.StepLR(3, 1)",
    "optim.RMSprop(nn.Linear(1, 1).parameters(), alpha=-1)", "nn.Linear(1, 1).load_state_dict({})",
    "nn.Linear(1, 1).load_state_dict({'weight': t.ones(2, 2), 'bias': t.ones(1)})",
    "nn.Linear(1, 1).load_state_dict(3)", "nn.Linear(1, 1).weights",
    "setattr(nn.Linear(1, 1), 'weight', 3)", "setattr(nn.Linear(1, 1), 'weight', t.ones(1))",
    "nn.Linear(1, 1).register_parameter('a.b', None)",
    "nn.Linear(1, 1).register_buffer('weight', t.ones(1))", "nn.Linear(1, 1).add_module('', nn.ReLU())",
    "nn.Linear(1, 1).add_module('a', 3)", "nn.Linear(1, 1).train('yes')", "nn.Linear(1, 1).to(t.int64)",
    "nn.Linear(1, 1).get_submodule('x')", "nn.Parameter(t.ones(1).long())", "t.tensor([[1], [2, 3]])",
    "t.tensor('a')", "t.tensor([1, 'a'])", "t.tensor(None)", "t.zeros(-1)", "t.zeros(2, 'a')",
    "t.arange(0, 3, -1)", "t.arange(0, 3, 0)", "t.ones(2, 3) + t.ones(4)", "t.ones(2, 3) @ t.ones(2, 3)",
    "t.ones(2).item()", "t.ones(3)[5]", "t.ones(3)[1, 1]", "t.ones(3)['a']", "t.ones(3)[1.5]",
    "t.ones(3).view(2)", "t.ones(2, 3).t().view(6)", "t.ones(3).reshape(2, -1)", "t.ones(2, 3).sum(2)",
    "t.ones(2, 3).squeeze(5)", "t.ones(2, 3).transpose(0, 2)", "t.ones(2, 3).permute(0)",
    "t.ones(2, 3).permute(0, 0)", "t.cat([])", "t.cat([t.ones(2), t.ones(2, 2)])",
    "t.stack([t.ones(2), t.ones(3)])", "t.stack([])", "t.ones(2).backward()",
    "t.ones(2, requires_grad=True).backward()", "t.ones(2).long().requires_grad_()",
    "t.ones(1, requires_grad=True).numpy()", "t.ones(1, requires_grad=True).add_(1)", "bool(t.ones(2))",
    "len(t.tensor(1))", "int(t.ones(2))", "float(t.ones(2))", "iter(t.tensor(1))",
    "t.ones(2).long().mean()", "t.ones(0).max()", "t.ones(0).argmax()", "t.ones(3).topk(4)",
    "t.randperm(-1)", "t.randint(3, 3, (2,))", "t.multinomial(t.zeros(2), 1)",
    "t.bernoulli(t.tensor([2.0]))", "t.normal(0.0, -1.0, (2,))", "t.eye(-1)", "t.linspace(0, 1, -1)",
    "t.full((2,), 'a')", "t.ones(2).to('cuda')", "t.ones(2).to('nowhere')", "t.ones(2).nothing",
    "t.einsum('ij,jk', t.ones(2, 3), t.ones(2, 3))", "t.einsum('i', t.ones(2, 2))", "t.ones(2).expand(3)",
    "t.ones(2).split(0)", "t.ones(2).chunk(0)", "t.ones(2).gather(0, t.tensor([2]))",
    "t.ones(2).masked_fill(t.ones(3) > 0, 1)", "t.ones(2).masked_fill(t.ones(2), 1)",
    "t.where(t.ones(2), 1, 2)", "t.ones(2) & t.ones(2)", "t.ones(2) + 'a'", "t.ones(2) + None",
    "t.ones(2) < 'a'", "t.ones(2) @ 3", "t.ones(2) == 'a'", "t.ones(2) == None", "3 @ t.ones(2)",
    "hash(t.ones(2)) is None", "t.ones(2)(3)", "t.set_default_dtype(t.int64)", "t.from_numpy([1])",
    "t.manual_seed('a')", "t.clamp(t.ones(2))", "t.nn.functional.one_hot(t.tensor([3]), 2)",
    "t.nn.functional.one_hot(t.tensor([-1]))", "t.nn.functional.softmax(t.ones(2), 3)",
    "t.utils.data.DataLoader([1, 2], batch_size=0)",
    "t.utils.data.DataLoader([1, 2], shuffle=True, sampler=[0])",
    "t.utils.data.DataLoader([1], batch_size='a')", "t.utils.data.random_split([1, 2, 3], [1, 1])",
    "t.utils.data.TensorDataset(t.ones(2), t.ones(3))",
    "list(t.utils.data.DataLoader([t.ones(1), t.ones(2)], batch_size=2))",
    "t.utils.data.Subset([1], [3])[0]", "list(t.utils.data.DataLoader([None], batch_size=1))",
    "t.utils.data.RandomSampler([])", "t.utils.data.WeightedRandomSampler([1.0], 0)",
    "t.utils.data.BatchSampler([1], 0, False)", "t.nn.init.constant_(3, 1)",
    "t.nn.init.xavier_uniform_(t.ones(2))", "t.nn.init.calculate_gain('nothing')",
    "t.nn.utils.clip_grad_norm_([], 1.0)", "t.autograd.grad(t.ones(1), t.ones(1))",
    "t.optim.lr_scheduler.OneCycleLR(optim.SGD([t.ones(1, requires_grad=True)], lr=1), 0.1)",
]  # fmt: skip

# on a ModuleDict m
DICTIONARY = [
    "m['a']", "m['z']", "len(m)", "list(m)", "'a' in m", "m.pop('a')", "del_('b')", "set_('d')", "m.clear()",
    "m.update({'e': new()})", "list(m.keys())", "m.update([('f', new())])", "set_('a.b')", "set_('')", "m(1)",
]  # fmt: skip

# on a Sequential or a ModuleList m
SEQUENCE = [
    "m[0]", "m[-1]", "m[9]", "m[1:]", "m[::2]", "m[:-1]", "m.append(new())", "m.extend([new(), new()])",
    "m.pop(0)", "m.pop(-1)", "m.pop(7)", "del_(0)", "del_(-1)", "del_(slice(0, 2))", "del_(8)", "set_(0)",
    "set_(-1)", "set_(6)", "m + type(m)(new())", "iadd()", "m * 2", "m * 0", "2 * m", "len(m)", "list(m)",
    "m['0']", "m['a']", "m.append(3)", "m + 1", "new() in m", "reversed_(m)", "m.extend(3)", "m == m",
    "m.state_dict()", "m.index(1)",
]  # fmt: skip

# PyTorch's ModuleList.insert leaves wrong names behind beyond 0 and len, and both do on named layers.
PLACED = [
    "m.insert(0, new())", "m.insert(1, new())", "m.insert(-1, new())", "m.insert(99, new())",
    "m.insert(0, 'x')",
]  # fmt: skip
