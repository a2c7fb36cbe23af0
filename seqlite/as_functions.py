"""The methods of `Tensor` that are also functions: `torch.exp(x)` is `x.exp()`."""

from .tensor import Tensor as _T

# elementwise
abs = absolute = _T.abs
acos, arccos, asin, arcsin, atan, arctan, atan2, arctan2 = (
    _T.acos,
    _T.acos,
    _T.asin,
    _T.asin,
    _T.atan,
    _T.atan,
    _T.atan2,
    _T.atan2,
)
add, sub, subtract, mul, multiply, div, divide = _T.add, _T.sub, _T.sub, _T.mul, _T.mul, _T.div, _T.div
true_divide, floor_divide, fmod, neg, negative = _T.div, _T.floor_divide, _T.fmod, _T.neg, _T.neg
pow, square, reciprocal, lerp, addcmul, addcdiv = (
    _T.pow,
    _T.square,
    _T.reciprocal,
    _T.lerp,
    _T.addcmul,
    _T.addcdiv,
)
exp, exp2, expm1, log, log2, log10, log1p = _T.exp, _T.exp2, _T.expm1, _T.log, _T.log2, _T.log10, _T.log1p
sqrt, rsqrt, erf = _T.sqrt, _T.rsqrt, _T.erf
sin, cos, tan, sinh, cosh, tanh, sigmoid = _T.sin, _T.cos, _T.tan, _T.sinh, _T.cosh, _T.tanh, _T.sigmoid
floor, ceil, round, trunc, fix, frac, sign = _T.floor, _T.ceil, _T.round, _T.trunc, _T.trunc, _T.frac, _T.sign
relu, softmax, log_softmax = _T.relu, _T.softmax, _T.log_softmax
clamp, clip, clamp_min, clamp_max, maximum, minimum = (
    _T.clamp,
    _T.clamp,
    _T.clamp_min,
    _T.clamp_max,
    _T.maximum,
    _T.minimum,
)
nan_to_num, masked_fill = _T.nan_to_num, _T.masked_fill

# comparisons and logic
eq, ne, lt, le, gt, ge = _T.eq, _T.ne, _T.lt, _T.le, _T.gt, _T.ge
greater, greater_equal, less, less_equal, not_equal = _T.gt, _T.ge, _T.lt, _T.le, _T.ne
equal, isclose, allclose, isnan, isinf, isfinite = (
    _T.equal,
    _T.isclose,
    _T.allclose,
    _T.isnan,
    _T.isinf,
    _T.isfinite,
)
logical_and, logical_or, logical_xor, logical_not = (
    _T.logical_and,
    _T.logical_or,
    _T.logical_xor,
    _T.logical_not,
)
bitwise_not, bitwise_and, bitwise_or, bitwise_xor = (
    _T.bitwise_not,
    _T.bitwise_and,
    _T.bitwise_or,
    _T.bitwise_xor,
)
bitwise_left_shift, bitwise_right_shift = _T.bitwise_left_shift, _T.bitwise_right_shift

# reductions and order
sum, mean, var, std, prod, norm, logsumexp = _T.sum, _T.mean, _T.var, _T.std, _T.prod, _T.norm, _T.logsumexp
max, min, amax, amin, argmax, argmin, all, any = (
    _T.max,
    _T.min,
    _T.amax,
    _T.amin,
    _T.argmax,
    _T.argmin,
    _T.all,
    _T.any,
)
cumsum, cumprod, count_nonzero = _T.cumsum, _T.cumprod, _T.count_nonzero
argsort, sort, topk, median, unique, bincount = (
    _T.argsort,
    _T.sort,
    _T.topk,
    _T.median,
    _T.unique,
    _T.bincount,
)

# shape
reshape, flatten, ravel, unflatten, squeeze, unsqueeze = (
    _T.reshape, _T.flatten, _T.flatten, _T.unflatten, _T.squeeze, _T.unsqueeze)  # fmt: skip
transpose, swapaxes, swapdims, t, movedim, moveaxis = (
    _T.transpose,
    _T.transpose,
    _T.transpose,
    _T.t,
    _T.movedim,
    _T.movedim,
)
permute, broadcast_to, tile, repeat_interleave = _T.permute, _T.broadcast_to, _T.tile, _T.repeat_interleave
flip, roll, tril, triu, clone, detach = _T.flip, _T.roll, _T.tril, _T.triu, _T.clone, _T.detach

# indexing
split, chunk, unbind, narrow, select = _T.split, _T.chunk, _T.unbind, _T.narrow, _T.select
index_select, masked_select, take, gather, nonzero = (
    _T.index_select,
    _T.masked_select,
    _T.take,
    _T.gather,
    _T.nonzero,
)
scatter, scatter_add, index_add, index_fill = _T.scatter, _T.scatter_add, _T.index_add, _T.index_fill
diagonal, trace, is_floating_point = _T.diagonal, _T.trace, _T.is_floating_point

# products
matmul, mm, bmm, mv, dot, outer, addmm = _T.matmul, _T.mm, _T.bmm, _T.mv, _T.dot, _T.outer, _T.addmm
