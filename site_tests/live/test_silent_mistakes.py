"""What goes wrong without an error: said where it is certain, and nowhere else."""

import json
from typing import Any

import pytest

from site_tests.oracle.torch_side import TorchSide

HEAD = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
MODEL = "model = nn.Linear(3, 1)\nopt = torch.optim.SGD(model.parameters(), lr=0.1)\n"
LOOP = (
    "for _ in range(3):\n    opt.zero_grad()\n    model(torch.ones(4, 3)).sum().backward()\n    opt.step()\n"
)
BROADCAST = [
    "model = nn.Linear(3, 1)\nx, y = torch.ones(8, 3), torch.ones(8)\nloss = nn.MSELoss()(model(x), y)",
    "pred, y = torch.ones(8, 1), torch.ones(8)\nloss = F.mse_loss(pred, y)",
    "y = torch.ones(8)\nloss = nn.SmoothL1Loss()(torch.ones(8, 1), y)",
    "criterion = nn.L1Loss()\ndef train(out, y):\n    return criterion(out, y)\n"
    "loss = train(torch.ones(8, 1), torch.ones(8))",
]
OTHER_PARAMETERS = [
    (f"{MODEL}model = nn.Linear(3, 1)\n{LOOP}", "model", 10),
    (
        f"{MODEL}net = nn.Sequential(nn.Linear(3, 1))\ndef train(net, opt):\n"
        "    net(torch.ones(2, 3)).sum().backward()\n    opt.step()\ntrain(net, opt)",
        "net",
        9,
    ),
    (
        "import copy\nmodel = nn.Linear(3, 1)\nbest = copy.deepcopy(model)\n"
        "opt = torch.optim.Adam(best.parameters())\nfor _ in range(2):\n"
        "    model(torch.ones(2, 3)).sum().backward()\n    opt.step()",
        "model",
        10,
    ),
]
RIGHT = [
    f"{MODEL}{LOOP}",
    f"{MODEL}{LOOP}opt.zero_grad()\nopt.step()",
    f"{MODEL}schedule = torch.optim.lr_scheduler.StepLR(opt, 2)\nfor _ in range(3):\n"
    "    opt.step()\n    schedule.step()",
    f"{MODEL}frozen = nn.Linear(1, 1)\nfrozen(torch.ones(1)).backward()\n{LOOP}",
    "g, d = nn.Linear(3, 1), nn.Linear(1, 1)\na = torch.optim.SGD(g.parameters())\n"
    "b = torch.optim.SGD(d.parameters())\ng(torch.ones(2, 3)).sum().backward()\nb.step()\na.step()",
    "w = torch.ones(2, requires_grad=True)\nopt = torch.optim.SGD([w])\nopt.step()",
    "pred, y = torch.ones(8, 1), torch.ones(8, 1)\nloss = F.mse_loss(pred, y)",
    "loss = F.cross_entropy(torch.ones(8, 2), torch.zeros(8, dtype=torch.long))",
]


def shown(on_seqlite: TorchSide, program: str) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = on_seqlite.call("shape_programs:parts_of", HEAD + program)
    return parts


@pytest.mark.parametrize("program", BROADCAST)
def test_a_loss_that_broadcasts_is_drawn_below_its_warning(on_seqlite: TorchSide, program: str) -> None:
    warning, drawing = shown(on_seqlite, program)
    assert "Using a target size (torch.Size([8]))" in warning["text"]
    found = json.loads(drawing["picture"])
    assert (found["how"], found["left"]["shape"], found["right"]["shape"]) == ("loss", [8, 1], [8])
    assert found["change"] is None or found["change"]["new"] == "y.unsqueeze(1)"


@pytest.mark.parametrize(("program", "model", "line"), OTHER_PARAMETERS)
def test_a_step_of_an_optimizer_with_other_parameters_is_named_once(
    on_seqlite: TorchSide, program: str, model: str, line: int
) -> None:
    [note] = shown(on_seqlite, program)
    found = json.loads(note["picture"])
    assert (found["mistake"], found["facts"], found["line"]) == ("other_parameters", {"model": model}, line)


@pytest.mark.parametrize("program", RIGHT)
def test_nothing_is_said_of_what_may_be_right(on_seqlite: TorchSide, program: str) -> None:
    assert shown(on_seqlite, program) == []
