"""Regression with BatchNorm, weight decay by parameter group, OneCycleLR and ReduceLROnPlateau, early stopping."""

import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset, random_split

torch.manual_seed(7)
x = torch.rand(600, 5, dtype=torch.float64) * 4 - 2
y = (
    x[:, :1] ** 2
    - x[:, 1:2] * x[:, 2:3]
    + torch.sin(2 * x[:, 3:4])
    + 0.1 * torch.randn(600, 1, dtype=torch.float64)
)
train_set, val_set, test_set = random_split(TensorDataset(x, y), [400, 100, 100])
print(len(train_set), len(val_set), len(test_set), train_set.indices[:8])


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(width, width), nn.BatchNorm1d(width), nn.SiLU())

    def forward(self, x):
        return x + self.body(x)


model = nn.Sequential(
    nn.Linear(5, 32), nn.GELU(), *[Block(32) for _ in range(2)], nn.LayerNorm(32), nn.Linear(32, 1)
).double()
print(model)
decay = [p for n, p in model.named_parameters() if p.ndim > 1]
rest = [p for n, p in model.named_parameters() if p.ndim <= 1]
optimizer = optim.AdamW(
    [{"params": decay, "weight_decay": 0.01}, {"params": rest, "weight_decay": 0.0}], lr=1e-3
)
loader = DataLoader(train_set, batch_size=50, shuffle=True, drop_last=True)
epochs = 12
scheduler = optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.02, epochs=epochs, steps_per_epoch=len(loader))
print(optimizer)


@torch.no_grad()
def evaluate(subset):
    model.eval()
    inputs, targets = map(torch.stack, zip(*[subset[i] for i in range(len(subset))]))
    return F.huber_loss(model(inputs), targets, delta=1.0).item()


for epoch in range(epochs):
    model.train()
    losses = []
    for xb, yb in loader:
        loss = F.smooth_l1_loss(model(xb), yb)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        scheduler.step()
        losses.append(loss.detach())
    if epoch % 3 == 2:
        rate = scheduler.get_last_lr()
        print(
            f"{epoch + 1:3d}  train {torch.stack(losses).mean():.6f}  val {evaluate(val_set):.6f}  lr {rate}"
        )

optimizer = optim.SGD(model.parameters(), lr=0.05, momentum=0.9, nesterov=True, weight_decay=1e-4)
plateau = optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode="min", factor=0.5, patience=1)
best, patience = float("inf"), 0
for epoch in range(15):
    model.train()
    for xb, yb in loader:
        optimizer.zero_grad()
        F.mse_loss(model(xb), yb).backward()
        optimizer.step()
    val = evaluate(val_set)
    plateau.step(val)
    patience = 0 if val < best else patience + 1
    best = min(best, val)
    print(f"{epoch + 1:3d}  val {val:.6f}  lr {optimizer.param_groups[0]['lr']:.6f}")
    if patience == 4:
        print("stopped early")
        break
print(f"test {evaluate(test_set):.6f}")
