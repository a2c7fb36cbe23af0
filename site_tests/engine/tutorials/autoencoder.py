"""An autoencoder in float64: Sequential inside Sequential, Tanh and Sigmoid, RMSprop, denoising, checkpoints in memory."""

import copy
from collections import OrderedDict

import torch
from torch import nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(42)

codes = torch.randn(256, 3)
basis = torch.linspace(-1, 1, 20).repeat(3, 1) * torch.arange(1, 4).unsqueeze(1)
data = torch.sigmoid(codes @ torch.sin(3 * basis))
print(data.shape, data.dtype, data.mean(), data.std())

encoder = nn.Sequential(OrderedDict(hidden=nn.Linear(20, 12), act=nn.Tanh(), code=nn.Linear(12, 3)))
decoder = nn.Sequential(nn.Linear(3, 12), nn.Tanh(), nn.Linear(12, 20), nn.Sigmoid())
model = nn.Sequential(OrderedDict([("encoder", encoder), ("decoder", decoder)]))
for module in model.modules():
    if isinstance(module, nn.Linear):
        nn.init.xavier_uniform_(module.weight)
        nn.init.zeros_(module.bias)
print(model)

optimizer = torch.optim.RMSprop(model.parameters(), lr=0.005, momentum=0.5)
criterion = nn.MSELoss()
best, kept = float("inf"), None
for epoch in range(30):
    order = torch.randperm(len(data))
    total = 0.0
    for rows in order.split(32):
        clean = data[rows]
        noisy = clean + 0.05 * torch.randn_like(clean)
        loss = criterion(model(noisy), clean)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        total += loss.item() * len(rows)
    if total < best:
        best, kept = total, copy.deepcopy(model.state_dict())
    if epoch % 5 == 4:
        print(f"epoch {epoch + 1:2d}: loss {total / len(data):.6f}, norm {norm:.6f}")

model.load_state_dict(kept)
model.eval()
with torch.inference_mode():
    code = model.encoder(data[:4])
    print(code)
    print((model.decoder(code) - data[:4]).abs().max(dim=1))
for name, param in model.named_parameters():
    print(f"{name:22s} {tuple(param.shape)!s:10s} {param.norm().item():.6f}")
