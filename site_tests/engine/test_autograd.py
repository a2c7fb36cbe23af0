"""The tape: what is recorded, where gradients go, and what is refused."""

from __future__ import annotations

import gc
import weakref

import pytest

import seqlite as torch


def leaf(*values: float) -> torch.Tensor:
    return torch.tensor(values, requires_grad=True)


def test_gradients_add_up_over_calls_and_uses() -> None:
    x = leaf(1.0, 2.0)
    (x * x).sum().backward()
    (3 * x).sum().backward()
    assert x.grad.tolist() == [5.0, 7.0]


def test_leaves_that_met_the_same_gradient_do_not_share_its_memory() -> None:
    x, y = leaf(1.0), leaf(2.0)
    (x + y).sum().backward()
    x.grad.add_(10)
    assert y.grad.tolist() == [1.0]


def test_a_given_gradient_is_copied() -> None:
    x, g = leaf(1.0), torch.ones(1)
    (x + 0).backward(g)
    x.grad.zero_()
    assert g.tolist() == [1.0]


def test_a_diamond_is_walked_once_per_node() -> None:
    x = leaf(3.0)
    calls = []
    y = x * 2
    y.register_hook(lambda g: calls.append(g.tolist()))
    (y * y + y).sum().backward()
    assert calls == [[13.0]]
    assert x.grad.tolist() == [26.0]


def test_ten_thousand_steps_do_not_overflow_the_stack() -> None:
    x = leaf(1.0)
    y = x
    for _ in range(10_000):
        y = y + 1
    y.sum().backward()
    assert x.grad.tolist() == [1.0]
    del y
    gc.collect()


def test_the_graph_dies_with_its_last_tensor() -> None:
    x = leaf(1.0)
    y = (x * 2).exp()
    node = weakref.ref(y.grad_fn)
    del y
    assert node() is None


@pytest.mark.parametrize("function", [lambda x: x * x, lambda x: x.exp(), lambda x: x.max(0).values])
def test_backward_twice_needs_retain_graph(function: object) -> None:
    x = leaf(1.0, 2.0)
    y = function(x).sum()  # type: ignore[operator]
    y.backward(retain_graph=True)
    y.backward()
    with pytest.raises(RuntimeError, match="retain_graph=True"):
        y.backward()


def test_backward_wants_a_scalar_or_a_gradient_of_the_right_shape() -> None:
    y = leaf(1.0, 2.0) * 2
    with pytest.raises(RuntimeError, match=r"scalar outputs.*\[2\]"):
        y.backward()
    with pytest.raises(RuntimeError, match="Mismatch in shape"):
        y.backward(torch.ones(3))


def test_backward_without_a_history_says_so() -> None:
    with pytest.raises(RuntimeError, match="does not require grad"):
        torch.ones(1).sum().backward()


def test_no_grad_enable_grad_and_the_decorator() -> None:
    x = leaf(1.0)
    with torch.no_grad():
        assert not (x * 2).requires_grad
        with torch.enable_grad():
            assert (x * 2).requires_grad
        assert not torch.is_grad_enabled()
    assert torch.is_grad_enabled()

    @torch.no_grad()
    def double(t: torch.Tensor) -> torch.Tensor:
        return t * 2

    @torch.no_grad
    def triple(t: torch.Tensor) -> torch.Tensor:
        return t * 3

    assert not double(x).requires_grad
    assert not triple(x).requires_grad
    with torch.inference_mode():
        assert not (x * 2).requires_grad
    with torch.set_grad_enabled(False):
        assert not (x * 2).requires_grad
    assert (x * 2).requires_grad


def test_set_grad_enabled_works_at_once_too() -> None:
    torch.set_grad_enabled(False)
    try:
        assert not (leaf(1.0) * 2).requires_grad
    finally:
        torch.set_grad_enabled(True)


def test_no_grad_is_left_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), torch.no_grad():
        raise ZeroDivisionError
    assert torch.is_grad_enabled()


def test_autograd_grad_leaves_dot_grad_alone() -> None:
    x, y = leaf(2.0), leaf(3.0)
    z = (x * y).sum()
    assert [g.tolist() for g in torch.autograd.grad(z, [x, y])] == [[3.0], [2.0]]
    assert x.grad is None
    with pytest.raises(RuntimeError, match=r"index 0 .*allow_unused"):
        torch.autograd.grad((x * 2).sum(), leaf(1.0))
    assert torch.autograd.grad((x * 2).sum(), leaf(1.0), allow_unused=True) == (None,)


def test_grad_of_an_intermediate_result() -> None:
    x = leaf(2.0)
    h = x * x
    assert torch.autograd.grad((h * 3).sum(), h)[0].tolist() == [3.0]


def test_backward_for_some_inputs_alone() -> None:
    x, y = leaf(2.0), leaf(3.0)
    (x * y).sum().backward(inputs=[x])
    assert x.grad.tolist() == [3.0]
    assert y.grad is None


