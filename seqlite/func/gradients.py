"""Functions of functions: gradients and products with Jacobians. `torch.func` offers them.

Source: PyTorch, `torch.func`. A transform of a function works on aliases of its inputs, so transforms can be
nested. A gradient keeps its history where something outside of the transform wants it: an outer transform,
or a tensor that requires grad.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from .._core.creation_filled import ones_like, zeros_like
from .._core.graph import Node
from .._core.operations.indexing_joining import stack
from .._core.tensor import Tensor
from ..autograd import grad as gradients
from ..autograd.grad_mode import enable_grad, is_grad_enabled
from .checks import check_cotangents, check_numbers, check_outputs, check_tangents, split_aux
from .tree import leaves, rebuild, tree_map

Function = Callable[..., Any]
VJP, JVP = "vjp(f, *primals)", "jvp(f, primals, tangents)"


# --- inputs with a history, and what is outside -----------------------------------------------------


def alias(x: Any) -> Any:
    """A tensor of the same values to differentiate by. It leads to what `x` was made of."""
    if not isinstance(x, Tensor):
        raise ValueError(f"Thing passed to transform API must be Tensor, got {type(x)}")
    if not x.is_floating_point():
        raise RuntimeError("only Tensors of floating point dtype can require gradients")
    return x.view_as(x) if x.requires_grad else x.detach().requires_grad_()


def has_outside(outputs: list[Any], inside: list[Any]) -> bool:
    """Whether these lead to a leaf other than those `inside`."""
    own = {id(x) for x in inside}
    ahead: list[Any] = [
        t if t._node is None else t._node for t in outputs if isinstance(t, Tensor) and t.requires_grad
    ]
    seen = set()
    for target in ahead:  # it grows
        if id(target) in seen:
            continue
        seen.add(id(target))
        if isinstance(target, Node):
            ahead += [further for further in target.targets if further is not None]
        elif id(target) not in own:
            return True
    return False


def depends(output: Any, inputs: list[Any]) -> bool:
    """Whether an output leads to one of the inputs."""
    if not output.requires_grad:
        return False
    found = gradients(output, inputs, ones_like(output), retain_graph=True, allow_unused=True)
    return any(g is not None for g in found)


def differentiate(
    outputs: list[Any], inputs: list[Any], weights: list[Any], record: bool | None = None
) -> list[Any]:
    """The gradients of the outputs so weighed, zeros where there is none."""
    if record is None:
        record = has_outside(outputs + weights, inputs)
    pairs = [(o, w) for o, w in zip(outputs, weights, strict=True) if o.requires_grad]
    if not pairs:
        return [zeros_like(x) for x in inputs]
    results, given = zip(*pairs, strict=True)
    return list(
        gradients(results, inputs, given, retain_graph=True, create_graph=record, materialize_grads=True)
    )


def kept(tree: Any, inside: list[Any]) -> Any:
    """Results as a caller gets them: without history, unless something outside wants it."""
    if is_grad_enabled() and has_outside(leaves(tree), inside):
        return tree
    return tree_map(lambda t: t.detach() if isinstance(t, Tensor) else t, tree)


def run(
    func: Function, args: Any, options: Any, argnums: Any, has_aux: bool, who: str
) -> tuple[Any, Any, Any]:
    """The aliases of the chosen arguments (a tree), what `func` returns, and what it returns besides."""
    numbers = check_numbers(argnums, len(args))
    given = list(args)
    for number in numbers:
        given[number] = tree_map(alias, args[number])
    chosen = tuple(given[number] for number in numbers) if isinstance(argnums, tuple) else given[argnums]
    with enable_grad():
        value = func(*given, **options)
    return chosen, *split_aux(value, has_aux, who)


# --- gradients --------------------------------------------------------------------------------------


def grad_and_value(func: Function, argnums: int | tuple[int, ...] = 0, has_aux: bool = False) -> Function:
    """A function that returns the gradient of `func`, whose output is a single number, by the arguments
    `argnums`, and its value (or a pair of value and what `func` returns besides, with `has_aux`).

    >>> torch.func.grad_and_value(torch.sin)(torch.tensor(0.))
    (tensor(1.), tensor(0.))
    """

    @wraps(func)
    def wrapper(*args: Any, **options: Any) -> Any:
        chosen, value, aux = run(func, args, options, argnums, has_aux, "grad_and_value(f)(*args)")
        if not isinstance(value, Tensor):
            raise RuntimeError(
                f"grad_and_value(f)(*args): Expected f(*args) to return a Tensor, got {type(value)}"
            )
        if value.dim():
            raise RuntimeError(
                "grad_and_value(f)(*args): Expected f(*args) to return a scalar Tensor, got tensor with "
                f"{value.dim()} dims. Maybe you wanted to use the vjp or jacrev APIs instead?"
            )
        inputs = leaves(chosen)
        slopes = differentiate([value], inputs, [ones_like(value)])
        slopes_tree, value = kept(rebuild(chosen, iter(slopes)), inputs), kept(value, inputs)
        return slopes_tree, (value, kept(aux, inputs)) if has_aux else value

    return wrapper


def grad(func: Function, argnums: int | tuple[int, ...] = 0, has_aux: bool = False) -> Function:
    """A function that returns the gradient of `func`, whose output is a single number, by the arguments
    `argnums`: of their shape, in a tuple where there are several. With `has_aux`, `func` returns a pair, and
    so does this: the gradient, and the second of the pair. RuntimeError for an output that is no number.

    >>> torch.func.grad(torch.func.grad(lambda x: x ** 3))(torch.tensor(2.))
    tensor(12.)
    """

    @wraps(func)
    def wrapper(*args: Any, **options: Any) -> Any:
        slopes, value = grad_and_value(func, argnums, has_aux)(*args, **options)
        return (slopes, value[1]) if has_aux else slopes

    return wrapper


def vjp(func: Function, *primals: Any, has_aux: bool = False) -> Any:
    """The value of `func` at `primals`, and a function that returns the products of a vector, in the shape of
    the value, with the Jacobian: a tuple, one for each of several `primals`.

    >>> value, back = torch.func.vjp(torch.sin, torch.zeros(2))
    >>> back(torch.ones(2))
    (tensor([1., 1.]),)
    """
    with enable_grad():
        given = tuple(tree_map(alias, x) for x in primals)
        value = func(*given)
    value, aux = split_aux(value, has_aux, VJP)
    check_outputs(value, VJP)
    inputs, outputs = leaves(given), leaves(value)

    def vjp_fn(cotangents: Any, retain_graph: bool = True, create_graph: bool | None = None) -> Any:
        check_cotangents(cotangents, value)
        record = is_grad_enabled() if create_graph is None else create_graph
        slopes = differentiate(outputs, inputs, leaves(cotangents), None if record else False)
        return kept(rebuild(given, iter(slopes)), inputs)

    shown, aux = kept(value, inputs), kept(aux, inputs)
    return (shown, vjp_fn, aux) if has_aux else (shown, vjp_fn)


def push(outputs: list[Any], inputs: list[Any], tangents: list[Any]) -> list[Any]:
    """The products of the Jacobian with the tangents: the gradient of a gradient, which is linear in what the
    outputs are weighed with (Townsend 2017)."""
    weights = [zeros_like(out).detach().requires_grad_() for out in outputs]
    slopes = differentiate(outputs, inputs, weights, record=True)
    return differentiate(slopes, weights, tangents, record=has_outside(slopes + tangents, inputs + weights))


def jvp(func: Function, primals: Any, tangents: Any, *, strict: bool = False, has_aux: bool = False) -> Any:
    """The value of `func` at the tuple `primals`, and the product of its Jacobian with `tangents`, a tuple of
    the same shapes.

    >>> torch.func.jvp(lambda x: x ** 2, (torch.tensor([3.]),), (torch.ones(1),))
    (tensor([9.]), tensor([6.]))
    """
    check_tangents(primals, tangents)
    given = tuple(tree_map(alias, x) for x in primals)
    with enable_grad():
        value = func(*given)
    value, aux = split_aux(value, has_aux, JVP)
    check_outputs(value, JVP)
    inputs, outputs = leaves(given), leaves(value)
    if strict and not all(depends(out, inputs) for out in outputs):
        raise RuntimeError(
            "jvp(f, primals, tangents, strict=True): The output of f is independent of the inputs. "
            "This is not allowed with strict=True."
        )
    found = rebuild(value, iter(push(outputs, inputs, leaves(tangents))))
    value, found = kept(value, inputs), kept(found, inputs)
    return (value, found, kept(aux, inputs)) if has_aux else (value, found)


def linearize(func: Function, *primals: Any) -> tuple[Any, Function]:
    """The value of `func` at `primals`, and a function that returns the product of its Jacobian there with
    tangents. Tangents have the shapes of `primals`, products that of the value.

    >>> value, push = torch.func.linearize(lambda x: x ** 2, torch.tensor([3.]))
    >>> push(torch.ones(1))
    tensor([6.])
    """
    return func(*primals), lambda *tangents: jvp(func, primals, tangents)[1]


# --- Jacobians --------------------------------------------------------------------------------------


def jacrev(
    func: Function,
    argnums: int | tuple[int, ...] = 0,
    *,
    has_aux: bool = False,
    chunk_size: int | None = None,
    _preallocate_and_copy: bool = False,
) -> Function:
    """A function that returns the Jacobian of `func` by the arguments `argnums`, of shape (output's shape,
    input's shape), one row after the other by `vjp`.

    >>> torch.func.jacrev(torch.sin)(torch.zeros(2))
    tensor([[1., 0.],
            [0., 1.]])
    """
    if chunk_size is not None and chunk_size <= 0:
        raise ValueError("jacrev: `chunk_size` should be greater than 0.")
    return jacobian(func, argnums, has_aux, VJP)


def jacfwd(
    func: Function, argnums: int | tuple[int, ...] = 0, has_aux: bool = False, *, randomness: str = "error"
) -> Function:
    """The same as `jacrev`; PyTorch goes through it column by column. Shapes are those of `jacrev`.

    >>> torch.func.jacfwd(torch.sin)(torch.zeros(2))
    tensor([[1., 0.],
            [0., 1.]])
    """
    return jacobian(func, argnums, has_aux, JVP)


def jacobian(func: Function, argnums: int | tuple[int, ...], has_aux: bool, who: str) -> Function:
    """A function that returns the Jacobian of `func`."""

    @wraps(func)
    def wrapper(*args: Any, **options: Any) -> Any:
        chosen, value, aux = run(func, args, options, argnums, has_aux, who)
        check_outputs(value, who)
        inputs, outputs = leaves(chosen), leaves(value)
        record = has_outside(outputs, inputs)
        blocks = []
        for out in outputs:
            ones = zeros_like(out).detach().reshape(-1)
            rows = []
            for k in range(out.numel()):
                one = ones.clone()
                one[k] = 1
                rows.append(differentiate([out], inputs, [one.reshape(out.shape)], record))
            columns = zip(*rows, strict=True) if rows else [()] * len(inputs)
            blocks.append(
                rebuild(
                    chosen,
                    iter([
                        stack(list(column)).reshape((*out.shape, *x.shape)) if column
                        else zeros_like(x).new_zeros((*out.shape, *x.shape))
                        for column, x in zip(columns, inputs, strict=True)
                    ]),
                )
            )  # fmt: skip
        found = kept(rebuild(value, iter(blocks)), inputs)
        return (found, kept(aux, inputs)) if has_aux else found

    return wrapper


def hessian(func: Function, argnums: int | tuple[int, ...] = 0) -> Function:
    """A function that returns the second derivatives of `func`, whose output is a single number: of shape
    (input's shape, input's shape).

    >>> torch.func.hessian(lambda x: (x ** 3).sum())(torch.tensor([1., 2.]))
    tensor([[ 6.,  0.],
            [ 0., 12.]])
    """
    return jacfwd(jacrev(func, argnums), argnums)
