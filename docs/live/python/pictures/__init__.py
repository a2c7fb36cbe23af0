"""Pictures of models at work, described as data: real numbers of real tensors.

    from pictures import network

    network(model, x, target=y, loss=nn.MSELoss())

On the course's pages a script draws the description; in Jupyter and Colab, a still drawing of the same
numbers is shown. Only PyTorch and the standard library are needed.
"""

from .networks import network
from .picture import MIME, Picture

__all__ = ["MIME", "Picture", "network"]
