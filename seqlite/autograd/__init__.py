"""`torch.autograd`: `backward`, `grad` and the modes of recording."""

from .._core.absent import absent_attribute as _refuse
from .._core.absent import hide_modules as _hide_modules
from .._core.absent import lazy_names as _lazy_names
from . import function as variable  # noqa: F401  (which PyTorch has apart)
from . import graph as graph
from .anomaly_mode import detect_anomaly as detect_anomaly
from .anomaly_mode import set_detect_anomaly as set_detect_anomaly
from .function import Function as Function
from .function import Variable as Variable
from .grad_mode import enable_grad as enable_grad
from .grad_mode import inference_mode as inference_mode
from .grad_mode import no_grad as no_grad
from .grad_mode import set_grad_enabled as set_grad_enabled
from .gradients import backward as backward
from .gradients import grad as grad

_LAZY = {
    "functional": "functional",
    "gradcheck": "gradient_check",
    "gradgradcheck": "gradient_check",
    "profiler": "profiler",
    "set_multithreading_enabled": "multithreading",
}
_hide_modules(globals(), "anomaly_mode function grad_mode graph variable")
__getattr__ = _lazy_names(__name__, _LAZY, _refuse("torch.autograd"))


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY})
