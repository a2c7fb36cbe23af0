"""Other hardware: none of it is here."""

from . import cuda as cuda
from . import cudnn as cudnn
from . import mps as mps
