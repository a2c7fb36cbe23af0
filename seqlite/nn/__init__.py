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

from typing import TYPE_CHECKING as _TYPE_CHECKING

from .._core.absent import absent_attribute as _refuse
from .._core.absent import lazy_names as _lazy_names
from . import functional as functional
from . import init as init
from . import utils as utils
from .modules.activation import Hardtanh as Hardtanh
from .modules.activation import PReLU as PReLU
from .modules.batchnorm import BatchNorm1d as BatchNorm1d
from .modules.batchnorm import BatchNorm2d as BatchNorm2d
from .modules.batchnorm import InstanceNorm1d as InstanceNorm1d
from .modules.batchnorm import InstanceNorm2d as InstanceNorm2d
from .modules.batchnorm import LazyBatchNorm1d as LazyBatchNorm1d
from .modules.batchnorm import LazyBatchNorm2d as LazyBatchNorm2d
from .modules.container import ModuleDict as ModuleDict
from .modules.container import ModuleList as ModuleList
from .modules.container import Sequential as Sequential
from .modules.conv import Conv1d as Conv1d
from .modules.conv import Conv2d as Conv2d
from .modules.conv import Conv3d as Conv3d
from .modules.conv import ConvTranspose1d as ConvTranspose1d
from .modules.conv import ConvTranspose2d as ConvTranspose2d
from .modules.conv import LazyConv1d as LazyConv1d
from .modules.conv import LazyConv2d as LazyConv2d
from .modules.derived import *  # noqa: F403
from .modules.dropout import Dropout as Dropout
from .modules.dropout import Dropout1d as Dropout1d
from .modules.dropout import Dropout2d as Dropout2d
from .modules.linear import Flatten as Flatten
from .modules.linear import Identity as Identity
from .modules.linear import LazyLinear as LazyLinear
from .modules.linear import Linear as Linear
from .modules.linear import Unflatten as Unflatten
from .modules.module import Module as Module
from .modules.normalization import GroupNorm as GroupNorm
from .modules.normalization import LayerNorm as LayerNorm
from .modules.normalization import RMSNorm as RMSNorm
from .modules.pooling import AvgPool1d as AvgPool1d
from .modules.pooling import AvgPool2d as AvgPool2d
from .modules.pooling import MaxPool1d as MaxPool1d
from .modules.pooling import MaxPool2d as MaxPool2d
from .modules.pooling import Upsample as Upsample
from .modules.pooling import UpsamplingBilinear2d as UpsamplingBilinear2d
from .modules.pooling import UpsamplingNearest2d as UpsamplingNearest2d
from .modules.sparse import Embedding as Embedding
from .parameter import Buffer as Buffer
from .parameter import Parameter as Parameter
from .parameter import UninitializedBuffer as UninitializedBuffer
from .parameter import UninitializedParameter as UninitializedParameter

if _TYPE_CHECKING:
    from . import parallel as parallel
    from .modules.adaptive import AdaptiveLogSoftmaxWithLoss as AdaptiveLogSoftmaxWithLoss
    from .modules.attention import MultiheadAttention as MultiheadAttention
    from .modules.embedding_bag import EmbeddingBag as EmbeddingBag
    from .modules.parameters import ParameterDict as ParameterDict
    from .modules.parameters import ParameterList as ParameterList
    from .modules.rnn import GRU as GRU
    from .modules.rnn import LSTM as LSTM
    from .modules.rnn import RNN as RNN
    from .modules.rnn_base import RNNBase as RNNBase
    from .modules.rnn_cells import GRUCell as GRUCell
    from .modules.rnn_cells import LSTMCell as LSTMCell
    from .modules.rnn_cells import RNNCell as RNNCell
    from .modules.rnn_cells import RNNCellBase as RNNCellBase
    from .modules.transformer import Transformer as Transformer
    from .modules.transformer import TransformerDecoder as TransformerDecoder
    from .modules.transformer import TransformerEncoder as TransformerEncoder
    from .modules.transformer_layers import TransformerDecoderLayer as TransformerDecoderLayer
    from .modules.transformer_layers import TransformerEncoderLayer as TransformerEncoderLayer
    from .parallel.data_parallel import DataParallel as DataParallel

_ON_DEMAND = {  # what not every program uses, by the module that is imported when a name is first used
    "modules.adaptive": "AdaptiveLogSoftmaxWithLoss",
    "modules.attention": "MultiheadAttention",
    "modules.embedding_bag": "EmbeddingBag",
    "modules.parameters": "ParameterDict ParameterList",
    "modules.rnn": "GRU LSTM RNN",
    "modules.rnn_base": "RNNBase",
    "modules.rnn_cells": "GRUCell LSTMCell RNNCell RNNCellBase",
    "modules.transformer": "Transformer TransformerDecoder TransformerEncoder",
    "modules.transformer_layers": "TransformerDecoderLayer TransformerEncoderLayer",
    "parallel": "parallel",
    "parallel.data_parallel": "DataParallel",
}
_HOMES = {name: home for home, names in _ON_DEMAND.items() for name in names.split()}
__getattr__ = _lazy_names(__name__, _HOMES, _refuse("torch.nn"))


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
