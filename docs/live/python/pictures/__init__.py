"""Pictures of models at work, described as data: real numbers of real tensors.

    from pictures import convolution, graph, network

    network(model, x, target=y, loss=nn.MSELoss())
    graph(loss, w=w, z=z)
    convolution(image, kernel, stride=2)

On the course's pages a script draws the description; in Jupyter and Colab, a still drawing of the same
numbers is shown. Only PyTorch and the standard library are needed.
"""

from .convolutions import convolution
from .graphs import graph
from .networks import network
from .picture import MIME, Picture

__all__ = ["MIME", "Picture", "convolution", "graph", "network"]
