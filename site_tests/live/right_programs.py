"""Right programs that look like those with mistakes: of none of them may a word be said."""

from __future__ import annotations

from .beginner_mistakes import DATA, MODEL, SGD

LOOP = """for _ in range(20):
    opt.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    opt.step()
"""

RIGHT = {
    "plain training": DATA + MODEL + SGD + LOOP,
    "log_softmax before cross_entropy, which changes nothing": DATA
    + "model = nn.Sequential(nn.Linear(4, 3), nn.LogSoftmax(dim=1))\n"
    + SGD
    + LOOP,
    "log_softmax before nll_loss": DATA
    + "model = nn.Sequential(nn.Linear(4, 3), nn.LogSoftmax(dim=1))\n"
    + SGD
    + LOOP.replace("cross_entropy", "nll_loss"),
    "softmax in the middle, as in attention": DATA
    + """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.score, self.out = nn.Linear(4, 4), nn.Linear(4, 3)
    def forward(self, x):
        return self.out(self.score(x).softmax(dim=1) * x)
model = Net()
"""
    + SGD
    + LOOP,
    "a gate by a sigmoid, and logits": DATA
    + """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.gate, self.out = nn.Linear(4, 4), nn.Linear(4, 1)
    def forward(self, x):
        return self.out(torch.sigmoid(self.gate(x)) * x).squeeze(1)
model = Net()
"""
    + SGD
    + LOOP.replace(
        "F.cross_entropy(model(x), y)", "F.binary_cross_entropy_with_logits(model(x), (y > 1).float())"
    ),
    "sigmoid before BCELoss": DATA
    + "model = nn.Sequential(nn.Linear(4, 1), nn.Sigmoid())\n"
    + SGD
    + LOOP.replace("F.cross_entropy(model(x), y)", "nn.BCELoss()(model(x).squeeze(), (y > 1).float())"),
    "gradients accumulated over four batches": DATA
    + MODEL
    + SGD
    + """for epoch in range(6):
    for i in range(4):
        loss = F.cross_entropy(model(x[8 * i:8 * i + 8]), y[8 * i:8 * i + 8]) / 4
        loss.backward()
        if (i + 1) % 4 == 0:
            opt.step()
            opt.zero_grad()
""",
    "gradients cleared after the step": DATA
    + MODEL
    + SGD
    + """for _ in range(20):
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    opt.step()
    opt.zero_grad(set_to_none=False)
""",
    "gradients cleared by the model": DATA
    + MODEL
    + SGD
    + LOOP.replace("opt.zero_grad()", "model.zero_grad()"),
    "gradients cleared one by one, through data": DATA
    + MODEL
    + SGD
    + """for _ in range(20):
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    opt.step()
    for p in model.parameters():
        p.grad.data.zero_()
""",
    "two losses, each with its own backward": DATA
    + MODEL
    + SGD
    + """for _ in range(20):
    opt.zero_grad()
    F.cross_entropy(model(x), y).backward()
    (1e-3 * model[0].weight.abs().sum()).backward()
    opt.step()
""",
    "a generator and a discriminator": """G = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1))
D = nn.Sequential(nn.Linear(1, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1))
g_opt = torch.optim.Adam(G.parameters(), lr=1e-3)
d_opt = torch.optim.Adam(D.parameters(), lr=1e-3)
bce = nn.BCEWithLogitsLoss()
for _ in range(20):
    real, noise = torch.randn(16, 1), torch.randn(16, 2)
    fake = G(noise)
    d_opt.zero_grad()
    d_loss = bce(D(real), torch.ones(16, 1)) + bce(D(fake.detach()), torch.zeros(16, 1))
    d_loss.backward()
    d_opt.step()
    g_opt.zero_grad()
    g_loss = bce(D(fake), torch.ones(16, 1))
    g_loss.backward()
    g_opt.step()
""",
    "a frozen backbone and a new head": DATA
    + """backbone, head = nn.Linear(4, 8), nn.Linear(8, 3)
opt = torch.optim.SGD(head.parameters(), lr=0.1)
for _ in range(20):
    opt.zero_grad()
    with torch.no_grad():
        features = backbone(x)
    loss = F.cross_entropy(head(features), y)
    loss.backward()
    opt.step()
""",
    "only the last layer is trained": DATA
    + MODEL
    + "opt = torch.optim.SGD(model[2].parameters(), lr=0.1)\n"
    + LOOP,
    "a layer replaced before the optimizer is made": DATA
    + MODEL
    + "model[2] = nn.Linear(16, 3)\n"
    + SGD
    + LOOP,
    "a target network without gradients": """import copy
x = torch.randn(32, 4)
online = nn.Linear(4, 2)
target = copy.deepcopy(online)
opt = torch.optim.Adam(online.parameters())
for _ in range(20):
    opt.zero_grad()
    with torch.no_grad():
        goal = 1 + 0.9 * target(x).max(1).values
    loss = F.smooth_l1_loss(online(x).gather(1, torch.zeros(32, 1, dtype=torch.long)).squeeze(1), goal)
    loss.backward()
    opt.step()
target.load_state_dict(online.state_dict());
""",
    "an actor and a critic": """body, pi, v = nn.Linear(4, 8), nn.Linear(8, 2), nn.Linear(8, 1)
opt = torch.optim.Adam([*body.parameters(), *pi.parameters(), *v.parameters()])
x, ret = torch.randn(16, 4), torch.randn(16)
for _ in range(20):
    h = torch.tanh(body(x))
    logp = F.log_softmax(pi(h), 1)[:, 0]
    value = v(h).squeeze(1)
    advantage = ret - value.detach()
    loss = -(logp * advantage).mean() + F.mse_loss(value, ret)
    opt.zero_grad()
    loss.backward()
    opt.step()
""",
    "layers in a list that are registered, too": DATA
    + """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.order = []
        for i, (a, b) in enumerate([(4, 8), (8, 3)]):
            layer = nn.Linear(a, b)
            self.add_module(f'layer{i}', layer)
            self.order.append(layer)
    def forward(self, x):
        for layer in self.order[:-1]:
            x = layer(x).relu()
        return self.order[-1](x)
model = Net()
"""
    + SGD
    + LOOP,
    "a list of layers whose parameters the optimizer gets": DATA
    + """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(4, 8)
        self.rest = [nn.Linear(8, 3)]
    def forward(self, x):
        return self.rest[0](self.first(x).relu())
model = Net()
opt = torch.optim.SGD([*model.parameters(), *model.rest[0].parameters()], lr=0.1)
"""
    + LOOP,
    "a last layer that starts at 0": DATA
    + MODEL
    + "nn.init.zeros_(model[2].weight)\nnn.init.zeros_(model[2].bias)\n"
    + SGD
    + LOOP,
    "logistic regression from 0": DATA + "model = nn.Linear(4, 3)\nnn.init.zeros_(model.weight)\n"
    "nn.init.zeros_(model.bias)\n" + SGD + LOOP,
    "some units of a ReLU are dead": DATA
    + MODEL
    + """with torch.no_grad():
    model[0].bias[:12] = -100
"""
    + SGD
    + LOOP,
    "one example at a time, some of which light no unit": """x, y = torch.randn(40, 2), torch.randn(40, 1)
model = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
"""
    + SGD
    + """for i in range(40):
    opt.zero_grad()
    loss = F.mse_loss(model(x[i:i + 1]), y[i:i + 1])
    loss.backward()
    opt.step()
""",
    "training mode before each epoch, evaluation after it": DATA
    + "model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.5), nn.Linear(8, 3))\n"
    + SGD
    + """for _ in range(20):
    model.train()
    opt.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    opt.step()
    model.eval()
    with torch.no_grad():
        model(x)
""",
    "fine-tuned in evaluation mode from the first step on": DATA
    + "model = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Linear(8, 3)).eval()\n"
    + SGD
    + LOOP,
    "an input is changed, not the model in evaluation mode": DATA
    + "model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.5), nn.Linear(8, 3)).eval()\n"
    """delta = torch.zeros(32, 4, requires_grad=True)
opt = torch.optim.SGD([delta], lr=0.1)
for _ in range(10):
    opt.zero_grad()
    loss = -F.cross_entropy(model(x + delta), y)
    loss.backward()
    opt.step()
""",
    "a warm-up that starts at the rate 0": DATA
    + MODEL
    + SGD
    + "schedule = torch.optim.lr_scheduler.LambdaLR(opt, lambda step: step / 10)\n"
    + LOOP
    + "    schedule.step()\n",
    "a group with the rate 0": DATA
    + MODEL
    + "groups = [{'params': model[0].parameters(), 'lr': 0.0}, {'params': model[2].parameters()}]\n"
    "opt = torch.optim.SGD(groups, lr=0.1)\n" + LOOP,
    "losses summed as numbers": DATA
    + MODEL
    + SGD
    + "total, losses = 0.0, []\n"
    + LOOP
    + "    total += loss.item()\n    losses.append(loss.detach())\n",
    "losses of a sequence summed, then one backward": """cell, out = nn.Linear(5, 4), nn.Linear(4, 1)
opt = torch.optim.SGD([*cell.parameters(), *out.parameters()], lr=0.01)
for _ in range(12):
    h, total = torch.zeros(1, 4), 0
    for t in range(10):
        h = torch.tanh(cell(torch.cat([torch.ones(1, 1), h], 1)))
        total = total + (out(h) - t / 10).pow(2).sum()
    opt.zero_grad()
    total.backward()
    opt.step()
""",
    "a hidden state that is detached between pieces": """cell, out = nn.Linear(5, 4), nn.Linear(4, 1)
opt = torch.optim.SGD([*cell.parameters(), *out.parameters()], lr=0.01)
h = torch.zeros(1, 4)
for t in range(12):
    h = torch.tanh(cell(torch.cat([torch.ones(1, 1), h.detach()], 1)))
    loss = (out(h) - 1).pow(2).sum()
    opt.zero_grad()
    loss.backward()
    opt.step()
""",
    "gradients measured, and no step": DATA
    + MODEL
    + SGD
    + """norms = []
for i in range(4):
    opt.zero_grad()
    loss = F.cross_entropy(model(x[8 * i:8 * i + 8]), y[8 * i:8 * i + 8])
    loss.backward()
    norms.append(model[0].weight.grad.norm().item())
""",
    "backward timed, and no step": DATA
    + MODEL
    + SGD
    + """import time
start = time.perf_counter()
for _ in range(10):
    F.cross_entropy(model(x), y).backward()
seconds = time.perf_counter() - start
""",
    "a schedule drawn without training": DATA
    + MODEL
    + SGD
    + "schedule = torch.optim.lr_scheduler.StepLR(opt, 2)\nrates = []\nfor _ in range(10):\n    opt.step()\n"
    "    rates.append(schedule.get_last_lr()[0])\n    schedule.step()\n",
    "a schedule drawn after a loss was computed": DATA
    + MODEL
    + SGD
    + LOOP
    + """loss = F.cross_entropy(model(x), y)
opt.zero_grad()
for _ in range(5):
    opt.step()
""",
    "distances between all outputs": """x = torch.randn(16, 2)
model = nn.Linear(2, 1)
"""
    + SGD
    + """for _ in range(5):
    opt.zero_grad()
    z = model(x)
    loss = (z - z.squeeze(1)).abs().mean()
    loss.backward()
    opt.step()
""",
    "a column less a column": """x = torch.randn(16, 2)
y = x.sum(1, keepdim=True)
model = nn.Linear(2, 1)
"""
    + SGD
    + """for _ in range(5):
    opt.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    opt.step()
""",
    "inf on the way, and a finite loss": """x = torch.randn(4, 6)
model = nn.Linear(6, 6)
"""
    + SGD
    + """mask = torch.triu(torch.ones(4, 6, dtype=torch.bool), 1)
for _ in range(5):
    opt.zero_grad()
    scores = model(x).masked_fill(mask, float('-inf'))
    loss = (scores.softmax(1) ** 2).sum()
    loss.backward()
    opt.step()
""",
    "gradient descent by hand": """w = torch.zeros(3, requires_grad=True)
for _ in range(20):
    loss = (w - 1).pow(2).sum()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad.zero_()
""",
    "a closure for LBFGS": DATA
    + MODEL
    + """opt = torch.optim.LBFGS(model.parameters())
def closure():
    opt.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    return loss
for _ in range(5):
    opt.step(closure)
""",
    "a head whose output is not used": DATA
    + """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body, self.main, self.extra = nn.Linear(4, 8), nn.Linear(8, 3), nn.Linear(8, 1)
    def forward(self, x):
        h = self.body(x).relu()
        return self.main(h), self.extra(h).detach()
model = Net()
"""
    + SGD
    + LOOP.replace("model(x)", "model(x)[0]"),
    "straight through a rounding": """x = torch.randn(16, 4)
enc, dec = nn.Linear(4, 3), nn.Linear(3, 4)
opt = torch.optim.Adam([*enc.parameters(), *dec.parameters()])
for _ in range(10):
    z = enc(x)
    q = z + (z.round() - z).detach()
    loss = F.mse_loss(dec(q), x)
    opt.zero_grad()
    loss.backward()
    opt.step()
""",
    "a teacher whose softmax is the target": DATA
    + MODEL
    + SGD
    + """teacher = nn.Linear(4, 3)
for _ in range(10):
    opt.zero_grad()
    loss = F.cross_entropy(model(x), teacher(x).softmax(1).detach())
    loss.backward()
    opt.step()
""",
}
