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
from .._core.absent import files_on_demand as _files_on_demand
from .._core.absent import lazy_names as _lazy_names
from .._core.absent import names_on_demand as _on_demand
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

if _TYPE_CHECKING:  # on demand
    from . import parallel as parallel
    from .functional.loss_linear import LinearCrossEntropyOptions as LinearCrossEntropyOptions
    from .modules.activation_shrink import RReLU as RReLU
    from .modules.activation_shrink import Softmax2d as Softmax2d
    from .modules.adaptive import AdaptiveLogSoftmaxWithLoss as AdaptiveLogSoftmaxWithLoss
    from .modules.attention import MultiheadAttention as MultiheadAttention
    from .modules.batchnorm_volumes import BatchNorm3d as BatchNorm3d
    from .modules.batchnorm_volumes import InstanceNorm3d as InstanceNorm3d
    from .modules.batchnorm_volumes import LazyBatchNorm3d as LazyBatchNorm3d
    from .modules.batchnorm_volumes import LazyInstanceNorm1d as LazyInstanceNorm1d
    from .modules.batchnorm_volumes import LazyInstanceNorm2d as LazyInstanceNorm2d
    from .modules.batchnorm_volumes import LazyInstanceNorm3d as LazyInstanceNorm3d
    from .modules.batchnorm_volumes import SyncBatchNorm as SyncBatchNorm
    from .modules.bilinear import Bilinear as Bilinear
    from .modules.bilinear import Container as Container
    from .modules.conv_volumes import ConvTranspose3d as ConvTranspose3d
    from .modules.conv_volumes import LazyConv3d as LazyConv3d
    from .modules.conv_volumes import LazyConvTranspose1d as LazyConvTranspose1d
    from .modules.conv_volumes import LazyConvTranspose2d as LazyConvTranspose2d
    from .modules.conv_volumes import LazyConvTranspose3d as LazyConvTranspose3d
    from .modules.dropout_alpha import AlphaDropout as AlphaDropout
    from .modules.dropout_alpha import CrossMapLRN2d as CrossMapLRN2d
    from .modules.dropout_alpha import Dropout3d as Dropout3d
    from .modules.dropout_alpha import FeatureAlphaDropout as FeatureAlphaDropout
    from .modules.dropout_alpha import LocalResponseNorm as LocalResponseNorm
    from .modules.embedding_bag import EmbeddingBag as EmbeddingBag
    from .modules.loss_linear import LinearCrossEntropyLoss as LinearCrossEntropyLoss
    from .modules.loss_margin import CTCLoss as CTCLoss
    from .modules.loss_margin import NLLLoss2d as NLLLoss2d
    from .modules.loss_margin import PairwiseDistance as PairwiseDistance
    from .modules.loss_margin import TripletMarginLoss as TripletMarginLoss
    from .modules.loss_margin import TripletMarginWithDistanceLoss as TripletMarginWithDistanceLoss
    from .modules.parameters import ParameterDict as ParameterDict
    from .modules.parameters import ParameterList as ParameterList
    from .modules.pooling_windows import AvgPool3d as AvgPool3d
    from .modules.pooling_windows import FractionalMaxPool2d as FractionalMaxPool2d
    from .modules.pooling_windows import FractionalMaxPool3d as FractionalMaxPool3d
    from .modules.pooling_windows import LPPool1d as LPPool1d
    from .modules.pooling_windows import LPPool2d as LPPool2d
    from .modules.pooling_windows import LPPool3d as LPPool3d
    from .modules.pooling_windows import MaxPool3d as MaxPool3d
    from .modules.pooling_windows import MaxUnpool1d as MaxUnpool1d
    from .modules.pooling_windows import MaxUnpool2d as MaxUnpool2d
    from .modules.pooling_windows import MaxUnpool3d as MaxUnpool3d
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
    from .parallel import DataParallel as DataParallel


def _derived(name: str) -> object:
    from .modules import derived

    derived.add_layers()
    return derived.DERIVED[name]


__getattr__ = _lazy_names(
    __name__, {"parallel": "parallel"}, _on_demand(__name__, "torch.nn", _refuse("torch.nn"), _derived)
)


def __dir__() -> list[str]:
    return sorted({*globals(), "parallel", *_files_on_demand()["torch.nn"]})
