"""Learning rates that change during training: call `scheduler.step()` after `optimizer.step()`."""

from ..._core.absent import absent_attribute as _refuse
from ..._core.absent import hide_modules as _hide_modules
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

_hide_modules(globals())
__getattr__ = _refuse("torch.optim.lr_scheduler")
