"""Optimizers and learning-rate schedules, under PyTorch's names."""

from typing import TYPE_CHECKING as _TYPE_CHECKING

from .._core.absent import refuse as _refuse
from .._core.lazy import lazy_names as _lazy_names
from .adadelta import Adadelta as Adadelta
from .adagrad import Adagrad as Adagrad
from .adam import Adam as Adam
from .adamax import Adamax as Adamax
from .adamw import AdamW as AdamW
from .lbfgs import LBFGS as LBFGS
from .nadam import NAdam as NAdam
from .optimizer import Optimizer as Optimizer
from .rmsprop import RMSprop as RMSprop
from .sgd import SGD as SGD

if _TYPE_CHECKING:
    from . import lr_scheduler as lr_scheduler

__getattr__ = _lazy_names(__name__, {"lr_scheduler": "lr_scheduler"}, _refuse("torch.optim"))
