"""Optimisers and learning-rate schedules, under PyTorch's names."""

from ..absent import refuse as _refuse
from . import lr_scheduler as lr_scheduler
from .adagrad import Adagrad as Adagrad
from .adam import Adam as Adam
from .adamw import AdamW as AdamW
from .optimizer import Optimizer as Optimizer
from .rmsprop import RMSprop as RMSprop
from .sgd import SGD as SGD

__getattr__ = _refuse("torch.optim")
