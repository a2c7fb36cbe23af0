"""Pictures of models at work, described as data: real numbers of real tensors.

    from pictures import convolution, graph, loss_of, matrices, network, surface, training

    network(model, x, target=y, loss=nn.MSELoss())
    graph(loss, w=w, z=z)
    matrices(model, x, y, nn.MSELoss(), layer=0)
    convolution(image, kernel, stride=2)
    convolution(image, kernel, channels=["red", "green", "blue"])  # a table of the kernel for each
    surface(height, {"SGD": lambda w: torch.optim.SGD(w, lr=0.1)}, start=(-4, 1))
    loss_of(model, x, y, nn.MSELoss(), "0.weight[0, 0]", "2.bias[0]")  # a height for surface()
    film = training(model, x, y)  # film.keep(loss) after each step, and film shows them all

On the course's pages a script draws the description; in Jupyter and Colab, a still drawing of the same
numbers is shown. Only PyTorch and the standard library are needed.
"""

from .convolutions import convolution
from .graphs import graph
from .matrices import matrices
from .networks import fitting, network
from .picture import MIME, Picture
from .surfaces import surface
from .trainings import training
from .two_weights import loss_of

__all__ = [
    "MIME",
    "Picture",
    "convolution",
    "fitting",
    "graph",
    "loss_of",
    "matrices",
    "network",
    "surface",
    "training",
]
