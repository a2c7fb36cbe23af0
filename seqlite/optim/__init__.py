"""Optimizers and learning-rate schedules, under PyTorch's names."""

from typing import TYPE_CHECKING as _TYPE_CHECKING

from .._core.absent import absent_attribute as _refuse
from .._core.absent import files_on_demand as _files_on_demand
from .._core.absent import hide_modules as _hide_modules
from .._core.absent import lazy_names as _lazy_names
from .._core.absent import names_on_demand as _on_demand
from .adagrad import Adadelta as Adadelta
from .adagrad import Adagrad as Adagrad
from .adagrad import RMSprop as RMSprop
from .adam import Adam as Adam
from .adam import Adamax as Adamax
from .adam import AdamW as AdamW
from .adam import NAdam as NAdam
from .lbfgs import LBFGS as LBFGS
from .optimizer import Optimizer as Optimizer
from .sgd import SGD as SGD

if _TYPE_CHECKING:
    from . import lr_scheduler as lr_scheduler
    from . import swa_utils as swa_utils

if _TYPE_CHECKING:  # on demand
    from .matrices import Adafactor as Adafactor
    from .matrices import Muon as Muon
    from .radam import ASGD as ASGD
    from .radam import RAdam as RAdam
    from .radam import Rprop as Rprop

_hide_modules(globals(), "lr_scheduler")
__getattr__ = _lazy_names(
    __name__,
    {"lr_scheduler": "lr_scheduler", "swa_utils": "swa_utils"},
    _on_demand(__name__, "torch.optim", _refuse("torch.optim")),
)


def __dir__() -> list[str]:
    return sorted({*globals(), "lr_scheduler", "swa_utils", *_files_on_demand()["torch.optim"]})
