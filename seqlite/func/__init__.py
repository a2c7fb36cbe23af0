"""`torch.func`: transforms of functions, and modules as functions of their parameters."""

from .._core.absent import absent_attribute as _refuse
from .._core.absent import hide_modules as _hide_modules
from .batches import vmap as vmap
from .gradients import grad as grad
from .gradients import grad_and_value as grad_and_value
from .gradients import hessian as hessian
from .gradients import jacfwd as jacfwd
from .gradients import jacrev as jacrev
from .gradients import jvp as jvp
from .gradients import linearize as linearize
from .gradients import vjp as vjp
from .modules import debug_unwrap as debug_unwrap
from .modules import functional_call as functional_call
from .modules import functionalize as functionalize
from .modules import replace_all_batch_norm_modules_ as replace_all_batch_norm_modules_
from .modules import stack_module_state as stack_module_state
from .rearranging import rearrange as rearrange

_hide_modules(globals())
__getattr__ = _refuse("torch.func")
