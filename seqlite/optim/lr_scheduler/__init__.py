"""Learning rates that change during training: call `scheduler.step()` after `optimizer.step()`."""

from typing import TYPE_CHECKING as _TYPE_CHECKING

from ..._core.absent import absent_attribute as _refuse
from ..._core.absent import files_on_demand as _files_on_demand
from ..._core.absent import hide_modules as _hide_modules
from ..._core.absent import names_on_demand as _on_demand
from .base import EPOCH_DEPRECATION_WARNING as EPOCH_DEPRECATION_WARNING
from .base import LRScheduler as LRScheduler
from .base import ReduceLROnPlateau as ReduceLROnPlateau
from .base import _LRScheduler as _LRScheduler
from .closed_form import CosineAnnealingLR as CosineAnnealingLR
from .closed_form import CosineAnnealingWarmRestarts as CosineAnnealingWarmRestarts
from .closed_form import ExponentialLR as ExponentialLR
from .closed_form import LambdaLR as LambdaLR
from .closed_form import LinearLR as LinearLR
from .closed_form import MultiStepLR as MultiStepLR
from .closed_form import StepLR as StepLR
from .cyclic import CyclicLR as CyclicLR
from .cyclic import OneCycleLR as OneCycleLR

if _TYPE_CHECKING:  # on demand
    from .combined import ChainedScheduler as ChainedScheduler
    from .combined import SequentialLR as SequentialLR
    from .factors import ConstantLR as ConstantLR
    from .factors import MultiplicativeLR as MultiplicativeLR
    from .factors import PolynomialLR as PolynomialLR

_hide_modules(globals())
__getattr__ = _on_demand(__name__, "torch.optim.lr_scheduler", _refuse("torch.optim.lr_scheduler"))


def __dir__() -> list[str]:
    return sorted({*globals(), *_files_on_demand()["torch.optim.lr_scheduler"]})
