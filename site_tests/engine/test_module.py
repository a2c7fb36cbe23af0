"""`nn.Module`: names, hooks, modes, state, conversion, printing, and what it says when misused."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

import seqlite as torch
from seqlite import nn


class Net(nn.Module):
    def __init__(self) -> None:
        super(Net, self).__init__()  # noqa: UP008  (the form old programs use)
        self.fc1 = nn.Linear(4, 3)
        self.body = nn.Sequential(nn.ReLU(), nn.Linear(3, 2))
        self.scale = nn.Parameter(torch.ones(1))
        self.register_buffer("seen", torch.zeros(2))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.body(self.fc1(x)) * self.scale


PRINTED = """\
Net(
  (fc1): Linear(in_features=4, out_features=3, bias=True)
  (body): Sequential(
    (0): ReLU()
    (1): Linear(in_features=3, out_features=2, bias=True)
  )
)"""
KEYS = ["scale", "seen", "fc1.weight", "fc1.bias", "body.1.weight", "body.1.bias"]


def test_it_prints_nested_as_pytorch_does() -> None:
    assert repr(Net()) == PRINTED


def test_parts_are_found_by_name() -> None:
    net = Net()
    assert list(net.state_dict()) == KEYS
    assert [name for name, _ in net.named_parameters()] == [key for key in KEYS if key != "seen"]
    assert [name for name, _ in net.named_modules()] == ["", "fc1", "body", "body.0", "body.1"]
    assert [name for name, _ in net.named_children()] == ["fc1", "body"]
    assert [name for name, _ in net.named_buffers()] == ["seen"]
    assert net.get_submodule("body.1") is net.body[1]
    assert net.get_parameter("body.1.bias") is net.body[1].bias
    assert net.get_buffer("seen") is net.seen
    with pytest.raises(AttributeError, match="Linear has no attribute `nothing`"):
        net.get_submodule("fc1.nothing")


def test_shared_parameters_are_counted_once() -> None:
    net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    net[1].weight = net[0].weight
    assert len(list(net.parameters())) == 3
    assert len(net.state_dict()) == 4


def test_a_member_assigned_again_keeps_its_place() -> None:
    net = Net()
    with torch.no_grad():
        net.fc1.weight *= 2
    assert list(net.state_dict()) == KEYS
    net.fc1.weight = nn.Parameter(torch.ones(3, 4))
    net.scale = nn.Parameter(torch.zeros(1))
    net.fc1 = nn.Linear(4, 3)
    assert list(net.state_dict()) == KEYS

    norm = nn.Module()
    norm.mean, norm.count = nn.Buffer(torch.zeros(2)), nn.Buffer(torch.zeros(1))
    norm.mean = nn.Buffer(torch.ones(2))
    assert [name for name, _ in norm.named_buffers()] == ["mean", "count"]


def test_assignment_replaces_registers_and_refuses() -> None:
    net = Net()
    net.fc1 = nn.Identity()
    assert [name for name, _ in net.named_children()] == ["fc1", "body"]
    net.scale = None
    assert "scale" not in net.state_dict()
    with pytest.raises(TypeError, match="cannot assign 'int' as parameter 'scale'"):
        net.scale = 3
    with pytest.raises(TypeError, match=r"cannot assign 'torch\.FloatTensor' as child module 'fc1'"):
        net.fc1 = torch.ones(1)
    with pytest.raises(TypeError, match="cannot assign 'str' as buffer 'seen'"):
        net.seen = "no"
    del net.body
    with pytest.raises(AttributeError, match="'Net' object has no attribute 'body'"):
        _ = net.body


@pytest.mark.parametrize("value", [nn.Linear(1, 1), nn.Parameter(torch.ones(1))], ids=["module", "parameter"])
def test_a_forgotten_super_init_is_explained(value: Any) -> None:
    class Forgot(nn.Module):
        def __init__(self) -> None:
            self.part = value

    with pytest.raises(AttributeError, match=r"before Module.__init__\(\) call.*super\(\).__init__\(\)"):
        Forgot()


def test_names_are_checked() -> None:
    net = Net()
    for name, error in (("a.b", KeyError), ("", KeyError), ("forward", KeyError), (3, TypeError)):
        with pytest.raises(error):
            net.add_module(name, nn.ReLU())  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="is not a Module subclass; ReLU is a class: write ReLU"):
        net.add_module("act", nn.ReLU)
    with pytest.raises(TypeError, match=r"cannot assign 'torch\.FloatTensor' object to parameter 'made'"):
        net.register_parameter("made", nn.Parameter(torch.ones(1)) * 2)  # type: ignore[arg-type]


def test_forward_missing_is_said() -> None:
    with pytest.raises(NotImplementedError, match=r"Module \[Empty\] is missing the required \"forward\""):
        type("Empty", (nn.Module,), {})()(1)


def test_modes_reach_all_parts_and_apply_goes_bottom_up() -> None:
    net, seen = Net(), []
    assert net.eval() is net
    assert not any(module.training for module in net.modules())
    assert net.train().body[0].training
    net.apply(lambda module: seen.append(type(module).__name__))
    assert seen == ["Linear", "ReLU", "Linear", "Sequential", "Net"]
    with pytest.raises(ValueError, match="boolean"):
        net.train("yes")  # type: ignore[arg-type]


def test_hooks_see_and_change_what_passes() -> None:
    net, seen = nn.Sequential(nn.Linear(2, 3), nn.ReLU()), []
    handle = net[0].register_forward_hook(
        lambda module, args, output: seen.append((args[0].shape, output.shape))
    )
    net(torch.zeros(5, 2))
    handle.remove()
    net(torch.zeros(5, 2))
    assert seen == [((5, 2), (5, 3))]
    with net.register_forward_hook(lambda module, args, output: output + 1):
        assert torch.equal(net(torch.zeros(1, 2)), net[1](net[0](torch.zeros(1, 2))) + 1)
    with net.register_forward_pre_hook(lambda module, args: (args[0] * 0,)):
        assert torch.equal(net(torch.ones(1, 2)), nn.functional.relu(net[0].bias).view(1, 3))
    with net.register_forward_pre_hook(lambda module, args, kwargs: (args, {}), with_kwargs=True):
        assert net(torch.ones(1, 2)).shape == (1, 3)


def test_state_goes_out_and_in() -> None:
    one, two = Net(), Net()
    result = two.load_state_dict(one.state_dict())
    assert repr(result) == "<All keys matched successfully>"
    for key, value in one.state_dict().items():
        assert torch.equal(value, two.state_dict()[key])
    two.fc1.weight.data.zero_()
    assert not torch.equal(one.fc1.weight, two.fc1.weight), "values were copied"
    assert not any(value.requires_grad for value in one.state_dict().values())
    assert one.state_dict(keep_vars=True)["scale"] is one.scale


def test_state_can_be_assigned_instead_of_copied() -> None:
    net = nn.Sequential(nn.Linear(2, 3, bias=False), nn.BatchNorm1d(3))
    frozen = net[1].weight.requires_grad_(False)
    given = {name: value.clone() for name, value in net.state_dict().items()}
    given["1.weight"] = nn.Parameter(torch.ones(3))
    net.load_state_dict(given, assign=True)
    assert type(net[0].weight) is nn.Parameter
    assert net[0].weight.data_ptr() == given["0.weight"].data_ptr()
    assert net[0].weight.requires_grad
    assert net[1].weight is given["1.weight"]
    assert net[1].weight is not frozen
    assert not net[1].weight.requires_grad, "as it was before"
    assert net[1].running_mean is given["1.running_mean"]
    net(torch.randn(4, 2)).sum().backward()
    assert net[0].weight.grad is not None


def test_state_that_does_not_fit_is_reported_in_full() -> None:
    net = nn.Sequential(nn.Linear(2, 3))
    with pytest.raises(RuntimeError) as error:
        net.load_state_dict({"0.weight": torch.zeros(4, 2), "extra": torch.zeros(1)})
    for line in (
        "Error(s) in loading state_dict for Sequential:",
        '\tMissing key(s) in state_dict: "0.bias". ',
        '\tUnexpected key(s) in state_dict: "extra". ',
        "\tsize mismatch for 0.weight: copying a param with shape torch.Size([4, 2]) from checkpoint, "
        "the shape in current model is torch.Size([3, 2]).",
    ):
        assert line in str(error.value).split("\n")
    result = net.load_state_dict({"0.weight": torch.ones(3, 2), "extra": torch.zeros(1)}, strict=False)
    assert (result.missing_keys, result.unexpected_keys) == (["0.bias"], ["extra"])
    assert torch.equal(net[0].weight, torch.ones(3, 2))


def test_a_prefix_too_many_is_recognized() -> None:
    net = nn.Sequential(nn.Linear(2, 3))
    with pytest.raises(RuntimeError, match=r"remove the prefix 'module\.' from the state_dict's names"):
        net.load_state_dict({"module." + key: value for key, value in net.state_dict().items()})


def test_conversion_keeps_the_parameters_and_leaves_integers() -> None:
    net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    weight = net[0].weight
    assert net.double() is net
    assert weight.dtype == torch.float64
    assert net[0].weight is weight
    assert net[1].running_var.dtype == torch.float64
    assert net[1].num_batches_tracked.dtype == torch.int64
    assert net.to("cpu").to(torch.float32)[0].weight.dtype == torch.float32
    with pytest.raises(TypeError, match="only accepts floating point"):
        net.to(torch.int64)
    with pytest.raises(AssertionError, match="CUDA"):
        net.to("cuda")


def test_freezing_and_forgetting_gradients() -> None:
    net = Net()
    net(torch.ones(1, 4)).sum().backward()
    net.zero_grad(set_to_none=False)
    assert net.scale.grad is not None
    assert net.scale.grad.item() == 0
    net.zero_grad()
    assert net.scale.grad is None
    assert not any(param.requires_grad for param in net.requires_grad_(False).parameters())


def test_a_deep_copy_is_independent_and_keeps_sharing() -> None:
    net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    net[1].weight = net[0].weight
    twin = copy.deepcopy(net)
    assert twin[0].weight is twin[1].weight
    assert isinstance(twin[0].weight, nn.Parameter)
    with torch.no_grad():
        twin[0].weight.zero_()
    assert not torch.equal(net[0].weight, twin[0].weight)


def test_parameters_print_and_refuse_integers() -> None:
    assert repr(nn.Parameter(torch.ones(2))) == (
        "Parameter containing:\ntensor([1., 1.], requires_grad=True)")  # fmt: skip
    with pytest.raises(RuntimeError, match="floating point"):
        nn.Parameter(torch.ones(2, dtype=torch.int64))
    data = torch.zeros(2)
    nn.Parameter(data).data.fill_(3)
    np.testing.assert_array_equal(data.numpy(), [3, 3])


def test_names_that_are_not_covered_say_so() -> None:
    with pytest.raises(NotImplementedError, match=r"torch\.nn\.qat is not covered"):
        _ = nn.qat
    assert not hasattr(nn, "qat")
    assert not hasattr(nn, "Nonsense")


def test_backward_hooks_see_both_gradients_and_may_change_one() -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
    model.load_state_dict({"0.weight": torch.tensor([[1.0, 2.0], [-3.0, 1.0]]), "0.bias": torch.zeros(2)})
    seen = []
    handle = model[0].register_full_backward_hook(lambda module, into, out: seen.append((module, into, out)))
    x = torch.ones(1, 2, requires_grad=True)
    model(x).sum().backward()
    [(module, (into,), (out,))] = seen
    assert module is model[0]
    assert (into.tolist(), out.tolist()) == ([[1.0, 2.0]], [[1.0, 0.0]])
    handle.remove()
    model[0].register_full_backward_hook(lambda module, into, out: (into[0] * 10,))
    x.grad = None
    assert "BackwardHookFunctionBackward" in repr(model[0](x))
    model(x).sum().backward()
    assert x.grad is not None
    assert x.grad.tolist() == [[10.0, 20.0]]


def test_backward_hooks_fire_without_a_gradient_of_the_input() -> None:
    layer, seen = nn.Linear(1, 1), []
    layer.register_full_backward_hook(lambda module, into, out: seen.append((into, out[0].tolist())))
    with pytest.warns(UserWarning, match="no inputs require gradients"):
        layer(torch.ones(1, 1)).sum().backward()
    assert seen == [((None,), [[1.0]])]
    with torch.no_grad():
        layer(torch.ones(1, 1))
    assert len(seen) == 1
