"""The methods of `Tensor` that are also functions: `torch.exp(x)` is `x.exp()`."""

from .tensor import Tensor as T

# elementwise
abs = absolute = T.abs
acos, arccos, asin, arcsin, atan, arctan, atan2 = T.acos, T.acos, T.asin, T.asin, T.atan, T.atan, T.atan2
add, sub, subtract, mul, multiply, div, divide = T.add, T.sub, T.sub, T.mul, T.mul, T.div, T.div
true_divide, floor_divide, remainder, fmod, neg, negative = T.div, T.floor_divide, T.remainder, T.fmod, T.neg, T.neg
pow, square, reciprocal, lerp, addcmul, addcdiv = T.pow, T.square, T.reciprocal, T.lerp, T.addcmul, T.addcdiv
exp, exp2, expm1, log, log2, log10, log1p = T.exp, T.exp2, T.expm1, T.log, T.log2, T.log10, T.log1p
sqrt, rsqrt, erf = T.sqrt, T.rsqrt, T.erf
sin, cos, tan, sinh, cosh, tanh, sigmoid = T.sin, T.cos, T.tan, T.sinh, T.cosh, T.tanh, T.sigmoid
floor, ceil, round, trunc, fix, frac, sign = T.floor, T.ceil, T.round, T.trunc, T.trunc, T.frac, T.sign
relu, softmax, log_softmax = T.relu, T.softmax, T.log_softmax
clamp, clip, clamp_min, clamp_max, maximum, minimum = T.clamp, T.clip, T.clamp_min, T.clamp_max, T.maximum, T.minimum
nan_to_num, masked_fill = T.nan_to_num, T.masked_fill

# comparisons and logic
eq, ne, lt, le, gt, ge = T.eq, T.ne, T.lt, T.le, T.gt, T.ge
greater, greater_equal, less, less_equal, not_equal = T.gt, T.ge, T.lt, T.le, T.ne
equal, isclose, allclose, isnan, isinf, isfinite = T.equal, T.isclose, T.allclose, T.isnan, T.isinf, T.isfinite
logical_and, logical_or, logical_xor, logical_not = T.logical_and, T.logical_or, T.logical_xor, T.logical_not
bitwise_not = T.bitwise_not

# reductions and order
sum, mean, var, std, prod, norm, logsumexp = T.sum, T.mean, T.var, T.std, T.prod, T.norm, T.logsumexp
max, min, amax, amin, argmax, argmin, all, any = T.max, T.min, T.amax, T.amin, T.argmax, T.argmin, T.all, T.any
cumsum, cumprod, count_nonzero = T.cumsum, T.cumprod, T.count_nonzero
argsort, sort, topk, median, unique, bincount = T.argsort, T.sort, T.topk, T.median, T.unique, T.bincount

# shape
reshape, flatten, ravel, unflatten, squeeze, unsqueeze = (
    T.reshape, T.flatten, T.ravel, T.unflatten, T.squeeze, T.unsqueeze)  # fmt: skip
transpose, swapaxes, swapdims, t, movedim, moveaxis = T.transpose, T.swapaxes, T.swapdims, T.t, T.movedim, T.moveaxis
permute, broadcast_to, tile, repeat_interleave = T.permute, T.broadcast_to, T.tile, T.repeat_interleave
flip, roll, tril, triu, clone, detach = T.flip, T.roll, T.tril, T.triu, T.clone, T.detach

# indexing
split, chunk, unbind, narrow, select = T.split, T.chunk, T.unbind, T.narrow, T.select
index_select, masked_select, take, gather, nonzero = T.index_select, T.masked_select, T.take, T.gather, T.nonzero
scatter, scatter_add, index_add, index_fill = T.scatter, T.scatter_add, T.index_add, T.index_fill
diagonal, trace, is_floating_point = T.diagonal, T.trace, T.is_floating_point

# products
matmul, mm, bmm, mv, dot, outer, addmm = T.matmul, T.mm, T.bmm, T.mv, T.dot, T.outer, T.addmm
