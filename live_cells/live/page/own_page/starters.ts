/** Below an empty page: what to write, and programs to start from. */

import { bar, button } from "../elements/nodes.ts";

const { starters } = WORDS.own_page;

const PROGRAMS: [name: string, source: string][] = [
  [starters.tensor, "import torch\n\nx = torch.linspace(-3, 3, 7)\nx ** 2"],
  [
    starters.network,
    `import torch
import torch.nn as nn
from pictures import network

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
network(model, torch.tensor([0.5, -0.5]))`,
  ],
  [
    starters.training,
    `import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.linspace(-3, 3, 50).unsqueeze(1)
y = torch.sin(x)
model = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
for step in range(201):
    loss = nn.functional.mse_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 50 == 0:
        print(step, loss.item())`,
  ],
];

/** @param begin is called with the code that the reader has chosen */
export function startersBar(begin: (source: string) => void) {
  const buttons = PROGRAMS.map(([name, source]) => button(name, "to-code", () => begin(source)));
  return bar("own-start", starters.name, starters.name, ...buttons);
}
