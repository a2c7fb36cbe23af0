"""`torch.autograd.gradcheck`, imported when it is first used."""

from ..gradcheck import GradcheckError as GradcheckError
from ..gradcheck import gradcheck as gradcheck
