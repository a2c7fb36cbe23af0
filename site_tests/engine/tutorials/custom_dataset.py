"""Data sets and loaders: map-style and iterable, samplers, default collation, weights of classes, hooks, freezing."""

import math

import torch
from torch import nn
from torch.utils.data import (
    BatchSampler,
    ConcatDataset,
    DataLoader,
    Dataset,
    IterableDataset,
    SequentialSampler,
    Subset,
    WeightedRandomSampler,
)


class Spirals(Dataset):
    def __init__(self, n, turn, transform=None):
        self.n, self.turn, self.transform = n, turn, transform

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        angle = 3 * math.pi * i / self.n
        point = torch.tensor([math.cos(angle + self.turn), math.sin(angle + self.turn)]) * i / self.n
        sample = {"point": point, "label": int(self.turn > 0), "name": f"p{i}"}
        return self.transform(sample) if self.transform else sample


class Jitter:
    def __call__(self, sample):
        return {**sample, "point": sample["point"] + 0.01 * torch.randn(2)}


class Count(IterableDataset):
    def __iter__(self):
        yield from range(7)


torch.manual_seed(11)
data = ConcatDataset([Spirals(60, 0.0, Jitter()), Spirals(20, math.pi, Jitter())])
print(len(data), data[3]["name"], data[65]["label"], data.cumulative_sizes)
weights = [1.0] * 60 + [3.0] * 20
loader = DataLoader(data, batch_size=8, sampler=WeightedRandomSampler(weights, 80))
batch = next(iter(loader))
print(batch["point"], batch["label"], batch["name"], sep="\n")
for batch in DataLoader(Count(), batch_size=3):
    print(batch)
batches = BatchSampler(SequentialSampler(Subset(data, range(10))), 4, drop_last=False)
print(list(batches))

model = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1))
shapes = []
handles = [
    layer.register_forward_hook(lambda m, i, o: shapes.append((type(m).__name__, tuple(o.shape))))
    for layer in model
]
criterion = nn.BCEWithLogitsLoss(pos_weight=torch.tensor(1.5))
optimizer = torch.optim.Adam(model.parameters(), lr=0.02, betas=(0.9, 0.99))
for epoch in range(6):
    running = 0.0
    for i, batch in enumerate(loader):
        logits = model(batch["point"]).squeeze(1)
        loss = criterion(logits, batch["label"].float())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        running += loss.item()
        if not epoch and not i:
            print(shapes)
            for handle in handles:
                handle.remove()
    print(f"epoch {epoch}: {running / len(loader):.3f}")

for param in model[:2].parameters():
    param.requires_grad_(False)
frozen = [name for name, param in model.named_parameters() if not param.requires_grad]
print(frozen, len(shapes))
model[-1] = nn.Linear(16, 3)
model.append(nn.LogSoftmax(dim=1))
print(model)
before = model[0].weight.clone()
optimizer = torch.optim.SGD(filter(lambda p: p.requires_grad, model.parameters()), lr=0.1)
nn.NLLLoss()(model(torch.ones(4, 2)), torch.tensor([0, 1, 2, 0])).backward()
optimizer.step()
print(torch.equal(before, model[0].weight), model[0].weight.grad, model[-2].weight.grad.shape)
