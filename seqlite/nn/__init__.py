"""Layers, containers, losses and their tools, under PyTorch's names.

>>> from seqlite import nn
>>> nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, 10))
Sequential(
  (0): Linear(in_features=784, out_features=128, bias=True)
  (1): ReLU()
  (2): Dropout(p=0.2, inplace=False)
  (3): Linear(in_features=128, out_features=10, bias=True)
)
"""

from . import functional as functional
from . import init as init
from . import utils as utils
from .modules.activation import ELU as ELU
from .modules.activation import GELU as GELU
from .modules.activation import SELU as SELU
from .modules.activation import Hardtanh as Hardtanh
from .modules.activation import LeakyReLU as LeakyReLU
from .modules.activation import LogSoftmax as LogSoftmax
from .modules.activation import PReLU as PReLU
from .modules.activation import ReLU as ReLU
from .modules.activation import ReLU6 as ReLU6
from .modules.activation import Sigmoid as Sigmoid
from .modules.activation import SiLU as SiLU
from .modules.activation import Softmax as Softmax
from .modules.activation import Softplus as Softplus
from .modules.activation import Tanh as Tanh
from .modules.batchnorm import BatchNorm1d as BatchNorm1d
from .modules.batchnorm import BatchNorm2d as BatchNorm2d
from .modules.container import ModuleDict as ModuleDict
from .modules.container import ModuleList as ModuleList
from .modules.container import Sequential as Sequential
from .modules.conv import Conv2d as Conv2d
from .modules.dropout import Dropout as Dropout
from .modules.dropout import Dropout1d as Dropout1d
from .modules.dropout import Dropout2d as Dropout2d
from .modules.flatten import Flatten as Flatten
from .modules.flatten import Unflatten as Unflatten
from .modules.linear import Identity as Identity
from .modules.linear import Linear as Linear
from .modules.loss import BCELoss as BCELoss
from .modules.loss import BCEWithLogitsLoss as BCEWithLogitsLoss
from .modules.loss import CrossEntropyLoss as CrossEntropyLoss
from .modules.loss import HuberLoss as HuberLoss
from .modules.loss import KLDivLoss as KLDivLoss
from .modules.loss import L1Loss as L1Loss
from .modules.loss import MSELoss as MSELoss
from .modules.loss import NLLLoss as NLLLoss
from .modules.loss import SmoothL1Loss as SmoothL1Loss
from .modules.module import Module as Module
from .modules.normalization import LayerNorm as LayerNorm
from .modules.pooling import AdaptiveAvgPool2d as AdaptiveAvgPool2d
from .modules.pooling import AvgPool2d as AvgPool2d
from .modules.pooling import MaxPool2d as MaxPool2d
from .modules.sparse import Embedding as Embedding
from .parameter import Buffer as Buffer
from .parameter import Parameter as Parameter

_NEAREST = {
    "Conv1d": "Conv2d over an input with height 1",
    "Conv3d": "Conv2d",
    "ConvTranspose2d": "Conv2d",
    "MaxPool1d": "MaxPool2d",
    "AvgPool1d": "AvgPool2d",
    "AdaptiveMaxPool2d": "AdaptiveAvgPool2d",
    "GroupNorm": "LayerNorm or BatchNorm2d",
    "RMSNorm": "LayerNorm",
    "InstanceNorm2d": "BatchNorm2d",
    "Mish": "SiLU",
    "Hardswish": "SiLU",
    "CELU": "ELU",
    "Softsign": "Tanh",
    "AlphaDropout": "Dropout",
    "RNN": "Linear over flattened windows",
    "LSTM": "Linear over flattened windows",
    "GRU": "Linear over flattened windows",
    "MultiheadAttention": "Linear",
    "Transformer": "Sequential",
    "DataParallel": "the module itself: there is one device",
}


class NotCovered(NotImplementedError, AttributeError):
    """A PyTorch name that is not here: NotImplementedError to people, AttributeError to `hasattr`."""


def __getattr__(name: str) -> object:
    if name in _NEAREST:
        raise NotCovered(
            f"torch.nn.{name} is not covered by seqlite; the nearest that works: {_NEAREST[name]}"
        )
    raise AttributeError(f"module 'torch.nn' has no attribute {name!r}")
