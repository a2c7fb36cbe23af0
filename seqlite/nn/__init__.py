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

from .._core.absent import refuse as _refuse
from . import functional as functional
from . import init as init
from . import utils as utils
from .modules.activation import *  # noqa: F403
from .modules.batchnorm import BatchNorm1d as BatchNorm1d
from .modules.batchnorm import BatchNorm2d as BatchNorm2d
from .modules.container import ModuleDict as ModuleDict
from .modules.container import ModuleList as ModuleList
from .modules.container import Sequential as Sequential
from .modules.conv import Conv1d as Conv1d
from .modules.conv import Conv2d as Conv2d
from .modules.conv import ConvTranspose1d as ConvTranspose1d
from .modules.conv import ConvTranspose2d as ConvTranspose2d
from .modules.distance import CosineSimilarity as CosineSimilarity
from .modules.distance import PairwiseDistance as PairwiseDistance
from .modules.dropout import Dropout as Dropout
from .modules.dropout import Dropout1d as Dropout1d
from .modules.dropout import Dropout2d as Dropout2d
from .modules.flatten import Flatten as Flatten
from .modules.flatten import Unflatten as Unflatten
from .modules.fold import Fold as Fold
from .modules.fold import Unfold as Unfold
from .modules.instancenorm import InstanceNorm1d as InstanceNorm1d
from .modules.instancenorm import InstanceNorm2d as InstanceNorm2d
from .modules.linear import Bilinear as Bilinear
from .modules.linear import Identity as Identity
from .modules.linear import LazyLinear as LazyLinear
from .modules.linear import Linear as Linear
from .modules.loss import BCELoss as BCELoss
from .modules.loss import BCEWithLogitsLoss as BCEWithLogitsLoss
from .modules.loss import CrossEntropyLoss as CrossEntropyLoss
from .modules.loss import GaussianNLLLoss as GaussianNLLLoss
from .modules.loss import HuberLoss as HuberLoss
from .modules.loss import KLDivLoss as KLDivLoss
from .modules.loss import L1Loss as L1Loss
from .modules.loss import MSELoss as MSELoss
from .modules.loss import NLLLoss as NLLLoss
from .modules.loss import PoissonNLLLoss as PoissonNLLLoss
from .modules.loss import SmoothL1Loss as SmoothL1Loss
from .modules.loss import SoftMarginLoss as SoftMarginLoss
from .modules.module import Module as Module
from .modules.normalization import GroupNorm as GroupNorm
from .modules.normalization import LayerNorm as LayerNorm
from .modules.normalization import RMSNorm as RMSNorm
from .modules.padding import CircularPad1d as CircularPad1d
from .modules.padding import CircularPad2d as CircularPad2d
from .modules.padding import CircularPad3d as CircularPad3d
from .modules.padding import ConstantPad1d as ConstantPad1d
from .modules.padding import ConstantPad2d as ConstantPad2d
from .modules.padding import ConstantPad3d as ConstantPad3d
from .modules.padding import ReflectionPad1d as ReflectionPad1d
from .modules.padding import ReflectionPad2d as ReflectionPad2d
from .modules.padding import ReflectionPad3d as ReflectionPad3d
from .modules.padding import ReplicationPad1d as ReplicationPad1d
from .modules.padding import ReplicationPad2d as ReplicationPad2d
from .modules.padding import ReplicationPad3d as ReplicationPad3d
from .modules.padding import ZeroPad1d as ZeroPad1d
from .modules.padding import ZeroPad2d as ZeroPad2d
from .modules.padding import ZeroPad3d as ZeroPad3d
from .modules.parameters import ParameterDict as ParameterDict
from .modules.parameters import ParameterList as ParameterList
from .modules.pixelshuffle import PixelShuffle as PixelShuffle
from .modules.pixelshuffle import PixelUnshuffle as PixelUnshuffle
from .modules.pooling import AdaptiveAvgPool1d as AdaptiveAvgPool1d
from .modules.pooling import AdaptiveAvgPool2d as AdaptiveAvgPool2d
from .modules.pooling import AdaptiveMaxPool1d as AdaptiveMaxPool1d
from .modules.pooling import AdaptiveMaxPool2d as AdaptiveMaxPool2d
from .modules.pooling import AvgPool1d as AvgPool1d
from .modules.pooling import AvgPool2d as AvgPool2d
from .modules.pooling import MaxPool1d as MaxPool1d
from .modules.pooling import MaxPool2d as MaxPool2d
from .modules.ranking import CosineEmbeddingLoss as CosineEmbeddingLoss
from .modules.ranking import HingeEmbeddingLoss as HingeEmbeddingLoss
from .modules.ranking import MarginRankingLoss as MarginRankingLoss
from .modules.ranking import TripletMarginLoss as TripletMarginLoss
from .modules.sparse import Embedding as Embedding
from .modules.upsampling import Upsample as Upsample
from .modules.upsampling import UpsamplingBilinear2d as UpsamplingBilinear2d
from .modules.upsampling import UpsamplingNearest2d as UpsamplingNearest2d
from .parameter import Buffer as Buffer
from .parameter import Parameter as Parameter
from .parameter import UninitializedParameter as UninitializedParameter

__getattr__ = _refuse("torch.nn")
