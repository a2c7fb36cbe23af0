"""Layers as functions: `import seqlite.nn.functional as F`. Source: PyTorch, `torch.nn.functional`."""

from ...absent import refuse as _refuse
from .activation import elu as elu
from .activation import gelu as gelu
from .activation import hardtanh as hardtanh
from .activation import leaky_relu as leaky_relu
from .activation import log_softmax as log_softmax
from .activation import prelu as prelu
from .activation import relu as relu
from .activation import relu6 as relu6
from .activation import selu as selu
from .activation import sigmoid as sigmoid
from .activation import silu as silu
from .activation import softmax as softmax
from .activation import softplus as softplus
from .activation import tanh as tanh
from .classification import cross_entropy as cross_entropy
from .classification import nll_loss as nll_loss
from .image import adaptive_avg_pool2d as adaptive_avg_pool2d
from .image import avg_pool2d as avg_pool2d
from .image import conv2d as conv2d
from .image import max_pool2d as max_pool2d
from .layer import batch_norm as batch_norm
from .layer import dropout as dropout
from .layer import dropout1d as dropout1d
from .layer import dropout2d as dropout2d
from .layer import embedding as embedding
from .layer import layer_norm as layer_norm
from .layer import linear as linear
from .layer import normalize as normalize
from .layer import one_hot as one_hot
from .loss import binary_cross_entropy as binary_cross_entropy
from .loss import binary_cross_entropy_with_logits as binary_cross_entropy_with_logits
from .loss import huber_loss as huber_loss
from .loss import kl_div as kl_div
from .loss import l1_loss as l1_loss
from .loss import mse_loss as mse_loss
from .loss import smooth_l1_loss as smooth_l1_loss
from .padding import pad as pad
from .resampling import interpolate as interpolate
from .resampling import upsample as upsample
from .resampling import upsample_bilinear as upsample_bilinear
from .resampling import upsample_nearest as upsample_nearest

__getattr__ = _refuse("torch.nn.functional")
