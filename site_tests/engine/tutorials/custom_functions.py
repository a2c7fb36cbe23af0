"""Operations with a backward of one's own, a transposed convolution, padding and resizing; then a look at the graph."""

import math

import torch
import torch.nn.functional as F
from torch import nn
from torch.autograd import Function, Variable

torch.set_default_dtype(torch.float64)
torch.manual_seed(3)


class LegendrePolynomial3(Function):
    @staticmethod
    def forward(ctx, input):
        ctx.save_for_backward(input)
        return 0.5 * (5 * input**3 - 3 * input)

    @staticmethod
    def backward(ctx, grad_output):
        (input,) = ctx.saved_tensors
        return grad_output * 1.5 * (5 * input**2 - 1)


class ReverseGradient(Function):
    @staticmethod
    def forward(ctx, x, strength):
        ctx.strength = strength
        return x.view_as(x)

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output.neg() * ctx.strength, None


x = torch.linspace(-math.pi, math.pi, 200, device=torch.device("cpu"))
y = torch.sin(x)
a, b, c, d = (torch.full((), v, requires_grad=True) for v in (0.0, -1.0, 0.0, 0.3))
for step in range(300):
    loss = (a + b * LegendrePolynomial3.apply(c + d * x) - y).pow(2).sum()
    if step % 100 == 99:
        print(step, f"{loss.item():.9f}")
    loss.backward()
    with torch.no_grad():
        for p in (a, b, c, d):
            p -= 5e-5 * p.grad
            p.grad = None
print(f"y = {b.item():.6f} * P3({d.item():.6f} x)")
print(torch.autograd.gradcheck(LegendrePolynomial3.apply, (torch.rand(4, requires_grad=True),)))

w = Variable(torch.ones(3), requires_grad=True)
(ReverseGradient.apply(w, 0.5) * torch.arange(3.0)).sum().backward()
print(w.grad)

net = nn.Sequential(
    nn.ReflectionPad2d(1),
    nn.Conv2d(1, 8, 3, stride=2),
    nn.ReLU(),
    nn.Conv2d(8, 4, 3, padding=1, padding_mode="replicate"),
    nn.ReLU(),
    nn.ConvTranspose2d(4, 4, 3, stride=2, padding=1, output_padding=1),
    nn.Upsample(scale_factor=0.5, mode="bilinear"),
    nn.UpsamplingNearest2d(scale_factor=2),
    nn.Conv2d(4, 1, 1),
)
images = torch.rand(size=(6, 1, 8, 8))
optimizer = torch.optim.SGD(net.parameters(), lr=0.2, momentum=0.9)
for step in range(20):
    loss = F.mse_loss(net(images), images)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 5 == 4:
        print(step, f"{loss.item():.9f}")
print(net)


def walk(node, depth=0):
    if node is not None:
        print("  " * depth + type(node).__name__)
        for following, _ in node.next_functions:
            walk(following, depth + 1)


walk(loss.grad_fn)