def test_retain_grad_and_hooks() -> None:
    x = leaf(1.0)
    h = x * 2
    h.retain_grad()
    handle = x.register_hook(lambda g: g * 10)
    (h * 3).sum().backward()
    assert h.grad.tolist() == [3.0]
    assert x.grad.tolist() == [60.0]
    handle.remove()
    x.grad = None
    (x * 2).sum().backward()
    assert x.grad.tolist() == [2.0]


def test_changing_a_leaf_in_place_is_refused_outside_no_grad() -> None:
    w = leaf(1.0)
    for change in (lambda: w.add_(1), lambda: w.zero_(), lambda: w[0].mul_(2), lambda: w.__setitem__(0, 1.0)):
        with pytest.raises(RuntimeError, match="leaf Variable that requires grad"):
            change()
    with torch.no_grad():
        w -= 0.5
    assert w.tolist() == [0.5]
    assert w.requires_grad
    assert w.is_leaf


def test_a_saved_value_changed_in_place_is_noticed() -> None:
    x = leaf(1.0)
    y = x.exp()
    z = y * 2
    y.add_(1)
    with pytest.raises(RuntimeError, match=r"modified by an inplace operation.*ExpBackward0"):
        z.sum().backward()


def test_a_change_through_a_view_is_noticed_too() -> None:
    a, x = torch.ones(2, 2), leaf(1.0, 1.0)
    y = a @ x
    a.view(4)[0] = 5.0
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


def test_what_was_not_saved_may_change() -> None:
    x = leaf(1.0)
    y = x + 1
    z = y * 2  # saves the 2 alone
    y.add_(1)
    (z + y).sum().backward()
    assert x.grad.tolist() == [3.0]


def test_the_optimizers_step_between_forward_and_backward_is_noticed() -> None:
    w, x = leaf(2.0), leaf(3.0)
    loss = (w * x).sum()
    loss.backward(retain_graph=True)
    with torch.no_grad():
        w.sub_(0.1)
    with pytest.raises(RuntimeError, match="inplace"):
        loss.backward()


def test_detach_shares_memory_and_forgets() -> None:
    x = leaf(1.0)
    d = x.detach()
    assert not d.requires_grad
    d[0] = 7.0
    assert x.tolist() == [7.0]


def test_requires_grad_is_for_floating_leaves() -> None:
    with pytest.raises(RuntimeError, match="floating point"):
        torch.tensor([1]).requires_grad_()
    with pytest.raises(RuntimeError, match="leaf variables"):
        (leaf(1.0) * 2).requires_grad = False


def test_gradients_come_back_in_the_inputs_own_type_and_shape() -> None:
    x = torch.ones(3, 1, requires_grad=True)
    y = torch.ones(4, dtype=torch.float64, requires_grad=True)
    (x * y).sum().backward()
    assert (x.grad.shape, x.grad.dtype) == ((3, 1), torch.float32)
    assert (y.grad.shape, y.grad.dtype) == ((4,), torch.float64)


def test_the_graph_can_be_read() -> None:
    x = leaf(1.0)
    y = (x * 2).relu()
    assert y.grad_fn.name() == "ReluBackward0"
    ((inner, _),) = y.grad_fn.next_functions
    assert inner.name() == "MulBackward0"
    assert inner.next_functions[0][0].variable is x


def test_a_node_in_use_survives_the_rest_of_its_graph() -> None:
    x = leaf(2.0)
    h = x * x
    node = h.grad_fn
    y = (h * 3).exp()
    del y
    gc.collect()
    assert h.grad_fn is node
    (h * 1).sum().backward()
    assert x.grad.tolist() == [4.0]


def test_a_node_with_several_outputs_takes_a_gradient_for_each() -> None:
    first, second = torch.arange(4.0, requires_grad=True).chunk(2)
    node = second.grad_fn
    assert node is first.grad_fn
    assert node(None, torch.ones(2)).tolist() == [0, 0, 1, 1]
    assert node(torch.ones(2), torch.ones(2)).tolist() == [1, 1, 1, 1]
    with pytest.raises(TypeError, match="expected 2 arguments, got 1 instead"):
        node(torch.ones(2))


def test_a_node_says_what_its_rules_hold_on_to() -> None:
    x, target = leaf(1.0, 2.0), torch.tensor([0.5, 3.0])
    loss = torch.nn.functional.mse_loss(x, target)
    assert loss.grad_fn.held(1)[0].tolist() == [0.5, 3.0]
    target.add_(1)
    assert loss.grad_fn.held(1) == []  # it has changed since
    assert loss.grad_fn.held(0)[0].tolist() == [1.0, 2.0]
    made = x.exp()
    assert made.grad_fn.held(-1)[0].tolist() == made.tolist()
    made.sum().backward()
    assert made.grad_fn.held(-1) == []  # freed
