"""seqlite: PyTorch's sequential core in pure NumPy, exact to the seed. `import seqlite as torch`, and write PyTorch."""

from . import autograd as autograd
from . import backends as backends
from . import cuda as cuda
from . import linalg as linalg
from . import nn as nn
from . import optim as optim
from . import random as random
from . import utils as utils
from .as_functions import (
    abs as abs,
    absolute as absolute,
    acos as acos,
    add as add,
    addcdiv as addcdiv,
    addcmul as addcmul,
    addmm as addmm,
    all as all,
    allclose as allclose,
    amax as amax,
    amin as amin,
    any as any,
    arccos as arccos,
    arcsin as arcsin,
    arctan as arctan,
    argmax as argmax,
    argmin as argmin,
    argsort as argsort,
    asin as asin,
    atan as atan,
    atan2 as atan2,
    bincount as bincount,
    bitwise_not as bitwise_not,
    bmm as bmm,
    broadcast_to as broadcast_to,
    ceil as ceil,
    chunk as chunk,
    clamp as clamp,
    clamp_max as clamp_max,
    clamp_min as clamp_min,
    clip as clip,
    clone as clone,
    cos as cos,
    cosh as cosh,
    count_nonzero as count_nonzero,
    cumprod as cumprod,
    cumsum as cumsum,
    detach as detach,
    diagonal as diagonal,
    div as div,
    divide as divide,
    dot as dot,
    eq as eq,
    equal as equal,
    erf as erf,
    exp as exp,
    exp2 as exp2,
    expm1 as expm1,
    fix as fix,
    flatten as flatten,
    flip as flip,
    floor as floor,
    floor_divide as floor_divide,
    fmod as fmod,
    frac as frac,
    gather as gather,
    ge as ge,
    greater as greater,
    greater_equal as greater_equal,
    gt as gt,
    index_add as index_add,
    index_fill as index_fill,
    index_select as index_select,
    is_floating_point as is_floating_point,
    isclose as isclose,
    isfinite as isfinite,
    isinf as isinf,
    isnan as isnan,
    le as le,
    lerp as lerp,
    less as less,
    less_equal as less_equal,
    log as log,
    log10 as log10,
    log1p as log1p,
    log2 as log2,
    log_softmax as log_softmax,
    logical_and as logical_and,
    logical_not as logical_not,
    logical_or as logical_or,
    logical_xor as logical_xor,
    logsumexp as logsumexp,
    lt as lt,
    masked_fill as masked_fill,
    masked_select as masked_select,
    matmul as matmul,
    max as max,
    maximum as maximum,
    mean as mean,
    median as median,
    min as min,
    minimum as minimum,
    mm as mm,
    moveaxis as moveaxis,
    movedim as movedim,
    mul as mul,
    multiply as multiply,
    mv as mv,
    nan_to_num as nan_to_num,
    narrow as narrow,
    ne as ne,
    neg as neg,
    negative as negative,
    nonzero as nonzero,
    norm as norm,
    not_equal as not_equal,
    outer as outer,
    permute as permute,
    pow as pow,
    prod as prod,
    ravel as ravel,
    reciprocal as reciprocal,
    relu as relu,
    remainder as remainder,
    repeat_interleave as repeat_interleave,
    reshape as reshape,
    roll as roll,
    round as round,
    rsqrt as rsqrt,
    scatter as scatter,
    scatter_add as scatter_add,
    select as select,
    sigmoid as sigmoid,
    sign as sign,
    sin as sin,
    sinh as sinh,
    softmax as softmax,
    sort as sort,
    split as split,
    sqrt as sqrt,
    square as square,
    squeeze as squeeze,
    std as std,
    sub as sub,
    subtract as subtract,
    sum as sum,
    swapaxes as swapaxes,
    swapdims as swapdims,
    t as t,
    take as take,
    tan as tan,
    tanh as tanh,
    tile as tile,
    topk as topk,
    trace as trace,
    transpose as transpose,
    tril as tril,
    triu as triu,
    true_divide as true_divide,
    trunc as trunc,
    unbind as unbind,
    unflatten as unflatten,
    unique as unique,
    unsqueeze as unsqueeze,
    var as var,
)
from .autograd import enable_grad as enable_grad
from .autograd import inference_mode as inference_mode
from .autograd import is_grad_enabled as is_grad_enabled
from .autograd import no_grad as no_grad
from .autograd import set_grad_enabled as set_grad_enabled
from .creation import (
    arange as arange,
    as_tensor as as_tensor,
    empty as empty,
    empty_like as empty_like,
    eye as eye,
    from_numpy as from_numpy,
    full as full,
    full_like as full_like,
    linspace as linspace,
    logspace as logspace,
    normal as normal,
    ones as ones,
    ones_like as ones_like,
    rand as rand,
    rand_like as rand_like,
    randint as randint,
    randint_like as randint_like,
    randn as randn,
    randn_like as randn_like,
    randperm as randperm,
    tensor as tensor,
    zeros as zeros,
    zeros_like as zeros_like,
)
from .dtypes import Size as Size
from .dtypes import bool_ as bool
from .dtypes import device as device
from .dtypes import dtype as dtype
from .dtypes import float32 as float
from .dtypes import float32 as float32
from .dtypes import float64 as double
from .dtypes import float64 as float64
from .dtypes import get_default_dtype as get_default_dtype
from .dtypes import int32 as int
from .dtypes import int32 as int32
from .dtypes import int64 as int64
from .dtypes import int64 as long
from .dtypes import promote_types as promote_types
from .dtypes import set_default_dtype as set_default_dtype
from .dtypes import uint8 as uint8
from .functions import (
    broadcast_tensors as broadcast_tensors,
    cat as cat,
    compile as compile,
    concat as concat,
    concatenate as concatenate,
    diag as diag,
    dist as dist,
    einsum as einsum,
    get_num_threads as get_num_threads,
    hstack as hstack,
    is_tensor as is_tensor,
    logaddexp as logaddexp,
    meshgrid as meshgrid,
    numel as numel,
    result_type as result_type,
    rsub as rsub,
    set_num_threads as set_num_threads,
    stack as stack,
    vstack as vstack,
    where as where,
)
from .methods.randomising import bernoulli as bernoulli
from .methods.randomising import multinomial as multinomial
from .printing import set_printoptions as set_printoptions
from .random import Generator as Generator
from .random import default_generator as default_generator
from .random import get_rng_state as get_rng_state
from .random import initial_seed as initial_seed
from .random import manual_seed as manual_seed
from .random import seed as seed
from .random import set_rng_state as set_rng_state
from .tensor import Tensor as Tensor

__version__ = "0.1.0"
