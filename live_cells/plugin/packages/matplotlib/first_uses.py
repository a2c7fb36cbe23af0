"""The figures that lessons draw first; what of matplotlib they touch comes first (see make_archive.mjs)."""

from pathlib import Path

import as_in_a_cell


def use(site_packages: Path) -> None:
    """Draw them, and describe them as the page does."""
    as_in_a_cell.begin(site_packages)
    import matplotlib.pyplot as plt
    import numpy as np

    values = np.linspace(0.1, 1, 20)
    square = np.outer(values, values) - 0.5
    plt.figure(figsize=(5.6, 3.4))
    plt.plot(values, values**2, "--", color="gray", label="wave")
    plt.plot(values, values, "o-", label="model", linewidth=2)
    plt.axhline(0.5, color="black", linewidth=0.8)
    plt.axvline(0.5, linestyle=":")
    plt.fill_between(values, values, alpha=0.3)
    plt.text(0.5, 0.5, "here", ha="center", va="bottom")
    plt.annotate("there", (0.2, 0.2), (0.4, 0.2), arrowprops={"arrowstyle": "->"})
    plt.xlabel("x")
    plt.ylabel("loss")
    plt.title("Training")
    plt.legend()
    plt.grid(True)
    plt.xlim(0, 1)
    plt.ylim(-0.1, 1.1)
    plt.xticks([0, 0.5, 1], ["a", "b", "c"])
    plt.show()
    figure, axes = plt.subplots(2, 4, figsize=(6.4, 3), layout="constrained")
    axes[0, 0].imshow(square, cmap="gray_r")
    axes[0, 0].axis("off")
    image = axes[0, 1].imshow(square, cmap="RdBu", vmin=-1, vmax=1)
    figure.colorbar(image)
    axes[0, 2].hist(values, bins=10)
    axes[0, 2].tick_params(labelsize=8)
    axes[0, 2].locator_params(nbins=3)
    axes[0, 3].bar(["a", "b"], [1, 2])
    axes[1, 0].barh(["a", "b"], [1, 2])
    axes[1, 1].scatter(values, values, c=values, s=9)
    axes[1, 2].semilogy(values, 10 ** (-5 * values))
    axes[1, 3].loglog(values, values)
    axes[1, 3].set(title="both", xlabel="x", ylabel="y")
    plt.show()
    figure, [left, right] = plt.subplots(1, 2, sharey=True)
    left.plot(values)
    right.plot(values)
    figure.suptitle("two")
    plt.tight_layout()
    plt.show()
    assert len(as_in_a_cell.shown) == 3
