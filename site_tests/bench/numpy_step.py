"""The MNIST step as one writes it where there is only NumPy; prints the seconds that a step takes."""

import itertools
import time

import numpy as np

SIZES, BATCH, KEPT, STEPS = (784, 128, 64, 10), 64, 0.8, 100
random = np.random.default_rng(0)


def numbers(*shape: int) -> np.ndarray:
    return random.standard_normal(shape, np.float32)


weights = [numbers(before, after) / np.sqrt(before) for before, after in itertools.pairwise(SIZES)]
biases = [np.zeros(size, np.float32) for size in SIZES[1:]]
parameters = weights + biases
means, squares = ([np.zeros_like(each) for each in parameters] for _ in range(2))
batches = [(numbers(BATCH, SIZES[0]), random.integers(0, SIZES[-1], BATCH)) for _ in range(50)]
taken = 0


def gradients(x: np.ndarray, y: np.ndarray) -> list[np.ndarray]:
    """Those of the cross-entropy with respect to the weights and the biases."""
    inputs, slopes, hidden = [], [], x
    for i, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
        inputs.append(hidden)
        hidden = hidden @ weight + bias
        if i < len(weights) - 1:
            slope = (hidden > 0) * (random.random(hidden.shape, np.float32) < KEPT) * np.float32(1 / KEPT)
            slopes.append(slope)
            hidden = hidden * slope
    exponentials = np.exp(hidden - hidden.max(1, keepdims=True))
    g = exponentials / exponentials.sum(1, keepdims=True)
    g[np.arange(len(y)), y] -= 1
    g /= np.float32(len(y))
    of_weights, of_biases = [], []
    for i in reversed(range(len(weights))):
        of_weights.append(inputs[i].T @ g)
        of_biases.append(g.sum(0))
        if i:
            g = (g @ weights[i].T) * slopes[i - 1]
    return of_weights[::-1] + of_biases[::-1]


def step() -> None:
    """Adam, with PyTorch's defaults."""
    global taken
    taken += 1
    rate = np.float32(1e-3 / (1 - 0.9**taken))
    correction = np.float32(1 / np.sqrt(1 - 0.999**taken))
    for parameter, g, mean, square in zip(
        parameters, gradients(*batches[taken % len(batches)]), means, squares, strict=True
    ):
        mean += np.float32(0.1) * (g - mean)
        square += np.float32(0.001) * (g * g - square)
        parameter -= rate * mean / (np.sqrt(square) * correction + np.float32(1e-8))


for _ in range(3 * STEPS):  # until a browser has compiled what is hot
    step()
start = time.perf_counter()
for _ in range(STEPS):
    step()
print(f"seconds per step: {(time.perf_counter() - start) / STEPS:.6f}")
